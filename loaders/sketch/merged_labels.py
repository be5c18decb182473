"""Labels that stand once for several rows, as merged cells leave them.

    Trust  Month   n         Trust  Month   n
    RJ1    Apr-25  5         RJ1    Apr-25  5
           May-25  6    →    RJ1    May-25  6
    RK2    Apr-25  7         RK2    Apr-25  7

Only where rows could not be told apart without, and all can be with them: a blank label may also be that of
a total.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from loaders.parse.reshape import filled_down
from loaders.sketch.column_profiles import profiles
from loaders.sketch.column_roles import duplicates
from loaders.sketch.find_table import Found

_BLANK = 0.5  # of the rows, at least: one label for two rows or more


def filled(found: Found) -> Found:
    """Return the table with such labels filled down, and their columns."""
    columns = profiles(found.table)
    words = [name for name, p in columns.items() if not p.is_number]
    first_number = next((at for at, p in enumerate(columns.values()) if p.is_number), len(columns))
    left = [name for at, name in enumerate(columns) if at < first_number]
    merged = [
        name
        for name in left
        if columns[name].column.texts[columns[name].column.codes[0]]
        and columns[name].by_text.get("", 0) > _BLANK * columns[name].rows
        and len(columns[name].filled) > 1
    ]
    if not merged or not duplicates(
        found.table, [n for n in words if n not in merged], np.ones(len(found.table), dtype=bool)
    ):
        return found
    made = dict(zip(merged, filled_down([found.table.columns[name] for name in merged]), strict=True))
    table = replace(found.table, columns={**found.table.columns, **made})
    if duplicates(table, words, np.ones(len(table), dtype=bool)):
        return found
    return replace(found, table=table, fill_down=tuple(merged))
