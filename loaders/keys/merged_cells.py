"""Labels that are written once and hold for the rows below, where nobody said so: advice that keeps the rows.

ward  month   falls
W1    Jan-26      3
      Feb-26      1   →  `fill_down: [ward]`, as no other row is about W1 in February
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from catalogue.fields.base import listed
from loaders.job import LoadJob
from loaders.keys import offers
from loaders.parse.tables import Table, clean


def hint(job: LoadJob, table: Table, column: str) -> str:
    """Return what to say behind the expectation of a cell that is empty; "" where none above holds for it."""
    is_said = column in getattr(job.source, "fill_down", (column,))
    if is_said or not _hold_for_rows_below(job, table, clean(column)):
        return ""
    keeping = offers.filling_down(job, column)
    return f"; the cell above holds for these rows too, if it was merged: `{keeping}` keeps them"


def _hold_for_rows_below(job: LoadJob, table: Table, column: str) -> bool:
    """Tell whether rows with nothing here would be about something of their own with the label above them.
    Where another row is about the same, they are totals or remarks."""
    cells, rows = table.columns[column], table.rows_for(column)
    order = np.argsort(rows, kind="stable")
    is_label = ~cells.is_in([""])[order]
    above = np.maximum.accumulate(np.where(is_label, np.arange(len(order)), -1))
    filled = np.full(len(order), -1)
    filled[order] = np.where(above >= 0, cells.codes[order][above], -1)
    keys = [name for name in _keys(job) if name in table.columns and name != column]
    others = {name: table.columns[name].codes for name in keys} | dict(table.absent)
    key = pd.DataFrame({"": filled, **others})
    is_below = (filled >= 0) & cells.is_in([""])
    return bool((is_below & ~key.duplicated(keep=False)).any())


def _keys(job: LoadJob) -> list[str]:
    """Return the columns that say what a row is about."""
    source, breakdown = job.source, getattr(job.source, "breakdown", None) or ()
    period = getattr(source, "period", None)
    year = getattr(source, "year", None)
    groups = [name for part in listed(breakdown) for name in part.columns]
    named = [*source.service.needed, *(period.needed if period else ()), year, *groups, "(period)"]
    return [clean(name) for name in named if isinstance(name, str)]
