"""Conventions on which tools and committees differ, as a catalogue chooses them: rule sets of one's own, how
limits are calculated, and the planned path of a measure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

import stats
from catalogue.fields.base import Model, Texts
from stats import ChartOptions, Rule, RuleSet
from stats.limits.chart import D2, XMR_CONSTANT
from stats.rules.custom import LONGEST, OPTIONS, SHORTEST

CONSTANTS = {"2.66": XMR_CONSTANT, "3/1.128": 3 / D2}
_YES, _NO = {"true", "yes", "on"}, {"false", "no", "off"}


def _yes_or_no(value: Any) -> Any:
    """YAML gives text here; what is neither is left for the next to judge."""
    text = str(value).lower()
    return True if text in _YES else False if text in _NO else value


def _length(rule: Rule) -> Callable[[Any], int | bool]:
    def read(value: Any) -> int | bool:
        choice = _yes_or_no(value)
        if isinstance(choice, bool):
            return choice
        if not re.fullmatch(r"\d+", str(choice)) or not SHORTEST[rule] <= int(choice) <= LONGEST:
            expected = (
                f"a number of points from {SHORTEST[rule]} to {LONGEST}, or false to leave the rule out"
            )
            raise ValueError(f"expected {expected}; found {value!r}")
        return int(choice)

    return read


def _variants(value: Any) -> Any:
    choice = _yes_or_no(value)
    return {"is_used": choice} if isinstance(choice, bool) else choice


def _set_name(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,31}", name):
        raise ValueError("a rule set's name is a small letter, then small letters, digits or - (at most 32)")
    return name


SetName = Annotated[str, AfterValidator(_set_name)]


class Crowd(Model):
    """Two of three points, or four of five, far out on one side. `false` leaves the rule out."""

    is_used: bool = Field(
        True, description="false: the rule is left out (`two_in_three: false` says the same)."
    )
    outside_counts: bool | None = Field(
        None, description="A point beyond the control limit counts as far out too; as in `like` if not given."
    )
    all_one_side: bool | None = Field(
        None, description="Every point of the pattern lies on that side; as in `like` if not given."
    )

    @property
    def choice(self) -> bool | dict[str, bool]:
        return self.model_dump(exclude={"is_used"}, exclude_none=True) if self.is_used else False


Choice = int | bool | None
ShiftLength = Annotated[Choice, BeforeValidator(_length(Rule.SHIFT), json_schema_input_type=int | bool)]
TrendLength = Annotated[Choice, BeforeValidator(_length(Rule.TREND), json_schema_input_type=int | bool)]
HuggingLength = Annotated[Choice, BeforeValidator(_length(Rule.HUGGING), json_schema_input_type=int | bool)]
AvoidingLength = Annotated[Choice, BeforeValidator(_length(Rule.AVOIDING), json_schema_input_type=int | bool)]
AlternatingLength = Annotated[
    Choice, BeforeValidator(_length(Rule.ALTERNATING), json_schema_input_type=int | bool)
]
_Crowd = Annotated[Crowd | None, BeforeValidator(_variants, json_schema_input_type=bool | Crowd)]


class OwnRuleSet(Model):
    """A rule set of one's own: a published one, and what is different. What is not given stays as there."""

    like: str = Field("plotthedots", description="The published rule set it starts from.")
    astronomical: bool | None = Field(None, description="A point outside the control limits: true or false.")
    shift: ShiftLength = Field(
        None, description="Points in a row on one side of the centre line; false leaves the rule out."
    )
    trend: TrendLength = Field(
        None, description="Points in a row going up, or down; false leaves the rule out."
    )
    two_in_three: _Crowd = Field(
        None, description="Two of three points near a limit: its variants, or false."
    )
    four_in_five: _Crowd = Field(
        None, description="Four of five points well off the centre line: its variants, or false."
    )
    hugging: HuggingLength = Field(
        None, description="Points in a row close to the centre line: varies less than the limits say."
    )
    avoiding: AvoidingLength = Field(
        None, description="Points in a row away from the centre line, on both sides: two processes in one."
    )
    alternating: AlternatingLength = Field(None, description="Points in a row going up and down by turns.")
    run_length: bool | None = Field(None, description="Anhøj: a run longer than chance allows.")
    crossings: bool | None = Field(None, description="Anhøj: too few crossings of the centre line.")
    runs_method: Literal["anhoej", "bestbox", "cutbox"] | None = Field(
        None, description="Bounds of the two Anhøj rules."
    )
    order: Texts = Field(
        (), description="Which rule names a point that several mark; the others follow as they stood."
    )
    when_both: Literal["order", "improvement", "concern"] | None = Field(
        None, description="Rules of both directions mark a point: the first in order names it, or the first "
        "that means an improvement, or a concern.",
    )  # fmt: skip
    on_limit: Literal["inside", "outside"] | None = Field(
        None, description="A value exactly on a control limit. A limit that was clipped is none."
    )
    on_centre: Literal["breaks", "skipped"] | None = Field(
        None, description="A point exactly on the centre line breaks a shift, or is skipped over."
    )
    equality: Literal["strict", "fails", "inclusive"] | None = Field(
        None, description="A target exactly on a limit: hit or miss; will fail if it is the limit on the bad "
        "side; or that, and will pass if it is the one on the good side.",
    )  # fmt: skip
    points_for_icons: int | None = Field(
        None, ge=2, le=LONGEST, description="Known, complete points below which a series is not judged."
    )
    judges_provisional: bool | None = Field(
        None, description="false: nothing is said while limits rest on fewer than `points_for_limits`."
    )
    source: str = Field("", description="Who decided it, and when; shown beside the rules.")

    def build(self, name: str) -> RuleSet:
        """As `stats` uses it; ValueError says what cannot be."""
        given = {key: value for key in (*Rule, *OPTIONS) if (value := getattr(self, key)) is not None}
        choices: dict[str, Any] = {
            str(key): v.choice if isinstance(v, Crowd) else v for key, v in given.items()
        }
        return stats.custom_rules(name, self.like, order=self.order, source=self.source, **choices)


