"""Charts, sparklines and icons: the same result drawn three ways, and every awkward series drawn at all."""

import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import numpy as np
import plotly.graph_objects as go
import pytest

from components.charts import annotations, control_chart, data_table, icons, svg_chart
from components.charts.end_labels import ROOM, Label, end_labels, spread
from components.charts.marks import Mark
from components.charts.scale import Extent, extent, runs
from components.charts.still import still
from components.theme import LIGHT
from components.words import chart_sentence
from quality.acts.decision import Withdrawal
from quality.signals.results import Variation
from settings import ROOT
from stats import Assurance
from tests.builders import STEADY, decision, make_result
from tests.drawn import drawn
from tests.drawn import told as read

CELL = svg_chart.Size(120, 32, radius=1.5, stroke=1.1)
SHARE = {"unit": "%", "per": 100, "is_proportion": True, "improvement": "increase"}
RESULTS = {
    "steady": make_result(STEADY),
    "concern": make_result([*STEADY, 8, 9, 8, 9, 8, 9, 8], targets=[{"value": 5}]),
    "neutral": make_result([*STEADY, 15], improvement="neutral"),
    "rephased": make_result([*STEADY, *(2, 3, 2, 1, 2, 3, 1, 2, 3, 2, 2, 3, 2, 1)], rephase=[20], immature=2),
    "few": make_result([3, 4, 5]),
    "one": make_result([3]),
    "constant": make_result([100] * 20, [100] * 20, targets=[{"value": 95}], **SHARE),
    "gaps": make_result([4, 5, None, None, 6, 5, 4, None, 6, 5, 7, 5, 4, 6, 5]),
    "only immature": make_result([3, 4], immature=2),
    "decided": make_result(
        [*STEADY[:5], 40, *STEADY[5:]],
        decisions=[
            decision("exclusion", date(2024, 6, 1), "Counted <b>twice</b>", role="Analyst"),
            decision("baseline", date(2025, 4, 1), "Before the change", first_period=date(2024, 2, 1)),
            decision(
                "rephase",
                date(2025, 1, 1),
                "A mistake",
                withdrawn=Withdrawal("Not yet known to last", "A. Person", "Lead", date(2025, 2, 1)),
            ),
        ],
    ),
    "flags": make_result(
        STEADY,
        rephase=[8],
        decisions=[decision("annotation", date(2024, 3, 1), "A new lift <b>was</b> bought & tried")],
        definition_changes=(date(2025, 1, 1),),
    ),
}


@pytest.fixture(params=RESULTS, scope="module")
def result(request):
    return RESULTS[request.param]


def test_the_figure_is_one_that_plotly_knows(result):
    go.Figure(control_chart.figure(result))


def test_the_figure_has_every_known_point_once(result):
    points = next(t for t in control_chart.figure(result)["data"] if t["name"] == "points")
    known = ~np.isnan(result.values)
    assert sorted(points["y"]) == sorted(result.values[known].tolist())


def test_incomplete_points_are_hollow_and_no_others():
    result = RESULTS["rephased"]
    points = next(t for t in control_chart.figure(result)["data"] if t["name"] == "points")
    symbols = dict(zip(points["x"], points["marker"]["symbol"], strict=True))
    hollow = [day for day, symbol in symbols.items() if symbol.endswith("-open")]
    assert hollow == [day.isoformat() for day in result.periods[-2:]]


def test_gaps_stay_gaps():
    values = next(t for t in control_chart.figure(RESULTS["gaps"])["data"] if t["name"] == "values")
    assert values["y"][2:4] == [None, None]
    assert values["connectgaps"] is False


def test_limits_break_where_a_phase_ends():
    traces = [t for t in control_chart.figure(RESULTS["rephased"])["data"] if t["name"] == "upper limit"]
    assert [len(t["x"]) for t in traces] == [20, 14]


def marks(drawing):
    """The points of a small picture: the data of their paths, by kind."""
    found = {}
    for path in drawing.paths:
        name, _, kind = path.kind.removesuffix(" newest").partition(" ")
        if name == "mark":
            found[kind] = found.get(kind, "") + path.data
    return found


