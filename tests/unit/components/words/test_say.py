"""Numbers and dates as people say them."""

from datetime import date

import pytest

from catalogue.fields.periods import Frequency
from components.words import say
from tests.warehouse import make_indicator


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (7.06, 1, "7.1"),
        (1234.5, 1, "1,234.5"),
        (0, 1, "0.0"),
        (-2.5, 1, "−2.5"),
        (-0.01, 1, "0.0"),
        (None, 1, "no value"),
        (float("nan"), 1, "no value"),
    ],
)
def test_number(value, decimals, said):
    assert say.number(value, decimals) == said


@pytest.mark.parametrize(
    ("value", "said"), [(12, "12"), (1690.0, "1,690"), (3.25, "3.2"), (None, "no value")]
)
def test_count(value, said):
    assert say.count(value) == said


@pytest.mark.parametrize(
    ("unit", "alone", "in_a_sentence"),
    [
        ("%", "94.2%", "94.2%"),
        ("per 1,000 bed days", "94.2", "94.2 per 1,000 bed days"),
        ("days", "94.2", "94.2 days"),
    ],
)
def test_value_and_unit(unit, alone, in_a_sentence):
    indicator = make_indicator(unit=unit)
    assert say.value(94.2, indicator) == alone
    assert say.value_with_unit(94.2, indicator) == in_a_sentence
    assert say.value_with_unit(None, indicator) == "no value"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"is_proportion": True, "per": 100}, "12 of 1,690"),
        ({"per": 1000}, "12 in 1,690"),
        ({}, "12 ÷ 1,690"),
        ({"expected": "deaths"}, "12 against 1,690.0 expected"),
    ],
    ids=["share", "rate", "mean", "expected"],
)
def test_counted(changes, said):
    assert say.counted(12, 1690, make_indicator(**changes)) == said


def test_counted_says_nothing_without_a_denominator():
    assert say.counted(12, None, make_indicator()) == ""
    assert say.counted(12, float("nan"), make_indicator()) == ""


def test_dates():
    day = date(2026, 11, 5)
    assert say.day(day) == "5 November 2026"
    assert say.short_day(day) == "5 Nov 2026"
    assert say.weekday(day) == "Thursday 5 November 2026"
    assert say.period(date(2026, 11, 1), Frequency.MONTHLY) == "Nov 2026"
    assert say.day(None) == "no date"


@pytest.mark.parametrize(
    ("count", "said"), [(0, "no points"), (1, "1 point"), (2, "2 points"), (1200, "1,200 points")]
)
def test_plural(count, said):
    assert say.plural(count, "point") == said


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (0.39, "about 39 in 100"),
        (0.99, "more than 95 in 100"),
        (0.025, "about 1 in 40"),
        (0.0061, "about 1 in 160"),
        (0.0001, "less than 1 in 1,000"),
        (2.0, "not known"),
    ],
)
def test_chance(probability, said):
    assert say.chance(probability) == said


@pytest.mark.parametrize(
    ("start", "said"),
    [(date(2026, 10, 1), "Oct"), (date(2026, 1, 1), "Jan"), (date(2025, 10, 1), "Oct 2025")],
)
def test_a_period_near_the_day_goes_without_its_year(start, said):
    assert say.near_period(start, Frequency.MONTHLY, date(2026, 11, 22)) == said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"per": 1000}, ""),
        ({"is_proportion": True, "per": 100}, "130 of 0"),
    ],
)
def test_nothing_is_divided_by_nobody(changes, said):
    assert say.counted(130.0, 0.0, make_indicator(**changes)) == said


@pytest.mark.parametrize(
    ("changes", "amount", "said"),
    [
        ({}, 10830.0, "10,830"),
        ({}, 10692.9, "10,692.9"),
        ({"additive": False}, 4.0, "4.0"),
        ({"chart": "c", "additive": False}, 4.0, "4"),
    ],
)
def test_a_count_is_whole_and_the_mean_of_counts_is_not(changes, amount, said):
    assert say.value(amount, make_indicator(**changes)) == said


@pytest.mark.parametrize(
    ("amount", "said"), [(1, "once"), (2, "twice"), (3, "three times"), (40, "40 times")]
)
def test_times(amount, said):
    assert say.times(amount) == said