class Limits(Model):
    """How control limits are calculated, where tools differ."""

    constant: Annotated[
        Literal["2.66", "3/1.128"],
        BeforeValidator(str, json_schema_input_type=Literal[2.66, "2.66", "3/1.128"]),
    ] = Field(
        "2.66",
        description="XmR limits are this × mean moving range: 2.66 as Making Data Count has it, or 3/1.128.",
    )
    screen: bool = Field(
        True, description="Steps so large that they are signals themselves are left out of the mean, once."
    )
    clip: bool = Field(
        True, description="p, pp, u, up, c and g limits end where the measure does: at 0, at 100 %."
    )
    points_for_limits: int = Field(
        13, ge=2, le=100, description="Limits from fewer known points are provisional, and drawn dashed."
    )

    def words(self, kind: str) -> tuple[str, ...]:
        """What differs from the defaults on a chart of a kind."""
        usual = Limits()
        said = (
            (kind == "xmr" and self.constant != usual.constant, f"{self.constant} × mean moving range"),
            (not self.screen, "no step left out of the mean"),
            (not self.clip, "not clipped where the measure ends"),
            (
                self.points_for_limits != usual.points_for_limits,
                f"provisional below {self.points_for_limits} points",
            ),
        )
        return tuple(words for differs, words in said if differs)

    def options(self, per: float) -> ChartOptions:
        return ChartOptions(
            screen=self.screen,
            constant=CONSTANTS[self.constant],
            clip=self.clip,
            min_points_for_limits=self.points_for_limits,
            multiplier=per,
        )


class Milestone(Model):
    """One point of a plan: where a measure should be by a day."""

    by: date = Field(description="A day in the period that should get there.")
    value: float = Field(description="In the indicator's unit.")


def _leads_somewhere(plan: tuple[Milestone, ...]) -> tuple[Milestone, ...]:
    if len(plan) == 1:
        raise ValueError("a plan needs at least two dated values; one value is a target")
    if any(later.by <= earlier.by for earlier, later in pairwise(plan)):
        raise ValueError("each date of a plan must be later than the one before it")
    return plan


Trajectory = Annotated[tuple[Milestone, ...], AfterValidator(_leads_somewhere)]
