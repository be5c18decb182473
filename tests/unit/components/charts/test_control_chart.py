"""The figure of a large chart: levels that are seen, ticks and words that fit."""

from __future__ import annotations

from components.charts import control_chart
from components.charts.end_labels import LONGEST, Label, end_notes
from components.charts.scale import Extent
from components.charts.still import still
from tests.builders import STEADY, make_result


def level(result, name):
    return [trace for trace in control_chart.figure(result)["data"] if trace["name"] == name]


def test_levels_of_a_single_period_are_as_wide_as_the_period():
    result = make_result([4], targets=3)
    for name, value in (("target", 3.0), ("centre line", 4.0)):
        (line,) = level(result, name)
        assert line["y"] == [value, value]
        assert line["x"][0] < result.periods[0].isoformat() < line["x"][1]


def test_an_axis_shows_no_number_below_what_can_be():
    result = make_result([0, 9, 0, 12, 1, 0, 14, 0, 3, 0, 9, 0, 12, 1, 0])
    assert (result.lower < 0).any()
    assert min(control_chart.figure(result)["layout"]["yaxis"]["tickvals"]) == 0


def test_the_margin_grows_with_the_numbers_in_it():
    margins = [
        control_chart.figure(make_result([value * by for value in STEADY]))["layout"]["margin"]["l"]
        for by in (1, 10_000_000)
    ]
    assert margins[0] < margins[1]


def test_words_too_long_for_the_side_are_said_in_short():
    long, short = Label(1, "x" * (LONGEST + 1), "short", "#ffffff"), Label(2, "fits", "f", "#ffffff")
    assert [note["text"] for note in end_notes([long, short], Extent(0, 3))] == ["short", "fits"]


def test_many_points_are_small_where_there_is_little_room():
    few, many = (still(control_chart.figure(make_result(STEADY * by))) for by in (1, 4))
    assert (few.is_dense, many.is_dense) == (False, True)
