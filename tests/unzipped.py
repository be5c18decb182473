"""The text of an answer, whatever kind of file it is: of a workbook or slides, that of all their parts, those
inside one another too; of a PDF, its pages and what is said of its pictures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader

PICTURE = b"\x89PNG"
"""The first bytes of a picture, which is compared as it is."""
UNREAD = (".jpeg", ".jpg", ".png", ".bin")
"""Endings of parts that hold no words: pictures, and settings of a printer in an empty set of slides."""


def text_of(answer: Any) -> str:
    return _text(answer.get_data())


def _text(content: bytes) -> str:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = [name for name in sorted(parts.namelist()) if not name.endswith(UNREAD)]
            return "\n".join(_text(parts.read(name)) for name in names)
    if content.startswith(b"%PDF"):
        return _text_of_pdf(PdfReader(io.BytesIO(content)))
    if content.startswith(PICTURE):
        return content.hex()
    return content.decode()


def _text_of_pdf(reader: PdfReader) -> str:
    root: Any = reader.trailer["/Root"]
    tags = tags_in(root.get("/StructTreeRoot", {}).get("/K"))
    said = [str(tag["/Alt"]) for tag in tags if "/Alt" in tag]
    about = [str(value) for value in (reader.metadata or {}).values()]
    return "\n".join([*(page.extract_text() for page in reader.pages), *said, *about])


def tags_in(node: Any) -> Iterator[Any]:
    """Every element of a PDF's tree of tags."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from tags_in(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        yield from tags_in(node.get("/K"))
