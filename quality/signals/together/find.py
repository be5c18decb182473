"""Evidence that accumulates: where many periods together say more than the newest point, they come first.

A steady newest point beside a hundred deaths more than expected is no calm. A value that comes back every
year is no improvement, nor one that only limits call so which rest on both sides of a change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np

from quality.series.key import SeriesKey
from quality.signals.judge import Judged
from quality.signals.results import Accumulated, Evidence, SeriesResult, Status, Variation
from quality.signals.statuses import statuses_of, variation_of
from quality.signals.together.levels import Drawn, find_steps, in_force
from quality.signals.together.points import Points, points_of
from quality.signals.together.seasons import Rounds, beyond_season
from quality.signals.together.small_changes import (
    climbing_of,
    event_sums,
    has_sigma,
    is_watched,
    smoothed,
)
from stats.arrays import Bools

HEARD = (Variation.COMMON_CAUSE, Variation.IMPROVEMENT, Variation.CONCERN)
"""A neutral special cause stands as it is, and too few points say nothing."""
MOST = 0.5
"""Part of the points that set the limits above which a pattern is judged by itself."""
Found = dict[int, Accumulated]
"""By row of the matrix."""


def shown_statuses(judged: Judged, keys: Sequence[SeriesKey]) -> list[Status]:
    """Return where everyone's series stand, as every page shows them: with what many periods say together."""
    statuses = statuses_of(judged, keys)
    together = accumulated(judged, statuses)
    return [with_accumulated(status, together.get(row)) for row, status in enumerate(statuses)]


def accumulated(judged: Judged, statuses: Sequence[Status]) -> Found:
    """Return by row what says more than the newest point of a series."""
    heard = [row for row, one in enumerate(statuses) if one.variation in HEARD]
    if not heard:
        return {}
    events, smooth = _small_changes(judged)
    rounds = Rounds(judged)
    smooth = {row: one for row, one in smooth.items() if not rounds.repeat(row, one.points, one.direction)}
    ways = (events, smooth, _levels(judged), _drifts(judged, statuses), _beyond_season(judged))
    found: Found = {}
    for row in heard:
        said = [one for way in ways if (one := way.get(row)) is not None]
        repeats = partial(rounds.repeat, row, statuses[row].run, statuses[row].direction)
        told = next(_that_says_more(statuses[row], said, repeats), None)
        if told is not None:
            found[row] = told
    return found


def _that_says_more(
    status: Status, said: Sequence[Accumulated], repeats: Callable[[], bool]
) -> Iterator[Accumulated]:
    """Yield what a newest point leaves unsaid: beside a concern nothing but that every year has it."""
    if status.variation is Variation.COMMON_CAUSE:
        yield from said
        return
    if status.variation is Variation.IMPROVEMENT:
        yield from (one for one in said if one.variation is Variation.CONCERN)
        yield from (one for one in said if one.evidence in (Evidence.LEVEL, Evidence.DRIFT))
    if repeats():
        yield Accumulated(Evidence.SEASON, status.direction, Variation.COMMON_CAUSE, None)


def with_accumulated(status: Status, found: Accumulated | None) -> Status:
    """Take an improvement back that is none, or not by these limits: its points show it no longer. A concern
    stands: that every year has it is said beside it, and hides nothing."""
    if found is None:
        return status
    if status.variation is not Variation.IMPROVEMENT:
        return replace(status, accumulated=found)
    if found.evidence is Evidence.SEASON:
        taken = replace(status, variation=Variation.COMMON_CAUSE, direction=0, rule=None)
    else:
        taken = replace(status, variation=variation_of(status.direction, 0))
    marks, judged = list(status.recent_variation), {*Variation}
    newest = max((at for at, mark in enumerate(marks) if mark in judged), default=-1)
    for at in range(max(newest - status.run + 1, 0), newest + 1):
        marks[at] = taken.variation.value if marks[at] == Variation.IMPROVEMENT else marks[at]
    return replace(taken, accumulated=found, recent_variation=tuple(marks))


def as_shown(result: SeriesResult, found: Accumulated | None) -> SeriesResult:
    """Return a series whose points say no more than its status does, with what has accumulated."""
    was, status = result.status, with_accumulated(result.status, found)
    if was.variation is status.variation or was.period is None:
        return replace(result, status=status)
    newest = result.periods.index(was.period)
    taken = range(max(newest - was.run + 1, 0), newest + 1)
    variation, rule, direction = list(result.variation), list(result.rule), result.direction.copy()
    for at in (at for at in taken if variation[at] is was.variation):
        variation[at] = status.variation
        if not status.variation.is_special:
            rule[at], direction[at] = None, 0
    return replace(result, status=status, variation=tuple(variation), rule=tuple(rule), direction=direction)


def as_everyones(judged: Judged, result: SeriesResult) -> SeriesResult:
    """Return the only series of a matrix as every page shows it: with what its periods say together."""
    return as_shown(result, accumulated(judged, [result.status]).get(0))


