"""Tables turned: what stands across or down, or only once, becomes columns. Work per column, not per cell.

ward  stress_base  stress_rate  harm_base  harm_rate         ward  topic   base  rate
W12            54         37.0         54        5.6    →    W12   stress    54  37.0      (across)
                                                             W12   harm      54   5.6
ward  measure   value             ward  falls  bed_days
W12   falls         3        →    W12       3       540                                      (down)
W12   bed_days    540
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from loaders.parse.tables import Column, Table, clean

AT = "(at)"
"""Name of a column that only lives while a table is turned: brackets keep it apart from any real one."""


def first_filled(columns: Sequence[Column]) -> Column:
    """Return per row the first of these cells that is not empty."""
    result = columns[0]
    for other in columns[1:]:
        empty = result.is_in([""])
        if not empty.any():
            break
        both = joined_columns([result, other])
        half = len(result.codes)
        result = Column(np.where(empty, both.codes[half:], both.codes[:half]), both.texts)
    return result


def filled_down(columns: Sequence[Column]) -> list[Column]:
    """Fill each empty cell with the one above it. A new label in one column ends those of the columns
    after it: a region has begun, and the trust above belongs to the one before."""
    done: list[Column] = []
    new = np.zeros(len(columns[0].codes) if columns else 0, dtype=bool)
    for column in columns:
        filled = ~column.is_in([""])
        new |= filled
        last = np.maximum.accumulate(np.where(new, np.arange(len(new)), 0))
        done.append(Column(column.codes[last], column.texts) if len(new) else column)
    return done


def joined_columns(columns: Sequence[Column]) -> Column:
    """Put columns one below the other, each text once."""
    texts: dict[str, int] = {}
    codes = []
    for column in columns:
        renumber = np.array([texts.setdefault(text, len(texts)) for text in column.texts], dtype=np.int64)
        codes.append(renumber[column.codes])
    return Column(np.concatenate(codes), list(texts))


def joined(tables: Sequence[Table]) -> Table:
    """Put tables one below the other; a column that one of them lacks is absent there."""
    if len(tables) == 1:
        return tables[0]
    empty = [Column.constant("", len(table)) for table in tables]
    columns = {
        name: joined_columns([t.columns.get(name, e) for t, e in zip(tables, empty, strict=True)])
        for name in dict.fromkeys(name for table in tables for name in table.columns)
    }
    owned = {name for table in tables for name in table.own_rows}
    own = {name: np.concatenate([t.rows_for(name) for t in tables]) for name in owned}
    rows = np.concatenate([table.rows for table in tables])
    absent = {
        name: np.concatenate([
            t.is_absent(name) if name in t.columns else np.ones(len(t), dtype=bool) for t in tables
        ])
        for name in columns
    }  # fmt: skip
    return Table(rows, columns, own, any(table.is_turned for table in tables), _if_any(absent))


def _if_any(absent: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: cells for name, cells in absent.items() if cells.any()}


def across(
    table: Table,
    headings: Sequence[tuple[str, Mapping[str, str]]],
    fixed: Sequence[str],
    value: str,
    measure: str,
    *,
    keeps_empty: bool = False,
) -> Table:
    """Make rows of columns. `headings` are the columns that stand across, each
    with what its heading says; those that differ in nothing but their `measure` share their rows. Rows
    whose cells are all empty are none: months still to come stand empty. With `keeps_empty`, as an empty
    cell says something, only what is empty from top to bottom is left out."""
    blocks: dict[tuple[tuple[str, str], ...], dict[str, Column]] = {}
    names: dict[str, None] = {}
    for name, said in headings:
        rest = tuple((part, text) for part, text in said.items() if part != measure)
        called = said.get(measure, value)
        names[called] = None
        blocks.setdefault(rest, {})[called] = table.columns[name]
    rows = len(table)
    nothing = Column.constant("", rows)
    turned = {name: table.columns[name].take(np.tile(np.arange(rows), len(blocks))) for name in fixed}
    for at, part in enumerate(dict.fromkeys(part for rest in blocks for part, _ in rest)):
        step = np.repeat(np.arange(len(blocks)), rows)
        turned[part] = Column.of_codes(step, [rest[at][1] for rest in blocks])
    for called in names:
        turned[called] = joined_columns([block.get(called, nothing) for block in blocks.values()])
    absent = {called: np.repeat([called not in block for block in blocks.values()], rows) for called in names}
    result = Table(np.tile(table.rows, len(blocks)), turned, {}, True, _if_any(absent))
    empty = result.is_blank(names)
    if keeps_empty:
        empty = np.repeat(empty.reshape(len(blocks), rows).all(axis=1), rows)
    return result.take(~empty)


def beside(column: str, measure: str) -> str:
    """Name a column that speaks of each cell once the cells are columns: one for each measure."""
    return f"({clean(column)}) {clean(measure)}"


def down(
    table: Table, measure: Column, value: str, wanted: Sequence[str], qualifiers: Sequence[str] = ()
) -> Table:
    """Make columns of rows: one row for all that is alike but the measure, one column per measure wanted.

    The first cell of a measure in a group goes to the group's first row, the second to its second, and so
    on, empty ones last: so rows that are there twice stay twice, and are reported like those of any tidy
    table. `qualifiers` are columns that speak of the cell in `value`, and go where it goes.
    """
    apart = {value, AT, *qualifiers}
    keys = {name: column for name, column in table.columns.items() if name not in apart}
    codes = pd.DataFrame({name: column.codes for name, column in keys.items()}, index=range(len(table)))
    group = codes.groupby(list(keys)).ngroup() if keys else codes.index.to_series() * 0
    filled_first = np.argsort(table.columns[value].is_in([""]), kind="stable")
    each = pd.DataFrame({"group": group.to_numpy(), "measure": measure.codes}).iloc[filled_first]
    turn = each.groupby(["group", "measure"]).cumcount().sort_index()
    row = turn.groupby([group, turn]).ngroup().to_numpy()
    first = np.unique(row, return_index=True)[1]
    columns, own_rows, absent = {}, {}, {}
    has_any = np.zeros(len(first), dtype=bool)
    for name in wanted:
        is_this = measure.codes == (measure.texts.index(name) if name in measure.texts else -1)
        rows = table.rows[first]
        rows[row[is_this]] = table.rows[is_this]
        has_any[row[is_this]] = True
        absent[clean(name)] = np.ones(len(first), dtype=bool)
        absent[clean(name)][row[is_this]] = table.is_absent(value)[is_this]
        for source, called in ((value, clean(name)), *((each, beside(each, name)) for each in qualifiers)):
            cells = table.columns[source]
            codes = np.full(len(first), len(cells.texts))  # of a measure that has no cell here: nothing
            codes[row[is_this]] = cells.codes[is_this]
            columns[called], own_rows[called] = Column(codes, [*cells.texts, ""]), rows
    rest = {name: Column(column.codes[first], column.texts) for name, column in keys.items()}
    return Table(table.rows[first], {**rest, **columns}, own_rows, True, _if_any(absent)).take(has_any)
