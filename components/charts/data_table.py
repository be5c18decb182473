"""The numbers behind a chart as a table: what a screen reader reads, what an analyst checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from dash import html

from catalogue.fields.qualifiers import meaning
from components.charts.marks import Mark
from components.charts.svg_chart import marks_of
from components.theme import css_class
from components.words import rare_events, say, spc
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
    """Newest period first: numerator, denominator, value, what the point is, and by `earlier` what it was;
    and what the services inside add up to, where the number was published for this one itself."""
    has_denominator = bool((~np.isnan(result.denominator)).any())
    marks = marks_of(result)
    heads = ["Period", "Numerator", "Denominator", "Value", "Control limits", "What it is"]
    if result.indicator.is_rare_event:
        heads[0] = "Date"
    if not has_denominator:
        heads = [head for head in heads if head not in ("Numerator", "Denominator")]
    has_plan = bool((~np.isnan(result.plan)).any())
    if has_plan:
        heads.insert(-1, "Plan")
    if inside is not None:
        heads.insert(-1, "Sum inside")
    numeric = {"Numerator", "Denominator", "Value", "Control limits", "Plan", "Sum inside"}
    head = html.Tr(
        [html.Th(name, scope="col", className="number" if name in numeric else None) for name in heads]
    )
    was = [earlier_words((earlier or {}).get(period, ()), result.indicator) for period in result.periods]
    rows = [
        _row(result, i, marks[i], has_denominator, has_plan, inside, was[i])
        for i in reversed(range(len(marks)))
    ]
    unit = result.indicator.unit
    caption = f"{result.indicator.title}, {result.service_name}. Value: {unit}. Newest first."
    table = html.Table([html.Caption(caption), html.Thead(head), html.Tbody(rows)], className="table")
    # A scrolling region has to be reachable by keyboard (WCAG 2.1.1), and so needs a name.
    return html.Div(
        table, className="table-scroll", tabIndex="0", role="region", **{"aria-label": "Numbers by period"}
    )


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
        cells += [_number(say.count(result.numerator[i])), _number(say.count(result.denominator[i]))]
    cells += [_number(say.value(result.values[i], indicator)), _number(_limits(result, i))]
    if has_plan:
        planned = result.plan[i]
        cells.append(_number("none" if np.isnan(planned) else say.value(planned, indicator)))
    if inside is not None:
        top, bottom = inside.numerator[i], inside.denominator[i]
        cells.append(_number("not compared" if np.isnan(top) else said(top, bottom, result)))
    tone = css_class(Variation(mark.value)) if mark.is_special else ""
    words = point_words(result, i, mark) + (", baseline" if is_in_baseline(result, i) else "")
    words += f"; {was}" if was else ""
    cells.append(html.Td(words, className=f"table__say {tone}".strip()))
    return html.Tr(cells)


def point_words(result: SeriesResult, i: int, mark: Mark) -> str:
    """What one point is, in words. Of rare events also ties, the first of all, and the silence at the end."""
    note = rare_events.point_note(result, i)
    if mark in (Mark.MISSING, Mark.IMMATURE) and note:
        return note
    words = _point_words(result, i, mark)
    if said := meaning(result.said_of(i)):
        words = f"{words}: {said}" if mark is Mark.MISSING else f"{words}; {said}"
    return f"{words}; {note}" if note else words


def _point_words(result: SeriesResult, i: int, mark: Mark) -> str:
    if mark is Mark.MISSING:
        return "no value"
    if mark is Mark.EXCLUDED:
        return f"left out of limits and rules: {left_out_because(result, i)}"
    if mark is Mark.IMMATURE:
        return "not yet complete"
    rule = result.rule[i]
    if mark.is_special and rule is not None:
        label = spc.variation_label(Variation(mark.value), int(result.direction[i]))
        return f"{label}: {spc.rule_name(rule).lower()}"
    return "too few points" if mark is Mark.TOO_FEW else "common cause"


def left_out_because(result: SeriesResult, i: int) -> str:
    """Why somebody left a point out; empty for the others."""
    return next((act.text for act in result.exclusions if act.period == result.periods[i]), "")


def is_in_baseline(result: SeriesResult, i: int) -> bool:
    """It belongs to a baseline that somebody fixed: without one every point is, and nothing need be said."""
    return result.phases[int(result.phase[i])].baseline is not None and bool(result.is_baseline[i])


def _limits(result: SeriesResult, i: int) -> str:
    lower, upper = result.lower[i], result.upper[i]
    if np.isnan(lower) or np.isnan(upper):
        return "none"
    return f"{say.number(lower, result.indicator.decimals)} to {say.value(upper, result.indicator)}"


def _number(text: str) -> html.Td:
    return html.Td(text, className="number")
