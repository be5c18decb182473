"""Checks of what PDF/UA-1 asks of the structure of a file, as far as a program can tell. What none can
tell, such as a text of a chart that says something else, is left to people.

    problems(reader) == []
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream, NullObject

from tests.unzipped import tags_in

HEADINGS = [f"H{level}" for level in range(1, 7)]
STANDARD = {
    *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "NonStruct", "P", "Span", "Link"),
    *("Figure", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody", *HEADINGS),
}
INSIDE = {
    "Table": {"TR", "THead", "TBody", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"LI", "L", "Caption"},
    "LI": {"Lbl", "LBody"},
}
SHAPES = {b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*", b"sh"}
DRAWN = {b"Tj", b"TJ", b"'", b'"', b"Do", b"EI"} | SHAPES


def problems(reader: PdfReader) -> list[str]:
    """Return what a file lacks, in words."""
    root: Any = reader.trailer["/Root"]
    tags = list(tags_in(root["/StructTreeRoot"]["/K"]))
    return [*_of_whole(reader, root), *_of_tags(tags), *_of_headings(tags), *_of_pages(reader, root, tags)]


def _of_whole(reader: PdfReader, root: Any) -> Iterator[str]:
    wanted = {
        "is marked": root["/MarkInfo"]["/Marked"],
        "has a language": root["/Lang"],
        "shows its title": root["/ViewerPreferences"]["/DisplayDocTitle"],
        "has a title": reader.metadata and reader.metadata.title,
        "says its standard": b'pdfuaid:part="1"' in reader.xmp_metadata.stream.get_data(),
        "has bookmarks": reader.outline,
        "maps no role": not root["/StructTreeRoot"].get("/RoleMap"),
    }
    yield from (f"not true: {what}" for what, holds in wanted.items() if not holds)


def _of_tags(tags: list[Any]) -> Iterator[str]:
    for tag in tags:
        name = _name(tag)
        inside = [_name(one) for one in _children(tag)]
        if name not in STANDARD:
            yield f"{name} is no standard type"
        if name in INSIDE and (odd := set(inside) - INSIDE[name]):
            yield f"{sorted(odd)} in {name}"
        if name == "Figure" and not (tag.get("/Alt") and "/BBox" in tag["/A"]):
            yield "a figure without a text or a place"
        if name == "TH" and tag["/A"].get("/Scope") not in ("/Column", "/Row"):
            yield "a head of a table that is the head of nothing"
        if name == "TD" and "/Headers" not in tag["/A"]:
            yield "a cell without heads"
        if name == "Table" and "TH" not in {_name(one) for one in tags_in(tag["/K"])}:
            yield "a table without heads"


def _of_headings(tags: list[Any]) -> Iterator[str]:
    levels = [HEADINGS.index(name) + 1 for name in map(_name, tags) if name in HEADINGS]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"the headings begin {levels[:3]}, with {levels.count(1)} of level 1"
    yield from (
        f"a heading of level {later} after {one}" for one, later in pairwise(levels) if later > one + 1
    )


def _of_pages(reader: PdfReader, root: Any, tags: list[Any]) -> Iterator[str]:
    """Each piece of a page is a decoration or belongs to one element; every link has words and a place."""
    numbers = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    parents = {numbers[at]: numbers[at + 1].get_object() for at in range(0, len(numbers), 2)}
    owned = Counter(
        (tag.raw_get("/Pg").idnum, one) for tag in tags for one in _kids(tag) if isinstance(one, int)
    )
    if shared := [place for place, times in owned.items() if times > 1]:
        yield f"pieces of two elements: {shared[:3]}"
    for number, page in enumerate(reader.pages, start=1):
        pieces, untagged = _pieces(reader, page)
        known = [at for at, one in enumerate(parents[page["/StructParents"]]) if not _is_null(one)]
        if lost := [one for one in pieces if (page.indirect_reference.idnum, one) not in owned]:
            yield f"page {number}: pieces that no element of the tree holds: {lost[:3]}"
        if untagged:
            yield f"page {number}: {untagged} pieces are neither content nor decoration"
        if sorted(pieces) != known:
            yield f"page {number}: {len(pieces)} pieces, {len(known)} of them known to the tree"
        if page.get("/Tabs") != "/S":
            yield f"page {number}: its order is not that of its structure"
        for link in page.get("/Annots", ()):
            if (
                not link.get_object().get("/Contents")
                or link.get_object().get("/StructParent") not in parents
            ):
                yield f"page {number}: a link without words or an element"
        for font in page["/Resources"]["/Font"].values():
            inside = font["/DescendantFonts"][0]["/FontDescriptor"]
            if "/ToUnicode" not in font or not any(name.startswith("/FontFile") for name in inside):
                yield f"page {number}: a typeface that is not inside or says no letters"


def _pieces(reader: PdfReader, page: Any) -> tuple[list[int], int]:
    """Return the numbers of the marked pieces of a page, and how often something is drawn outside of any."""
    numbered, depth, untagged = [], 0, 0
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in (b"BDC", b"BMC"):
            depth += 1
            if operator == b"BDC" and isinstance(operands[1], dict) and "/MCID" in operands[1]:
                numbered.append(int(operands[1]["/MCID"]))
        elif operator == b"EMC":
            depth -= 1
        elif operator in DRAWN and depth == 0:
            untagged += 1
    return numbered, untagged


def _name(tag: Any) -> str:
    return str(tag["/S"]).removeprefix("/")


def _kids(tag: Any) -> list[Any]:
    kids = tag.get("/K", [])
    return list(kids) if isinstance(kids, list) else [kids]


def _children(tag: Any) -> Iterator[Any]:
    """The elements right inside one; pieces of a page and links are none."""
    for one in _kids(tag):
        found = one.get_object()
        if isinstance(found, dict) and "/S" in found:
            yield found


def _is_null(one: Any) -> bool:
    """Tell of a piece that is decoration: it has a place in the tree of parents, and no element."""
    return isinstance(one.get_object(), NullObject)
