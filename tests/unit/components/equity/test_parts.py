"""The parts of an equity page: picture, sentence, table and file of each say the same, and nothing hidden."""

from __future__ import annotations

import csv
import io
import math
import re

import numpy as np
import plotly.graph_objects as go
import pytest

from components.charts.data_table import series_table
from components.equity import each_group as drawn
from components.equity import slope, years
from components.equity.pictures import pictures_of
from components.equity.scale import Scale
from components.exports.equity.equity_parts_csv import PARTS
from components.templates import render
from components.words import chart_sentence, say
from components.words.equity import bounds, equity, equity_numbers, equity_sentence, equity_unknown
from components.words.equity import each_group as words
from components.words.equity import slope as slope_words
from components.words.equity import years as years_words
from quality.equity.build_view import equity_view, split_indicators
from quality.equity.view import EquityView
from quality.series.calendar_blocks import Grain
from quality.series.key import SeriesKey
from quality.signals.read import read_series
from quality.signals.results import Variation

SERVICES = ("glenmore", "inverlarig", "strathcorrie-outpatients")


@pytest.fixture(scope="module")
def views(demo):
    def view(part: str, indicator: str, dimension: str, service: str) -> EquityView:
        with demo.session() as session:
            return equity_view(
                session, demo.catalogue, indicator, dimension=dimension, service=service, part=part
            )

    return view


@pytest.fixture(scope="module")
def all_views(demo, views):
    """Every view of the demo of some services, with one part."""

    def found(part: str) -> list[EquityView]:
        return [
            views(part, code, dimension, service)
            for code, indicator in split_indicators(demo.catalogue).items()
            for dimension in demo.catalogue.compared_by(indicator)
            for service in SERVICES
        ]

    return found


def rows_of(text: str) -> list[dict[str, str]]:
    _, *lines = text.splitlines()
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


def said_in(text: str) -> str:
    return next(csv.reader(io.StringIO(text)))[0]


def html_of(part: str, view: EquityView) -> str:
    return render(f"equity/parts/{part}.html", equity=view, file="", **pictures_of(part, view))


@pytest.mark.parametrize("part", [*equity.PARTS])
def test_every_part_can_be_drawn_and_saved(all_views, part):
    for view in all_views(part):
        if view.has_numbers:
            for text in (html_of(part, view), PARTS[part](view)):
                assert not re.search(r"\b(nan|None|inf)\b", text), (view.indicator_code, view.dimension_code)


def test_a_group_over_time_is_said_as_on_its_own_page(demo, views):
    view = views("groups", "did_not_attend", "deprivation", "glenmore")
    with demo.session() as session:
        for one in view.each_group:
            key = SeriesKey("did_not_attend", "glenmore", f"deprivation:{one.code}")
            own = read_series(session, demo.catalogue, key)
            assert words.sentence(one, view) == chart_sentence.sentence(own.status, own.indicator)


def test_file_table_and_picture_of_the_groups_hold_the_same_numbers(all_views):
    charted = 0
    for view in all_views("groups"):
        rows = rows_of(PARTS["groups"](view))
        for one, chart in zip(view.each_group, drawn.small_charts(view), strict=True):
            own = [row for row in rows if row["group"] == one.label]
            if one.result is None:
                assert chart.drawing is None
                assert [row["value"] for row in own] == [""]
                continue
            charted += 1
            table = series_table(one.result).rows[::-1]
            assert [row["period"] for row in own] == [when for when, *_ in table]
            values = [say.value(float(row["value"] or "nan"), one.result.indicator) for row in own]
            column = series_table(one.result).heads.index("Value") - 1
            assert values == [cells[column] for _, cells, *_ in table]
            assert [row["what_it_is"] for row in own] == [told for *_, told, _ in table]
    assert charted > 100


