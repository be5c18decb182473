"""The rules by name, and which of them each published convention uses: data, no arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from stats.limits.chart import MIN_POINTS_FOR_LIMITS

# The Making Data Count tools show icons from as many points on as they draw limits from.
POINTS_FOR_ICONS = MIN_POINTS_FOR_LIMITS


class Rule(StrEnum):
    """A pattern that common cause variation would rarely make."""

    ASTRONOMICAL = "astronomical"
    SHIFT = "shift"
    TREND = "trend"
    TWO_IN_THREE = "two_in_three"
    FOUR_IN_FIVE = "four_in_five"
    HUGGING = "hugging"
    AVOIDING = "avoiding"
    ALTERNATING = "alternating"
    RUN_LENGTH = "run_length"
    CROSSINGS = "crossings"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule with the lengths and variants of one convention.

    length: points in the pattern; 0 where it depends on the number of points (Anhøj)
    needed: how many of them must lie in the zone ("two" of two in three)
    outside_counts: points beyond the limits count as in the zone beyond 2 (or 1) sigma
    all_one_side: every point of the window must lie on the same side, not only those in the zone
    on_centre: a point exactly on the centre "breaks" a shift, or is "skipped" over
    """

    rule: Rule
    length: int = 1
    needed: int = 0
    outside_counts: bool = True
    all_one_side: bool = False
    on_centre: Literal["breaks", "skipped"] = "breaks"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A named convention.

    checks: in order of precedence: the first that fires names the point
    judges_provisional: False: nothing is said before a phase has enough points
    on_limit: a value exactly on a limit is "inside" it, or "outside". A limit that only says where the
        measure ends (0, or 100 % on p and pp) is none: a month without falls is no signal
    when_both: rules of both directions mark one point: the first in "order" names it, or the first that
        means an "improvement", or a "concern". Who knows which way is better tells `detect(prefer=…)`
    equality: what `stats.assure` should make of a target exactly on a limit
    points_for_icons: fewer known points are not judged at all. For who shows an icon: `detect` marks any
    runs_method: bounds of the runs analysis, for the Anhøj rules (`stats.rules.anhoej`)
    version: raised whenever a change here could change a stored signal; of a set of one's own
        (`stats.custom_rules`) it follows from the content
    """

    name: str
    version: str
    checks: tuple[Check, ...]
    judges_provisional: bool = True
    on_limit: Literal["inside", "outside"] = "inside"
    when_both: Literal["order", "improvement", "concern"] = "order"
    equality: Literal["strict", "fails", "inclusive"] = "strict"
    points_for_icons: int = POINTS_FOR_ICONS
    runs_method: Literal["anhoej", "bestbox", "cutbox"] = "anhoej"
    source: str = ""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in order of precedence."""
        return tuple(check.rule for check in self.checks)

    def __post_init__(self) -> None:
        if len(set(self.rules)) != len(self.checks):
            raise ValueError(f"rule set {self.name!r} names a rule twice")
        for check in self.checks:
            if check.needed > check.length:
                raise ValueError(f"{check.rule}: {check.needed} of {check.length} points can never be met")


_OUTSIDE = Check(Rule.ASTRONOMICAL)
_TWO_IN_THREE = Check(Rule.TWO_IN_THREE, 3, needed=2)
_FOUR_IN_FIVE = Check(Rule.FOUR_IN_FIVE, 5, needed=4)
_RUNS = (_OUTSIDE, Check(Rule.RUN_LENGTH, 0), Check(Rule.CROSSINGS, 0))
_ANHOEJ_SOURCE = "Anhøj & Olesen 2014, PLoS ONE 9: e113825; qicharts2 0.8.1"
_BOX_SOURCE = "Anhøj & Wentzel-Larsen 2020, PLoS ONE 15: e0233920"

_SETS = (
    RuleSet(
        "plotthedots",
        "1",
        (
            _OUTSIDE,
            Check(Rule.TREND, 7),
            Check(Rule.TWO_IN_THREE, 3, needed=2, outside_counts=False, all_one_side=True),
            Check(Rule.SHIFT, 7),
        ),
        source="NHSRplotthedots 0.2.2",
    ),
    RuleSet(
        "mdc",
        "1",
        (
            _OUTSIDE,
            Check(Rule.TREND, 7),
            Check(Rule.TWO_IN_THREE, 3, needed=2, all_one_side=True),
            Check(Rule.SHIFT, 7),
        ),
        judges_provisional=False,
        equality="fails",
        source="Making Data Count tools as described in NHSRplotthedots issues 116 and 194",
    ),
    RuleSet("anhoej", "1", _RUNS, source=_ANHOEJ_SOURCE),
    RuleSet("anhoej-bestbox", "1", _RUNS, runs_method="bestbox", source=_BOX_SOURCE),
    RuleSet("anhoej-cutbox", "1", _RUNS, runs_method="cutbox", source=_BOX_SOURCE),
    RuleSet(
        "ihi",
        "1",
        (
            _OUTSIDE,
            Check(Rule.SHIFT, 8, on_centre="skipped"),
            Check(Rule.TREND, 6),
            _TWO_IN_THREE,
            Check(Rule.HUGGING, 15),
        ),
        source="Provost & Murray 2011, The Health Care Data Guide, as commonly restated",
    ),
    RuleSet(
        "western-electric",
        "1",
        (_OUTSIDE, _TWO_IN_THREE, _FOUR_IN_FIVE, Check(Rule.SHIFT, 8)),
        source="Western Electric 1956, Statistical Quality Control Handbook",
    ),
    RuleSet(
        "nelson",
        "1",
        (
            _OUTSIDE,
            Check(Rule.SHIFT, 9),
            Check(Rule.TREND, 6),
            Check(Rule.ALTERNATING, 14),
            _TWO_IN_THREE,
            _FOUR_IN_FIVE,
            Check(Rule.HUGGING, 15),
            Check(Rule.AVOIDING, 8),
        ),
        source="Nelson 1984, J. Quality Technology 16: 237",
    ),
)

RULE_SETS: Mapping[str, RuleSet] = MappingProxyType({rule_set.name: rule_set for rule_set in _SETS})

_LENGTHS = {Rule.SHIFT: 7, Rule.TREND: 7, Rule.HUGGING: 15, Rule.AVOIDING: 8, Rule.ALTERNATING: 14}
_CHECKS = (*_RUNS, _TWO_IN_THREE, _FOUR_IN_FIVE, *(Check(*pair) for pair in _LENGTHS.items()))
USUAL: Mapping[Rule, Check] = MappingProxyType({check.rule: check for check in _CHECKS})
"""Each rule in its usual form, for whoever names it without saying more."""
