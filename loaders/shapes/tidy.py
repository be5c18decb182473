"""Shape `tidy`: one row per service and period (and group), the measures in columns of their own.

month       ward   falls   bed_days
2026-01-01  W12        3        540
2026-02-01  W12        1        498
"""

from __future__ import annotations

from collections.abc import Mapping

from catalogue.sources import MeasurementSource
from data.write.observations import Values
from loaders.job import Outcome, Work
from loaders.observations import build as measure
from loaders.parse.headings import read_table

SHAPES = ("tidy",)
RANK = 2


def read(work: Work) -> Mapping[str, Values]:
    source: MeasurementSource = work.source
    needed = [*measure.needed_columns(work), *measure.number_columns(work)]
    table = read_table(work.file, source, needed)
    return measure.observations(work, table, source.period)


def store(work: Work, found: Mapping[str, Values], load_id: int) -> Outcome:
    return measure.store(work, found, load_id)
