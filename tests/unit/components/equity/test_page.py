"""What an equity page says and draws of the demo's stories; a hidden group stays without a number."""

from __future__ import annotations

import csv
import re
from dataclasses import replace

import plotly.graph_objects as go
import pytest

from components.charts.still import still
from components.equity import trend as equity_trend
from components.equity.pictures import pictures_of
from components.equity.scale import Scale
from components.exports.equity.equity_csv import equity_csv
from components.templates import render
from components.words.equity import equity as words
from components.words.equity import equity_crossed
from components.words.equity.equity_sentence import sentence
from quality.disclosure.not_known import WithoutValue
from quality.equity.build_view import equity_view, split_indicators
from quality.equity.view import State


@pytest.fixture(scope="module")
def views(demo):
    def view(indicator: str, dimension: str, service: str, group: str = ""):
        with demo.session() as session:
            return equity_view(
                session, demo.catalogue, indicator, dimension=dimension, service=service, group=group
            )

    return view


def page(view, **values):
    """The page as HTML, without what stands round it."""
    trends = [trend for trend in (view.trend, view.relative_trend) if trend]
    charts = [(trend, still(equity_trend.figure(trend, view)), "") for trend in trends]
    nowhere = dict.fromkeys(
        ("crumbs", "measures", "dimensions", "inside", "follow", "why", "services", "elsewhere"), ()
    )
    values["parts"] = dict.fromkeys(words.PARTS, "")
    nowhere |= {"team": None, "group": "", "file": "", "hide_up_to": 5}
    values = {**nowhere, **values}
    drawn = {
        "scale": Scale.of(view),
        "bounds_scale": Scale.of_bounds(view) if view.gap and view.gap.if_unknown else None,
        "charts": charts,
    }
    return render("equity/page.html", around=None, module="", equity=view, **drawn, **values)


def test_the_gap_that_widens_is_said_to_widen(views):
    view = views("did_not_attend", "deprivation", "strathcorrie-outpatients")
    said = sentence(view)
    assert said.startswith("By deprivation, higher (worse) towards 1 (most deprived): ")
    assert "chance alone would rarely make this gradient" in said.lower()
    assert "has widened from" in said
    assert not re.search(r"because|due to|caused", said)


def test_the_gap_that_is_noise_is_said_to_be_chance(views):
    said = sentence(views("waits_18_weeks", "ethnicity", "glenmore"))
    assert "no group differs clearly from everybody else" in said
    assert "no larger than chance alone could give" in said


def test_too_few_is_said_and_advice_given(views):
    view = views("falls_harm", "ethnicity", "inverlarig-ward-2")
    assert view.state is State.TOO_FEW
    assert sentence(view).startswith("Hidden to protect small numbers: no group can be shown")
    assert view.better_service
    assert {(one.service, one.dimension) for one in view.elsewhere} >= {(view.better_service, "ethnicity")}
    drawn = page(view, elsewhere=[("A larger one", "/equity/larger", words.groups_shown(2, 7), True)])
    link = '<a href="/equity/larger" data-go>A larger one</a>'
    assert f"Look at the service above: {link}, where 2 of 7 groups can be shown." in drawn
    assert drawn.index("equity-advice") < drawn.index("equity__row"), "what can be done comes first"
    assert "We hide counts of 1 to 5 in any year shown" in drawn


def test_a_hidden_group_is_drawn_without_a_number(views):
    view = views("falls_harm", "ethnicity", "inverlarig-ward-2")
    hidden = {row.label for row in view.rows if row.is_hidden}
    rows = re.findall(r"<tr class=\"equity__row.*?</tr>", page(view), re.DOTALL)
    drawn = [row for row in rows if any(f">{label}" in row for label in hidden)]
    assert len(drawn) == len(hidden) > 0
    for row in drawn:
        assert "equity__dot" not in row
        assert "equity__whisker" not in row
        words = re.sub(r'style="[^"]*"', "", row)  # the grid, the same in every row
        assert not re.search(r"\d", words)


def test_without_numbers_it_says_whether_any_came(views):
    view = replace(views("waits_18_weeks", "ethnicity", "glenmore"), state=State.NO_DATA)
    assert "Nothing has been loaded" in page(view)
    told = WithoutValue("Women", ((1, 3),))
    assert "No numbers to compare" in page(replace(view, without_value=(told,)))


def test_a_hidden_group_is_a_star_in_the_file(views):
    view = views("falls_harm", "ethnicity", "inverlarig-ward-2")
    lines = [line for line in equity_csv(view).splitlines() if ",Asian," in line]
    assert lines == ['Ethnicity,Asian,*,*,*,*,*,*,"per 1,000 bed days",*,hidden,*,*,*,*,*,*,*,*,*,,,,,,,,,']


