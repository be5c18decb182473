"""The reason why each rule is a signal, in plain words, and how often chance alone would make it.

The chances are for a steady process whose values are independent and roughly normal, per window
looked at; real series repeat themselves and are looked at every month, so false alarms are commoner.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import comb, erf, factorial, sqrt
from types import MappingProxyType

from stats.rules.sets import USUAL, Check, Rule

RULE_WORDS: Mapping[Rule, str] = MappingProxyType(
    {
        Rule.ASTRONOMICAL: "One point lies outside the control limits.",
        Rule.SHIFT: "{length} or more points in a row lie on one side of the centre line.",
        Rule.TREND: "{length} or more points in a row go steadily up, or steadily down.",
        Rule.TWO_IN_THREE: (
            "{needed} of {length} points in a row lie close to one control limit, "
            "more than two thirds of the way out."
        ),
        Rule.FOUR_IN_FIVE: (
            "{needed} of {length} points in a row lie on one side, "
            "more than a third of the way to the control limit."
        ),
        Rule.HUGGING: (
            "{length} points in a row stay within a third of the way to the limits: "
            "the process varies less than its limits say."
        ),
        Rule.AVOIDING: (
            "{length} points in a row avoid the middle third: "
            "two different processes may be mixed in one chart."
        ),
        Rule.ALTERNATING: "{length} points in a row go up and down by turns: something may be taking turns.",
        Rule.RUN_LENGTH: (
            "One run of points on the same side of the centre line is longer than chance allows "
            "for this many points."
        ),
        Rule.CROSSINGS: (
            "The line crosses the centre line less often than chance allows for this many points."
        ),
    }
)

# The Anhøj bounds are set so that about one steady chart in twenty crosses too seldom, and about as
# many have too long a run (Anhøj & Olesen 2014).
_ANHOEJ_CHANCE = 0.05


def explain(rule: Rule | str | Check, length: int | None = None) -> str:
    """Return the rule in words and its chance: for a `Check` with its lengths, else with usual ones.

    >>> explain("shift", 8).split(". ")[1]
    'Chance alone does this about once in 130 times.'
    """
    check = rule if isinstance(rule, Check) else USUAL[Rule(rule)]
    points = check.length if length is None else length
    words = RULE_WORDS[check.rule].format(length=points, needed=check.needed)
    if check.rule in (Rule.RUN_LENGTH, Rule.CROSSINGS):
        return f"{words} About one steady chart in twenty does this by chance."
    return f"{words} Chance alone does this about once in {_round(1 / chance(check, points))} times."


def chance(check: Check, length: int | None = None) -> float:
    """Return the probability that a window of a steady, normal process shows the pattern.

    >>> round(1 / chance(Check(Rule.SHIFT, 7)))
    64
    """
    points = check.length if length is None else length
    match check.rule:
        case Rule.ASTRONOMICAL:
            return 2 * _tail(3)
        case Rule.SHIFT:
            return 2 * 0.5**points
        case Rule.TREND:
            return 2 / factorial(points)
        case Rule.TWO_IN_THREE | Rule.FOUR_IN_FIVE:
            return _crowd_chance(check, points, 2 if check.rule is Rule.TWO_IN_THREE else 1)
        case Rule.HUGGING:
            return float((1 - 2 * _tail(1)) ** points)
        case Rule.AVOIDING:
            return float((2 * _tail(1)) ** points)
        case Rule.ALTERNATING:
            return _alternating_chance(points)
        case Rule.RUN_LENGTH | Rule.CROSSINGS:
            return _ANHOEJ_CHANCE


def _crowd_chance(check: Check, points: int, sigmas: int) -> float:
    """Return the chance of `needed` or more in the zone of one side, the others anywhere or on that side."""
    zone = _tail(sigmas) - (0.0 if check.outside_counts else _tail(3))
    rest = (0.5 if check.all_one_side else 1.0) - zone
    return 2 * sum(comb(points, k) * zone**k * rest ** (points - k) for k in range(check.needed, points + 1))


def _alternating_chance(points: int) -> float:
    """Return 2 × Euler's zigzag number / n!: the share of orders of n values that go up and down by turns."""
    row = [1]
    for _ in range(points):
        total, sums = 0, [0]
        for number in reversed(row):
            total += number
            sums.append(total)
        row = sums
    return 2 * row[-1] / factorial(points)


def _tail(sigmas: float) -> float:
    return (1 - erf(sigmas / sqrt(2))) / 2


def _round(number: float) -> str:
    """Round to two figures: nobody should lean on the third."""
    digits = max(0, len(str(int(number))) - 2)
    return f"{round(number, -digits):,.0f}"