def test_a_group_that_is_hidden_by_period_has_no_value_by_period(all_views):
    """By quarter where its quarters are shown; else not at all, and its year stays what it was."""
    grains = set()
    for view in all_views("groups"):
        for one in view.each_group:
            row = next(row for row in view.rows if row.label == one.label)
            grains.add(one.grain)
            assert one.has_chart == row.has_chart
            if row.is_hidden:
                assert one.result is None
                assert not re.search(r"\d", words.sentence(one, view))
            if one.grain is Grain.QUARTER:
                assert {period.month % 3 for period in one.result.periods} == {1}
                latest = one.result.numerator[-4:].sum(), one.result.denominator[-4:].sum()
                assert latest == pytest.approx((row.numerator, row.denominator))
    assert grains == {Grain.PERIOD, Grain.QUARTER, None}


def test_all_small_charts_have_one_scale(views):
    """The same value stands at the same height in every picture: the tick, and everyone's line."""
    charts = drawn.small_charts(views("groups", "did_not_attend", "deprivation", "glenmore"))
    assert len({chart.up for chart in charts}) == 1
    lines = {path.data for chart in charts for path in chart.drawing.paths if path.kind == "everyone"}
    assert len(lines) == 1
    assert len(charts[0].up) >= 2
    assert not any(np.isnan(float(at.rstrip("%"))) for at, _ in charts[0].up)


def test_the_years_say_in_words_table_and_file_how_far_apart_the_groups_were(all_views):
    seen = set()
    for view in all_views("years"):
        spread = view.spread
        if spread is None:
            assert rows_of(PARTS["years"](view)) == []
            continue
        seen.add(spread.grain)
        rows, html = rows_of(PARTS["years"](view)), html_of("years", view)
        assert said_in(PARTS["years"](view)) == years_words.alt(view)
        for at, (start, end) in enumerate(zip(spread.starts, spread.ends, strict=True)):
            there = [row for row in rows if (row["from"], row["to"]) == (f"{start}", f"{end}")]
            values = [float(row["value"]) for row in there if row["value"]]
            assert len(there) == len(spread.groups)
            assert max(values) - min(values) == pytest.approx(spread.apart(at))
            for value in values:
                assert f'<td class="number">{say.value(value, view.indicator)}<' in html
        assert equity_numbers.amount(spread.apart(-1), view) in years_words.sentence(view)
    assert seen == {Grain.YEAR, Grain.QUARTER}


def test_the_latest_year_of_the_years_is_that_of_the_page_and_no_other_tells_of_a_hidden_group(all_views):
    for view in all_views("years"):
        if view.spread is None:
            continue
        rows = {row.label: row for row in view.known}
        assert not any(rows[one.label].is_hidden for one in view.spread.groups)
        if view.spread.grain is Grain.YEAR:
            assert view.spread.ends[-1] == view.year_to
            for one in view.spread.groups:
                assert one.values[-1] == rows[one.label].value


def test_every_group_of_the_years_has_its_dots_and_its_name(views):
    view = views("years", "did_not_attend", "deprivation", "glenmore")
    figure = years.figure(view)
    go.Figure(figure)
    dots = [trace for trace in figure["data"] if trace["mode"] == "markers"]
    assert [trace["y"] for trace in dots] == [list(one.values) for one in view.spread.groups]
    named = [note["text"] for note in figure["layout"]["annotations"]]
    assert all(any(one.label in text for text in named) for one in view.spread.groups)


def test_the_absolute_and_the_relative_gap_agree_in_table_file_and_words(all_views):
    seen = 0
    for view in all_views("gap"):
        if view.trend is None:
            continue
        rows, html = rows_of(PARTS["gap"](view)), html_of("gap", view)
        assert [row["period_start"] for row in rows] == [day.isoformat() for day in view.trend.times]
        for trend, kind in ((view.trend, "absolute"), (view.relative_trend, "relative")):
            if trend is None:
                continue
            seen += trend.is_relative
            last = max(i for i, value in enumerate(trend.values) if value is not None)
            assert float(rows[last][f"{kind}_gap"]) == pytest.approx(trend.values[last])
            assert equity_numbers.short_gap(trend.values[last], trend, view) in html
            said = equity_sentence.trend_sentence(trend, view)
            assert said in html
            assert said in said_in(PARTS["gap"](view))
            assert equity_numbers.trend_value(trend.values[last], trend, view) in said
            low, high = trend.interval_lower[last], trend.interval_upper[last]
            assert low is None or low <= trend.values[last] <= high
    assert seen > 20


