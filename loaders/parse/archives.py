"""Unpacking of gzip and zip, bounded, because a small file may unpack to more than any machine holds.

What is not a bomb unpacks to some ten times its size; a table of nothing but zeros to about fifty times.
"""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import IO, Any

from loaders.parse import unsupported
from loaders.problems import refusal

UNPACKED_AT_MOST = 2**31  # bytes. The largest table the NHS publishes is a tenth of that.
UNPACKED_FREE = 2**26
"""Bytes that any file may unpack to, however small it is."""
PACKED_AT_MOST = 100
"""Multiple of its size for anything larger. Of archives in archives, the outermost counts."""
LARGE, LARGE_AT_MOST = 2**29, 20
"""Beyond so many bytes only so many times: what takes gigabytes of memory has to be large itself."""
_DIRECTORY_AT_MOST = 2**23  # bytes of a zip file's list of what is in it: some hundred thousand names
_CHUNK = 2**20
_READ = 2**16
"""Bytes that are read at once: what follows the end of each part is copied, and there may be thousands."""
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)


@contextmanager
def whole_gzip(name: str) -> Iterator[None]:
    """Refuse a packed file that turns out to be damaged."""
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise refusal(name, "is a damaged gzip file", "a whole one: was the download cut off?") from None


@contextmanager
def whole_zip(content: bytes, name: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip file; refuse it if it turns out to be damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except ZIP_ERRORS:
        expected = "a whole one: was the download cut off?"
        raise refusal(name, "is a damaged zip file or workbook", expected) from None


def gunzipped(raw: bytes, name: str, packed: int | None = None) -> bytes:
    """Return a file as it was before it was packed, if it was. It is measured before it is kept.

    packed: bytes of the file that it was found in
    """
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    most = min(UNPACKED_AT_MOST, explained(packed or len(raw)))
    with whole_gzip(name):
        for _ in inflated(io.BytesIO(raw), name, most):
            pass
        content = io.BytesIO()
        content.writelines(inflated(io.BytesIO(raw), name, most))
        return content.getvalue()


def inflated(stream: IO[bytes], name: str, most: int) -> Iterator[bytes]:
    """Give the content of a gzip file in parts: so many bytes, and none that grow out of nothing."""
    inflater, rest = zlib.decompressobj(wbits=31), stream.read(_READ)
    packed = unpacked = 0
    mark = (0, 0)
    while True:
        part = inflater.decompress(rest, _CHUNK)
        # At the end of one part Python gives what follows it twice.
        packed += len(rest) - len(inflater.unused_data if inflater.eof else inflater.unconsumed_tail)
        unpacked += len(part)
        if unpacked > most:
            raise _too_big(name, most)
        if unpacked - mark[1] > UNPACKED_FREE:  # a bomb may lie behind what is none
            if (packed - mark[0]) * 2 * PACKED_AT_MOST < unpacked - mark[1]:
                raise _too_big(name, explained(packed))
            mark = packed, unpacked
        yield part
        rest = inflater.unconsumed_tail
        if inflater.eof:  # several packed one behind the other are one; zeros may fill up the end
            rest = inflater.unused_data
            rest = (rest if len(rest) > _READ else rest + stream.read(_READ)).lstrip(b"\0")
            if not rest:
                return
            inflater = zlib.decompressobj(wbits=31)
        elif not rest and len(part) < _CHUNK:
            rest = stream.read(_READ)
            if not rest:
                raise EOFError


class Inflated(io.RawIOBase):
    """A gzip file as a stream, for what is too long to be held in memory."""

    def __init__(self, path: Path, name: str) -> None:
        self.file = path.open("rb")
        self.parts = inflated(self.file, name, explained(path.stat().st_size))
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self.rest:
            part = next(self.parts, None)
            if part is None:
                return 0
            self.rest = part
        given, self.rest = self.rest[: len(buffer)], self.rest[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)

    def close(self) -> None:
        self.file.close()
        super().close()


def explained(packed: int) -> int:
    """Return how many bytes a file of this size may unpack to without being a bomb."""
    return max(UNPACKED_FREE, min(PACKED_AT_MOST * packed, max(LARGE, LARGE_AT_MOST * packed)))


def is_workbook(content: bytes, name: str, packed: int) -> bool:
    """Tell whether a zip file is a workbook; refuse by name what else it may be, unless it is an archive."""
    inside = {entry.filename for entry in _entries(content, name, packed)}
    known = unsupported.what_its_parts_are(inside)
    if known is not None:
        raise refusal(name, f"is {known[0]}", known[1])
    if "content.xml" in inside:
        if "mimetype" in inside:
            with whole_zip(content, name) as archive, archive.open("mimetype") as stream:
                is_other = b"spreadsheet" not in stream.read(200)
            if is_other:
                raise refusal(name, "is an OpenDocument text or drawing", "a spreadsheet (.ods)")
        return True
    return any(part.startswith("xl/") for part in inside)


def unzipped(
    content: bytes, name: str, wanted: str | None, tables: frozenset[str], packed: int
) -> list[tuple[str, bytes]]:
    """Return the tables inside a zip archive with their names: all that `wanted` fits, or the only one."""
    entries = [
        e
        for e in _entries(content, name, packed)
        if not e.is_dir() and not e.filename.startswith("__MACOSX/")
    ]
    if wanted is not None:
        fitting = [
            e
            for e in entries
            if fnmatchcase(e.filename, wanted) or fnmatchcase(PurePosixPath(e.filename).name, wanted)
        ]
    else:
        fitting = [e for e in entries if PurePosixPath(e.filename).suffix.lower() in tables]
    if not fitting or (wanted is None and len(fitting) > 1):
        what = f"is a zip archive with {len(fitting) or 'no'} file{'s'[: len(fitting) != 1]}"
        what += f" like {wanted}" if wanted else " that may be a table"
        names = ", ".join(e.filename for e in (fitting or entries)[:5])
        expected = "exactly one; `file: all.zip/*provider*.csv` says which; several that are alike too"
        raise refusal(name, what, expected, names)
    if any(e.flag_bits & 1 for e in fitting):
        raise refusal(name, "is protected by a password", "an archive without one")
    most = left = min(UNPACKED_AT_MOST, explained(packed))
    found = []
    for entry in fitting:
        with whole_zip(content, name) as archive, archive.open(entry) as stream:
            unpacked = stream.read(left + 1)
        if len(unpacked) > left:
            raise _too_big(name, most)
        left -= len(unpacked)
        found.append((entry.filename, unpacked))
    return found


def _entries(content: bytes, name: str, packed: int) -> list[zipfile.ZipInfo]:
    """Return what is in a zip file, if it says itself that it is not too much: nothing is unpacked for it."""
    end = content.rfind(b"PK\x05\x06", -(2**16) - 22)
    if end >= 0 and len(content) >= end + 16:
        listed = int.from_bytes(content[end + 12 : end + 16], "little")
        if listed > _DIRECTORY_AT_MOST:
            raise refusal(name, "is a zip archive of too many files", "the files that are needed")
    with whole_zip(content, name) as archive:
        entries = archive.infolist()
    most = min(UNPACKED_AT_MOST, explained(packed))
    if sum(entry.file_size for entry in entries) > most:
        raise _too_big(name, most)
    return entries


def _too_big(name: str, most: int) -> Exception:
    size = f"{most / 2**30:.0f} gigabytes" if most >= 2**30 else f"{most / 2**20:,.0f} megabytes"
    expected = (
        f"a table of at most {PACKED_AT_MOST} times the size of the packed file ({LARGE_AT_MOST} times "
        f"beyond {LARGE / 2**20:.0f} megabytes) and 2 gigabytes: unpack it"
    )
    return refusal(name, f"unpacks to more than {size}", expected)
