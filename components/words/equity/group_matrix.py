"""Texts of every measure by the groups of one dimension."""

from __future__ import annotations

from collections.abc import Sequence

from components.words import say
from components.words.equity.equity_numbers import (
    EVERYBODY_ELSE,
    VERDICTS,
    others,
    percent,
    towards_first,
    verdict_words,
)
from components.words.equity.equity_overview import FOUND
from quality.equity.group_matrix import GroupMatrix
from quality.equity.view import EquityView, GroupRow, Verdict
from quality.signals.results import Variation

TITLE = "Every measure, by {dimension}"
ALL = "All dimensions"
CHOOSE = "Show"
NAME = "Measures by group"
MEASURE, GRADIENT, NOT_STATED = "Measure", "Across all groups", "Not stated"
NONE, NONE_READ = "–", "not counted"
HIDDEN = "hidden"
EVERY_MEASURE = "See every measure by {dimension}"
FILE_HEAD = (
    "measure",
    "dimension",
    "group",
    "value",
    "lower_95",
    "upper_95",
    "unit",
    "everybody_else",
    "verdict",
    "compared_with",
)
_SHORT = {
    Verdict.SMALL: "too small to matter",
    Verdict.NO_CLEAR_DIFFERENCE: "no clear difference",
    Verdict.TOO_FEW: "too few to tell",
    Verdict.NOT_COMPARED: "not judged",
    Verdict.REFERENCE: "reference",
}


def no_dimension(asked: str, known: Sequence[str]) -> str:
    """Say that there is none, and by which the measures of the service are split."""
    text = f"There is no dimension {asked!r}."
    return f"{text} Measures here are split by: {', '.join(known)}." if known else text


def title(of: GroupMatrix) -> str:
    return TITLE.format(dimension=say.inside(of.dimension.title))


def sentence(of: GroupMatrix) -> str:
    """Say how many groups were compared, how many differ by more than chance, and how many are hidden."""
    worse, better = of.count(Variation.CONCERN), of.count(Variation.IMPROVEMENT)
    other = of.count(Variation.NEUTRAL_HIGH) + of.count(Variation.NEUTRAL_LOW)
    found = [(worse, "worse"), (better, "better"), (other, "another value, neither worse nor better")]
    told = say.listed([f"{count:,} {word}" for count, word in found if count])
    where = f"{say.plural(len(of.views), 'measure')} by {say.inside(of.dimension.title)}"
    text = f"{say.plural(of.compared, 'comparison')} of {where}: {told or 'none'} beyond chance"
    if of.is_ranked:
        text += f", and {say.plural(of.gradients, 'gradient')} across all groups"
    hidden = f" {say.plural(of.hidden, 'number').capitalize()} hidden." if of.hidden else ""
    return f"{text[:1].upper()}{text[1:]}.{hidden}"


def note(of: GroupMatrix) -> str:
    against = dict.fromkeys(others(view) for view in of.views if view.has_numbers) or [EVERYBODY_ELSE]
    return (
        f"Each group against {' or '.join(against)}. All {of.tests:,} comparisons of this service are made "
        "together: at most 5% of what is found may be chance."
    )


def verdict(row: GroupRow) -> str:
    """Say `higher, worse`, or `no clear difference`."""
    return _SHORT.get(row.verdict) or verdict_words(row).lower()


def value(row: GroupRow, view: EquityView) -> str:
    return say.value(row.value, view.indicator)


def gradient(view: EquityView) -> str:
    """Say which way a measure runs along ranked groups; nothing where they have no rank."""
    gap = view.gap
    if gap is None or not view.is_ranked:
        return ""
    if gap.verdict in FOUND:
        text = towards_first(gap)
        return f"{text[:1].upper()}{text[1:]}"
    return VERDICTS[gap.verdict].capitalize()


def gradient_tone(view: EquityView) -> Variation:
    gap = view.gap
    is_found = gap is not None and view.is_ranked and gap.verdict in FOUND
    return gap.of_first if gap is not None and is_found else Variation.COMMON_CAUSE


def not_stated(view: EquityView) -> str:
    """Say the share of people whose group is not known."""
    stated = view.not_stated
    if stated is None:
        return "0%"
    return HIDDEN if stated.is_hidden or stated.share is None else percent(stated.share)
