"""A planned path is drawn, named and listed; without one nothing changes."""

from __future__ import annotations

import csv
import io

from components.charts import svg_chart
from components.charts.control_chart import figure
from components.charts.data_table import series_table
from components.charts.end_labels import end_labels
from components.charts.svg_chart import marks_of
from components.exports.series_csv import series_csv
from components.theme import LIGHT
from tests.builders import STEADY, make_result
from tests.drawn import drawn, told

PLAN = [{"by": "2024-06-01", "value": 8}, {"by": "2025-08-01", "value": 1}]
WITH, WITHOUT = make_result(trajectory=PLAN, targets=3), make_result(targets=3)


def test_the_chart_draws_it_as_a_line_of_its_own():
    lines = [trace for trace in figure(WITH)["data"] if trace["name"] == "plan"]
    assert [line["line"]["dash"] for line in lines] == ["dot"]
    assert lines[0]["y"] == [8.0 - 0.5 * step for step in range(len(STEADY) - 5)]
    assert lines[0]["x"][0] == "2024-06-01"
    assert not [trace for trace in figure(WITHOUT)["data"] if trace["name"] == "plan"]


def test_it_is_named_where_it_ends():
    assert [
        label.text for label in end_labels(WITH, marks_of(WITH), LIGHT) if label.text.startswith("plan")
    ] == ["plan 1"]
    over = make_result([*STEADY, 5], trajectory=PLAN)  # the plan has ended before the data
    assert not [label for label in end_labels(over, marks_of(over), LIGHT) if label.text.startswith("plan")]


def test_small_pictures_draw_it_too():
    kinds, without = (
        [path.kind for path in svg_chart.chart(svg_chart.from_result(result)).paths]
        for result in (WITH, WITHOUT)
    )
    assert kinds.count("plan") == 1
    assert sorted(kinds) == sorted([*without, "plan"])


def test_it_is_a_column_of_the_file_and_of_the_table():
    rows = list(csv.DictReader(io.StringIO(series_csv(WITH).split("\r\n", 1)[1])))
    assert [row["plan"] for row in rows][4:7] == ["", "8", "7.5"]
    table = series_table(WITH)
    at = table.heads.index("Plan") - 1
    assert [cells[at] for _, cells, _, _ in table.rows[::-1]][4:7] == ["none", "8", "7.5"]
    assert "Plan" not in series_table(WITHOUT).heads


def test_the_page_says_on_which_side_the_latest_value_is():
    with_plan, without = (
        told(drawn("indicator/panels.html", "standing", result.status, result.indicator))
        for result in (WITH, WITHOUT)
    )
    assert "latest value behind the plan of 1" in with_plan
    assert "plan" not in without
