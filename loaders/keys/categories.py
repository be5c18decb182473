"""Match words in a file to the numbers of categories; what fits none is reported."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from catalogue import code_lists
from catalogue.sources import Breakdown
from loaders.job import LoadJob
from loaders.keys import merged_cells
from loaders.log import LoadLog
from loaders.parse.tables import Column, Table, clean

NO_CATEGORY = -1


def match_categories(job: LoadJob, log: LoadLog, table: Table, breakdown: Breakdown | None) -> np.ndarray:
    """Return per row the category's number, or NO_CATEGORY (and a problem). Without a breakdown, everyone."""
    if breakdown is None:
        return np.zeros(len(table), dtype=np.int64)
    ids = _categories(job, table, breakdown)
    expected = f"a group of {breakdown.dimension or 'the dimension named beside it'}, or one of its aliases"
    merged = merged_cells.hint(job, table, breakdown.column)
    log.refuse_cells(
        table, breakdown.column, ids == NO_CATEGORY, lambda text: expected + ("" if text else merged)
    )
    return ids


def are_listed(job: LoadJob, table: Table, breakdown: Breakdown) -> np.ndarray:
    """Return which rows are about a group that the dimension lists, or about everyone."""
    return _categories(job, table, breakdown) != NO_CATEGORY


def _categories(job: LoadJob, table: Table, breakdown: Breakdown) -> np.ndarray:
    cells = table.columns[clean(breakdown.column)]
    if breakdown.dimension_column is None:
        dimensions = Column.constant(breakdown.dimension or "", len(table))
    else:
        dimensions = table.columns[clean(breakdown.dimension_column)]
    width = len(cells.texts)
    pairs, which = np.unique(dimensions.codes * width + cells.codes, return_inverse=True)
    understand = {name: _understander(job, breakdown, name) for name in dimensions.texts}
    found = [
        understand[dimensions.texts[pair // width]](cells.texts[pair % width]) for pair in pairs.tolist()
    ]
    return np.array(found, dtype=np.int64)[which]


def _understander(job: LoadJob, breakdown: Breakdown, dimension: str) -> Callable[[str], int]:
    """Return what makes of a cell the number of a group of this dimension (named by code or by title)."""
    titles = {d.title.lower(): code for code, d in job.catalogue.dimensions.items()}
    code = dimension if dimension in job.catalogue.dimensions else titles.get(dimension.lower(), "")
    if not code:
        return lambda text: 0 if text == breakdown.everyone else NO_CATEGORY
    named = {name: entry.code for name, entry in job.catalogue.dimensions[code].by_code.items()}
    understood = code_lists.reader(breakdown, named, job.catalogue.lists)

    def number(text: str) -> int:
        if breakdown.everyone is not None and text == breakdown.everyone:
            return 0
        group = understood(text)
        group = named.get(group) if group is not None else None
        return NO_CATEGORY if group is None else job.ids.category_ids[code, group]

    return number
