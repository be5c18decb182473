"""A status and an episode as they stand in their tables: a column each for what is counted, sorted and
filtered, under the names that they go by here, and the sparkline as one text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

import orjson
from sqlalchemy import Date, Row

from data.models import SeriesStatus
from data.models import Signal as SignalRow
from quality.series.key import SeriesKey
from quality.signals.results import MARKS, Accumulated, Evidence, Signal, Status, Variation
from stats import Assurance, Rule

SERIES = ("indicator_id", "service_id", "category_id")


def _columns(table: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]], Callable[[Any], Any]]:
    """Return the names of what is stored beside the series' ids, the dates last, and how to take each kind
    from a value."""
    own = [column for column in table.columns if column.name not in (*SERIES, _TOGETHER, _DRAWN)]
    plain = [column.name for column in own if not isinstance(column.type, Date)]
    dates = [column.name for column in own if isinstance(column.type, Date)]
    return (*plain, *dates), attrgetter(*plain), attrgetter(*dates)


_TOGETHER, _DRAWN = "accumulated", "recent"
_STATUS, _plain_of_status, _dates_of_status = _columns(SeriesStatus.__table__)
OF_STATUS = (*_STATUS, _TOGETHER, _DRAWN)
OF_SIGNAL, _plain_of_signal, _dates_of_signal = _columns(SignalRow.__table__)

_DIGIT = {mark: str(place) for place, mark in enumerate(MARKS)}
_MARK = {digit: mark for mark, digit in _DIGIT.items()}


@lru_cache(maxsize=100_000)
def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def status_row(of: Status) -> tuple[Any, ...]:
    """Return what is stored of a status, in the order of OF_STATUS."""
    marks = "".join(map(_DIGIT.__getitem__, of.recent_variation))
    drawn = orjson.dumps((of.recent, marks)).decode()
    found = of.accumulated
    together = None if found is None else orjson.dumps(_plain_of_accumulated(found)).decode()
    return (*_plain_of_status(of), *map(_iso, _dates_of_status(of)), together, drawn)


def signal_row(of: Signal) -> tuple[Any, ...]:
    """Return what is stored of an episode, in the order of OF_SIGNAL."""
    return (*_plain_of_signal(of), *map(_iso, _dates_of_signal(of)))


def stored_status(row: Row[Any], key: SeriesKey) -> Status:
    """Return the status that a row of its table is."""
    values, marks = orjson.loads(row.recent)
    other = {
        "variation": Variation(row.variation),
        "assurance": Assurance(row.assurance),
        "rule": row.rule and Rule(row.rule),
        "accumulated": row.accumulated and _accumulated(*orjson.loads(row.accumulated)),
        "recent": tuple(values),
        "recent_variation": tuple(map(_MARK.__getitem__, marks)),
    }
    return Status(key, **_values(row) | other)


_plain_of_accumulated = attrgetter(*(field.name for field in fields(Accumulated)))


def _accumulated(evidence: str, direction: int, variation: str, since: str | None, *more: Any) -> Accumulated:
    day = None if since is None else date.fromisoformat(since)
    return Accumulated(Evidence(evidence), direction, Variation(variation), day, *more)


def stored_signal(row: Row[Any], key: SeriesKey) -> Signal:
    """Return the episode that a row of its table is."""
    return Signal(key, **_values(row) | {"rule": Rule(row.rule), "variation": Variation(row.variation)})


def _values(row: Row[Any]) -> dict[str, Any]:
    values = row._asdict()
    for name in SERIES:
        del values[name]
    return values
