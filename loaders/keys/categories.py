"""Match words in a file to the numbers of categories; what fits none is reported."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from catalogue import code_lists
from catalogue.dimensions import pairs
from catalogue.sources import Breakdown
from data.models import EVERYONE
from loaders.job import CatalogueIds, LoadJob
from loaders.keys import merged_cells
from loaders.log import LoadLog
from loaders.parse.tables import Column, Table, clean

NO_CATEGORY = -1


def match_categories(job: LoadJob, log: LoadLog, table: Table, breakdown: Sequence[Breakdown]) -> np.ndarray:
    """Return per row the category's number, or NO_CATEGORY (and a problem). Without a breakdown, everyone; of
    two columns, those who are in both groups."""
    if not breakdown:
        return np.zeros(len(table), dtype=np.int64)
    found = []
    for part in breakdown:
        ids = column_categories(job, table, part)
        expected = f"a group of {part.dimension or 'the dimension named beside it'}, or one of its aliases"
        merged = merged_cells.hint(job, table, part.column)
        told = {"": expected + merged}
        log.refuse_cells(
            table, part.column, ids == NO_CATEGORY, lambda text, e=expected, t=told: t.get(text, e)
        )
        found.append(ids)
    first, *second = found
    names = [part.dimension or "" for part in breakdown]
    return cross(job.ids, *names, first, *second) if second else first


def are_listed(job: LoadJob, table: Table, breakdown: Sequence[Breakdown]) -> np.ndarray:
    """Return which rows are about groups that their dimensions list, or about everyone."""
    kept = np.ones(len(table), dtype=bool)
    for part in breakdown:
        kept &= (column_categories(job, table, part) != NO_CATEGORY) | (not part.drops_others)
    return kept


def crossed_number(ids: CatalogueIds, first: str, second: str) -> Callable[[int, int], int]:
    """Return what makes of two groups, one of either dimension, the number of those who are in both: of a
    group and everyone it is the group."""
    dimensions = ids.catalogue.dimensions
    numbers: dict[tuple[int, int], int] = {}
    for name, crossing in dimensions.items():
        if crossing.crosses is not None and set(crossing.crosses) == {first, second}:
            one, other = crossing.crosses
            for (a, b), entry in pairs(dimensions[one], dimensions[other]).items():
                both = ids.category_ids[one, a], ids.category_ids[other, b]
                number = ids.category_ids[name, entry.code]
                numbers[both] = numbers[both[::-1]] = number

    def number_of(one: int, other: int) -> int:
        if NO_CATEGORY in (one, other):
            return NO_CATEGORY
        return max(one, other) if EVERYONE in (one, other) else numbers[one, other]

    return number_of


def cross(ids: CatalogueIds, first: str, second: str, ones: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return per row the number of those who are in both of two groups."""
    number_of = crossed_number(ids, first, second)
    both, which = np.unique(np.column_stack([ones, others]), axis=0, return_inverse=True)
    numbers = [number_of(one, other) for one, other in both.tolist()]
    return np.array(numbers, dtype=np.int64)[which.ravel()]


def without(ids: CatalogueIds, dimension: str | None, categories: np.ndarray) -> np.ndarray:
    """Return per category what is left of it where one dimension is summed over: of a crossed group the other
    group, of a group of that dimension everyone, of others NO_CATEGORY."""
    left = {number: EVERYONE for (of, _), number in ids.category_ids.items() if of == dimension}
    dimensions = ids.catalogue.dimensions
    for name, crossing in dimensions.items():
        if crossing.crosses is not None and dimension in crossing.crosses:
            one, other = crossing.crosses
            for (a, b), entry in pairs(dimensions[one], dimensions[other]).items():
                rest = ids.category_ids[other, b] if dimension == one else ids.category_ids[one, a]
                left[ids.category_ids[name, entry.code]] = rest
    return np.array([left.get(number, NO_CATEGORY) for number in categories.tolist()], dtype=np.int64)


def column_categories(job: LoadJob, table: Table, part: Breakdown) -> np.ndarray:
    """Return per row the number of the group in one column, or NO_CATEGORY."""
    cells = table.columns[clean(part.column)]
    if part.dimension_column is None:
        dimensions = Column.constant(part.dimension or "", len(table))
    else:
        dimensions = table.columns[clean(part.dimension_column)]
    width = len(cells.texts)
    texts, which = np.unique(dimensions.codes * width + cells.codes, return_inverse=True)
    understand = {name: _understander(job, part, name) for name in dimensions.texts}
    found = [
        understand[dimensions.texts[pair // width]](cells.texts[pair % width]) for pair in texts.tolist()
    ]
    return np.array(found, dtype=np.int64)[which]


def _understander(job: LoadJob, part: Breakdown, dimension: str) -> Callable[[str], int]:
    """Return what makes of a cell the number of a group of this dimension (named by code or by title)."""
    titles = {d.title.lower(): code for code, d in job.catalogue.dimensions.items()}
    code = dimension if dimension in job.catalogue.dimensions else titles.get(dimension.lower(), "")
    if not code:
        return lambda text: EVERYONE if text == part.everyone else NO_CATEGORY
    named = {name: entry.code for name, entry in job.catalogue.dimensions[code].by_code.items()}
    understood = code_lists.reader(part, named, job.catalogue.lists)

    def number(text: str) -> int:
        if part.everyone is not None and text == part.everyone:
            return EVERYONE
        group = understood(text)
        group = named.get(group) if group is not None else None
        return NO_CATEGORY if group is None else job.ids.category_ids[code, group]

    return number
