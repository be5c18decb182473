"""Harm day by day: yesterday, this month, and the days since the last one."""

from __future__ import annotations

import math
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

import stats
from catalogue.fields.periods import Frequency
from catalogue.models import Catalogue, Indicator
from quality.reference.ids import Ids
from quality.reference.service_tree import Service
from quality.series.matrix import SeriesMatrix, read_matrix
from quality.signals.read import read_series
from quality.signals.results import Status
from quality.signals.since_last_event import time_since_last_event


class DayState(StrEnum):
    HARM = "harm"
    NONE = "none"
    NOT_YET = "not yet"
    NO_DATA = "no data"


@dataclass(frozen=True, slots=True)
class Yesterday:
    """Harm on the day before the huddle."""

    code: str
    indicator: Indicator
    state: DayState
    count: int


@dataclass(frozen=True, slots=True)
class SafetyCross:
    """The days of one month; each knows whether somebody was harmed."""

    code: str
    indicator: Indicator
    month: date
    days: tuple[tuple[date, DayState, int], ...]


@dataclass(frozen=True, slots=True)
class DaysSince:
    """Days since the last harm, and whether that is remarkable."""

    code: str
    indicator: Indicator
    days: int
    last: date | None
    """None: none in the days that are on record; `days` then counts those."""
    usual_gap: float | None
    """Mean days from one harm to the next at the recorded rate; None without any harm."""
    chance: float | None
    """The chance of a gap this long or longer after a harm at that rate (Poisson: exp(−days / gap))."""
    known_to: date | None
    """Last day all of whose events are known."""
    reporting: Status | None
    """The volume of reports, harm or not; None when that is not measured."""
    recorded_days: int

    def is_behind(self, today: date) -> bool:
        """Tell if days before yesterday are not known yet: a silence that nobody recorded is none."""
        return self.known_to is not None and self.known_to < today - timedelta(days=1)


def daily_harm(
    session: Session, catalogue: Catalogue, known: Ids, service: Service
) -> tuple[str, Indicator, SeriesMatrix] | None:
    """Return the first harm that is counted by day for this service, and its days."""
    for code, indicator in catalogue.indicators.items():
        if not indicator.harm_by_day or code not in known.indicator_ids:
            continue
        matrix = read_matrix(session, known.indicator_ids[code], Frequency.DAILY, services=[service.id])
        if matrix is not None:
            return code, indicator, matrix
    return None


def yesterday(code: str, indicator: Indicator, matrix: SeriesMatrix, today: date) -> Yesterday:
    day = today - timedelta(days=1)
    at = matrix.periods.index(day) if day in matrix.periods else None
    count = math.nan if at is None else float(matrix.numerator[0, at])
    return Yesterday(code, indicator, _day_state(count, day, today), 0 if math.isnan(count) else int(count))


def safety_cross(code: str, indicator: Indicator, matrix: SeriesMatrix, today: date) -> SafetyCross:
    counts = dict(zip(matrix.periods, matrix.numerator[0].tolist(), strict=True))
    month = today.replace(day=1)
    days = []
    for day in (month + timedelta(days=n) for n in range(monthrange(today.year, today.month)[1])):
        count = counts.get(day, math.nan)
        days.append((day, _day_state(count, day, today), 0 if math.isnan(count) else int(count)))
    return SafetyCross(code, indicator, month, tuple(days))


def _day_state(count: float, day: date, today: date) -> DayState:
    if not math.isnan(count):
        return DayState.HARM if count > 0 else DayState.NONE
    return DayState.NOT_YET if day >= today else DayState.NO_DATA


def reporting(catalogue: Catalogue, found: dict[str, Status]) -> Status | None:
    """Return how much is being reported, harm or not."""
    return next((status for code, status in found.items() if catalogue.indicators[code].reports), None)


def days_since_event(session: Session, catalogue: Catalogue, found: dict[str, Status]) -> DaysSince | None:
    """Count from the dates themselves, where a harm of this service is kept as a list of events."""
    for code, status in found.items():
        indicator = catalogue.indicators[code]
        is_harm = indicator.harm and indicator.is_rare_event
        series = read_series(session, catalogue, status.key) if is_harm else None
        quiet = time_since_last_event(series) if series is not None else None
        if quiet is not None:
            return DaysSince(
                code=code,
                indicator=indicator,
                days=quiet.days,
                last=quiet.last,
                usual_gap=quiet.usual_gap,
                chance=quiet.chance,
                known_to=quiet.known_to,
                reporting=reporting(catalogue, found),
                recorded_days=quiet.days,
            )
    return None


def days_since(
    code: str, indicator: Indicator, matrix: SeriesMatrix, reporting: Status | None
) -> DaysSince | None:
    counted = [
        (day, count)
        for day, count in zip(matrix.periods, matrix.numerator[0].tolist(), strict=True)
        if not math.isnan(count)
    ]
    if not counted:
        return None
    total = sum(count for _, count in counted)
    last = max((day for day, count in counted if count > 0), default=None)
    days = (counted[-1][0] - (last or counted[0][0])).days + (0 if last else 1)
    gap = len(counted) / total if total else None
    return DaysSince(
        code=code,
        indicator=indicator,
        days=days,
        last=last,
        usual_gap=gap,
        chance=float(stats.silence_chance(days, gap)) if gap else None,
        known_to=counted[-1][0],
        reporting=reporting,
        recorded_days=len(counted),
    )
