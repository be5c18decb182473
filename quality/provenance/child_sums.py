"""Sums of the services inside a service, beside the number published for the service itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from data.read.as_of import as_of
from data.write.child_sums import sums_of
from quality.reference.ids import read_ids
from quality.series.matrix import is_published
from quality.signals.results import SeriesResult
from stats.arrays import differs

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ChildSums:
    """numerator, denominator: (P,) in the order of the series' periods; NaN where nothing can be compared:
    no sum, because a service inside has no number, or none published."""

    numerator: Floats
    denominator: Floats
    differs: NDArray[np.bool_]

    @property
    def compared(self) -> int:
        return int((~np.isnan(self.numerator)).sum())


def child_sums(session: Session, result: SeriesResult) -> ChildSums | None:
    """Return the sums of a series' children, period by period.

    None for groups of people (their numbers pass the disclosure gate, which knows no sums), where nothing
    was published beside what is inside, and looking back: sums are kept as they are now
    (the page says so: components/words/as_of.py)."""
    if as_of(session) is not None or is_published(session):
        return None
    key, indicator = result.status.key, result.indicator
    ids = read_ids(session).series_ids(key) if not key.category else None
    if ids is None or not indicator.additive or indicator.is_rare_event or result.view:
        return None
    held = sums_of(session, ids[0], ids[1])
    if not held:
        return None
    found = [held.get(period, (np.nan, np.nan)) for period in result.periods]
    top, bottom = np.array(found, dtype=np.float64).reshape(-1, 2).T
    is_unlike = differs(top, result.numerator) | differs(bottom, result.denominator)
    return ChildSums(top, bottom, is_unlike) if not np.isnan(top).all() else None
