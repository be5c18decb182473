"""One Pareto chart as a value: its bars in order, and how they add up. Picture, table, sentence and file are
made from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stats.pareto import pareto


@dataclass(frozen=True, slots=True)
class Bar:
    """One category. Numbers are None where they are hidden, or cannot be told."""

    label: str
    count: float | None
    share: float | None
    """Of the whole, 0 to 1."""
    lower: float | None
    upper: float | None
    """Share of this bar and all before it: at least, and at most. Equal where nothing is hidden."""
    is_hidden: bool = False
    is_unknown: bool = False
    """Not stated: no cause, and no group that can be named."""


@dataclass(frozen=True, slots=True)
class ParetoPart:
    """A Pareto chart of one stretch of time."""

    title: str
    """The time that it is of, in words, or what else tells it from the one beside it."""
    bars: tuple[Bar, ...]
    """The largest first, hidden ones last."""
    total: float | None
    """The whole; None where it cannot be told."""
    enough: int
    """Bars that surely make 80%; 0 where that cannot be said."""

    @property
    def hidden(self) -> int:
        return sum(bar.is_hidden for bar in self.bars)

    @property
    def shown(self) -> tuple[Bar, ...]:
        return tuple(bar for bar in self.bars if not bar.is_hidden)


def part_of(
    title: str,
    labels: Sequence[str],
    counts: Sequence[float | None],
    total: float | None = None,
    unknown: Sequence[bool] = (),
) -> ParetoPart:
    """Return the chart of some counts. None: hidden; total: of everything, needed where one is hidden."""
    numbers = np.array([np.nan if one is None else one for one in counts], dtype=np.float64)
    found = pareto(numbers, total)
    bars = []
    for place, at in enumerate(found.order.tolist()):
        is_hidden = counts[at] is None
        bars.append(
            Bar(
                label=labels[at],
                count=_plain(numbers[at]),
                share=_plain(found.share[place]),
                lower=_plain(found.lower[place]),
                upper=_plain(found.upper[place]),
                is_hidden=is_hidden,
                is_unknown=bool(unknown[at]) if unknown else False,
            )
        )
    return ParetoPart(title, tuple(bars), _plain(found.total), found.enough)


def _plain(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