def _said(judged: Judged, evidence: Evidence, direction: int, since: date | None) -> Accumulated:
    variation = variation_of(direction, judged.improvement.sign)
    return Accumulated(evidence, direction, variation, since)


def _rounded(amount: float) -> float:
    """Round to nine significant figures: the last ones differ by how many series are judged together."""
    return float(f"{amount:.9g}")


def _small_changes(judged: Judged) -> tuple[Found, Found]:
    """Return what events against those expected say, and what the smoothed level does."""
    if not is_watched(judged.indicator):
        return {}, {}
    points = points_of(judged)
    return _events(judged, points), _smoothed(judged, points)


def _events(judged: Judged, points: Points) -> Found:
    if not judged.indicator.has_expected:
        return {}
    sums = event_sums(points)
    direction = np.where(points.count > 0, points.at_newest(sums.signal), 0.0)
    climbing = np.where(direction[:, np.newaxis] > 0, sums.more, -sums.fewer) > 0
    observed, expected = points.numerator, points.denominator
    found = {}
    for row, start, stretch in _stretches(judged, points, direction, climbing):
        found[row] = replace(
            _said(judged, Evidence.EXPECTED, int(direction[row]), start),
            points=int(stretch.sum()),
            before=_rounded(expected[row, stretch].sum()),
            after=_rounded(observed[row, stretch].sum()),
        )
    return found


def _smoothed(judged: Judged, points: Points) -> Found:
    short = judged.points < judged.indicator.rules.points_for_icons
    flat = judged.chart.is_constant[np.arange(short.size), np.maximum(judged.latest, 0)]
    of = np.flatnonzero(has_sigma(points) & ~short & ~flat)
    if not of.size:
        return {}
    some = points.rows(of)
    chart = smoothed(some)
    direction = np.zeros(short.size)
    direction[of] = some.at_newest(chart.signal)
    climbing = np.zeros(points.values.shape, dtype=np.bool_)
    climbing[of] = climbing_of(chart, direction[of])
    return {
        row: replace(
            _said(judged, Evidence.SMALL_CHANGE, int(direction[row]), start), points=int(stretch.sum())
        )
        for row, start, stretch in _stretches(judged, points, direction, climbing)
    }


def _stretches(
    judged: Judged, points: Points, direction: np.ndarray, climbing: Bools
) -> Iterator[tuple[int, date, Bools]]:
    """Yield (row, first period, points) of the climb that led to each signal."""
    run_up = points.run_up(climbing)
    for row in np.flatnonzero(np.nan_to_num(direction)).tolist():
        first = int(np.argmax(run_up[row]))
        yield row, judged.matrix.day(row, int(points.column[row, first])), run_up[row]


def _levels(judged: Judged) -> Found:
    chart, matrix = judged.chart, judged.matrix
    drawn = Drawn(
        kind=chart.kind,
        values=chart.values,
        numerator=matrix.numerator,
        denominator=matrix.denominator,
        centre=chart.centre,
        lower=chart.lower,
        upper=chart.upper,
        in_force=in_force(judged.judged, chart.phases.phase),
    )
    found = {}
    for row, step in find_steps(drawn, judged.indicator).items():
        at = judged.latest[row]
        sigma = float(chart.upper[row, at] - chart.lower[row, at]) / 6
        if abs(step.after - step.before) < sigma:
            continue  # the levels hardly differ: it wandered between them
        said = _said(
            judged, Evidence.LEVEL, 1 if step.after > step.before else -1, matrix.day(row, step.start)
        )
        found[row] = replace(
            said, points=step.points, before=_rounded(step.before), after=_rounded(step.after)
        )
    return found


def _drifts(judged: Judged, statuses: Sequence[Status]) -> Found:
    """Find improvements that most of the points which set the limits belong to: those limits call all of them
    better than the few at the beginning, and cannot judge that."""
    found = {}
    for row, status in enumerate(statuses):
        if status.variation is not Variation.IMPROVEMENT:
            continue
        last, phase = int(judged.latest[row]), judged.chart.phases
        base = np.flatnonzero(
            judged.judged[row] & phase.baseline[row] & (phase.phase[row] == phase.phase[row, last])
        )
        inside = int((base > last - status.run).sum())
        if inside <= MOST * base.size:
            continue
        values, part = judged.chart.values[row, base], max(base.size // 4, 1)
        first, newest = float(values[:part].mean()), float(values[-part:].mean())
        said = _said(judged, Evidence.DRIFT, status.direction, judged.matrix.day(row, int(base[0])))
        found[row] = replace(said, points=inside, before=_rounded(first), after=_rounded(newest))
    return found


def _beyond_season(judged: Judged) -> Found:
    directions, expected = beyond_season(judged)
    found = {}
    for row in np.flatnonzero(np.nan_to_num(directions)).tolist():
        at = int(judged.latest[row])
        said = _said(judged, Evidence.OUT_OF_SEASON, int(directions[row]), judged.matrix.day(row, at))
        seen = float(judged.matrix.numerator[row, at])
        found[row] = replace(said, points=1, before=_rounded(expected[row]), after=seen)
    return found
