"""The options of a rule set in words: what it does beside the lengths of its rules."""

from __future__ import annotations

from collections.abc import Iterator

from stats import POINTS_FOR_ICONS, Check, Rule, RuleSet


def options_in_words(rules: RuleSet) -> list[str]:
    """Say whatever a reader might expect otherwise; nothing for what every set does."""
    return [*_of_checks(rules.checks), *_of_set(rules)]


def _of_checks(checks: tuple[Check, ...]) -> Iterator[str]:
    for check in checks:
        if check.rule is Rule.SHIFT and check.on_centre == "skipped":
            yield "A point exactly on the centre line neither breaks a shift nor counts for it."
        if check.rule is Rule.TWO_IN_THREE and not check.outside_counts:
            yield "Two in three: a point outside the limits does not count as one of the two."
        if check.rule is Rule.TWO_IN_THREE and check.all_one_side:
            yield "Two in three: all three points lie on that side of the centre line."


def _of_set(rules: RuleSet) -> Iterator[str]:
    if rules.on_limit == "outside":
        yield "A value exactly on a control limit lies outside it, unless the limit was clipped."
    if rules.when_both != "order":
        yield f"Where rules of both directions mark a point, the {rules.when_both} names it."
    if rules.equality != "strict":
        yield "A target exactly on the limit of the bad side will fail."
    if rules.equality == "inclusive":
        yield "A target exactly on the limit of the good side will pass."
    if rules.points_for_icons != POINTS_FOR_ICONS:
        yield f"A series is judged from {rules.points_for_icons} known, complete points on."
    if not rules.judges_provisional:
        yield "Nothing is said before a phase has enough points for its limits."
