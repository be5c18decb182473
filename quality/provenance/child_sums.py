"""What the services inside a service add up to, beside the number published for the service itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from data.read.as_of import as_of
from data.write.child_sums import sums_of
from quality.reference.ids import names
from quality.signals.results import SeriesResult

Floats = NDArray[np.float64]

_TINY = 1e-9  # what adding up decimals may leave behind


@dataclass(frozen=True, slots=True, eq=False)
class Inside:
    """numerator, denominator: (P,) in the order of the series' periods; NaN where nothing can be compared:
    no sum, because a service inside has no number, or none published."""

    numerator: Floats
    denominator: Floats
    differs: NDArray[np.bool_]

    @property
    def compared(self) -> int:
        return int((~np.isnan(self.numerator)).sum())


def inside(session: Session, result: SeriesResult) -> Inside | None:
    """None for groups of people (their numbers pass the disclosure gate, which knows no sums), where nothing
    was published beside what is inside, and looking back: sums are kept as they are now
    (the page says so: components/words/as_of.py)."""
    if as_of(session) is not None:
        return None
    key, indicator = result.status.key, result.indicator
    ids = names(session).series_ids(key) if not key.category else None
    if ids is None or not indicator.additive or indicator.is_rare_event or result.look:
        return None
    held = sums_of(session, ids[0], ids[1])
    if not held:
        return None
    found = [held.get(period, (np.nan, np.nan)) for period in result.periods]
    top = np.array([pair[0] for pair in found], dtype=np.float64)
    bottom = np.array([pair[1] for pair in found], dtype=np.float64)
    differs = _unlike(top, result.numerator) | _unlike(bottom, result.denominator)
    return Inside(top, bottom, differs) if not np.isnan(top).all() else None


def _unlike(one: Floats, other: Floats) -> NDArray[np.bool_]:
    far: NDArray[np.bool_] = np.abs(one - other) > _TINY * np.maximum(np.abs(one), np.abs(other))
    return far
