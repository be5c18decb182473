"""The place of a signal: one reason after the other, and the line that says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.words.series.why_here import funnel as funnel_words
from components.words.series.why_here import why_here
from quality.ranking.funnel import SignalFunnel
from quality.ranking.reasons import HarmClass, Reasons, harm_class, reasons_for
from quality.ranking.wall import make_wall
from tests.builders import STEADY, make_status
from tests.effort import examples
from tests.warehouse import make_catalogue, make_indicator

TODAY = date(2026, 11, 20)
ONE = Reasons(
    harm=HarmClass.OTHER,
    chance=0.02,
    survives=False,
    size=10.0,
    lasts=2,
    beside=0,
    linked=0,
    unanswered=0,
    weight=1.0,
    points=30,
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (replace(ONE, harm=HarmClass.SAFETY, chance=None), replace(ONE, chance=1e-9)),
        (
            replace(ONE, harm=HarmClass.BEYOND_LIMITS, chance=0.9),
            replace(ONE, harm=HarmClass.HARM, chance=1e-9),
        ),
        (replace(ONE, chance=0.001, size=1.0), replace(ONE, chance=0.01, size=900.0)),
        (replace(ONE, chance=0.5), replace(ONE, chance=None)),
        (replace(ONE, size=-11.0, lasts=1), replace(ONE, lasts=9)),
        (replace(ONE, lasts=3), replace(ONE, beside=5, linked=5)),
        (replace(ONE, linked=1), replace(ONE, unanswered=99)),
        (replace(ONE, unanswered=1), replace(ONE, weight=9.0)),
        (replace(ONE, weight=2.0), ONE),
    ],
)
def test_an_earlier_reason_decides_whatever_the_later_ones_are(before, after):
    assert before.place < after.place


def test_a_mark_is_no_filter_and_moves_nothing():
    assert replace(ONE, survives=True).place == ONE.place


@given(st.floats(1e-300, 1.0), st.floats(1e-300, 1.0))
@examples(100)
def test_less_chance_never_comes_later(one, other):
    low, high = sorted((one, other))
    assert replace(ONE, chance=low).step >= replace(ONE, chance=high).step


@pytest.mark.parametrize(
    ("changes", "value", "harm"),
    [
        ({}, 40, HarmClass.BEYOND_LIMITS),
        ({}, 6, HarmClass.HARM),
        ({"kind": "process"}, 40, HarmClass.BEYOND_LIMITS),
        ({"kind": "process"}, 6, HarmClass.SAFETY),
        ({"domain": "timely"}, 40, HarmClass.OTHER),
        ({"domain": "timely", "harm": True}, 6, HarmClass.HARM),
        ({"improvement": "increase"}, 40, HarmClass.HARM),
        ({"improvement": "neutral"}, 40, HarmClass.HARM),
    ],
)
def test_the_class_of_harm_follows_what_the_catalogue_says(changes, value, harm):
    indicator = make_indicator(**changes)
    status = make_status([*STEADY, value], indicator=indicator)
    assert harm_class(status, indicator, 1) is harm


def reasons_of(values, denominator=None, **changes):
    catalogue = make_catalogue({"falls": changes})
    indicator = catalogue.indicators["falls"]
    status = make_status(values, denominator, indicator=indicator)
    row = ("falls", "W01", status.moved, status.spread, status.alike, status.past)
    wall = make_wall([(*row, status.chart, status.points, True)], catalogue, {"W01": None})
    return reasons_for(status, indicator, wall, lasts=status.run, today=TODAY), indicator


def test_size_is_what_came_above_the_series_own_past():
    rate = {"per": 1000, "data": [{"source": "wards", "numerator": "a", "denominator": "b"}], "chart": "u"}
    found, indicator = reasons_of([*STEADY] * 2 + [12] * 8, [500] * 48, **rate)
    assert found.size == pytest.approx(8 * (12 - np.mean(STEADY)))
    assert (found.lasts, found.survives) == (8, True)
    assert "about 54 more than usual in 8 months; for 8 months" in why_here(found, indicator)


def test_a_mean_counts_nothing_and_has_no_size():
    mean = {"data": [{"source": "wards", "numerator": "a", "denominator": "b"}], "chart": "xmr"}
    found, indicator = reasons_of([*STEADY] * 2 + [12] * 8, [2] * 48, **mean)
    assert found.size is None
    assert "more than usual" not in why_here(found, indicator)


def test_evidence_that_points_the_other_way_is_none():
    found, indicator = reasons_of([*STEADY] * 2 + [3, 2, 3, 2, 2, 3, 2, 12])
    assert (found.chance, found.survives) == (None, False)
    assert "only its newest points show it" in why_here(found, indicator)


def test_few_points_and_few_cases_are_said():
    rate = {"per": 1000, "data": [{"source": "wards", "numerator": "a", "denominator": "b"}], "chart": "u"}
    few, indicator = reasons_of([1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0] * 3 + [4], [500] * 37, **rate)
    assert few.few_cases == 4.0
    assert few.chance is None, "two events are expected in eight months"
    assert "rests on few cases: 4 in the newest month" in why_here(few, indicator)
    assert "rests on 9 points only" in why_here(replace(ONE, points=9), indicator)


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (
            SignalFunnel(21, 3, 1, 0.4, 2, 3),
            "Of 21 measures looked at, 3 show an unusual change and in 1 more one builds up over many "
            "periods; chance alone would give fewer than 1; 2 survive the number of charts looked at; 3 are "
            "shown first.",
        ),
        (
            SignalFunnel(1200, 1, 0, 13.4, 0, 1),
            "Of 1,200 measures looked at, 1 shows an unusual change; chance alone would give about 13; "
            "none survive the number of charts looked at; 1 is shown first.",
        ),
        (
            SignalFunnel(8, 0, 0, 0.2, 0, 0),
            "Of 8 measures looked at, none shows an unusual change; chance alone would give fewer than 1.",
        ),
        (SignalFunnel(0, 0, 0, 0.0, 0, 0), "No measure has enough points to judge yet."),
    ],
)
def test_the_funnel_is_one_sentence(of, said):
    assert funnel_words(of) == said
