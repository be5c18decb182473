"""Labels of charts, of their flags and of the tables behind them."""

from __future__ import annotations

from catalogue.fields.periods import step
from catalogue.models import Indicator
from components.words import say
from components.words.figure_text import strong
from quality.acts.decision import Baseline, Decision
from quality.decide import wording
from quality.signals.results import Status

CENTRE_LINE, UPPER_LIMIT, LOWER_LIMIT = "centre line", "upper limit", "lower limit"
LINES = (CENTRE_LINE, UPPER_LIMIT, LOWER_LIMIT)
NO_VALUE, NOT_COMPLETE, NONE = "no value", "not complete yet", "none"
COMMON_CAUSE, TOO_FEW = "common cause", "too few points"

LIMITS, SUM_INSIDE, WHAT_IT_IS = "Control limits", "Sum of services", "What it is"
NUMBERS_BY_PERIOD = "Numbers by period"
TARGET_HEAD, PLAN_HEAD = "Target", "Plan"
NOT_COMPARED = "not compared"
IN_BASELINE = ", baseline"
PERIOD, DATE = "Period", "Date"
EARLIER = "Earlier numbers"

NEW_TARGET, NEW_PLAN = "Target set", "Plan set"
LEFT_OUT, NEW_LIMITS, NEW_DEFINITION = "Left out", "New limits", "New definition"
RECALCULATED = "Limits recalculated"
SUGGESTED_LIMITS = "New limits suggested by the data, not official"
DEFINITION_CHANGED = "The definition changed"
TABLE_CAPTION = (
    "{result.indicator.title}, {result.service_name}. Value: {result.indicator.unit}. Newest first."
)
HOLLOW = "Hollow ring: not complete yet, so not judged."
HOLLOW_SILENCE = "Hollow ring: the time since the last event so far, not judged."
CROSSED = "Crossed ring: left out of limits and rules by a person."
TARGET = "target {amount}"
PLAN = "plan {amount}"
LEFT_OUT_BECAUSE = "left out of limits and rules: {because}"


def short_line(name: str, amount: str) -> str:
    """Write `upper 9.1`, where there is little room."""
    return f"{name.split()[0]} {amount}"


def not_judged(*, is_silence: bool) -> str:
    return "so far, not judged" if is_silence else "not complete yet, not judged"


def amount_in(amount: str, when: str, *, is_day: bool = False) -> str:
    """Write `<b>7.1</b> in Oct 2026`, `<b>7.1</b> on 5 Oct 2026`, `<b>7.1</b> w/e 5 Oct`."""
    before = "" if when.startswith("w/e") else "on " if is_day else "in "
    return f"{strong(amount)} {before}{when}"


def withdrawn(decisions: int) -> str:
    return f"{say.plural(decisions, 'decision')} withdrawn"


def decided(act: Decision, indicator: Indicator, baseline: Baseline | None = None) -> str:
    """Say what a person decided, with values as the chart writes them."""
    return wording.what(act, indicator.frequency, baseline, amount=lambda value: say.value(value, indicator))


def taken_back(act: Decision, indicator: Indicator) -> str:
    return f"{decided(act, indicator)} ({wording.who(act)}), {wording.withdrawn(act)}"


def noted(act: Decision) -> str:
    """Say beside a number what a person noted about its period."""
    return f"noted: {act.text}"


def ends(status: Status, indicator: Indicator) -> tuple[str, str]:
    """Name the first and last period of the points that a status keeps. Of rare events, which have no rhythm,
    the first is known only where it is the first of all."""
    count, last = len(status.recent), status.last_period
    if last is None:
        return "", ""
    first = status.first_period
    if not indicator.is_rare_event:
        first = step(last, indicator.frequency, 1 - count)
    elif status.points + status.missing + status.immature + status.excluded > count:
        first = None
    begun, ended = (
        say.period(day, indicator.frequency).removeprefix("w/e ") if day else "" for day in (first, last)
    )
    is_long = len(begun) + len(ended) > _SHORT and ended[-5:] == begun[-5:]
    return begun[:-5] if is_long else begun, ended


_SHORT = 16
"""Letters of two dates below a small chart that fit with the year of both."""