def trace(result, name):
    return next(t for t in control_chart.figure(result)["data"] if t["name"] == name)


def test_a_point_left_out_is_a_crossed_ring_beside_the_line_that_says_why():
    result = RESULTS["decided"]
    points, line = trace(result, "points"), trace(result, "values")
    at = points["y"].index(40)
    assert points["marker"]["symbol"][at] == "circle-x-open"
    assert points["text"][at].endswith("left out of limits and rules: Counted &lt;b&gt;twice&lt;/b&gt;")
    assert [i for i, y in enumerate(line["y"]) if y is None] == [5]
    points = marks(svg_chart.chart(svg_chart.from_result(result), svg_chart.CARD))
    assert points["common_cause"].count("h0") == 20
    assert len(re.findall(r"l[-\d.]+ [-\d.]+m0", points["excluded"])) == 1, "one cross"
    words = data_table.point_words(result, 5, Mark.EXCLUDED)
    assert words == "left out of limits and rules: Counted <b>twice</b>"


def test_a_fixed_baseline_has_a_bracket_and_the_band_and_the_limits_go_on():
    result = RESULTS["decided"]
    assert trace(result, "band")["x"][0] == "2024-02-01"
    assert trace(result, "band")["x"][-1] == "2025-04-01"
    assert len(trace(result, "upper limit")["x"]) == 21
    lines = [shape for shape in control_chart.figure(result)["layout"]["shapes"] if shape["y0"] != 0]
    assert ("2024-02-01", "2025-04-01") in [(shape["x0"], shape["x1"]) for shape in lines]
    told = [said for _, _, said, _ in data_table.series_table(result).rows if said.endswith(", baseline")]
    assert len(told) == 14, "fifteen months, one of them left out"


def test_decisions_are_told_with_who_and_why_and_what_was_taken_back_is_folded():
    result = RESULTS["decided"]
    told = [f"{flag.text} ({flag.actor})" for flag in annotations.find_flags(result)]
    assert told == [
        "Limits fixed on Feb 2024 to Apr 2025: Before the change (Morag Sinclair, 1 Apr 2025)",
        "Jun 2024 left out of limits and rules: Counted <b>twice</b> (Morag Sinclair, Analyst, 1 Jun 2024)",
    ]
    html = drawn("charts/flags.html", "flag_list", result)
    assert "Counted &lt;b&gt;twice&lt;/b&gt; (Morag" in html
    assert "<summary>1 decision withdrawn</summary>" in html
    assert read(html[html.index("</summary>") :]) == (
        "Limits recalculated from Jan 2025: A mistake (Morag Sinclair, 1 Jan 2025), "
        "withdrawn by A. Person, Lead, 1 Feb 2025: Not yet known to last"
    )


def test_provisional_limits_are_dashed():
    traces = [t for t in control_chart.figure(RESULTS["few"])["data"] if t["name"] == "upper limit"]
    assert [t["line"]["dash"] for t in traces] == ["4px 4px"]


def test_svg_can_be_read(result):
    for drawing in (
        svg_chart.chart(svg_chart.from_result(result), svg_chart.CARD),
        svg_chart.sparkline(result.status, CELL),
        svg_chart.sparkline(result.status, svg_chart.TILE),
    ):
        picture = drawn("charts/drawing.html", "draw", drawing, 'Said of <it> & "more"')
        root = ET.fromstring(picture)
        assert "nan" not in picture
        assert root.get("viewBox")
        assert root.get("aria-label") == 'Said of <it> & "more"'


def test_sparkline_and_chart_mark_the_same_points(result):
    from_status = svg_chart.from_status(result.status)
    count = from_status.values.size
    known = ~np.isnan(result.values)
    last_known = int(np.flatnonzero(known)[-1]) + 1
    assert from_status.marks == svg_chart.marks_of(result)[last_known - count : last_known]


