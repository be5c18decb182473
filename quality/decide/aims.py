"""Check a target or a trajectory that a person wants to set: its measure, and its values as typed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from catalogue.models import Indicator
from errors import Problem
from quality.acts.decision import DecisionKind
from quality.signals.measure_type import Kind, measure_type

YEARS_AHEAD = 5
"""The time for which a target or a trajectory may be set at the most."""
LONGEST = 40
"""Characters of a number."""
AIMS = (DecisionKind.TARGET, DecisionKind.TRAJECTORY)


_NUMBER = re.compile(r"[+−-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)


def read_value(text: str) -> float | None:
    """Return the number that somebody typed, with or without the sign of per cent; None for none. A comma
    stands between thousands: anywhere else it might be meant for a point."""
    number = text.strip().removesuffix("%").strip()
    if not _NUMBER.fullmatch(number) or len(number) > LONGEST:
        return None
    return float(number.replace(",", "").replace("−", "-"))


def aim_problems(indicator: Indicator, category: str, values: dict[str, str]) -> Iterator[Problem]:
    """Name what stands in the way. `values`: by the name of their fields."""
    if category:
        yield Problem("group", "a target or trajectory is for everyone", "the chart of everyone")
    if indicator.is_rare_event or indicator.harm_by_day:
        why = f"{indicator.title} has no place for a target or trajectory"
        yield Problem("indicator", why, "a measure with a value for each period")
        return
    low, high = _bounds(indicator)
    expected = f"a number{_between(low, high)}, in the unit of the chart"
    for name, text in values.items():
        value = read_value(text)
        if value is None or not low <= value <= high:
            what = (
                "it is empty"
                if not text.strip()
                else "it cannot be"
                if value is not None
                else "it is no number"
            )
            yield Problem(name, what, expected, repr(text[:40]) if text.strip() else "")


def _bounds(indicator: Indicator) -> tuple[float, float]:
    """Return what the measure can be at all."""
    if indicator.is_proportion:
        return 0.0, indicator.per
    return (-math.inf if measure_type(indicator).kind in (Kind.OTHER, Kind.COUNT) else 0.0), math.inf


def _between(low: float, high: float) -> str:
    if math.isfinite(high):
        return f" from {low:g} to {high:g}"
    return f" not below {low:g}" if math.isfinite(low) else ""
