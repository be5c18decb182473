"""Choose the chart of an indicator, and draw its lines. No database, no rules, no judgement here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import stats
from catalogue.models import Indicator
from quality.series.matrix import SeriesMatrix
from stats import Chart, Phases
from stats.arrays import Bools


@dataclass(frozen=True, slots=True)
class ChartChoice:
    kind: str
    reason: str


def choose_chart(indicator: Indicator) -> ChartChoice:
    """Return the chart type an indicator asks for, or the usual one for its kind of number."""
    if indicator.is_rare_event:
        what = "cases" if indicator.counts_cases else "time" if indicator.chart == "t" else "whole days"
        return ChartChoice(indicator.chart, f"rare events: each point is the {what} since the previous event")
    if indicator.chart != "auto":
        return ChartChoice(indicator.chart, "chosen in the indicator's definition")
    has_denominator = any(formula.denominator for formula in indicator.data)
    if indicator.is_proportion:
        return ChartChoice("p", "a proportion: limits follow the denominator of each period")
    if indicator.has_expected:
        return ChartChoice("u", "observed against expected events: limits follow the expected number")
    if has_denominator:
        return ChartChoice("u", "a rate of events: limits follow the denominator of each period")
    return ChartChoice("xmr", "single values: limits follow the steps between neighbouring periods")


def chart_name(kind: str) -> str:
    """Return the name as people call it, which is how its module begins: `XmR chart`, `P′ chart`.

    >>> chart_name("xmr"), chart_name("pp")
    ('XmR chart', 'P′ chart')
    """
    title = (stats.CHARTS[kind].__globals__["__doc__"] or "").partition(":")[0]
    return str(title.partition(" (")[0])


def draw_lines(kind: str, matrix: SeriesMatrix, indicator: Indicator, phases: Phases) -> Chart:
    """Return the chart, with two kinds of series mended that the published method leaves unusable
    (docs/deviations.md):

    - a series that never moves has no limits in NHSRplotthedots and so no assurance: a ward at 100 % for
      three years would read "hit or miss". It gets limits on its centre;
    - a series that moved once or twice only loses exactly those steps to screening: its limits collapse on
      the mean, and every point lies outside them and on one side. It is drawn around its median, its usual
      value, and without screening.
    """
    # What lies between rare events is a value already, whatever it was counted in.
    has_denominator = not indicator.is_rare_event and any(f.denominator for f in indicator.data)
    denominator = matrix.denominator if has_denominator else None
    options = indicator.limits.options(indicator.per)
    chart = stats.control_chart(kind, matrix.numerator, denominator, phases=phases, options=options)
    if kind not in ("xmr", "i"):
        return chart
    collapsed = np.any(~chart.is_constant & (chart.upper <= chart.lower), axis=1, keepdims=True)
    if collapsed.any():
        unscreened = replace(options, screen=False)
        wide = stats.control_chart(kind, matrix.numerator, denominator, phases=phases, options=unscreened)
        median = stats.control_chart("run", matrix.numerator, denominator, phases=phases, options=options)
        off = median.centre - wide.centre
        chart = _merge(collapsed, _with_lines(wide, lambda line: getattr(wide, line) + off), chart)
    flat = chart.is_constant & np.isnan(chart.upper) & ~np.isnan(chart.centre)
    return _merge(flat, _with_lines(chart, lambda _: chart.centre), chart) if flat.any() else chart


_LINES = ("centre", "lower", "upper", "near_lower", "near_upper")


def _with_lines(chart: Chart, line: Callable[[str], Any]) -> Chart:
    return replace(chart, **{name: line(name) for name in _LINES})


def _merge(where: Bools, one: Chart, other: Chart) -> Chart:
    return _with_lines(other, lambda line: np.where(where, getattr(one, line), getattr(other, line)))
