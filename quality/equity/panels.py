"""Values that the folds of an equity page are drawn from. Every number in here has passed the gate."""

from __future__ import annotations

from dataclasses import dataclass

from quality.series.calendar_blocks import Grain
from quality.signals.results import SeriesResult


@dataclass(frozen=True, slots=True, eq=False)
class GroupSeries:
    """One group over time, as finely as it may be shown, judged like any series."""

    code: str
    label: str
    is_unknown: bool
    grain: Grain | None
    """None: it may not be shown over time at all."""
    result: SeriesResult | None

    @property
    def has_chart(self) -> bool:
        """Tell if it has a page of its own: those that are shown by period."""
        return self.grain is Grain.PERIOD
