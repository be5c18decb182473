"""Shape `tidy`: one row per service and period (and group), the measures in columns of their own.

month       ward   falls   bed_days
2026-01-01  W12        3        540
2026-02-01  W12        1        498
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from catalogue.sources import MeasurementSource
from data.write.observations import Values
from loaders.job import LoadJob, Outcome
from loaders.log import LoadLog
from loaders.observations import build as measure
from loaders.parse.headings import read_table

SHAPES = ("tidy",)
RANK = 2


def read(job: LoadJob, log: LoadLog) -> Mapping[str, Values]:
    source: MeasurementSource = job.source
    needed = [*measure.needed_columns(job), *measure.number_columns(job)]
    table = read_table(job.file, source, needed)
    return measure.observations(job, log, table, source.period)


def store(session: Session, job: LoadJob, log: LoadLog, found: Mapping[str, Values], load_id: int) -> Outcome:
    return measure.store(session, job, log, found, load_id)
