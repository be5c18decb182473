"""From a name in the catalogue to the file on disk, and what that file really is.

The first bytes decide, not the name: a spreadsheet saved under the name of a CSV, a web page that was
downloaded instead of a file, a PDF. Such files are refused with the name of what they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from loaders.parse import archives, file_order, unsupported
from loaders.parse.trace import Reading
from loaders.problems import refusal


class Kind(StrEnum):
    TEXT = "text (CSV)"
    EXCEL = "an Excel workbook"
    PARQUET = "a Parquet file"
    QUERY = "the result of a query"


_KINDS_BY_NAME = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), Kind.TEXT),
    **dict.fromkeys((".xls", ".xlsx", ".xlsm", ".xlsb", ".ods"), Kind.EXCEL),
    ".parquet": Kind.PARQUET,
}


@dataclass(frozen=True, slots=True)
class File:
    """A file that was opened and is what its name says."""

    path: Path
    name: str  # as it stands below the data folder: what people are told
    kind: Kind
    content: bytes  # unpacked
    hash: str  # of the file as it lies there
    sheets: list[str] = field(default_factory=list)
    """Filled by reading: the sheets that were read, where they are several."""
    result: Any = None  # of a query
    reading: Reading = field(default_factory=Reading, compare=False)
    opened: dict[str, Any] = field(default_factory=dict, compare=False)
    """A workbook that was opened and looked at once need not be for its next sheet."""
    parts: Mapping[str, tuple[File, ...]] = field(default_factory=dict, compare=False)
    """Of records: the files that are one list (under ""), and by name those joined to it. Their `content`
    is only how they begin."""
    packed: int = 0  # bytes of the file as it lies there
    called: str = ""  # what a table of an archive is called there
    members: tuple[File, ...] = field(default=(), compare=False)
    """The tables of an archive that are read as one, where they are several; the file itself is the first."""
    is_ascii: bool = False  # of a part: no byte of the whole file, as it lies there, is anything but ASCII


def find(folder: Path, pattern: str) -> list[Path]:
    """Return the files of a source, the oldest first (`file_order`); none is a refusal, not a silence."""
    if any(sign in pattern for sign in "*?["):
        meant = [path for path in folder.glob(pattern) if path.is_file() and is_meant(path, folder)]
        found = sorted(meant, key=lambda path: file_order.key(path, folder))
        expected = f"at least one file like {pattern} in the data folder"
    else:
        found = [path for path in (folder / pattern,) if path.is_file()]
        expected = "this file in the data folder"
    if not found:
        raise refusal(pattern, "is not there", expected)
    # A pattern may leave the folder, as the catalogue's author wrote it; a link is put there by anybody.
    for path in () if ".." in Path(pattern).parts or Path(pattern).is_absolute() else found:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise refusal(name_below(path, folder), "is a link that leads out of the data folder", NO_LINK)
    return found


NO_LINK = "the file itself: whoever may put files here could show any other of this machine"


QUARANTINE = "quarantine"
"""Folder for refused files (`loaders watch`), wherever it stands: no pattern reaches into it."""
_UNFINISHED = (".part", ".partial", ".filepart", ".tmp", ".crdownload", ".download")


def is_meant(path: Path, folder: Path) -> bool:
    """Tell whether a pattern means this file: not one that is still being written, a lock of an office
    program, or one that was refused and put aside."""
    parts = path.relative_to(folder).parts if path.is_relative_to(folder) else path.parts
    name = path.name.lower()
    is_aside = any(part.lower() == QUARANTINE for part in parts[:-1])
    return not (is_aside or name.startswith((".", "~$")) or name.endswith(_UNFINISHED))


def name_below(path: Path, folder: Path) -> str:
    """Return what people are told: never a path of this machine."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