def test_sparkline_shows_limits_only_where_they_hold():
    trace = svg_chart.from_status(RESULTS["rephased"].status)
    assert np.isnan(trace.upper).sum() == trace.values.size - 14


def test_dense_pictures_show_special_points_and_the_newest():
    result = make_result([*STEADY * 6, 15])
    points = marks(svg_chart.chart(svg_chart.from_result(result), CELL))
    assert list(points) == ["concern"]
    assert points["concern"].count("M") == 1


def test_table_has_a_row_for_every_period(result):
    table = data_table.series_table(result)
    assert len(table.rows) == len(result.periods)
    assert drawn("charts/data_table.html", "numbers", table, "Numbers").count("<tr>") == len(table.rows) + 1


# -- icons ----------------------------------------------------------------------------------------


def test_every_icon_is_its_own():
    variations = {icons.variation(v, d) for v in Variation if v.is_special for d in (1, -1)}
    calm = {icons.variation(v, 0) for v in (Variation.COMMON_CAUSE, Variation.TOO_FEW)}
    judged = (Assurance.PASSING, Assurance.FAILING)
    assurances = {icons.assurance(a, sign) for a in judged for sign in (1, -1)}
    assert len(variations) == 8
    assert len(calm) == 2
    assert len(assurances | {icons.assurance(Assurance.HIT_OR_MISS, 1)}) == 5


def test_an_icon_stands_beside_its_word():
    icon = drawn("charts/drawing.html", "variation", Variation.CONCERN, 1)
    assert icon.startswith('<span class="icon is-concern"><svg')
    assert icon.count('aria-hidden="true"') == icon.count("<svg") == 1
    assert read(icon) == "Concern, high"


def test_without_a_target_no_icon_is_drawn():
    icon = drawn("charts/drawing.html", "assurance", Assurance.NONE, 1)
    assert read(icon) == "No target"
    assert "<svg" not in icon


@pytest.mark.parametrize("mark", Mark)
def test_every_mark_has_a_symbol(mark):
    assert mark.symbol


# -- words at the right end -----------------------------------------------------------------------


def test_labels_name_every_line():
    texts = [
        label.text for label in end_labels(RESULTS["concern"], svg_chart.marks_of(RESULTS["concern"]), LIGHT)
    ]
    assert texts[0].startswith("<b>8</b> in ")
    assert texts[1] == "target at most 5"
    assert [re.sub(r" [\d.−]+$", "", text) for text in texts[2:]] == [
        "centre line",
        "upper limit",
        "lower limit",
    ]


@pytest.mark.parametrize("heights", [[5, 5, 5, 5, 5], [0, 0.1, 10], [3, 3.2, 3.1, 9]])
def test_labels_do_not_lie_on_each_other(heights):
    labels = [Label(at, "", "", "", is_fixed=i == 0) for i, at in enumerate(heights)]
    placed = sorted(spread(labels, Extent(0, 10)))
    assert min(np.diff(placed)) >= ROOM * 10 * 0.95


def test_the_latest_value_stays_at_its_point():
    labels = [Label(5, "", "", "", is_fixed=True), Label(5.1, "", "", "")]
    assert spread(labels, Extent(0, 10))[0] == pytest.approx(5, abs=0.05)


# -- flags ----------------------------------------------------------------------------------------


def test_flags_come_in_order_of_time():
    found = annotations.find_flags(RESULTS["flags"])
    assert [(f.letter, f.period) for f in found] == [
        ("A", date(2024, 3, 1)),
        ("B", date(2024, 9, 1)),
        ("C", date(2025, 1, 1)),
    ]
    assert found[1].text == "Limits recalculated from Sep 2024: A change was made"


def test_what_people_wrote_is_text_on_the_chart_not_markup():
    words = [note["text"] for note in control_chart.figure(RESULTS["flags"])["layout"]["annotations"]]
    assert not any("<b>was" in text for text in words)


