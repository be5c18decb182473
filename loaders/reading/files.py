"""From a name in the catalogue to the file on disk, and what that file really is.

The first bytes decide, not the name: a spreadsheet saved under the name of a CSV, a web page that was
downloaded instead of a file, a PDF. Such files are refused with the name of what they are.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from loaders.problems import refuse
from loaders.reading.facts import Reading


class Kind(StrEnum):
    TEXT = "text (CSV)"
    EXCEL = "an Excel workbook"
    PARQUET = "a Parquet file"


_KINDS_BY_NAME = {
    ".csv": Kind.TEXT,
    ".tsv": Kind.TEXT,
    ".txt": Kind.TEXT,
    ".xls": Kind.EXCEL,
    ".xlsx": Kind.EXCEL,
    ".xlsm": Kind.EXCEL,
    ".xlsb": Kind.EXCEL,
    ".ods": Kind.EXCEL,
    ".parquet": Kind.PARQUET,
}
_FOREIGN = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"SQLite format 3": "a SQLite database",
    b"\x7fELF": "a program",
    b"MZ": "a Windows program",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"RDX": "R data",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file that was opened and is what its name says."""

    path: Path
    name: str  # as it stands below the data folder: what people are told
    kind: Kind
    content: bytes  # unpacked
    hash: str  # of the file as it lies there
    reading: Reading = field(default_factory=Reading, compare=False)


def find(folder: Path, pattern: str) -> list[Path]:
    """The files of a source, in the order of their names; none is a refusal, not a silence."""
    if any(sign in pattern for sign in "*?["):
        found = sorted(path for path in folder.glob(pattern) if path.is_file() and is_meant(path, folder))
        expected = f"at least one file like {pattern} in {folder}"
    else:
        found = [path for path in (folder / pattern,) if path.is_file()]
        expected = f"this file in {folder}"
    if not found:
        raise refuse(pattern, "is not there", expected)
    return found


QUARANTINE = "quarantine"
"""Folder for refused files (`loaders watch`), wherever it stands: no pattern reaches into it."""
_UNFINISHED = (".part", ".partial", ".filepart", ".tmp", ".crdownload", ".download")


def is_meant(path: Path, folder: Path) -> bool:
    """Whether a pattern means this file: not one that is still being written, a lock of an office program, or
    one that was refused and put aside."""
    parts = path.relative_to(folder).parts if path.is_relative_to(folder) else path.parts
    name = path.name.lower()
    is_aside = any(part.lower() == QUARANTINE for part in parts[:-1])
    return not (is_aside or name.startswith((".", "~$")) or name.endswith(_UNFINISHED))


def name_below(path: Path, folder: Path) -> str:
    """What people are told: never a path of this machine."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


def read(path: Path, folder: Path) -> File:
    name = name_below(path, folder)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise refuse(name, f"cannot be read: {error.strerror or error}") from None
    content = _unpacked(raw, name)
    if not content.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise refuse(name, "is empty", "a heading and at least one row", f"{len(raw)} bytes")
    kind = _kind(content, name)
    suffix = next((s for s in reversed(path.suffixes) if s.lower() in _KINDS_BY_NAME), "")
    named = _KINDS_BY_NAME.get(suffix.lower())
    if named is not None and named is not kind:
        what = f"is called {suffix}, but it is {kind.value}"
        raise refuse(name, what, f"{named.value}; save it as what its name says, or rename it")
    # Of the bytes that were read: the file may be written anew in between.
    return File(path, name, kind, content, hashlib.sha256(raw).hexdigest())


def hash_of(path: Path) -> str:
    """The file as it lies there; empty for one that cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _unpacked(raw: bytes, name: str) -> bytes:
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    try:
        return gzip.decompress(raw)
    except (OSError, EOFError, zlib.error):
        raise refuse(name, "is a damaged gzip file", "a whole one: was the download cut off?") from None


def _kind(content: bytes, name: str) -> Kind:
    if content.startswith(b"PAR1"):
        return Kind.PARQUET
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return Kind.EXCEL
    if content.startswith(b"PK\x03\x04"):
        return _inside_zip(content, name)
    wanted = "CSV, Excel (.xls, .xlsx) or Parquet"
    for start, words in _FOREIGN.items():
        if content.startswith(start):
            raise refuse(name, f"is {words}", wanted)
    beginning = content[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if beginning.startswith((b"<!doctype html", b"<html")):
        raise refuse(name, "is a web page", f"{wanted}: was an error page downloaded instead of the file?")
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\x00" in content[:65536]:
        raise refuse(name, "is a binary file of an unknown kind", wanted)
    return Kind.TEXT


_DAMAGED_ZIP = (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error)


def _inside_zip(content: bytes, name: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = archive.namelist()
    except _DAMAGED_ZIP:
        raise refuse(name, "is a damaged zip file or workbook", "a whole one") from None
    if any(part.startswith("xl/") for part in inside) or "content.xml" in inside:
        return Kind.EXCEL
    raise refuse(name, "is a zip archive", "the file inside it: unpack it first", ", ".join(inside[:3]))


def decode(file: File, encoding: str | None) -> str:
    """The text of a CSV file. Windows' own encoding is what British public bodies use besides UTF-8."""
    content = file.content
    if encoding is None:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            encoding = "utf-16"
        else:
            encoding = "utf-8-sig"
    for candidate in (encoding, "cp1252") if encoding == "utf-8-sig" else (encoding,):
        try:
            text = content.decode(candidate).removeprefix("\ufeff")
            file.reading.encoding = candidate
            return text
        except LookupError:
            raise refuse(
                file.name, f"`{encoding}` is not an encoding", "for instance utf-8 or cp1252"
            ) from None
        except UnicodeError:
            continue
    raise refuse(
        file.name, "holds letters that cannot be read", "UTF-8 or Windows-1252; or name its `encoding`"
    )