def test_a_gap_that_narrows_is_never_a_concern_absolute_or_relative(all_views):
    """No gap is 0 of a difference and 1 of a ratio; whoever has the better of it."""
    seen = set()
    for view in all_views("gap"):
        for trend in filter(None, (view.trend, view.relative_trend)):
            place = math.log if trend.is_relative else float
            for value, centre, variation in zip(trend.values, trend.centre, trend.variation, strict=True):
                if value is None or not variation.is_special or view.indicator.improvement.sign == 0:
                    continue
                seen.add((trend.is_relative, variation))
                wider = abs(place(value)) >= abs(place(centre)) and place(value) * place(centre) > 0
                if variation is Variation.CONCERN:
                    assert abs(place(value)) >= abs(place(centre))
                else:
                    assert not (wider and abs(place(value)) > 2 * abs(place(centre)))
    assert len(seen) == 4


def test_the_line_and_its_ends_agree_in_words_table_picture_and_file(all_views):
    drawn_ones = 0
    for view in all_views("slope"):
        found, text = view.slope, PARTS["slope"](view)
        assert said_in(text) == slope_words.alt(view)
        if found is None:
            assert rows_of(text) == []
            continue
        drawn_ones += 1
        *bars, index, ratio = rows_of(text)
        html = html_of("slope", view)
        go.Figure(slope.figure(view))
        # The line's own ends give both indices, and the groups the line.
        assert float(index["value"]) == pytest.approx(found.at_first - found.at_last)
        assert float(ratio["value"]) == pytest.approx(found.at_first / found.at_last)
        assert bars[0]["rank_from"] == "0"
        assert float(bars[-1]["rank_to"]) == pytest.approx(1)
        for row, bar, group in zip(bars, found.bars, view.known, strict=True):
            assert float(row["value"]) == pytest.approx(bar.value)
            assert bar.value == group.value
            middle = (bar.start + bar.end) / 2
            assert float(row["on_the_line"]) == pytest.approx(found.at_first - middle * found.slope)
            assert all(cell in html for cell in slope_words.cells(bar, view))
        said = slope_words.sentence(view)
        assert equity_numbers.signed(found.slope, view) in said
        assert say.number(found.ratio, 2) in said
        assert slope_words.axis(view).startswith("1 = most deprived. ")
    assert drawn_ones > 5


def test_the_bounds_hold_the_gap_and_are_called_bounds(all_views):
    seen = 0
    for view in all_views(""):
        bounds = view.gap.if_unknown if view.gap else None
        if bounds is None:
            assert (
                not any(row.is_unknown for row in view.rows) or view.gap is None or view.not_stated.is_hidden
            )
            continue
        seen += 1
        said = equity_unknown.if_all_known(view)
        assert "bounds" in said
        for value in (bounds.all_first, bounds.all_second, bounds.low, bounds.high):
            assert value is None or equity_numbers.signed(value, view) in said
        if bounds.low is not None:
            inside = (bounds.all_first, bounds.all_second, view.gap.difference)
            assert all(bounds.low <= value <= bounds.high for value in inside)
    assert seen > 20


def test_each_case_of_unknown_groups_is_one_row_of_table_and_file(all_views):
    for view in all_views("unknown"):
        rows = rows_of(PARTS["unknown"](view))
        cases = bounds.cases(view)
        assert [row["case"] for row in rows] == [one.name for one in cases]
        html = html_of("unknown", view)
        for row, one in zip(rows, cases, strict=True):
            assert one.text in html
            assert row["lower_and_upper_are"] == one.limits
            scale = Scale.of_bounds(view)
            for value in (one.low, one.value, one.high):
                assert value is None or 0 <= float(scale.at(value).rstrip("%")) <= 100
