"""Shape `wide`: periods across. It is turned into a tidy table first, and goes on like one.

    ward  measure    Jan-26  Feb-26              period  ward  falls  bed_days
    W12   falls           3       1      →       Jan-26  W12       3       540
    W12   bed_days      540     498              Feb-26  W12       1       498

Without `measures` every row is of the one measure that is asked for. An empty cell is no
row at all (months still to come stand empty); a missing mark in a cell is a value that is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from catalogue.fields.period_formats import AUTO
from catalogue.sources import MeasurementSource, PeriodColumn
from data.write.observations import Values
from loaders.dates import detect
from loaders.job import LoadJob
from loaders.keys.row_filters import select_rows
from loaders.log import LoadLog
from loaders.observations import build as measure
from loaders.parse import reshape
from loaders.parse.headings import read_table
from loaders.parse.reshape import AT
from loaders.parse.tables import Column, Table, clean
from loaders.problems import refusal
from loaders.values import qualifiers as qualified

SHAPES = ("wide",)
RANK = 2
store = measure.store

PERIOD = "(period)"  # name of the column made of the headings; brackets keep it apart from any real one
VALUE = "(value)"


def read(job: LoadJob, log: LoadLog) -> Mapping[str, Values]:
    source: MeasurementSource = job.source
    formats = source.period.format if source.period and source.period.format else (AUTO,)
    named_by = clean(source.measures.column) if source.measures else None
    wanted = measure.number_columns(job)
    fixed = [*map(clean, measure.needed_columns(job)), *([named_by] if named_by else [])]
    fixed = list(dict.fromkeys(fixed))
    as_it_stands = source.model_copy(update={"measures": None})  # measures go down after the periods
    table = read_table(job.file, as_it_stands, fixed, also=detect.is_heading(*formats))
    headings = [name for name in table.columns if name not in fixed]
    log.counts["read"] += len(table)
    kept = select_rows(job, log, table)
    measures = _measures(job, kept, named_by, wanted)
    others = [name for name in fixed if name != named_by]
    turned = _turned(kept, headings, others, keeps_empty=source.explains_empty or named_by is not None)
    measure_of_cell = Column(measures.codes[turned.columns[AT].codes], measures.texts)
    beside = map(clean, qualified.qualifier_columns(source, wanted))
    tidy = reshape.down(turned, measure_of_cell, VALUE, wanted, list(beside))
    if not source.explains_empty:
        tidy = tidy.take(~tidy.is_blank(map(clean, wanted)))
    if named_by is not None:
        # Rows were chosen by it above: whichever stands here for all fits `only` and `drop` once more.
        one = measures.cells(np.array([0]))[0]
        tidy = tidy.with_column(named_by, Column.constant(one, len(tidy)))
    counts = dict(log.counts)
    found = measure.observations(job, log, tidy, PeriodColumn(column=(PERIOD,), format=formats))
    log.counts.update(read=counts["read"], dropped=counts["dropped"])  # rows of the file, not cells
    return found


def _measures(job: LoadJob, table: Table, named_by: str | None, wanted: Sequence[str]) -> Column:
    """Return per row the measure it is about."""
    if named_by is None:
        return Column.constant(wanted[0] if len(wanted) == 1 else "", len(table))
    column = table.columns[named_by]
    missing = [name for name in wanted if name not in column.texts]
    if missing:
        said = ", ".join(f"`{name}`" for name in missing)
        expected = f"in the cells of `{named_by}`"
        raise refusal(job.file.name, f"lacks the measure {said}", expected, ", ".join(column.texts[:20]))
    return column


def _turned(table: Table, headings: Sequence[str], fixed: Sequence[str], *, keeps_empty: bool) -> Table:
    """Return one row per cell: `value`, the heading above it, and the position of the row it stood in."""
    at = Column(np.arange(len(table)), [str(i) for i in range(len(table))])
    numbered = Table(table.rows, {**table.columns, AT: at})
    across = [(name, {PERIOD: name}) for name in headings]
    return reshape.across(numbered, across, [*fixed, AT], VALUE, "", keeps_empty=keeps_empty)
