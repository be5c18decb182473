"""Odd addresses of the pages about groups: each says what was expected, what came, and what to do."""

from __future__ import annotations

from html import unescape

import pytest


@pytest.fixture(scope="module")
def client(demo):
    from app import make_app

    return make_app(demo).server.test_client()


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ("/equity?service=nowhere", 404, "no service with the code 'nowhere'"),
        ("/equity?dimension=colour", 404, "Measures here are split by: deprivation, "),
        ("/equity?dimension=age_by_deprivation", 404, "no dimension 'age_by_deprivation'"),
        ("/equity.csv?dimension=colour", 404, "Measures here are split by: deprivation, "),
        ("/equity/did_not_attend?dimension=colour", 404, "(did not attend) is split by: deprivation, "),
        ("/equity/did_not_attend.csv?dimension=colour", 404, "is split by: deprivation, "),
        ("/funnel/did_not_attend?dimension=colour", 404, "is split by: deprivation, "),
        ("/equity/did_not_attend?made=slope", 404, "explains gap, trend, ratio, unknown, group:<code>"),
        ("/indicator/did_not_attend?made=slope", 400, "explains the numbers of a `chart`"),
        ("/board?made=gap", 400, "of signals that `chance` would give"),
        ("/equity/did_not_attend?part=change", 400, "has the parts gap, groups, "),
        ("/equity/did_not_attend.json?part=change", 400, "or part=relative. The address gives 'change'"),
    ],
)
def test_an_odd_address_is_refused_with_what_is_known(client, asked, status, words):
    answer = client.get(asked)
    assert answer.status_code == status
    assert words in unescape(answer.text)


@pytest.mark.parametrize("part", ["", "relative"])
def test_both_charts_of_the_gap_have_their_figure(client, part):
    answer = client.get(f"/equity/did_not_attend.json?dimension=deprivation&part={part}")
    assert answer.status_code == 200
    assert answer.json["data"]
