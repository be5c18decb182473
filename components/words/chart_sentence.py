"""The one sentence every chart has, made by fixed templates from the same value as the chart.

It is the alternative text, the huddle line, the board caption and the first line of an export. It hedges
as the statistics do ("at this level", "expect"), and it never says why.

    Unusually high since Aug 2026: 8 points in a row above the centre line.
    Latest 7.1 per 1,000 bed days (12 of 1,690), Oct 2026.
    At this level the target of at most 5.0 will be met in some months and missed in others.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from catalogue.fields.periods import NOUN
from catalogue.formula import Improvement
from catalogue.models import Indicator
from components.words import charts, say
from components.words.series import accumulated as accumulated_words
from components.words.series import alternatives, rare_events
from components.words.series.caveats import qualifier_sentences
from quality.signals.results import Evidence, SeriesResult, Status, Variation
from quality.signals.trajectory import side_of_plan
from stats import Assurance, Rule

JUDGED = (Assurance.PASSING, Assurance.FAILING, Assurance.HIT_OR_MISS)
"""Assurance states that need a target; NONE has no icon."""
COMMON_CAUSE = "Common cause means no unusual change."
PROVISIONAL = "The control limits are provisional: they are based on few points."
VERDICTS = {
    Variation.IMPROVEMENT: "Improvement. ",
    Variation.CONCERN: "Concern. ",
    Variation.NEUTRAL_HIGH: "Change. ",
    Variation.NEUTRAL_LOW: "Change. ",
}


# -- words of one or two --------------------------------------------------------------------------


def variation_label(variation: Variation, direction: int) -> str:
    """Return the word beside the icon: `Concern, high`, `Common cause`."""
    height = {1: ", high", -1: ", low"}.get(direction, "")
    return {
        Variation.IMPROVEMENT: f"Improvement{height}",
        Variation.CONCERN: f"Concern{height}",
        Variation.NEUTRAL_HIGH: "Change, high",
        Variation.NEUTRAL_LOW: "Change, low",
        Variation.COMMON_CAUSE: "Common cause",
        Variation.TOO_FEW: "Too few points",
    }[variation]


def assurance_label(assurance: Assurance | None, *, has_target: bool = False) -> str:
    """Return the word beside the icon. There may be a target and nothing to say of it: a chart without
    limits."""
    return {
        Assurance.PASSING: "Will pass",
        Assurance.FAILING: "Will fail",
        Assurance.HIT_OR_MISS: "Hit or miss",
    }.get(assurance, "Not judged" if has_target else "No target")


def target_words(target: float, indicator: Indicator) -> str:
    """Say `at least 95.0%`, `at most 5.0`: which side is the good one is part of a target."""
    amount = say.value(target, indicator)
    return {
        Improvement.INCREASE: f"at least {amount}",
        Improvement.DECREASE: f"at most {amount}",
        Improvement.NEUTRAL: amount,
    }[indicator.improvement]


def aim(status: Status, indicator: Indicator) -> str:
    """Say `Target at least 95.0%`, `No target`."""
    return "No target" if status.target is None else f"Target {target_words(status.target, indicator)}"


def target_sign(target: float, indicator: Indicator) -> str:
    """Write `≥ 95.0%`: the same where every letter costs room, as on the wall."""
    sign = {Improvement.INCREASE: "≥ ", Improvement.DECREASE: "≤ ", Improvement.NEUTRAL: ""}
    return sign[indicator.improvement] + say.value(target, indicator)


def plan_words(status: Status, indicator: Indicator) -> str:
    """Say `latest value behind the plan of 9.3`; nothing without a plan for the latest judged period."""
    side = side_of_plan(status.value, status.plan, indicator.improvement.sign)
    if side is None or status.plan is None:
        return ""
    words = {1: "ahead of", -1: "behind", 0: "on"}
    if indicator.improvement is Improvement.NEUTRAL:
        words = {1: "above", -1: "below", 0: "on"}
    return f"latest value {words[side]} the plan of {say.value(status.plan, indicator)}"


def direction_words(improvement: Improvement) -> str:
    return {
        Improvement.INCREASE: "Higher is better",
        Improvement.DECREASE: "Lower is better",
        Improvement.NEUTRAL: "Neither direction is better",
    }[improvement]


def rule_words(rule: Rule, direction: int, run: int) -> str:
    """Say what the points do, short: `8 points in a row above the centre line`."""
    side, limit = ("above", "upper") if direction > 0 else ("below", "lower")
    way = "rising" if direction > 0 else "falling"
    return {
        Rule.ASTRONOMICAL: f"{side} the {limit} limit",
        Rule.SHIFT: f"{run} points in a row {side} the centre line",
        Rule.TREND: f"{run} points in a row steadily {way}",
        Rule.TWO_IN_THREE: f"two of three points close to the {limit} limit",
        Rule.FOUR_IN_FIVE: f"four of five points well {side} the centre line",
        Rule.HUGGING: "points vary less than the control limits allow",
        Rule.AVOIDING: "points avoid the middle between the control limits",
        Rule.ALTERNATING: "points go up and down in turn",
        Rule.RUN_LENGTH: f"a longer run of points {side} the centre line than chance usually makes",
        Rule.CROSSINGS: "the points cross the centre line less often than chance usually makes them",
    }[rule]


def rule_name(rule: Rule) -> str:
    return {
        Rule.ASTRONOMICAL: "Outside the limits",
        Rule.SHIFT: "Shift",
        Rule.TREND: "Trend",
        Rule.TWO_IN_THREE: "Two in three",
        Rule.FOUR_IN_FIVE: "Four in five",
        Rule.HUGGING: "Hugging the centre",
        Rule.AVOIDING: "Avoiding the centre",
        Rule.ALTERNATING: "Alternating",
        Rule.RUN_LENGTH: "Long run",
        Rule.CROSSINGS: "Few crossings",
    }[rule]


# -- the sentence ---------------------------------------------------------------------------------


def sentence(status: Status, indicator: Indicator) -> str:
    """Say variation and since when; latest value with n/d and period; assurance. One paragraph."""
    if status.points == 0 or status.period is None:
        return _nothing_known(status, indicator)
    parts = [variation_sentence(status, indicator), latest_sentence(status, indicator)]
    parts += [assurance_sentence(status, indicator), *caveats(status, indicator)]
    return " ".join(part for part in parts if part)


def short_sentence(status: Status, indicator: Indicator) -> str:
    """Say what changed and where it stands, without target and caveats: for the wall."""
    if status.points == 0 or status.period is None:
        return _nothing_known(status, indicator)
    found = status.accumulated
    is_other = found is not None and not is_of_season(status)
    first = accumulated_words.brief(found, indicator) if is_other else variation_sentence(status, indicator)
    return f"{first} {latest_sentence(status, indicator)}"


def alt_text(result: SeriesResult) -> str:
    """Put subject and verdict in front of the sentence, for whoever cannot see what stands beside it."""
    group = "" if not result.key.category else f", {result.category_label}"
    subject = f"{result.indicator.title}, {result.service_name}{group}."
    verdict = VERDICTS.get(result.status.variation, "")
    said = f"{subject} {alternatives.prefix(result)}{verdict}{sentence(result.status, result.indicator)}"
    return " ".join([said, *decided_words(result), *qualifier_sentences(result)])


def decided_words(result: SeriesResult) -> list[str]:
    """Say what people decided that changes how the chart is read: which points set its limits, what happened
    over several of them, what is aimed at."""
    found = []
    if fixed := result.phases[-1].baseline:
        stretch = f"{_period(fixed.first_period, result)} to {_period(fixed.last_period, result)}"
        found.append(f"The control limits are based on {stretch} only.")
    if result.exclusions:
        when = ", ".join(_period(act.period, result) for act in result.exclusions)
        found.append(f"Left out of limits and rules: {when}.")
    for act in result.annotations:
        if act.first_period:
            stretch = f"{_period(act.first_period, result)} to {_period(act.period, result)}"
            found.append(f"Noted from {stretch}: {act.text.rstrip('.')}.")
    found += [f"{charts.decided(act, result.indicator).rstrip('.')}." for act in result.aims]
    return found


def left_out(result: SeriesResult) -> list[str]:
    """Say `3 of 36 points (8%) are left out of limits and rules by people.`; nothing where none is."""
    out, known = int(result.is_excluded.sum()), int((~np.isnan(result.values)).sum())
    if not out:
        return []
    share = f"{out} of {say.plural(known, 'point')} ({100 * out / known:.0f}%)"
    return [f"{share} {'is' if out == 1 else 'are'} left out of limits and rules by people."]


def _period(start: date, result: SeriesResult) -> str:
    return say.period(start, result.indicator.frequency)


def variation_sentence(status: Status, indicator: Indicator) -> str:
    if status.variation is Variation.TOO_FEW:
        needed = indicator.rules.points_for_icons
        return f"Too few points to judge: {status.points} of the {needed} needed."
    if status.is_constant:
        same = say.value_with_unit(status.value, indicator)
        return f"All {status.points} points are {same}, so there is no variation to judge."
    if status.accumulated is not None and not is_of_season(status):
        return accumulated_words.sentence(status.accumulated, status, indicator)
    if not status.variation.is_special:
        return "No unusual change."
    is_run = status.run > 1
    since = f"since {say.spelled_period(status.since, indicator.frequency)}"
    when = since if is_run else say.when(status.since, indicator)
    why = f": {rule_words(status.rule, status.direction, status.run)}" if status.rule else ""
    if status.accumulated is not None:
        why += f", though {accumulated_words.as_every_year(status.accumulated, indicator)}"
    if indicator.is_rare_event:
        gap = f"{'long' if status.direction > 0 else 'short'} gap{'s' if is_run else ''}"
        return f"Unusually {gap} {since if is_run else f'up to {say.short_day(status.since)}'}{why}."
    return f"Unusually {'high' if status.direction > 0 else 'low'} {when}{why}."


def is_of_season(status: Status) -> bool:
    """Tell if it is a concern that every year has: it stands, and that is said of it."""
    found = status.accumulated
    return found is not None and found.evidence is Evidence.SEASON and status.variation.is_special


def latest_sentence(status: Status, indicator: Indicator) -> str:
    if indicator.is_rare_event:
        return rare_events.latest_sentence(status, indicator)
    counted = say.counted(status.numerator, status.denominator, indicator)
    behind = f" ({counted})" if counted else ""
    when = say.period(status.period, indicator.frequency)
    return f"Latest {say.value_with_unit(status.value, indicator)}{behind}, {when}."


def assurance_sentence(status: Status, indicator: Indicator) -> str:
    """Say what the limits say about the target. Nothing is promised: "at this level", "expect". Where the
    latest value stands on the other side, that comes first. Beside a change for the worse nothing good is
    expected without saying so."""
    if status.target is None or status.variation is Variation.TOO_FEW:
        return ""
    target = f"the target of {target_words(status.target, indicator)}"
    noun = NOUN[indicator.frequency]
    is_missed = misses_target(status, indicator)
    match status.assurance:
        case Assurance.PASSING if is_missed:
            return f"The latest misses {target}, though at the usual level we expect to meet it every {noun}."
        case Assurance.PASSING if status.variation is Variation.CONCERN:
            met = f"At the usual level we expect to meet {target} every {noun}"
            return f"{met}, but this is a change for the worse."
        case Assurance.PASSING:
            return f"At this level we expect to meet {target} every {noun}."
        case Assurance.FAILING if not is_missed:
            return f"The latest meets {target}, though at the usual level we expect to miss it every {noun}."
        case Assurance.FAILING:
            return f"At this level we expect to miss {target} every {noun}."
        case Assurance.HIT_OR_MISS:
            return f"At this level {target} will be met in some {noun}s and missed in others."
        case Assurance.NONE:
            return ""


def misses_target(status: Status, indicator: Indicator) -> bool:
    """Tell if the latest value stands on the worse side of its target, whatever the limits promise."""
    if status.target is None or status.value is None:
        return False
    return indicator.improvement.sign * (status.value - status.target) < 0


def caveats(status: Status, indicator: Indicator) -> list[str]:
    """Say what to keep in mind when reading: provisional limits, gaps, months not yet complete."""
    noun = say.point_noun(indicator)
    found = []
    if status.is_provisional and status.variation is not Variation.TOO_FEW:
        found.append(PROVISIONAL)
    if indicator.is_rare_event:
        found.append(rare_events.silence_sentence(status))
    elif status.immature:
        found.append(not_complete(status.immature, noun))
    if status.excluded:
        verb = "is" if status.excluded == 1 else "are"
        what = say.plural(status.excluded, f"later {noun}").capitalize()
        found.append(f"{what} {verb} left out of limits and rules.")
    if status.missing:
        has = "has" if status.missing == 1 else "have"
        found.append(f"{say.plural(status.missing, noun).capitalize()} {has} no value.")
    return found


def _nothing_known(status: Status, indicator: Indicator) -> str:
    if status.excluded:
        return "Every complete period is left out, so nothing can be judged."
    if indicator.is_rare_event:
        return rare_events.nothing_to_judge(status)
    if status.immature:
        return "No period is complete yet, so nothing can be judged."
    return "No data yet, so nothing can be judged."


def not_complete(count: int, noun: str) -> str:
    if count == 1:
        return f"The next {noun} is not complete yet, so it is not judged."
    return f"The next {say.in_words(count)} {noun}s are not complete yet, so they are not judged."
