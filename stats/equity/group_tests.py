"""Does a group differ from everybody else, or a measure rise along ranked groups, by more than chance, over
all charts of a page?

Groups are compared with everybody else over the latest year, allowing for how much their monthly
differences really vary (Laney 2002) and for how many tests are looked at (Benjamini & Hochberg 1995). One
bad group makes all others look good: a group keeps its flag only if it differs, in the same direction, from
the others without those that differ most as well. That takes flags away and never adds one, so a verdict
always agrees with the figures of everybody else. Where there is a reference, each group is compared with
that group instead, and none is left out. Where groups stand in rank, the gradient across them is one
more test (`stats.equity.gradient`). docs/equity.md says how often this is wrong on simulated pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from stats.arrays import Bools, Floats
from stats.equity.evidence import GRADIENT, GroupCharts, evidence
from stats.multiplicity import discoveries

FALSE_DISCOVERY_RATE = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class GroupSignals:
    """(C, G + 1) for C charts of G groups, over the latest year; the last column is the gradient.

    gap: value of the group minus that of everybody else (their share or rate, not multiplied); of the
    gradient, its value at the first group's end minus that at the last's
    z: gap in standard errors, allowing for dispersion; p: chance of one as large, were there no difference
    is_eligible: large enough to be tested at all
    is_clear: differs, after counting all tests; is_found: and by at least the minimum gap
    change, change_found: the same for the gap less the gap of the year before
    sigma: how much more the monthly differences vary than chance alone, at least 1
    """

    gap: Floats
    z: Floats
    p: Floats
    is_eligible: Bools
    is_clear: Bools
    is_found: Bools
    change: Floats
    change_p: Floats
    change_found: Bools
    sigma: Floats


def page_signals(charts: Sequence[GroupCharts], q: float = FALSE_DISCOVERY_RATE) -> list[GroupSignals]:
    """Test every group of every chart, and whether its gap changed, as two families of tests a page.

    Chart c of each element stands on page c, so that all elements have the same number of charts; a page that
    lacks one has NaN there. False discoveries are controlled at q over each page.
    """
    tests = [_Tests(chart) for chart in charts]
    found = first = _judged(tests, q)
    while True:
        kept = [_agreed(one, other) for one, other in zip(first, found, strict=True)]
        # Every chart takes its strongest group out, before the others of its page are judged again.
        removed = [test.remove(one, other) for test, one, other in zip(tests, kept, found, strict=True)]
        if not any(removed):
            return kept
        found = _judged(tests, q)


def group_signals(
    numerator: Floats,
    denominator: Floats,
    *,
    latest: slice,
    before: slice,
    minimum_gap: float = 0.0,
    is_rate: bool = False,
    compared: Bools | None = None,
    is_ranked: bool = False,
    reference: int = -1,
    q: float = FALSE_DISCOVERY_RATE,
) -> GroupSignals:
    """Test charts (C, G, P) of one page. reference: the group to compare with; −1: all others."""
    shown = np.ones(numerator.shape[:2], dtype=np.bool_) if compared is None else compared
    charts = [
        GroupCharts(
            numerator[[c]],
            denominator[[c]],
            latest,
            before,
            minimum_gap,
            is_rate,
            shown[[c]],
            is_ranked,
            reference=np.array([reference]),
        )
        for c in range(numerator.shape[0])
    ]
    found = page_signals(charts, q)
    fields = GroupSignals.__dataclass_fields__
    return GroupSignals(**{name: np.concatenate([getattr(one, name) for one in found]) for name in fields})


class _Tests:
    """The tests of some charts, as flagged groups are removed from the comparison with the others."""

    def __init__(self, charts: GroupCharts) -> None:
        self.charts = charts
        x, n = np.nan_to_num(charts.numerator), np.nan_to_num(charts.denominator)
        if charts.compared is not None:
            x, n = (np.where(charts.compared[..., np.newaxis], a, 0.0) for a in (x, n))
        self.x, self.n = x, n
        self.removed = np.zeros(x.shape[:2], dtype=np.bool_)
        self.now = evidence(charts, x, n, self.removed)

    def remove(self, kept: GroupSignals, found: GroupSignals) -> bool:
        """Take the strongest flagged group of each chart out of the comparison; False when there is none."""
        flagged = (kept.is_found | kept.change_found)[:, :GRADIENT] & ~self.removed
        # At least two groups must be left to be compared with each other.
        flagged &= (((self.n.sum(axis=-1) > 0) & ~self.removed).sum(axis=1) > 2)[:, np.newaxis]
        if not flagged.any():
            return False
        strength = np.where(flagged, np.fmax(np.abs(found.z[:, :GRADIENT]), 0), -1.0)
        strongest = np.arange(flagged.shape[1]) == strength.argmax(axis=1)[:, np.newaxis]
        self.removed |= strongest & flagged
        changed = np.flatnonzero(flagged.any(axis=1))
        again = evidence(self.charts, self.x[changed], self.n[changed], self.removed[changed], changed)
        self.now = self.now.with_rows(changed, again)
        return True


def _judged(tests: Sequence[_Tests], q: float) -> list[GroupSignals]:
    """Count the tests of each page, and tell which to believe."""
    if not tests:
        return []
    page = np.arange(tests[0].x.shape[0])[:, np.newaxis]
    edges = np.cumsum([test.now.p.shape[1] for test in tests])[:-1]
    clear, moved = (
        np.split(discoveries(np.concatenate(p, axis=1), q, family=page), edges, axis=1)
        for p in ([test.now.p for test in tests], [test.now.change_p for test in tests])
    )
    return [_signals(test, *both) for test, *both in zip(tests, clear, moved, strict=True)]


def _signals(test: _Tests, clear: Bools, moved: Bools) -> GroupSignals:
    now, least = test.now, test.charts.minimum_gap
    with np.errstate(invalid="ignore"):
        matters, moved_enough = np.abs(now.gap) >= least, np.abs(now.change) >= least
    return GroupSignals(
        gap=now.gap,
        z=now.z,
        p=now.p,
        is_eligible=now.is_eligible,
        is_clear=clear,
        is_found=clear & matters,
        change=now.change,
        change_p=now.change_p,
        change_found=moved & moved_enough,
        sigma=now.sigma,
    )


def _agreed(first: GroupSignals, found: GroupSignals) -> GroupSignals:
    """Keep of the first tests, against everybody else, the flags that the later ones confirm."""
    same, same_change = (
        np.sign(a) == np.sign(b) for a, b in ((first.gap, found.gap), (first.change, found.change))
    )
    return replace(
        first,
        is_clear=first.is_clear & found.is_clear & same,
        is_found=first.is_found & found.is_found & same,
        change_found=first.change_found & found.change_found & same_change,
    )
