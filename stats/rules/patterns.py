"""One function per rule: which points make the pattern, and whether they point up or down.

All work on flat arrays (`stats.limits.segments`). A window that holds a missing, unjudged or excluded
point, or the border between two phases, never fires: nothing is known of what happened there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from stats.arrays import Bools, Floats, Signs
from stats.rules.sets import Check, Rule
from stats.rules.windows import consecutive, crowded, linked, whole

Marks = tuple[Bools, Signs]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The arrays the rules look at, (N,) each.

    values: as drawn; NaN where the point takes part in no rule
    joined: the point before belongs to the same phase
    high, low: above / below the centre; neither when on it or missing
    over, under: beyond the limits; near_over, near_under: beyond the near lines, outside or not
    far_from_centre, sigma: distance and its unit, for the rules about one sigma; else empty
    """

    values: Floats
    joined: Bools
    high: Bools
    low: Bools
    over: Bools
    under: Bools
    near_over: Bools
    near_under: Bools
    far_from_centre: Floats
    sigma: Floats


def astronomical(evidence: Evidence, check: Check) -> Marks:
    """Mark a point beyond the control limits."""
    return _both(evidence.over, evidence.under)


def shift(evidence: Evidence, check: Check) -> Marks:
    """Mark `length` points in a row on one side of the centre; longer runs are marked whole."""
    high, low, joined = evidence.high, evidence.low, evidence.joined
    if check.on_centre == "breaks":
        return _both(_run(high, joined, check.length), _run(low, joined, check.length))
    # Skip what lies on the centre: it neither breaks the run nor counts.
    kept = np.flatnonzero(high | low | np.isnan(evidence.values))
    phase = np.cumsum(~joined)[kept]
    still_joined = np.zeros(len(kept), dtype=np.bool_)
    still_joined[1:] = phase[1:] == phase[:-1]
    up, down = np.zeros_like(high), np.zeros_like(low)
    up[kept] = _run(high[kept], still_joined, check.length)
    down[kept] = _run(low[kept], still_joined, check.length)
    return _both(up, down)


def trend(evidence: Evidence, check: Check) -> Marks:
    """Mark `length` points each above (or each below) the one before; an equal step breaks it.

    A point between a rise and a fall belongs to both. It is given the direction of the step that
    leads on while the next point is in a trend too (so the peak counts as falling), else of the
    step that led to it. As NHSRplotthedots does; a level step on to the next trend counts as down.
    """
    values, joined = evidence.values, evidence.joined
    up, down = np.zeros_like(joined), np.zeros_like(joined)
    np.greater(values[1:], values[:-1], out=up[1:])
    np.less(values[1:], values[:-1], out=down[1:])
    up &= joined
    down &= joined
    steps = check.length - 1
    fired = whole(consecutive(up, steps) | consecutive(down, steps), check.length)
    leads_on = np.zeros_like(fired)
    np.logical_and(fired[1:], joined[1:], out=leads_on[:-1])
    rising = up.copy()
    np.copyto(rising[:-1], up[1:], where=leads_on[:-1])
    return fired, _both(fired & rising, fired & ~rising)[1]


def in_zone(evidence: Evidence, check: Check) -> Marks:
    """Mark `needed` of `length` points beyond the near line on one side (two in three).

    Only the points in the zone are marked.
    """
    high, low = evidence.near_over, evidence.near_under
    if not check.outside_counts:
        high, low = high & ~evidence.over, low & ~evidence.under
    return _crowd(evidence, check, high, low)


def beyond_one_sigma(evidence: Evidence, check: Check) -> Marks:
    """Mark `needed` of `length` points more than one sigma out on one side (four in five)."""
    far = evidence.far_from_centre > evidence.sigma
    return _crowd(evidence, check, far & evidence.high, far & evidence.low)


def hugging(evidence: Evidence, check: Check) -> Marks:
    """Mark `length` points in a row within one sigma of the centre: less variation than the limits say."""
    return _undirected(_run(evidence.far_from_centre < evidence.sigma, evidence.joined, check.length))


def avoiding(evidence: Evidence, check: Check) -> Marks:
    """Mark `length` points in a row more than one sigma out, on either side: two processes in one chart."""
    return _undirected(_run(evidence.far_from_centre > evidence.sigma, evidence.joined, check.length))


def alternating(evidence: Evidence, check: Check) -> Marks:
    """Mark `length` points in a row, up and down by turns: two sources taking turns."""
    values, joined = evidence.values, evidence.joined
    turns = np.zeros_like(joined)
    before, here, after = values[:-2], values[1:-1], values[2:]
    turns[2:] = ((here > before) & (here > after)) | ((here < before) & (here < after))
    turns &= joined
    turns[1:] &= joined[:-1]
    return _undirected(whole(consecutive(turns, check.length - 2), check.length))


def _run(marks: Bools, joined: Bools, length: int) -> Bools:
    if length == 1:
        return marks
    return whole(consecutive(linked(marks, joined), length - 1), length)


def _crowd(evidence: Evidence, check: Check, high: Bools, low: Bools) -> Marks:
    length = check.length
    if check.all_one_side:
        high_window = linked(evidence.high, evidence.joined)
        low_window = linked(evidence.low, evidence.joined)
    else:
        high_window = low_window = linked(~np.isnan(evidence.values), evidence.joined)
    up, down = (
        marks & whole(consecutive(window, length - 1) & crowded(marks, length, check.needed), length)
        for marks, window in ((high, high_window), (low, low_window))
    )
    return _both(up, down)


def _both(up: Bools, down: Bools) -> Marks:
    return up | down, np.subtract(up.view(np.int8), down.view(np.int8))


def _undirected(fired: Bools) -> Marks:
    return fired, np.zeros(fired.shape, dtype=np.int8)


# RUN_LENGTH and CROSSINGS look at a whole phase and live in `stats.rules.anhoej`.
PATTERNS: Mapping[Rule, Callable[[Evidence, Check], Marks]] = MappingProxyType(
    {
        Rule.ASTRONOMICAL: astronomical,
        Rule.SHIFT: shift,
        Rule.TREND: trend,
        Rule.TWO_IN_THREE: in_zone,
        Rule.FOUR_IN_FIVE: beyond_one_sigma,
        Rule.HUGGING: hugging,
        Rule.AVOIDING: avoiding,
        Rule.ALTERNATING: alternating,
    }
)
