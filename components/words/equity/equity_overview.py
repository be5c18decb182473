"""Texts of the list and the table of every measure by every dimension."""

from __future__ import annotations

from components.words import say
from components.words.equity.equity_numbers import (
    CHANGES,
    VERDICTS,
    others,
    percent,
    short_amount,
    signed,
    towards_first,
    verdict_words,
    year_words,
)
from quality.equity.overview import FOUND, EquityOverview, also_found, found_groups, is_found
from quality.equity.view import Change, EquityView, State, Verdict
from quality.signals.results import Variation

FOUND_TITLE, TABLE_TITLE = "More than chance", "Every measure, by every group"
TABLE_NAME = "Measures by dimension"
TABLE_NOTE = "What matters most stands first. Each entry opens its page."
NOTHING = "No comparison shows more than chance."
NOTHING_NOTE = "That is not proof of equal care: small gaps in small groups are missed."
NO_NUMBERS = "No numbers by group have been loaded for {service}."
MEASURE, NOT_MEASURED = "Measure", "–"
NOT_MEASURED_READ = "not measured"
FILE_HEAD = (
    "measure",
    "dimension",
    "first",
    "second",
    "difference",
    "lower_95",
    "upper_95",
    "unit",
    "verdict",
    "change",
    "not_stated_share",
    "finding",
)
_UNFOUND = {
    Verdict.SMALL: "Too small to matter",
    Verdict.NO_CLEAR_DIFFERENCE: "No clear difference",
    Verdict.TOO_FEW: "Too few to tell",
    Verdict.NOT_COMPARED: "Not judged",
    Verdict.REFERENCE: "Not judged",
}
_MANY_UNKNOWN = 0.1


def looked_at(found: EquityOverview) -> str:
    """Say how much was looked at, how much was found, and how much of that chance may be."""
    tables = f"{say.plural(len(found.views), 'table')} of {say.plural(len(found.indicators), 'measure')}"
    text = f"{tables} by group, {say.plural(found.tests, 'comparison')}."
    count = len(found.found)
    if not count:
        return text
    told = f"{say.plural(count, 'table')} {'shows' if count == 1 else 'show'}"
    return f"{text} {told} more than chance; at most 5% of the differences found may be chance after all."


def title(view: EquityView) -> str:
    return f"{view.indicator.title}, by {say.inside(view.dimension.title)}"


def finding(view: EquityView) -> str:
    """Say in one line what a view has found: the gradient, else the groups that differ most."""
    gap, groups = view.gap, found_groups(view)
    if groups:
        first = groups[0]
        rest = f"{say.value(first.rest, view.indicator)} for {others(view)}"
        own, verdict = say.value_with_unit(first.value, view.indicator), verdict_words(first).lower()
        text = f"{first.label} ({verdict}): {own}, {rest}"
        also = say.listed([f"{row.label} ({VERDICTS[row.verdict]})" for row in also_found(view)])
        return f"{text}. Also {also}." if also else f"{text}."
    if gap is None:
        return ""
    if view.is_ranked and gap.verdict in FOUND:
        ends = [row for row in view.known if row.label in (gap.first, gap.second)]
        values = [f"{say.value_with_unit(row.value, view.indicator)} in {row.label}" for row in ends]
        return f"{say.capital(towards_first(gap))}: {', '.join(values)}."
    return f"{gap.first} compared with {gap.second}: {signed(gap.difference, view)}."


def change(view: EquityView) -> str:
    """Say if the gap changed beyond chance, and from what; nothing where it did not."""
    gap = view.gap
    if gap is None or gap.change not in (Change.WIDENED, Change.NARROWED):
        return ""
    slope = view.slope
    before, now = (slope.before, slope.slope) if slope else (gap.before, gap.difference)
    sizes = [] if before is None else [short_amount(before, view), short_amount(now, view)]
    # Of a gradient that has no slope index the two ends alone may have moved another way.
    if len(set(sizes)) < 2 or (view.is_ranked and slope is None):
        return f"{CHANGES[gap.change]} in a year"
    return f"{CHANGES[gap.change]} from {sizes[0]} to {sizes[1]} in a year"


def cell(view: EquityView) -> str:
    """Say the same in a few words, for a table."""
    gap, groups = view.gap, found_groups(view)
    if groups:
        others = len(also_found(view))
        more = f" and {others} more" if others else ""
        return f"{groups[0].label}: {verdict_words(groups[0]).lower()}{more}"
    if view.state is State.SHORT:
        return "Less than a year"
    if view.has_numbers and len(view.peopled) < 2 and not any(row.is_hidden for row in view.known):
        return "Nothing to compare"
    if view.state is not State.SHOWN:
        return "Hidden"
    if view.is_count:
        return "Numbers only"
    if gap is not None and view.is_ranked and gap.verdict in FOUND:
        return say.capital(towards_first(gap))
    verdicts = [row.verdict for row in view.known if not row.is_hidden]
    if gap is not None and view.is_ranked:
        verdicts.append(gap.verdict)
    return next((words for verdict, words in _UNFOUND.items() if verdict in verdicts), "Too few to tell")


def cell_notes(view: EquityView) -> list[str]:
    """Say what else belongs to it: a gap that changed, and many people whose group is not known."""
    gap, notes = view.gap, []
    if gap is not None and gap.change in (Change.WIDENED, Change.NARROWED):
        notes.append(CHANGES[gap.change].lower())
    if unknown := unknown_share(view):
        notes.append(unknown)
    return notes


def unknown_share(view: EquityView) -> str:
    stated = view.not_stated
    many = stated is not None and stated.share is not None and stated.share > _MANY_UNKNOWN
    return f"{percent(stated.share)} not stated" if many and stated and stated.share else ""


def tone(view: EquityView) -> Variation:
    """Judge a view as a whole, for its colour: worse care or a gap that grows, else one that closes."""
    gap = view.gap
    closes = gap.first if gap is not None and gap.change is Change.NARROWED else ""
    judged = [row.judged for row in found_groups(view) if row.label != closes]
    if gap is not None and is_found(view):
        judged.append(gap.judged)
    order = (Variation.CONCERN, Variation.IMPROVEMENT, Variation.NEUTRAL_HIGH, Variation.NEUTRAL_LOW)
    return next((one for one in order if one in judged), Variation.COMMON_CAUSE)


def read_cell(view: EquityView) -> str:
    """Name a cell for those who hear the link alone."""
    return f"{title(view)}: {', '.join([cell(view), *cell_notes(view)])}"


def caption(found: EquityOverview) -> str:
    years = dict.fromkeys(year_words(view) for view in found.views.values() if view.year_to)
    against = dict.fromkeys(others(view) for view in found.views.values() if view.year_to)
    return f"Each group compared with {' or '.join(against)}, in the {say.listed([*years])}." if years else ""
