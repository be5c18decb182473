"""Compare rule sets on the same points. Tools disagree; here they do so in the open."""

from __future__ import annotations

from dataclasses import dataclass

from quality.signals.false_alarms import false_alarms
from quality.signals.judge import VARIATIONS
from quality.signals.results import SeriesResult, Variation
from quality.signals.what_if import rejudged
from stats import Rule

ASKED = ("plotthedots", "mdc", "anhoej", "ihi", "western-electric", "nelson")


@dataclass(frozen=True, slots=True)
class RuleSetResult:
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


def compare_rule_sets(result: SeriesResult) -> list[RuleSetResult]:
    """Judge the latest point under each rule set, the indicator's own first."""
    own = result.indicator.rule_set
    names = [own, *(name for name in ASKED if name != own)]
    return [_judge_under(result, name, is_ours=name == own) for name in names]


def _judge_under(result: SeriesResult, name: str, *, is_ours: bool) -> RuleSetResult:
    judged = rejudged(result, rule_set=name)
    at = int(judged.latest[0])
    rules = judged.detection.rule_set.rules
    winner = int(judged.detection.winner[0, at]) if at >= 0 else -1
    return RuleSetResult(
        rule_set=name,
        source=judged.detection.rule_set.source,
        variation=VARIATIONS[judged.variation[0, at]] if at >= 0 else Variation.TOO_FEW,
        direction=int(judged.detection.winner_direction[0, at]) if at >= 0 else 0,
        rule=None if winner < 0 else rules[winner],
        is_ours=is_ours,
        chance=false_alarms(result, name).chance,
    )
