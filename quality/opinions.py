"""What other rule sets would say of the same points. Tools disagree; here they do so in the open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quality.chance import false_alarms
from quality.decisions import Decisions
from quality.judge import VARIATIONS, Judged, judge
from quality.results import SeriesResult, Variation
from quality.series import SeriesMatrix
from stats import RULE_SETS, Rule

ASKED = ("plotthedots", "mdc", "anhoej", "ihi", "western-electric", "nelson")


@dataclass(frozen=True, slots=True)
class Opinion:
    """The verdict of one rule set on the latest judged point."""

    rule_set: str
    source: str
    variation: Variation
    direction: int
    rule: Rule | None
    is_ours: bool
    """It is the rule set the indicator asks for."""
    chance: float
    """Of a signal at the newest point, were the series steady."""


def opinions(result: SeriesResult) -> list[Opinion]:
    """The indicator's own rule set first."""
    own = result.indicator.rule_set
    names = [own, *(name for name in ASKED if name != own)]
    return [_opinion(result, name, is_ours=name == own) for name in names]


def _opinion(result: SeriesResult, name: str, *, is_ours: bool) -> Opinion:
    judged = _judged(result, name)
    at = int(judged.latest[0])
    rules = judged.detection.rule_set.rules
    winner = int(judged.detection.winner[0, at]) if at >= 0 else -1
    return Opinion(
        rule_set=name,
        source=RULE_SETS[name].source,
        variation=VARIATIONS[judged.variation[0, at]] if at >= 0 else Variation.TOO_FEW,
        direction=int(judged.detection.winner_direction[0, at]) if at >= 0 else 0,
        rule=None if winner < 0 else rules[winner],
        is_ours=is_ours,
        chance=false_alarms(result, name).chance,
    )


def _judged(result: SeriesResult, name: str) -> Judged:
    matrix = SeriesMatrix(
        service=np.zeros(1, dtype=np.int64),
        category=np.zeros(1, dtype=np.int64),
        periods=result.periods,
        numerator=result.numerator[np.newaxis, :],
        denominator=result.denominator[np.newaxis, :],
        is_immature=result.is_immature[np.newaxis, :],
    )
    indicator = result.indicator.model_copy(update={"rule_set": name})
    return judge(matrix, indicator, decisions=_decisions(result))


def _decisions(result: SeriesResult) -> Decisions:
    """Whatever people decided holds whichever rules are asked."""
    starts = (np.flatnonzero(np.diff(result.phase)) + 1).tolist()
    return Decisions(
        starts={0: starts} if starts else {},
        baseline=result.is_baseline[np.newaxis, :],
        excluded=result.is_excluded[np.newaxis, :],
    )
