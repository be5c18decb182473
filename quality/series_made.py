"""Everything that the numbers of one chart are made of, for whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.board.board import Board, reasons_of
from quality.deployment import Deployment
from quality.indicator_view import Asked, SeriesView, opened, series_of
from quality.provenance.loads import LastLoad, last_loads
from quality.ranking.reasons import Reasons
from quality.ranking.wall import NOTHING, Evident, Wall, read_wall
from quality.signals.false_alarms import FalseAlarms, false_alarms
from quality.signals.limits_made import LimitsMade, limits_made
from quality.signals.results import SeriesResult, Variation


@dataclass(frozen=True, slots=True)
class Family:
    """The series that are counted together where it is asked which survive their number."""

    series: int
    """Those of which there is a p-value."""
    surviving: int
    largest: float
    """Largest p-value that survives; NaN where none does."""


@dataclass(frozen=True, slots=True, eq=False)
class SeriesMade:
    """A chart in force, and what its numbers come from. All is None of an alternative view."""

    series: SeriesView
    loads: Mapping[str, LastLoad]
    limits: LimitsMade | None = None
    alarms: FalseAlarms | None = None
    """None where nothing is judged."""
    reasons: Reasons | None = None
    """Of a signal."""
    evident: Evident = NOTHING
    family: Family | None = None

    @property
    def result(self) -> SeriesResult:
        assert self.series.result is not None
        return self.series.result


def series_made(here: Deployment, asked: Asked) -> SeriesMade:
    """Return what the numbers of a chart are made of. Raises as `series_view` does."""
    with opened(here, asked) as (session, there, past):
        series = series_of(session, there, asked, past)
        loads = {} if past else last_loads(session, series.indicator.sources)
        result = series.result
        if result is None or result.view is not None:
            return SeriesMade(series, loads)
        wall = read_wall(session, there.catalogue, series.context.today)
        is_judged = result.status.variation is not Variation.TOO_FEW
        return SeriesMade(
            series,
            loads,
            limits_made(result),
            false_alarms(result) if is_judged else None,
            None if series.is_over or result.key.category else _reasons(result, series, wall),
            wall.of(result.key),
            family(wall),
        )


def _reasons(result: SeriesResult, series: SeriesView, wall: Wall) -> Reasons | None:
    return reasons_of(result.status, series.indicator, wall, series.context.today)


def family(wall: Wall) -> Family:
    """Count the series that are judged together."""
    survive = wall.p[wall.survives]
    return Family(
        series=int((~np.isnan(wall.p)).sum()),
        surviving=survive.size,
        largest=float(survive.max()) if survive.size else float("nan"),
    )


@dataclass(frozen=True, slots=True)
class ExpectedMade:
    """The number of signals that chance would give on a page: one chance for each chart looked at."""

    chances: tuple[float, ...]


def expected_made(session: Session, catalogue: Catalogue, board: Board) -> ExpectedMade:
    """Return what the number of a board is the sum of."""
    wall = read_wall(session, catalogue, board.today)
    rows = wall.looked_at(board.known)
    return ExpectedMade(tuple(wall.chance[rows].tolist()))
