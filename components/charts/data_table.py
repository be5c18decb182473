"""The numbers behind a chart as a table: what a screen reader reads, what an analyst checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from dash import html

from catalogue.fields.qualifiers import meaning
from components.charts.marks import Mark
from components.charts.old_svg_chart import marks_of
from components.page.blocks import number, scrolling, table, told
from components.theme import css_class
from components.words import chart_sentence, rare_events, say
from components.words import charts as words
from components.words.as_of import earlier_words
from components.words.child_sums import said
from quality.as_of import EarlierValue
from quality.provenance.child_sums import ChildSums
from quality.signals.results import SeriesResult, Variation


def series_table(
    result: SeriesResult,
    inside: ChildSums | None = None,
    earlier: Mapping[date, Sequence[EarlierValue]] | None = None,
) -> html.Div:
    """Tabulate the series, newest period first: numerator, denominator, value, what the point is, and by
    `earlier` what it was; and what the services inside add up to, where the number was published for this one
    itself."""
    has_denominator = bool((~np.isnan(result.denominator)).any())
    marks = marks_of(result)
    heads = ["Period", "Numerator", "Denominator", "Value", words.LIMITS, words.WHAT_IT_IS]
    if result.indicator.is_rare_event:
        heads[0] = "Date"
    if not has_denominator:
        heads = [head for head in heads if head not in ("Numerator", "Denominator")]
    has_plan = bool((~np.isnan(result.plan)).any())
    if has_plan:
        heads.insert(-1, "Plan")
    if inside is not None:
        heads.insert(-1, words.SUM_INSIDE)
    in_words = (heads[0], words.WHAT_IT_IS)
    was = [earlier_words((earlier or {}).get(period, ()), result.indicator) for period in result.periods]
    rows = [
        _row(result, i, marks[i], has_denominator, has_plan, inside, was[i])
        for i in reversed(range(len(marks)))
    ]
    styled = [(head, None if head in in_words else "number") for head in heads]
    caption = html.Caption(words.TABLE_CAPTION.format(result=result))
    return scrolling(table(styled, rows, caption=caption), words.NUMBERS_BY_PERIOD)


def _row(
    result: SeriesResult,
    i: int,
    mark: Mark,
    has_denominator: bool,
    has_plan: bool,
    inside: ChildSums | None,
    was: str,
) -> html.Tr:
    indicator = result.indicator
    cells: list[Any] = [html.Th(say.period(result.periods[i], indicator.frequency), scope="row")]
    if has_denominator:
        cells += [number(say.count(result.numerator[i])), number(say.count(result.denominator[i]))]
    cells += [number(say.value(result.values[i], indicator)), number(_limits(result, i))]
    if has_plan:
        planned = result.plan[i]
        cells.append(number("none" if np.isnan(planned) else say.value(planned, indicator)))
    if inside is not None:
        top, bottom = inside.numerator[i], inside.denominator[i]
        cells.append(number(words.NOT_COMPARED if np.isnan(top) else said(top, bottom, result)))
    tone = css_class(Variation(mark.value)) if mark.is_special else ""
    text = point_words(result, i, mark) + (", baseline" if is_in_baseline(result, i) else "")
    text += f"; {was}" if was else ""
    return html.Tr([*cells, told(text, tone)])


def point_words(result: SeriesResult, i: int, mark: Mark) -> str:
    """Say what one point is, in words. Of rare events also ties, the first of all, and the silence at the
    end."""
    note = rare_events.point_note(result, i)
    if mark in (Mark.MISSING, Mark.IMMATURE) and note:
        return note
    text = _point_words(result, i, mark)
    if said := meaning(result.said_of(i)):
        text = f"{text}: {said}" if mark is Mark.MISSING else f"{text}; {said}"
    return f"{text}; {note}" if note else text


def _point_words(result: SeriesResult, i: int, mark: Mark) -> str:
    if mark is Mark.MISSING:
        return words.NO_VALUE
    if mark is Mark.EXCLUDED:
        return words.LEFT_OUT_BECAUSE.format(because=left_out_because(result, i))
    if mark is Mark.IMMATURE:
        return words.NOT_COMPLETE
    rule = result.rule[i]
    if mark.is_special and rule is not None:
        label = chart_sentence.variation_label(Variation(mark.value), int(result.direction[i]))
        return f"{label}: {chart_sentence.rule_name(rule).lower()}"
    return words.TOO_FEW if mark is Mark.TOO_FEW else words.COMMON_CAUSE


def left_out_because(result: SeriesResult, i: int) -> str:
    """Say why somebody left a point out; empty for the others."""
    return next((act.text for act in result.exclusions if act.period == result.periods[i]), "")


def is_in_baseline(result: SeriesResult, i: int) -> bool:
    """Test if a point belongs to a baseline that somebody fixed: without one every point does, and nothing
    need be said."""
    return result.phases[int(result.phase[i])].baseline is not None and bool(result.is_baseline[i])


def _limits(result: SeriesResult, i: int) -> str:
    lower, upper = result.lower[i], result.upper[i]
    if np.isnan(lower) or np.isnan(upper):
        return "none"
    return say.between(lower, upper, result.indicator)
