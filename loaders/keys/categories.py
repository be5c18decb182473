"""From words in a file to the numbers of services, categories and periods; what fits none is reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from catalogue import code_lists
from catalogue.fields.period_formats import gaps_around
from catalogue.sources import Breakdown
from loaders.dates import reader
from loaders.job import LoadJob
from loaders.keys.services import NOBODY as NOBODY
from loaders.keys.services import near as near
from loaders.keys.services import note_closed as note_closed
from loaders.keys.services import services as services
from loaders.log import LoadLog
from loaders.parse.tables import Column, Table, clean
from loaders.problems import refusal


def categories(job: LoadJob, log: LoadLog, table: Table, breakdown: Breakdown | None) -> np.ndarray:
    """Per row the category's number, or NOBODY (and a problem). Without a breakdown, everyone."""
    if breakdown is None:
        return np.zeros(len(table), dtype=np.int64)
    cells = table.columns[clean(breakdown.column)]
    ids = _categories(job, table, breakdown)
    unknown = np.flatnonzero(ids == NOBODY)
    expected = f"a group of {breakdown.dimension or 'the dimension named beside it'}, or one of its aliases"
    log.problems.add(
        table.rows_for(breakdown.column)[unknown], breakdown.column, expected, cells.cells(unknown)
    )
    return ids


def listed(job: LoadJob, table: Table, breakdown: Breakdown) -> np.ndarray:
    """Which rows are about a group that the dimension lists, or about everyone."""
    return _categories(job, table, breakdown) != NOBODY


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
    """From a cell to the number of a group of this dimension (named by code or by title)."""
    titles = {d.title.lower(): code for code, d in job.catalogue.dimensions.items()}
    code = dimension if dimension in job.catalogue.dimensions else titles.get(dimension.lower(), "")
    if not code:
        return lambda text: 0 if text == breakdown.everyone else NOBODY
    named = {name: entry.code for name, entry in job.catalogue.dimensions[code].by_code.items()}
    understood = code_lists.reader(breakdown, named, job.catalogue.lists)

    def number(text: str) -> int:
        if breakdown.everyone is not None and text == breakdown.everyone:
            return 0
        group = understood(text)
        group = named.get(group) if group is not None else None
        return NOBODY if group is None else job.ids.category_ids[code, group]

    return number


def period_of_file(job: LoadJob, written: str) -> date:
    """The period that stands in the file's name."""
    return period_in_name(job.file.name, job.file.path.name, written)


def period_in_name(told: str, name: str, written: str) -> date:
    """The one period that stands in a file's name, or a refusal that says what was looked for."""
    stem = name.split(".")[0]
    found = reader.in_name(written, stem)
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(str(day) for day in found)
        expected = "one: say more of the name around it in `period_in_name`"
        raise refusal(told, f"has several periods in its name: {listed}", expected, stem)
    hint = "" if "*" in written else "; `*` in `period_in_name` stands for other words in the name"
    raise refusal(told, "has no period in its name", reader.expected(gaps_around(written)[1]) + hint, stem)
