"""Facts that are said only once: in title rows above a table, or in the name of a file or a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from openpyxl.utils.cell import coordinate_to_tuple

from catalogue.fields.templates import May, template
from catalogue.sources.reshaping import is_address
from loaders.parse.layout import Sought
from loaders.parse.tables import clean
from loaders.problems import refusal

Rows = Sequence[Sequence[str]]


def above(name: str, rows: Rows, sought: Sought) -> dict[str, str]:
    """Return the columns that an entry takes from the title rows. `name` is what people call this table."""
    found = {}
    for column, place in sought.source.turned.above.items():
        text = _at(rows, place) if is_address(place) else _behind(rows, column, place, sought)
        if not text:
            where = f"in the cell {place}" if is_address(place) else f"a cell that reads `{place}`"
            raise refusal(name, f"does not say its `{column}` above the table", f"{where} above the heading")
        found[clean(column)] = text
    return found


def _at(rows: Rows, address: str) -> str:
    row, column = coordinate_to_tuple(address)
    cells = rows[row - 1] if row <= len(rows) else []
    return clean(cells[column - 1]) if column <= len(cells) else ""


def _behind(rows: Rows, column: str, place: str, sought: Sought) -> str:
    pattern = template(clean(place))
    for number, row in enumerate(rows):
        for at, cell in enumerate(row):
            text = clean(cell)
            if pattern.parts:
                readings = pattern.readings(text, sought.may)
                if readings:
                    return readings[0][column]
            elif text and text.startswith(clean(place)):
                below = rows[number + 1][at] if number + 1 < len(rows) and at < len(rows[number + 1]) else ""
                behind = text[len(clean(place)) :].strip()
                return behind or next((clean(c) for c in row[at + 1 :] if clean(c)), "") or clean(below)
    return ""


def from_file_name(name: str, written: str | None, may: May) -> dict[str, str]:
    """Return what the name below the data folder says, with as many folders as the template has."""
    tail = "/".join(PurePosixPath(name).parts[-(written or "").count("/") - 1 :])
    return _said(name, "file", "name", tail, written, may)


def from_sheet_name(name: str, sheet: str, written: str | None, may: May) -> dict[str, str]:
    return _said(name, "sheet", "sheet name", clean(sheet), written and clean(written), may)


def _said(name: str, key: str, noun: str, text: str, written: str | None, may: May) -> dict[str, str]:
    if written is None:
        return {}
    readings = template(written).readings(text, may)
    if len(readings) > 1:
        raise unclear(name, text, readings, f"a `{key}` with more around each part")
    if not readings:
        raise refusal(name, f"has a {noun} that the entry cannot read", f"{written} (`{key}`)", text)
    return {clean(part): said for part, said in readings[0].items()}


def unclear(name: str, text: str, readings: Sequence[dict[str, str]], expected: str) -> Exception:
    ways = ["; ".join(f"{part}: {said}" for part, said in reading.items()) for reading in readings[:2]]
    return refusal(name, f"`{text}` can be read in more than one way", expected, " or ".join(ways))
