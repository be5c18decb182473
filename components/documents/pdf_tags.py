"""Parts of the structure of a PDF that PDF/UA-1 asks for, and the library that lays out paper leaves open.

A head of a table says what it is the head of. Running lines, such as the number of a page, are decoration: it
draws them as content of elements that lie nowhere in the tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def finished(_: Any, pdf: Any) -> None:
    """Mend the file that the library is about to write."""
    root = next(one for one in _elements(pdf) if one.get("Type") == "/StructTreeRoot")
    reached = set(_reached(pdf, root))
    for one in _elements(pdf):
        if one.get("S") == "/TH":
            group = _at(pdf, _at(pdf, one["P"])["P"])
            one["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
    numbers = iter(_at(pdf, root["ParentTree"])["Nums"])
    owners = dict(zip(numbers, numbers, strict=True))
    for page in _elements(pdf):
        if page.get("Type") == "/Page":
            _decorate(_at(pdf, page["Contents"]).stream, owners[page["StructParents"]], reached)


def _decorate(drawn: list[Any], owners: list[Any], reached: set[bytes]) -> None:
    """Make decoration of the pieces of a page whose element cannot be reached: `/P`, its number, `BDC`."""
    for at, one in enumerate(drawn):
        number = one.get("MCID") if isinstance(one, dict) else None
        if number is not None and owners[number] not in reached:
            drawn[at - 1], drawn[at] = "/Artifact", type(one)({"Type": "/Pagination"})
            owners[number] = "null"


def _reached(pdf: Any, element: Any) -> Iterator[bytes]:
    """Yield the references of all elements below one."""
    for kid in element.get("K", ()):
        if isinstance(kid, bytes):  # a number is a piece of a page
            yield kid
            yield from _reached(pdf, _at(pdf, kid))


def _elements(pdf: Any) -> Iterator[Any]:
    return (one for one in pdf.objects if isinstance(one, dict))


def _at(pdf: Any, reference: bytes) -> Any:
    """Return the object of a reference, which is written `7 0 R`."""
    return pdf.objects[int(reference.split()[0])]