def test_letters_that_would_lie_on_each_other_stand_together():
    notes = [decision("annotation", date(2024, month, 1), f"Note {month}") for month in (9, 9, 12)]
    result = make_result(STEADY, rephase=[8], decisions=notes)
    layout = control_chart.figure(result)["layout"]
    told = {width: [note for note in layout["meta"][width]["annotations"] if "hovertext" in note]
            for width in ("wide", "narrow")}  # fmt: skip
    assert [note["text"] for note in told["wide"]] == ["A B C", "D  Note 12"]
    assert [note["text"] for note in told["narrow"]] == ["A B C D"]
    assert told["narrow"][0]["hovertext"].count("<br>") == 3
    titles = [note.title for note in still(control_chart.figure(result)).notes if note.title]
    assert titles[0].splitlines()[0] == "A: Sep 2024: Note 9"


def test_a_note_on_several_periods_is_a_band_as_far_as_the_chart_goes():
    last = make_result(STEADY).periods[-1]
    spans = (
        (date(2024, 3, 1), date(2024, 5, 1)),
        (last, date(2030, 1, 1)),
        (date(2029, 1, 1), date(2030, 1, 1)),
    )
    notes = [decision("annotation", end, "Ward closed", first_period=first) for first, end in spans]
    figure = control_chart.figure(make_result(STEADY, decisions=notes))
    bands = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "rect"]
    assert [(band["x0"][:10], band["x1"][:10]) for band in bands] == [
        ("2024-02-14", "2024-05-16"),
        (str(last - timedelta(days=16)), str(last + timedelta(days=15))),
    ]
    drawn_still = still(figure)
    assert [line.opacity for line in drawn_still.lines if line.opacity < 1] == [annotations.SPAN_OPACITY] * 2
    table = data_table.series_table(make_result(STEADY, decisions=notes))
    told = {when: text for when, _, text, _ in table.rows if "noted" in text}
    assert [*told] == ["Aug 2025", "May 2024", "Apr 2024", "Mar 2024"]


def test_a_target_that_changed_is_in_the_table():
    aims = [decision("target", date(2025, 1, 1), "Agreed", value=3)]
    result = make_result(STEADY, targets=5, decisions=aims)
    heads = data_table.series_table(result).heads
    at = heads.index("Target") - 1
    assert [row[1][at] for row in data_table.series_table(result).rows] == ["3"] * 8 + ["5"] * 12
    assert "Target" not in data_table.series_table(make_result(STEADY, targets=5)).heads
    assert "Target 3 from Jan 2025: Agreed." in chart_sentence.alt_text(result)


def test_no_flags_no_list():
    assert drawn("charts/flags.html", "flag_list", RESULTS["steady"]) == ""


# -- scale ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        ([], 0, 1),
        ([np.nan], 0, 1),
        ([5, 5], 4.5, 5.5),
        ([0, 0], -1, 1),
        ([0, 10], 0, 10.8),
        ([50, 60], 49.2, 60.8),
        ([-10, 10], -11.6, 11.6),
    ],
)
def test_extent(values, low, high):
    found = extent([np.array(values, dtype=float)])
    assert (found.low, found.high) == pytest.approx((low, high))


def test_runs_split_at_gaps_and_phases():
    known = np.array([True, True, False, True, True])
    assert runs(known) == [slice(0, 2), slice(3, 5)]
    assert runs(known, np.array([0, 0, 0, 0, 1])) == [slice(0, 2), slice(3, 4), slice(4, 5)]


# -- one place ------------------------------------------------------------------------------------


def test_figures_are_explored_with_the_settings_they_are_sent_with():
    """plotly.js draws nothing that did not pass `figure_response`, which keeps it from uploading."""
    python = [path for room in ("components", "pages") for path in (ROOT / room).rglob("*.py")]
    assert not [path.name for path in python if "dcc.Graph(" in path.read_text()]
    script = (ROOT / "assets" / "brightspot.js").read_text()
    drawn_by = re.findall(r"\.(?:newPlot|react|plot)\((.*?)\)", script)
    assert drawn_by == ["plot, found[1].data, found[1].layout, found[1].config"]
