"""Shape `tidy`: one row per service and period (and group), the measures in columns of their own.

month       ward   falls   bed_days
2026-01-01  W12        3        540
2026-02-01  W12        1        498
"""

from __future__ import annotations

from collections.abc import Mapping

from catalogue.sources import MeasurementSource
from data.write.observations import Values
from loaders.job import LoadJob
from loaders.log import LoadLog
from loaders.observations import build as measure
from loaders.parse.headings import read_table

SHAPES = ("tidy",)
RANK = 2
store = measure.store


def read(job: LoadJob, log: LoadLog) -> Mapping[str, Values]:
    source: MeasurementSource = job.source
    numbers = measure.number_columns(job)
    table = read_table(job.file, source, [*measure.needed_columns(job), *numbers], numbers=numbers)
    assert source.period is not None
    return measure.observations(job, log, table, source.period)
