"""The place of a signal: one reason after the other, and the line that says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.fields.periods import full_range, step
from components.words.chart_sentence import sentence
from components.words.series.why_here import funnel as funnel_words
from components.words.series.why_here import why_here, why_here_briefly
from quality.lifecycle.cards import candidates
from quality.lifecycle.evidence import evidence_for
from quality.ranking.funnel import SignalFunnel
from quality.ranking.own_past import with_own_past
from quality.ranking.reasons import HarmClass, Reasons, harm_class, reasons_for
from quality.ranking.wall import make_wall
from quality.series.matrix import SeriesMatrix
from quality.signals.judge import judge
from quality.signals.results import Variation
from quality.signals.together.find import shown_statuses
from tests.builders import KEY, STEADY, make_status
from tests.effort import examples
from tests.warehouse import FIRST, make_catalogue, make_indicator

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
    return reasons_for(status, indicator, wall, today=TODAY), indicator


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


def test_weak_evidence_of_harm_waits_behind_strong_evidence_and_says_so():
    """Two in three near a limit, where chance moves the last eight points so far seven times in ten."""
    weak = replace(ONE, harm=HarmClass.SAFETY, chance=0.71, is_weak=True)
    assert replace(ONE, chance=0.001).place < weak.place
    assert replace(ONE, harm=HarmClass.SAFETY, chance=0.04).place < replace(ONE, chance=0.001).place
    assert "Why here: safety, but weak evidence; chance of such a change" in why_here(weak, make_indicator())
    event = replace(weak, harm=HarmClass.BEYOND_LIMITS)
    assert event.place < replace(ONE, harm=HarmClass.HARM, chance=1e-9).place, "never pushed down"
    assert "weak" not in why_here(event, make_indicator())
    found, _ = reasons_of([*STEADY] * 2 + [3, 2, 3, 2, 2, 3, 2, 6])
    assert found.is_weak, "its last points lie on the other side"
    assert not reasons_of([4, 6, 5, 7, 4, 6, 5, 5, 6, 4, 7, 9, 9])[0].is_weak, "nobody can tell"


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        (replace(ONE, harm=HarmClass.HARM), "Harm to people"),
        (replace(ONE, harm=HarmClass.HARM, is_weak=True), "Chance of such a change about 1 in 50"),
        (replace(ONE, survives=True), "Survives the number of charts looked at"),
        (replace(ONE, chance=None), "Only its newest points show it"),
    ],
)
def test_a_wall_says_the_first_reason(reasons, said):
    assert why_here_briefly(reasons) == said


@pytest.mark.parametrize(
    ("worth", "kind"), [("decrease", "built up"), ("increase", "improvement"), ("neutral", "change")]
)
def test_evidence_of_the_own_past_alone_is_a_card(worth, kind):
    """Eight points a little off: no rule marks the last of them, as one fell back."""
    past = np.random.default_rng(5).normal(50, 1, 40)
    values = [*past, 51.4, 51.6, 51.5, 51.3, 49.9, 51.7, 51.6, 51.4]
    catalogue = make_catalogue({"falls": {"improvement": worth, "domain": "timely"}})
    indicator = catalogue.indicators["falls"]
    status = make_status(values, indicator=indicator)
    assert status.variation is Variation.COMMON_CAUSE
    row = ("falls", "W01", status.moved, status.spread, status.alike, status.past)
    wall = make_wall([(*row, status.chart, status.points, True)], catalogue, {"W01": None})
    assert wall.evident() == {("falls", "W01")}
    card = candidates(catalogue, {"falls": with_own_past(status, wall)}, wall, TODAY)[0]
    assert (card.kind, card.age, card.is_built_up, card.is_new) == (kind, 8, True, False)
    assert card.status.built_up.since == status.moved_since
    shown = evidence_for(card.status)
    assert (shown.rule, shown.direction, shown.run) == ("own past", 1, 8)
    assert "The last 8 months together lie higher than those before" in sentence(card.status, indicator)


@given(
    st.lists(st.integers(0, 12), min_size=3, max_size=40),
    st.sampled_from(["decrease", "increase", "neutral"]),
    st.booleans(),
)
@examples(60)
def test_a_series_has_one_card_that_says_if_it_rests_on_little(counts, improvement, is_expected):
    """No series is best and worst at once, and none rests on few points or cases without a word of it."""
    data = [{"source": "wards", "numerator": "a", "denominator": "b"}]
    changes = {"improvement": improvement, "data": data, "chart": "u"}
    changes |= {"expected": "deaths"} if is_expected else {"per": 1000}
    catalogue = make_catalogue({"falls": changes})
    indicator = catalogue.indicators["falls"]
    months = full_range(FIRST, step(FIRST, indicator.frequency, len(counts) - 1), indicator.frequency)
    numbers = np.array([counts], dtype=np.float64)
    matrix = SeriesMatrix(
        np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64), tuple(months), numbers,
        np.full(numbers.shape, 4.0 if is_expected else 500.0), np.zeros(numbers.shape, dtype=np.bool_),
    )  # fmt: skip
    (status,) = shown_statuses(judge(matrix, indicator), [KEY])
    row = ("falls", "W01", status.moved, status.spread, status.alike, status.past)
    wall = make_wall([(*row, status.chart, status.points, True)], catalogue, {"W01": None})
    shown = with_own_past(status, wall)
    cards = candidates(catalogue, {"falls": shown}, wall, TODAY)
    assert len(cards) <= 1
    for card in cards:
        direction = shown.built_up.direction if shown.built_up else shown.direction
        if card.kind in ("concern", "built up"):
            assert direction == -indicator.improvement.sign
        if card.kind == "improvement":
            assert direction == indicator.improvement.sign
        said, briefly = why_here(card.reasons, indicator), why_here_briefly(card.reasons)
        assert ("rests on few cases" in said) == (counts[-1] < 5) == ("few cases" in briefly.lower())
        assert (
            (" only" in said.partition("rests on")[2])
            == (len(counts) < 13)
            == ("few points" in briefly.lower())
        )


def test_one_far_point_does_not_make_those_after_it_unusual():
    past = np.random.default_rng(5).normal(50, 1, 40)
    status = make_status([*past, 62, 50.1, 49.8, 50.2, 49.7, 50.1, 49.9, 50.0])
    row = ("falls", "W01", status.moved, status.spread, status.alike, status.past)
    wall = make_wall(
        [(*row, status.chart, status.points, True)], make_catalogue({"falls": {}}), {"W01": None}
    )
    assert with_own_past(status, replace(wall, p=np.array([1e-9]))).accumulated is None


def test_a_winter_is_no_evidence_of_a_change():
    """What moved is held against the same places of the years."""
    year = np.array([30, 26, 20, 15, 10, 8, 8, 9, 12, 16, 22, 28], dtype=np.float64)
    steady = np.tile(year, 5)[:50] + np.random.default_rng(3).normal(size=50)
    moved = steady + 6 * (np.arange(50) >= 42)
    calm, changed = (reasons_of(values, domain="timely")[0].chance for values in (steady, moved))
    assert calm is None or calm > 0.05
    assert (changed or 1.0) < 0.001


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