def read(path: Path, folder: Path, inside: str | None = None) -> File:
    """Read a file and unpack it. `inside` says which file of a zip archive is meant."""
    name = name_below(path, folder)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise refusal(name, f"cannot be read: {error.strerror or error}") from None
    tables = [(path.name, archives.gunzipped(raw, name))]
    packed = len(raw)
    if tables[0][1].startswith(b"PK\x03\x04") and not archives.is_workbook(tables[0][1], name, packed):
        tables = archives.unzipped(tables[0][1], name, inside, frozenset(_KINDS_BY_NAME), packed)
        tables = [(called, archives.gunzipped(content, name, packed)) for called, content in tables]
    elif inside is not None:
        raise refusal(name, "is no zip archive", "one, as `file` names what is inside")
    # Of the bytes that were read: the file may be written anew in between.
    digest, reading = hashlib.sha256(raw).hexdigest(), Reading()
    found = []
    for called, content in tables:
        told = f"{name}, {called}" if len(tables) > 1 else name
        kind = kind_of(content, called, told)
        if kind is Kind.PARQUET and content is not raw:
            expected = "the Parquet file itself: it is packed already"
            raise refusal(told, "is a Parquet file inside an archive", expected)
        found.append(File(path, told, kind, content, digest, reading=reading, packed=packed, called=called))
    if len(found) == 1:
        return found[0]
    return replace(found[0], name=name, members=tuple(found), opened={})


def kind_of(content: bytes, called: str, name: str) -> Kind:
    """Tell what a file is by how it begins; refuse it if what it is called says something else."""
    if not content.strip(b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise refusal(name, "is empty", "a heading and at least one row", f"{len(content)} bytes")
    kind = _kind(content, name)
    suffix = next((s for s in reversed(Path(called).suffixes) if s.lower() in _KINDS_BY_NAME), "")
    named = _KINDS_BY_NAME.get(suffix.lower())
    if named is not None and named is not kind:
        what = f"is called {suffix}, but it is {kind.value}"
        raise refusal(name, what, f"{named.value}; save it as what its name says, or rename it")
    return kind


def hash_of(path: Path) -> str:
    """Return the hash of the file as it lies there; empty for one that cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _kind(content: bytes, name: str) -> Kind:
    if content.startswith(b"PAR1"):
        if not content.endswith(b"PAR1"):
            raise refusal(name, "is a damaged Parquet file", "a whole one: was the download cut off?")
        return Kind.PARQUET
    if content.startswith((b"\xd0\xcf\x11\xe0", b"PK\x03\x04")):
        return Kind.EXCEL
    known = unsupported.what_it_is(content)
    if known is not None:
        raise refusal(name, f"is {known[0]}", known[1])
    if _wide_letters(content) is None and b"\x00" in content[:65536]:
        wanted = "CSV, Excel (.xls, .xlsx, .ods) or Parquet"
        raise refusal(name, "is a binary file of an unknown kind", wanted)
    return Kind.TEXT


def _wide_letters(content: bytes) -> str | None:
    """Recognise UTF-16, by its mark or by the empty byte of nearly every letter."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = content[:4096]
    half = len(head) // 2
    halves = {"utf-16-le": (head[1::2], head[::2]), "utf-16-be": (head[::2], head[1::2])}
    for encoding, (empty, filled) in halves.items() if half > 1 else ():
        if empty.count(0) > 0.7 * half and filled.count(0) < 0.05 * half:
            return encoding
    return None


@contextmanager
def readable(name: str, encoding: str) -> Iterator[None]:
    """Refuse an encoding that does not exist, and a text that is written in another."""
    try:
        yield
    except LookupError:
        raise refusal(name, f"`{encoding}` is not an encoding", "for instance utf-8 or cp1252") from None
    except UnicodeError:
        expected = "UTF-8 or Windows-1252; or name its `encoding`"
        raise refusal(name, "holds letters that cannot be read", expected) from None


def decode(file: File, encoding: str | None) -> str:
    """Return the text of a CSV file. Windows' own encoding is what British bodies use besides UTF-8."""
    encoding = encoding or _wide_letters(file.content) or "utf-8-sig"
    with readable(file.name, encoding):
        try:
            text = file.content.decode(encoding)
        except UnicodeError:
            if encoding != "utf-8-sig":
                raise
            encoding = "cp1252"
            text = file.content.decode(encoding)
    file.reading.encoding = encoding
    return text.removeprefix("\ufeff")
