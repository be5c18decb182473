"""Files that are too long to be held in memory: looked at, and made ready for DuckDB to read."""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from loaders.parse import archives, files
from loaders.parse.files import File
from loaders.problems import refusal

_CHUNK = 1 << 20
HEAD = 1 << 18  # how much of a file is looked at to find its heading


def glance(lists: Mapping[str, Sequence[Path]], name: str, folder: Path, asked: File | None = None) -> File:
    """Return the files of a source of records as one, known by its name; those it is joined with beside
    it. What a query gave (`asked`) stands in place of files."""
    parts = {key: tuple(_part(path, folder) for path in paths) for key, paths in lists.items()}
    if asked is not None:
        parts[""] = (asked,)
    first = parts[""][0]
    hashes = {key: [part.hash for part in group] for key, group in parts.items()}
    return File(first.path, name, first.kind, first.content, together(hashes), parts=parts)


def together(hashes: Mapping[str, Sequence[str]]) -> str:
    """Return one hash for all files of a list and those joined to it; a file alone has its own."""
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
        with _unpacked(path, name) as unpacked:
            head = unpacked.read(_CHUNK)
    # A Parquet file says at its end, too, what it is: without, it was cut off.
    is_parquet = head.startswith(b"PAR1")
    kind = files.kind_of(head + end if is_parquet else head, path.name, name)
    return File(path, name, kind, head, digest.hexdigest(), is_ascii=is_ascii)


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


@contextmanager
def _unpacked(path: Path, name: str) -> Iterator[IO[bytes]]:
    """Open a file that may be packed; what is damaged shows while it is read."""
    with archives.whole_gzip(name):
        if not _is_packed(path):
            with path.open("rb") as file:
                yield file
        else:
            with io.BufferedReader(archives.Inflated(path, name), _CHUNK) as unpacked:
                yield unpacked


def prepared(part: File, encoding: str | None, folder: Path, number: int) -> Path:
    """Return a file of text that DuckDB can read: UTF-8, not packed. Write it to `folder` if it is not so."""
    path = part.path
    with path.open("rb") as file:
        if file.read(2) == b"PK":  # from an archive that was unpacked when it was looked at
            path = folder / f"{number}.unpacked"
            path.write_bytes(part.content)
    chosen = encoding or _encoding(part, path)
    if not _is_packed(path) and chosen.replace("-", "").casefold() in {"utf8", "utf8sig", "ascii"}:
        return path
    target = folder / f"{number}.csv"
    with (
        files.readable(part.name, chosen),
        _unpacked(path, part.name) as file,
        io.TextIOWrapper(file, chosen, newline="") as text,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        shutil.copyfileobj(text, out, _CHUNK)
    return target


def _encoding(part: File, path: Path) -> str:
    """Return UTF-8 if all of it is; else Windows' own, as in `files.decode`."""
    if part.is_ascii and not _is_packed(path):
        return "ascii"
    if part.content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with _unpacked(path, part.name) as file:
            while chunk := file.read(_CHUNK):
                if not (chunk.isascii() and decoder.getstate()[0] == b""):
                    decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"
