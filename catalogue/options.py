"""Conventions on which tools and committees differ, as a catalogue chooses them: rule sets of one's own, how
limits are calculated, and the planned path of a measure.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

import stats
from catalogue.fields.base import Model, Texts
from stats import ChartOptions, Rule, RuleSet
from stats.limits.chart import D2, XMR_CONSTANT
from stats.rules.custom import LONGEST, OPTIONS

CONSTANTS = {"2.66": XMR_CONSTANT, "3/1.128": 3 / D2}


def _set_name(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,31}", name):
        raise ValueError("a rule set's name is a small letter, then small letters, digits or - (at most 32)")
    return name


SetName = Annotated[str, AfterValidator(_set_name)]


def _choice(value: Any) -> Any:
    """Return what is chosen of a rule: YAML gives text where a number, yes or no is meant."""
    if isinstance(value, dict):
        return {key: _choice(chosen) for key, chosen in value.items()}
    text = str(value).lower()
    if text in {"true", "yes", "on", "false", "no", "off"}:
        return text in {"true", "yes", "on"}
    return int(text) if text.isdigit() else value


class OwnRuleSet(Model):
    """Make a rule set of one's own: a published one, and what is different. The rest stays as there."""

    based_on: str = "plotthedots"
    """The published rule set it starts from."""
    rules: dict[str, Annotated[Any, BeforeValidator(_choice)]] = Field(
        {},
        description="Rule -> its number of points (`shift: 8`), or false to leave it out, or true: "
        f"{', '.join(f'`{rule}`' for rule in Rule)}. Of two in three and four in five also "
        "`{outside_counts: …, all_one_side: …}`.",
    )
    order: Texts = ()
    """The rule that names a point that several mark; the others follow as they stood. First of all may stand
    `improvement`, or `concern`: where rules of both directions mark a point, the one that means it."""
    runs_method: Literal["anhoej", "bestbox", "cutbox"] | None = None
    """Bounds of the two Anhøj rules (`run_length`, `crossings`)."""
    on_limit: Literal["inside", "outside"] | None = None
    """A value exactly on a control limit. A limit that was clipped is none."""
    on_centre: Literal["breaks", "skipped"] | None = None
    """A point exactly on the centre line breaks a shift, or is skipped over."""
    equality: Literal["strict", "fails", "inclusive"] | None = None
    """A target exactly on a limit: hit or miss; will fail if it is the limit on the bad side; or that, and
    will pass if it is the one on the good side."""
    points_for_icons: int | None = Field(None, ge=2, le=LONGEST)
    """Known, complete points below which a series is not judged."""
    judges_provisional: bool | None = None
    """false: nothing is said while limits rest on fewer than `points_for_limits`."""
    source: str = ""
    """The author of the decision, and its date; shown beside the rules."""

    @property
    def ranking(self) -> Texts:
        """Return the rules that are ranked."""
        return self.order[1:] if self.order[:1] in _BOTH else self.order

    def build(self, name: str) -> RuleSet:
        """Return it as `stats` uses it; ValueError says what cannot be."""
        given = self.rules | {key: v for key in OPTIONS if (v := getattr(self, key, None)) is not None}
        if self.order[:1] in _BOTH:
            given |= {"when_both": self.order[0]}
        return stats.custom_rules(name, self.based_on, order=self.ranking, source=self.source, **given)


_BOTH = (("improvement",), ("concern",))


class Limits(Model):
    """Say how control limits are calculated, where tools differ."""

    constant: Annotated[
        Literal["2.66", "3/1.128"],
        BeforeValidator(str, json_schema_input_type=Literal[2.66, "2.66", "3/1.128"]),
    ] = "2.66"
    """XmR limits are this × mean moving range: 2.66 as Making Data Count has it, or 3/1.128."""
    screen: bool = True
    """Steps so large that they are signals themselves are left out of the mean, once."""
    clip: bool = True
    """p, pp, u, up, c and g limits end where the measure does: at 0, at 100 %."""
    points_for_limits: int = Field(13, ge=2, le=100)
    """Limits from fewer known points are provisional, and drawn dashed."""

    def words(self, kind: str) -> tuple[str, ...]:
        """Return what differs from the defaults on a chart of a kind."""
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
    """Name one point of a plan: where a measure should be by a day."""

    by: date
    """A day in the period that should get there."""
    value: float
    """In the indicator's unit."""


def _leads_somewhere(plan: tuple[Milestone, ...]) -> tuple[Milestone, ...]:
    if len(plan) == 1:
        raise ValueError("a plan needs at least two dated values; one value is a target")
    if any(later.by <= earlier.by for earlier, later in pairwise(plan)):
        raise ValueError("each date of a plan must be later than the one before it")
    return plan


Trajectory = Annotated[tuple[Milestone, ...], AfterValidator(_leads_somewhere)]
