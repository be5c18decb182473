"""Unpacking of gzip and zip, bounded, because a small file may unpack to more than any machine holds."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from loaders.problems import refusal

UNPACKED_AT_MOST = 2**31  # bytes. The largest table the NHS publishes is a tenth of that.
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


def gunzipped(raw: bytes, name: str) -> bytes:
    """Return a file as it was before it was packed, if it was."""
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    with whole_gzip(name), gzip.open(io.BytesIO(raw)) as file:
        content = file.read(UNPACKED_AT_MOST + 1)
    if len(content) > UNPACKED_AT_MOST:
        raise _too_big(name)
    return content


def is_workbook(content: bytes, name: str) -> bool:
    """Tell whether a zip file is a workbook; refuse by name what else it may be, unless it is an archive."""
    inside = {entry.filename for entry in _entries(content, name)}
    for part, words in (("word/document.xml", "a Word document"), ("ppt/presentation.xml", "a presentation")):
        if part in inside:
            raise refusal(name, f"is {words}", "the table in it, saved as CSV or Excel")
    if "content.xml" in inside:
        if "mimetype" in inside:
            with whole_zip(content, name) as archive, archive.open("mimetype") as stream:
                is_other = b"spreadsheet" not in stream.read(200)
            if is_other:
                raise refusal(name, "is an OpenDocument text or drawing", "a spreadsheet (.ods)")
        return True
    return any(part.startswith("xl/") for part in inside)


def unzipped(
    content: bytes, name: str, wanted: str | None, tables: frozenset[str]
) -> list[tuple[str, bytes]]:
    """Return the tables inside a zip archive with their names: all that `wanted` fits, or the only one."""
    entries = [
        e for e in _entries(content, name) if not e.is_dir() and not e.filename.startswith("__MACOSX/")
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
    found, left = [], UNPACKED_AT_MOST
    for entry in fitting:
        with whole_zip(content, name) as archive, archive.open(entry) as stream:
            unpacked = stream.read(left + 1)
        if len(unpacked) > left:
            raise _too_big(name)
        left -= len(unpacked)
        found.append((entry.filename, unpacked))
    return found


def _entries(content: bytes, name: str) -> list[zipfile.ZipInfo]:
    with whole_zip(content, name) as archive:
        entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > UNPACKED_AT_MOST:
        raise _too_big(name)
    return entries


def _too_big(name: str) -> Exception:
    size = f"{UNPACKED_AT_MOST / 2**30:.0f} gigabytes"
    return refusal(name, f"unpacks to more than {size}", "a table of at most that size; split it")
