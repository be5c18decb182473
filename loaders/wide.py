"""Shape `wide`: periods across. It is turned into a tidy table first, and goes on like one.

    ward  measure    Jan-26  Feb-26              period  ward  falls  bed_days
    W12   falls           3       1      →       Jan-26  W12       3       540
    W12   bed_days      540     498              Feb-26  W12       1       498

With `periods.measure` instead of `measure_column` every row is of that one measure. An empty cell is no
row at all (months still to come stand empty); a missing mark in a cell is a value that is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from data.store import Values
from loaders.meaning import detecting, measure
from loaders.problems import refuse
from loaders.reading.header import read_table
from loaders.reading.tables import Column, Table, clean
from loaders.work import Outcome, Work
from quality.sources import MeasurementSource, PeriodColumn, WidePeriods

SHAPES = ("wide",)
RANK = 2

PERIOD = "(period)"
"""Name of the column made of the headings; brackets keep it apart from any real one."""


def read(work: Work) -> Mapping[str, Values]:
    source: MeasurementSource = work.source
    across: WidePeriods = source.periods  # type: ignore[assignment]  # the catalogue sees to it
    wanted = measure.number_columns(work)
    fixed = [*measure.needed_columns(work), *([across.measure_column] if across.measure_column else [])]
    fixed = list(dict.fromkeys(clean(name) for name in fixed))
    table = read_table(work.file, source, fixed, also=detecting.is_heading(across.format))
    headings = [name for name in table.columns if name not in fixed]
    work.counts["read"] += len(table)
    kept = measure.kept_table(work, table)
    measures = _measures(work, kept, across, wanted)
    turned = _turned(kept, headings, [name for name in fixed if name != clean(across.measure_column or "")])
    tidy = _pivoted(turned, measures, wanted)
    counts = dict(work.counts)
    found = measure.observations(work, tidy, PeriodColumn(column=PERIOD, format=(across.format,)))
    work.counts.update(read=counts["read"], dropped=counts["dropped"])  # rows of the file, not cells
    return found


def _measures(work: Work, table: Table, across: WidePeriods, wanted: Sequence[str]) -> Column:
    """Per row the measure it is about."""
    if across.measure_column is None:
        name = across.measure or (wanted[0] if len(wanted) == 1 else "")
        return Column.constant(name, len(table))
    column = table.columns[clean(across.measure_column)]
    missing = [name for name in wanted if name not in column.texts]
    if missing:
        said = ", ".join(f"`{name}`" for name in missing)
        expected = f"in the cells of `{across.measure_column}`"
        raise refuse(work.file.name, f"lacks the measure {said}", expected, ", ".join(column.texts[:20]))
    return column


def _turned(table: Table, headings: Sequence[str], fixed: Sequence[str]) -> Table:
    """One row per cell: `value`, the heading above it, and the position of the row it stood in."""
    rows, width = len(table), len(headings)
    texts: dict[str, int] = {}
    codes = []
    for name in headings:
        column = table.columns[name]
        renumber = np.array([texts.setdefault(text, len(texts)) for text in column.texts], dtype=np.int64)
        codes.append(renumber[column.codes])
    value = Column(np.concatenate(codes), list(texts))
    period = Column(np.repeat(np.arange(width), rows), list(headings))
    repeated = {
        name: Column(np.tile(table.columns[name].codes, width), table.columns[name].texts) for name in fixed
    }
    at = Column(np.tile(np.arange(rows), width), [str(i) for i in range(rows)])
    turned = Table(np.tile(table.rows, width), {**repeated, PERIOD: period, "(value)": value, "(at)": at})
    return turned.take(~value.is_in([""]))


def _pivoted(turned: Table, measures: Column, wanted: Sequence[str]) -> Table:
    """One row per period and whatever else identifies it, one column per measure.

    The first cell of a measure in a group goes to the group's first row, the second to its second, and
    so on: so rows that are there twice stay twice, and are reported like those of any tidy table.
    """
    kind = measures.codes[turned.columns["(at)"].codes]
    identity = [c.codes for name, c in turned.columns.items() if name not in {"(value)", "(at)"}]
    group = np.unique(np.column_stack(identity), axis=0, return_inverse=True)[1].ravel()
    turn = _occurrence(group, kind)
    row_keys, row = np.unique(np.column_stack([group, turn]), axis=0, return_inverse=True)
    row = row.ravel()
    first = np.full(len(row_keys), len(row))
    np.minimum.at(first, row, np.arange(len(row)))
    value = turned.columns["(value)"]
    empty = len(value.texts)  # the code of a measure that has no cell here: missing
    columns, own_rows = {}, {}
    for name in wanted:
        is_this = kind == (measures.texts.index(name) if name in measures.texts else -1)
        codes, rows = np.full(len(row_keys), empty), turned.rows[first]
        codes[row[is_this]] = value.codes[is_this]
        rows[row[is_this]] = turned.rows[is_this]
        columns[clean(name)], own_rows[clean(name)] = Column(codes, [*value.texts, ""]), rows
    rest = {
        name: Column(column.codes[first], column.texts)
        for name, column in turned.columns.items()
        if name not in {"(value)", "(at)"}
    }
    table = Table(turned.rows[first], {**rest, **columns}, own_rows)
    has_any = np.zeros(len(table), dtype=bool)
    for name in wanted:
        has_any |= columns[clean(name)].codes != empty
    return table.take(has_any)


def _occurrence(group: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """How many earlier cells have the same group and measure."""
    key = group * (int(kind.max(initial=0)) + 1) + kind
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    starts = np.r_[True, ordered[1:] != ordered[:-1]] if len(key) else np.array([], dtype=bool)
    begin = np.maximum.accumulate(np.where(starts, np.arange(len(key)), 0))
    turn = np.empty(len(key), dtype=np.int64)
    turn[order] = np.arange(len(key)) - begin
    return turn


def store(work: Work, found: Mapping[str, Values], load_id: int) -> Outcome:
    return measure.store(work, found, load_id)
