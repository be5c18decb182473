"""The overview of a service: what is more than chance stands first, and says what its page says."""

from __future__ import annotations

import csv

import pytest

from components.exports.equity.equity_overview_csv import equity_overview_csv
from components.words.equity import equity_overview as words
from components.words.equity.equity_sentence import sentence
from quality.equity.build_view import equity_view
from quality.equity.overview import equity_overview, is_found, rank
from quality.equity.view import Change, Verdict
from quality.reference.ids import read_ids
from quality.signals.results import Variation


@pytest.fixture(scope="module")
def glenmore(demo):
    with demo.session() as session:
        return equity_overview(session, demo.catalogue, read_ids(session).services["glenmore"])


def test_the_gap_that_widens_stands_first(glenmore):
    first = glenmore.found[0]
    assert (first.indicator_code, first.dimension_code) == ("did_not_attend", "deprivation")
    assert first.gap.change is Change.WIDENED
    assert glenmore.indicators[0] == "did_not_attend"
    assert words.change(first).startswith("Widened from +")


def test_a_gradient_is_one_finding_and_no_list_of_groups(glenmore):
    waits = glenmore.views["waits_18_weeks", "deprivation"]
    assert waits.gap.verdict is Verdict.LOWER
    assert words.cell(waits) == "Lower (worse) towards 1 (most deprived)"
    assert not any(row.verdict in (Verdict.HIGHER, Verdict.LOWER) for row in waits.known)


def test_ages_have_no_rank(glenmore):
    falls = glenmore.views["falls_harm", "age"]
    assert not falls.is_ranked
    assert falls.gap.second == "everybody else"


@pytest.mark.parametrize("code", ["glenmore", "strathcorrie", "strathcorrie-outpatients"])
def test_a_cell_says_what_its_page_says(demo, code):
    with demo.session() as session:
        found = equity_overview(session, demo.catalogue, read_ids(session).services[code])
        for (indicator, dimension), brief in found.views.items():
            page = equity_view(session, demo.catalogue, indicator, dimension=dimension, service=code)
            assert sentence(page) == sentence(brief)
            assert page.tests == found.tests or page.state is not brief.state.SHOWN
            assert page.gap == brief.gap
            assert [(row.verdict, row.judged) for row in page.rows] == [
                (row.verdict, row.judged) for row in brief.rows
            ]


def test_what_is_found_stands_before_what_is_not(glenmore):
    order = [is_found(view) for view in sorted(glenmore.views.values(), key=rank)]
    assert order == sorted(order, reverse=True)


def test_a_gap_that_closes_is_never_a_concern_by_its_colour(glenmore):
    for view in glenmore.views.values():
        if view.gap and view.gap.change is Change.NARROWED:
            assert view.gap.judged is Variation.IMPROVEMENT


def test_the_file_has_a_row_for_each_and_no_hidden_number(glenmore):
    lines = equity_overview_csv(glenmore).splitlines()
    assert len(lines) == 1 + len(glenmore.views)
    assert lines[1].startswith("Appointments missed (did not attend),Deprivation,1 (most deprived),")


def test_a_gap_below_none_is_a_number_in_the_file(glenmore):
    gaps = [view.gap.difference for view in glenmore.views.values() if view.gap]
    in_file = [row["difference"] for row in csv.DictReader(equity_overview_csv(glenmore).splitlines())]
    assert min(gaps) < 0
    assert sorted(float(number) for number in in_file if number) == pytest.approx(sorted(gaps))
