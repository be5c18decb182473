"""Files that are too long to be held in memory: looked at, and made ready for DuckDB to read.

glance    which kind of file it is, its hash, and its first rows; the rest stays on disk
prepared  the same text unpacked and in UTF-8: the file itself if it is so already
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from loaders.parse import files
from loaders.parse.files import File
from loaders.problems import refusal

_CHUNK = 1 << 20
HEAD = 1 << 18
"""How much of a file is looked at to find its heading."""


def glance(lists: Mapping[str, Sequence[Path]], name: str, folder: Path, asked: File | None = None) -> File:
    """The files of a source of records as one, known by its name; those it is joined with beside it. What a
    query gave (`asked`) stands in place of files."""
    parts = {key: tuple(_part(path, folder) for path in paths) for key, paths in lists.items()}
    if asked is not None:
        parts[""] = (asked,)
    first = parts[""][0]
    hashes = {key: [part.hash for part in group] for key, group in parts.items()}
    return File(first.path, name, first.kind, first.content, together(hashes), parts=parts)


def together(hashes: Mapping[str, Sequence[str]]) -> str:
    """One hash for all files of a list and those joined to it; a file alone has its own."""
    every = [each for group in hashes.values() for each in group]
    if len(every) == 1:
        return every[0]
    said = "".join(f"{key}:{each}\n" for key, group in hashes.items() for each in group)
    return hashlib.sha256(said.encode()).hexdigest()


def _part(path: Path, folder: Path) -> File:
    name = files.name_below(path, folder)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
            if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
                return files.read(path, folder)  # a workbook: never long
            digest, is_ascii = hashlib.sha256(head), head.isascii()
            buffer = bytearray(_CHUNK)
            view = memoryview(buffer)
            while read := file.readinto(buffer):
                digest.update(view[:read])
                is_ascii = is_ascii and buffer.isascii()  # what an earlier chunk left behind it is ASCII too
            file.seek(-min(8, file.tell()), os.SEEK_END)
            end = file.read()
    except OSError as error:
        raise refusal(name, f"cannot be read: {error.strerror or error}") from None
    if head.startswith(b"\x1f\x8b"):
        head = next(_unpacked(path, name), b"")
    # A Parquet file says at its end, too, what it is: without, it was cut off.
    is_parquet = head.startswith(b"PAR1")
    kind = files.kind_of(head + end if is_parquet else head, path.name, name)
    return File(path, name, kind, head, digest.hexdigest(), is_ascii=is_ascii)


def _unpacked(path: Path, name: str) -> Iterator[bytes]:
    try:
        with gzip.open(path) as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except (OSError, EOFError, zlib.error):
        raise refusal(name, "is a damaged gzip file", "a whole one: was the download cut off?") from None


def _plain(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def prepared(part: File, encoding: str | None, folder: Path, number: int) -> Path:
    """A file of text that DuckDB can read: UTF-8, not packed. Written to `folder` where it is not so."""
    with part.path.open("rb") as file:
        start = file.read(4)
    if start.startswith(b"PK"):  # from an archive that was unpacked when it was looked at
        unpacked = folder / f"{number}.unpacked"
        unpacked.write_bytes(part.content)
        part = replace(part, path=unpacked)
        start = part.content[:4]
    is_packed = start.startswith(b"\x1f\x8b")
    chosen = encoding or _encoding(part, is_packed)
    if not is_packed and chosen.replace("-", "").casefold() in {"utf8", "utf8sig", "ascii"}:
        return part.path
    target = folder / f"{number}.csv"
    try:
        decoder = codecs.getincrementaldecoder(chosen)()
    except LookupError:
        raise refusal(part.name, f"`{chosen}` is not an encoding", "for instance utf-8 or cp1252") from None
    with target.open("w", encoding="utf-8", newline="") as out:
        for chunk in _chunks(part, is_packed):
            try:
                out.write(decoder.decode(chunk))
            except UnicodeError:
                expected = "UTF-8 or Windows-1252; or name its `encoding`"
                raise refusal(part.name, "holds letters that cannot be read", expected) from None
    return target


def _chunks(part: File, is_packed: bool) -> Iterator[bytes]:
    return _unpacked(part.path, part.name) if is_packed else _plain(part.path)


def _encoding(part: File, is_packed: bool) -> str:
    """UTF-8 if all of it is; else Windows' own, as in `files.decode`."""
    if part.is_ascii and not is_packed:
        return "ascii"
    if part.content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(part, is_packed):
            if not (chunk.isascii() and decoder.getstate()[0] == b""):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"
