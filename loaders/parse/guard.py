"""Refuse a file whose columns would make codes, names, groups or texts of what tells who somebody is.

The heading is looked at as it stands in the file, whatever the entry calls the column; what stands in the
column is looked at whatever its heading. Columns of numbers and of periods are kept as neither.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from catalogue.identifiers import by_content, of_people, tells_of_people
from catalogue.sources import SourceBase
from errors import LoadRefusedError
from loaders.parse.layout import Layout
from loaders.parse.tables import Column, Table, clean
from loaders.problems import refusal

_AS_MANY = 0.9
"""With so many different texts for each row, a column tells the rows of a table of people apart."""


def spared(source: SourceBase, numbers: Iterable[str]) -> frozenset[str]:
    """Return the columns that are read as numbers or days, and become no text."""
    periods = (getattr(source, key, None) for key in ("period", "complete_to"))
    days = [name for period in periods for name in getattr(period, "needed", ())]
    days += [
        name for key in ("year", "opened", "closed") if isinstance(name := getattr(source, key, None), str)
    ]
    return frozenset(map(clean, (*days, *numbers)))


def check_names(file: str, found: Layout, spared: frozenset[str]) -> None:
    """Refuse columns by their names: what the entry calls them, and what stands above them."""
    for single in found.singles.keys() - spared:
        above = [name for at in found.singles[single] for name in found.heading.all_names(at)]
        for name in (single, *above):
            if (what := of_people(name)) is not None:
                called = "" if name == single else f", called `{name}` in the file,"
                raise refused(file, f"column `{single}`{called} may hold {what}")


def check_texts(file: str, table: Table, headings: Iterable[str], spared: frozenset[str]) -> None:
    """Refuse columns by what stands in them. `headings` are all of the file, whether anybody reads them."""
    is_of_people = tells_of_people(headings)
    for name, column in table.columns.items():
        if name in spared:
            continue
        texts = _texts(column)
        what = by_content(texts)
        if what is not None:
            raise refused(file, f"column `{name}` seems to hold {what}")
        if is_of_people and 1 < table.lines <= len(texts) / _AS_MANY:
            raise refused(file, f"column `{name}` has a text of its own for each of {table.lines:,} people")


def _texts(column: Column) -> list[str]:
    return [text for code in np.unique(column.codes).tolist() if (text := column.texts[code])]


def refused(file: str, what: str) -> LoadRefusedError:
    expected = (
        "none that tells who somebody is: take it out of the entry, or count the rows by `shape: records`"
    )
    return refusal(file, what, expected)
