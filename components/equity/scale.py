"""The scale of the groups: from values to per cent of the plot's width, with round ticks."""

from __future__ import annotations

import math

from components.words.equity.bounds import cases
from quality.equity.view import EquityView


class Scale:
    """A hidden group takes no part in it."""

    def __init__(self, low: float, high: float, *, whole: bool = False) -> None:
        """whole: of counts, which have no half."""
        step = _step((high - low) or abs(high) or 1.0)
        step = math.ceil(step) if whole else step
        self.low, self.high = math.floor(low / step) * step, math.ceil(high / step) * step
        if self.high == self.low:
            self.high += step
        count = round((self.high - self.low) / step)
        self.ticks = [self.low + step * i for i in range(count + 1)]
        self.decimals = next(places for places in range(9) if abs(round(step, places) - step) < step * 1e-6)

    @classmethod
    def of(cls, view: EquityView) -> Scale:
        shown = [v for row in view.rows for v in (row.lower, row.value, row.upper) if v is not None]
        shown += [v for one in view.crossed.adjusted for v in one.value or ()] if view.crossed else []
        if view.everyone is not None:
            shown.append(view.everyone)
        scale = cls(min(shown, default=0.0), max(shown, default=1.0), whole=view.is_count)
        if not shown:  # an axis without a mark would tell of numbers that nobody sees
            scale.ticks = []
        return scale

    @classmethod
    def of_shares(cls, view: EquityView) -> Scale:
        """Return the scale of the groups' shares of those counted and of the residents: it begins at none."""
        served = [row.served for row in view.known if row.served is not None]
        lives = [row.population_share for row in view.known if row.population_share is not None]
        shown = [one for three in served for one in three if one is not None]
        return cls(0.0, max(shown + lives, default=1.0))

    @classmethod
    def of_bounds(cls, view: EquityView) -> Scale:
        """Return the scale of what the gap could be: no gap stands on it."""
        shown = [v for one in cases(view) for v in (one.low, one.value, one.high) if v is not None]
        return cls(min(0.0, *shown), max(0.0, *shown))

    def at(self, value: float) -> str:
        return self.width(self.low, value)

    def width(self, low: float, high: float) -> str:
        return f"{100 * (high - low) / (self.high - self.low):.2f}%"


class Heat:
    """From the values of a table to how dark they are drawn: per cent of the tint, the lowest none of it."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.width = low, (high - low) or 1.0

    @classmethod
    def of(cls, view: EquityView) -> Heat:
        """Make it of groups that are known."""
        cells = view.crossed.cells if view.crossed else []
        shown = [cell.value for cell in cells if cell.value is not None and not cell.is_unknown]
        return cls(min(shown, default=0.0), max(shown, default=1.0))

    def at(self, value: float) -> str:
        return f"{100 * (value - self.low) / self.width:.0f}%"


def _step(width: float) -> float:
    """Choose a round step that gives three to six ticks."""
    rough = width / 4
    size = 10.0 ** math.floor(math.log10(rough))
    return next(size * nice for nice in (1, 2, 2.5, 5, 10) if size * nice >= rough)
