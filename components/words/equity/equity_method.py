"""Say how groups are judged."""

from __future__ import annotations

from components.words.equity.equity_crossed import method as method_of_both
from components.words.equity.equity_numbers import amount, others, year_words
from quality.equity.view import EquityView
from quality.signals.measure_type import measure_type

COUNTED = (
    "Numbers are of the latest four complete quarters. The data do not tell how large each group is, so no "
    "number is compared with another.",
    "Where the residents of each group are loaded, the rate for each 100,000 has a 95% interval by Byar.",
)
AGES_DIFFER = "Age differs between groups, and many outcomes differ with age: nothing here allows for it."
A_QUESTION = "A gap is a question. It does not show unfairness by itself."


YEAR = (
    "Each group is compared with {others} over the {year}. These are the latest four complete "
    "quarters, so years never overlap and nobody can be identified from the difference."
)
PUBLISHED = (
    "Values are as published, for {year}. The people behind them are not known here, so values of several "
    "periods are never put together, and no group is compared with everybody else."
)
NOT_JUDGED = (
    "How much single values vary is not in the data, so no difference is judged, and none of these numbers "
    "has an interval."
)
EXTREMES = (
    "One group that differs much makes all others look different beside it. A group counts only if it "
    "differs from the others without those that differ most, too."
)
REFERENCE = (
    "The reference is declared in the definition of the groups. It is no aim: it may itself get worse care "
    "than it should. Where it is hidden, or nobody is of it, groups are compared with everybody else."
)


def method(view: EquityView) -> tuple[str, ...]:
    if view.is_count:
        return COUNTED
    words = PUBLISHED if view.indicator.is_published_value else YEAR
    year = words.format(others=others(view), year=year_words(view))
    ages = () if is_about_age(view) else (method_of_both(view) or [AGES_DIFFER])
    if not measure_type(view.indicator).has_chance:
        return (year, NOT_JUDGED, *ages, A_QUESTION)
    return (year, *_judged(view), *ages, A_QUESTION)


def is_about_age(view: EquityView) -> bool:
    """Tell by its title if a dimension is age: its groups are to differ in it."""
    return "age" in view.dimension.title.lower().split()


def _judged(view: EquityView) -> tuple[str, ...]:
    """Say what makes a difference count."""
    least = view.indicator.minimum_gap
    matters = f" and when it is at least {amount(least, view)}" if least else ""
    return (
        f"A difference counts when chance would rarely make it{matters}. This allows "
        f"for how much periods vary and for all {view.tests} comparisons of this service at once, over its "
        "measures and ways of grouping: at most 5% of the differences found may be chance.",
        REFERENCE if view.reference else EXTREMES,
        "To be judged, a group needs 30 people, 5 expected events and 5 expected without. A smaller group "
        "is “too few to tell”, never “no difference”.",
        "“Likely” is the value drawn towards that of all groups, the more so the smaller the group is "
        "(empirical Bayes): most of a small group's difference is chance. The verdict rests on its own.",
        "Where no difference is clear, the smallest one is told that would be found in four of five years, "
        "counting all comparisons. A smaller one may be there.",
        "The gap over time has its own control chart. Over many such charts, false alarms would add up, so "
        "they feed no list. Groups that fare worse by more than chance do.",
    )