def test_figures_are_what_plotly_expects(views):
    view = views("did_not_attend", "deprivation", "glenmore")
    for trend in (view.trend, view.relative_trend):
        assert trend is not None
        go.Figure(equity_trend.figure(trend, view))


def test_every_view_of_the_demo_can_be_drawn(demo, views):
    drawn = 0
    for code, indicator in split_indicators(demo.catalogue).items():
        for dimension in demo.catalogue.compared_by(indicator):
            for service in ("glenmore", "strathcorrie", "inverlarig-outpatients", "braefoot"):
                view = views(code, dimension, service)
                said = sentence(view)
                assert said.endswith(".")
                assert not re.search(r"\b(nan|None|no value)\b", said)
                html = page(view)
                assert not re.search(r"\b(nan|None)\b", html)
                drawn += view.state in (State.SHOWN, State.TOO_FEW)
                assert ("equity__row" in html) == view.has_numbers
                assert ('class="figures"' in html) == (view.gap is not None)
    assert drawn > 50


def test_the_gap_allowing_for_age_stands_beside_the_gap(views):
    view = views("did_not_attend", "deprivation", "glenmore")
    html, file = page(view), equity_csv(view).splitlines()
    said = equity_crossed.sentence(view)
    assert said.startswith(
        "After allowing for age, the gap between 1 (most deprived) and 5 (least deprived) is "
    )
    assert f'<p class="equity-alike">{said}</p>' in html
    assert said in file[0]
    alike = view.crossed.of("1").value
    assert f"allowing for age {alike[0]:.1f}" in html
    row = next(csv.DictReader(file[1:]))
    assert (row["adjusted_for"], float(row["adjusted"])) == ("Age band", pytest.approx(alike[0]))
    assert html.count('class="equity__adjusted"') == 5 + 1  # with the key below


def test_those_in_two_groups_are_a_table_and_a_file(views):
    view = views("did_not_attend", "age", "glenmore")
    cell = next(c for c in view.crossed.cells if (c.first, c.second) == ("25–34", "1 (most deprived)"))
    assert f"{cell.numerator:,.0f} of {cell.denominator:,.0f}" in str(
        render("equity/parts/both.html", equity=view, file="", **pictures_of("both", view))
    )
    rows = [
        row
        for row in csv.DictReader(equity_csv(view).splitlines()[1:])
        if row["dimension"].endswith("by age")
    ]
    assert len(rows) == 60
    assert {"group": "1 (most deprived), 25–34", "numerator": str(int(cell.numerator))}.items() <= next(
        row for row in rows if row["group"].endswith("25–34")
    ).items()
    assert view.crossed.adjusted == ()  # nobody is made alike in deprivation


def test_what_would_tell_small_numbers_is_said_not_to_be_told(views):
    view = views("did_not_attend", "deprivation", "strathcorrie")
    hidden = {cell.second for cell in view.crossed.cells if cell.is_hidden}
    assert "5 (least deprived)" in hidden
    assert (
        equity_crossed.sentence(view) == "The gap cannot be adjusted for age without telling small numbers."
    )
    assert page(view).count("cannot be adjusted without telling small numbers") == 1
    rows = [
        row
        for row in csv.DictReader(equity_csv(view).splitlines()[1:])
        if row["group"].startswith("5 (least")
    ]
    assert len(rows) == 1 + 10
    assert {row["value"] for row in rows[1:]} == {rows[0]["adjusted"]} == {"*"}
    nothing = views("did_not_attend", "deprivation", "inverlarig")
    assert not nothing.crossed.is_shown
    assert "without telling small numbers" in page(nothing)


def test_less_than_a_year_is_not_said_to_be_nothing(views):
    view = replace(views("waits_18_weeks", "ethnicity", "glenmore"), state=State.SHORT)
    drawn = page(view)
    assert "Less than a full year of data has been loaded" in drawn
    assert "Nothing has been loaded" not in drawn


def test_a_part_that_is_read_alone_says_less_than_a_year_too(views):
    view = replace(views("waits_18_weeks", "ethnicity", "glenmore"), state=State.SHORT)
    for name in words.PARTS:
        drawn = str(
            render("equity/part.html", around=None, module="", equity=view, part=name, whole="", crumbs=())
        )
        assert "Less than a full year of data has been loaded" in drawn
        assert "Nothing has been loaded" not in drawn
