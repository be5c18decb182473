"""The numbers behind a chart as a table: what a screen reader reads, what an analyst checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from catalogue.fields.qualifiers import meaning
from catalogue.models import Indicator
from components.charts.marks import Mark
from components.charts.svg_chart import marks_of
from components.theme import css_class
from components.words import chart_sentence, say
from components.words import charts as words
from components.words.as_of import earlier_words
from components.words.series import rare_events
from components.words.series.child_sums import said
from quality.as_of import EarlierValue
from quality.provenance.child_sums import ChildSums
from quality.signals.results import SeriesResult, Variation
from stats.arrays import Floats

NEWEST, EARLIER = slice(-60, None), slice(None, -60)
"""Rows that stand on the page of a chart, and those that come when they are asked for."""


@dataclass(frozen=True, slots=True)
class NumberTable:
    """Newest first. `charts/data_table.html` draws it."""

    heads: list[str]
    """Of the periods, of columns of numbers, and of what is told."""
    rows: list[tuple[str, tuple[str, ...], str, str]]
    """Period, numbers, what is told and its tone in CSS."""


def number_table(
    first: str, periods: Iterable[str], columns: Mapping[str, Sequence[str]], told: Iterable[tuple[str, str]]
) -> NumberTable:
    """Put columns, oldest first, into one table."""
    cells = zip(*columns.values(), strict=True)
    rows = [(when, row, *said) for when, row, said in zip(periods, cells, told, strict=True)]
    return NumberTable([first, *columns, words.WHAT_IT_IS], rows[::-1])


def series_table(
    result: SeriesResult,
    inside: ChildSums | None = None,
    earlier: Mapping[date, Sequence[EarlierValue]] | None = None,
    rows: slice = slice(None),
) -> NumberTable:
    """Tabulate the series: numerator, denominator, value, what the point is, and by `earlier` what it was;
    and what the services inside add up to, where the number was published for this one itself."""
    indicator = result.indicator
    at = range(len(result.periods))[rows]
    columns: dict[str, list[str]] = {}
    if not np.isnan(result.denominator).all():
        columns["Numerator"] = [say.count(v) for v in result.numerator[rows].tolist()]
        columns["Denominator"] = [say.count(v) for v in result.denominator[rows].tolist()]
    columns["Value"] = [say.value(v, indicator) for v in result.values[rows].tolist()]
    limits = zip(result.lower[rows].tolist(), result.upper[rows].tolist(), strict=True)
    columns[words.LIMITS] = [
        "none" if np.isnan(low + high) else say.between(low, high, indicator) for low, high in limits
    ]
    if np.unique(result.target).size > 1:  # one that never changed is said above
        columns[words.TARGET_HEAD] = _aims(result.target[rows], indicator)
    if not np.isnan(result.plan).all():
        columns[words.PLAN_HEAD] = _aims(result.plan[rows], indicator)
    if inside is not None:
        sums = zip(inside.numerator[rows], inside.denominator[rows], strict=True)
        columns[words.SUM_INSIDE] = [
            words.NOT_COMPARED if np.isnan(top) else said(top, bottom, result) for top, bottom in sums
        ]
    marks = marks_of(result)
    return number_table(
        words.DATE if indicator.is_rare_event else words.PERIOD,
        [say.period(result.periods[i], indicator.frequency) for i in at],
        columns,
        [_told(result, i, marks[i], (earlier or {}).get(result.periods[i], ())) for i in at],
    )


def _aims(values: Floats, indicator: Indicator) -> list[str]:
    return [words.NONE if np.isnan(value) else say.value(value, indicator) for value in values.tolist()]


def _told(result: SeriesResult, i: int, mark: Mark, earlier: Sequence[EarlierValue]) -> tuple[str, str]:
    text = point_words(result, i, mark) + (words.IN_BASELINE if is_in_baseline(result, i) else "")
    text += f"; {earlier_words(earlier, result.indicator)}" if earlier else ""
    return text, css_class(Variation(mark.value)) if mark.is_special else ""


def point_words(result: SeriesResult, i: int, mark: Mark) -> str:
    """Say what one point is, in words. Of rare events also ties, the first of all, and the silence at the
    end."""
    note = rare_events.point_note(result, i)
    if mark in (Mark.MISSING, Mark.IMMATURE) and note:
        return "; ".join([note, *_noted(result, i)])
    text = _point_words(result, i, mark)
    if said := meaning(result.said_of(i)):
        text = f"{text}: {said}" if mark is Mark.MISSING else f"{text}; {said}"
    return "; ".join([text, *([note] if note else []), *_noted(result, i)])


def _noted(result: SeriesResult, i: int) -> list[str]:
    """Say what people noted about the period of a point."""
    day = result.periods[i]
    return [words.noted(act) for act in result.annotations if act.begins <= day <= act.period]


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
