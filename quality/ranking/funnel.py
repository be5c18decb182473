"""From the series looked at to what a page shows first: the numbers of one page, in one value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quality.ranking.reasons import Reasons
from quality.ranking.wall import Wall
from quality.series.key import SeriesKey


@dataclass(frozen=True, slots=True)
class SignalFunnel:
    """Counts of series."""

    looked_at: int
    """In which a signal could be found."""
    signals: int
    """Marked by their rules at the newest point, or in whatever their rules mark now."""
    built_up: int
    """Others in which many periods together show a change."""
    expected: float
    """Of those looked at, how many would be signals by chance, built up ones too, with neighbours as alike as
    they are here."""
    surviving: int
    """Signals, built up ones too, that are evident however many series were looked at."""
    shown: int
    """Shown first on the page."""


def funnel(
    wall: Wall, series: Iterable[SeriesKey], *, signals: Iterable[Reasons], built_up: int, shown: int
) -> SignalFunnel:
    """Return the numbers of a page.

    series: all that are on it; signals: the reasons of each that stands there, built up ones too
    """
    rows, found = wall.looked_at(series), [*signals]
    return SignalFunnel(
        looked_at=len(rows),
        signals=len(found) - built_up,
        built_up=built_up,
        expected=float(wall.chance[rows].sum()),
        surviving=sum(one.survives for one in found),
        shown=shown,
    )
