"""The same points judged in another way: by other rules, as another chart, with other phases.

Nothing of this is stored or in force: it answers "what would it say if", beside what it does say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from quality.acts.decision import Decision
from quality.acts.in_force import Decisions
from quality.series.matrix import SeriesMatrix
from quality.series.rare_events import one_of_events
from quality.signals.alternative_view import Flagged
from quality.signals.judge import Judged, judge
from quality.signals.results import SeriesResult
from stats import Rule
from stats.arrays import Bools


def rejudged(
    result: SeriesResult,
    *,
    rule_set: str | None = None,
    kind: str | None = None,
    starts: Sequence[int] | None = None,
) -> Judged:
    """Judge one series again.

    rule_set: by name; kind: of chart; starts: columns where new limits begin, instead of those in force.
    """
    matrix = _matrix(result)
    columns = list(phase_columns(result) if starts is None else starts)
    indicator = result.indicator
    if rule_set is not None:
        indicator = indicator.model_copy(update={"rule_set": rule_set})
    return judge(matrix, indicator, decisions=_decisions(result, columns), kind=kind)


def limits_from_before(result: SeriesResult, column: int) -> Judged:
    """Judge a series by limits that only the points before a column set, as if none had been recalculated
    since.

    column: of the first point that sets no limits; at least one judged point stands before it
    """
    columns = [one for one in phase_columns(result) if one < column]
    decisions = _decisions(result, columns)
    assert decisions.baseline is not None
    decisions.baseline[0, column:] = False
    return judge(_matrix(result), result.indicator, decisions=decisions)


def earlier_limits(result: SeriesResult) -> Judged:
    """Judge a series by the limits from before they were recalculated last."""
    columns = phase_columns(result)[:-1]
    decisions = _decisions(result, columns)
    assert decisions.baseline is not None
    if (fixed := _fixed_before(result)) is not None:
        begins = columns[-1] if columns else 0
        days = np.array(result.periods[begins:])
        decisions.baseline[0, begins:] = (days >= fixed.begins) & (days <= fixed.period)
    return judge(_matrix(result), result.indicator, decisions=decisions)


def _fixed_before(result: SeriesResult) -> Decision | None:
    """Return the fixed baseline that new limits took over, because its last period is theirs: before them it
    was that of the phase before, whose points it began with."""
    if len(result.phases) < 2:
        return None
    before, newest = result.phases[-2:]
    if newest.baseline is None or newest.rephase is None:
        return None
    own, fixed = before.baseline, newest.baseline.decision
    is_later = own is None or own.decision.act < fixed.act
    begins = fixed.first_period or before.first_period
    return replace(fixed, first_period=begins) if fixed.act < newest.rephase.act and is_later else None


def flagged_since(rule: Sequence[Rule | None], is_judged: Bools, column: int) -> Flagged:
    """Count the points that a rule names from a column on, and name those rules."""
    points = zip(rule[column:], is_judged[column:].tolist(), strict=True)
    told = [one for one, counts in points if counts]
    named = [one for one in told if one is not None]
    return Flagged(points=len(told), unusual=len(named), rules=tuple(dict.fromkeys(named)))


def flagged_under_earlier_limits(result: SeriesResult) -> Flagged:
    """Count what would be unusual since limits were recalculated last, if they had not been."""
    judged = earlier_limits(result)
    winner, rules = judged.detection.winner[0].tolist(), judged.detection.rule_set.rules
    rule = [None if number < 0 else rules[number] for number in winner]
    return flagged_since(rule, judged.judged[0], phase_columns(result)[-1])


def _matrix(result: SeriesResult) -> SeriesMatrix:
    one = SeriesMatrix(
        service=np.zeros(1, dtype=np.int64),
        category=np.zeros(1, dtype=np.int64),
        periods=result.periods,
        numerator=result.numerator[np.newaxis, :],
        denominator=result.denominator[np.newaxis, :],
        is_immature=result.is_immature[np.newaxis, :],
    )
    return one if result.on_record is None else one_of_events(one, result.on_record)


def phase_columns(result: SeriesResult) -> list[int]:
    """Return the columns where a person started new limits."""
    return [int(column) for column in np.flatnonzero(np.diff(result.phase)) + 1]


def _decisions(result: SeriesResult, columns: Sequence[int]) -> Decisions:
    """Return what people decided: it holds for whoever else is asked. A fixed baseline belongs to the start
    of its phase: it still sets the limits of a phase that starts there and goes on longer."""
    in_force = [0, *phase_columns(result)]
    baseline = np.ones(len(result.periods), dtype=np.bool_)
    for first, end in pairwise([0, *columns, len(result.periods)]):
        if first in in_force and result.phases[in_force.index(first)].baseline is not None:
            own = result.phase[first:end] == result.phase[first]
            baseline[first:end] = result.is_baseline[first:end] & own
    return Decisions(
        starts={0: columns} if columns else {},
        baseline=baseline[np.newaxis, :],
        excluded=result.is_excluded[np.newaxis, :],
        targets={0: (0, result.target)},
        plans={0: (0, result.plan)},
    )
