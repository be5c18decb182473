"""Parts of an equity page as CSV, each from the value that its picture is drawn from: a sentence first, then
one row for each number that is drawn."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from components.charts.data_table import point_words
from components.charts.svg_chart import marks_of
from components.exports.equity.equity_csv import equity_csv
from components.exports.series_csv import harmless
from components.words import say
from components.words.equity import (
    bounds,
    each_group,
    equity_numbers,
    equity_sentence,
    equity_unknown,
    recorded,
    slope,
    years,
)
from quality.equity.panels import GroupSeries
from quality.equity.view import EquityView, GapTrend

Cell = str | float | None


def _written(said: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([harmless(said)])
    writer.writerow(head)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else _plain(cell) for cell in row])
    return file.getvalue()


def _plain(value: float | None) -> str:
    return "" if value is None or np.isnan(value) else f"{value:.10g}"


def _subject(view: EquityView) -> str:
    return f"{view.indicator.title}, {view.service_name}, by {say.inside(view.dimension.title)}."


GROUPS_HEAD = ("group", "period", "period_start", "numerator", "denominator", "value", "unit", "centre_line",
               "lower_limit", "upper_limit", "what_it_is")  # fmt: skip


def groups_csv(view: EquityView) -> str:
    """Write each group over time, and of those that are not shown over time that they are not."""
    said = " ".join(each_group.alt(one, view) for one in view.each_group)
    return _written(
        f"{_subject(view)} {said}", GROUPS_HEAD, (row for one in view.each_group for row in _of_group(one))
    )


def _of_group(one: GroupSeries) -> Iterable[Sequence[Cell]]:
    result = one.result
    if result is None:
        yield (one.label, *[""] * 9, each_group.NOT_OVER_TIME)
        return
    marks = marks_of(result)
    for i, period in enumerate(result.periods):
        yield (
            one.label,
            say.period(period, result.indicator.frequency),
            period.isoformat(),
            *(float(numbers[i]) for numbers in (result.numerator, result.denominator, result.values)),
            result.indicator.unit,
            *(float(numbers[i]) for numbers in (result.centre, result.lower, result.upper)),
            point_words(result, i, marks[i]),
        )


YEARS_HEAD = ("group", "from", "to", "numerator", "denominator", "value", "unit")


def years_csv(view: EquityView) -> str:
    """Write the groups at each time."""
    spread = view.spread
    times = zip(spread.starts, spread.ends, strict=True) if spread else ()
    rows: list[Sequence[Cell]] = [
        (one.label, start.isoformat(), end.isoformat(), one.numerators[at], one.denominators[at],
         one.values[at], view.indicator.unit)
        for at, (start, end) in enumerate(times)
        for one in (spread.groups if spread else ())
    ]  # fmt: skip
    return _written(years.alt(view), YEARS_HEAD, rows)


GAP = ("gap", "lower_95", "upper_95", "centre_line", "lower_limit", "upper_limit", "what_it_is")
GAP_HEAD = (
    "period",
    "period_start",
    *(f"{kind}_{name}" for kind in ("absolute", "relative") for name in GAP),
)


def gap_csv(view: EquityView) -> str:
    """Write the absolute and the relative gap by period."""
    trends = [trend for trend in (view.trend, view.relative_trend) if trend]
    said = " ".join(
        equity_sentence.trend_sentence(trend, view) for trend in trends
    ) or equity_sentence.no_trend(view)
    times = trends[0].times if trends else ()
    rows = (
        (
            equity_numbers.times(trends[0], at),
            day.isoformat(),
            *(cell for one in trends for cell in _gap(one, at)),
        )
        for at, day in enumerate(times)
    )
    return _written(f"{_subject(view)} {said}", GAP_HEAD, rows)


def _gap(trend: GapTrend, at: int) -> Sequence[Cell]:
    lines = (trend.values, trend.interval_lower, trend.interval_upper, trend.centre, trend.lower, trend.upper)
    return (*(line[at] for line in lines), equity_numbers.trend_point(trend, at))


def recorded_csv(view: EquityView) -> str:
    """Write how completely groups are recorded, at each time."""
    result = view.recorded
    marks = marks_of(result) if result else ()
    rows: list[Sequence[Cell]] = [
        (
            say.period(period, result.indicator.frequency),
            period.isoformat(),
            *(float(numbers[i]) for numbers in (result.numerator, result.denominator, result.values)),
            result.indicator.unit,
            *(float(numbers[i]) for numbers in (result.centre, result.lower, result.upper)),
            point_words(result, i, marks[i]),
        )
        for i, period in enumerate(result.periods if result else ())
        if result is not None
    ]
    return _written(recorded.alt(view), GROUPS_HEAD[1:], rows)


SLOPE_HEAD = ("what", "rank_from", "rank_to", "value", "lower_95", "upper_95", "on_the_line", "unit")


def slope_csv(view: EquityView) -> str:
    """Write the ranked groups, then both indices."""
    found, unit = view.slope, view.indicator.unit
    if found is None:
        return _written(slope.alt(view), SLOPE_HEAD, ())
    bars: list[Sequence[Cell]] = [
        (bar.label, bar.start, bar.end, bar.value, bar.lower, bar.upper, bar.fitted, unit)
        for bar in found.bars
    ]
    indices: list[Sequence[Cell]] = [
        (equity_numbers.SLOPE_INDEX, 0.0, 1.0, found.slope, found.lower, found.upper, None, unit),
        (
            equity_numbers.RELATIVE_INDEX,
            0.0,
            1.0,
            found.ratio,
            found.ratio_lower,
            found.ratio_upper,
            None,
            "",
        ),
    ]
    return _written(slope.alt(view), SLOPE_HEAD, [*bars, *indices])


UNKNOWN_HEAD = ("case", "gap", "lower", "upper", "lower_and_upper_are", "unit")


def unknown_csv(view: EquityView) -> str:
    """Write what the gap could be, were the groups of all people known."""
    has_bounds = view.gap is not None and view.gap.if_unknown is not None
    said = [
        equity_unknown.not_stated(view),
        equity_unknown.in_no_group(view),
        equity_unknown.if_all_known(view) if has_bounds else "",
    ]
    unit = equity_numbers.unit_of_gaps(view)
    rows: list[Sequence[Cell]] = [
        (one.name, one.value, one.low, one.high, one.limits, unit) for one in bounds.cases(view)
    ]
    return _written(f"{_subject(view)} {' '.join(filter(None, said))}", UNKNOWN_HEAD, rows)


PARTS: dict[str, Callable[[EquityView], str]] = {
    "both": equity_csv,
    "gap": gap_csv,
    "groups": groups_csv,
    "recorded": recorded_csv,
    "residents": equity_csv,
    "slope": slope_csv,
    "unknown": unknown_csv,
    "years": years_csv,
}
