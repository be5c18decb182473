"""What the silence of a chart is worth, in its own unit and towards the worse."""

from __future__ import annotations

import pytest

from components.words.series.silence import brief, sentence
from quality.signals.silence import smallest_change
from tests.builders import STEADY, make_status
from tests.warehouse import make_indicator

RATE = {"per": 1000, "data": [{"source": "wards", "numerator": "a", "denominator": "b"}], "chart": "u"}


@pytest.mark.parametrize(("improvement", "way"), [("decrease", "rise"), ("increase", "fall")])
def test_a_steady_chart_says_what_it_would_have_shown(improvement, way):
    indicator = make_indicator(improvement=improvement)
    status = make_status(STEADY * 2, indicator=indicator)
    found = smallest_change(status, indicator)
    assert 1.5 < found.by / ((status.upper - status.centre) / 3) < 3.5
    assert sentence(status, indicator).startswith(f"A lasting {way} to ")
    assert "within six months four times in five" in sentence(status, indicator)
    assert brief(status, indicator).startswith(f"a {way} to ")


def test_it_is_in_the_unit_of_the_measure():
    indicator = make_indicator(**RATE)
    status = make_status(STEADY * 2, [500] * 40, indicator=indicator)
    found = smallest_change(status, indicator)
    assert found.to == pytest.approx(status.centre + found.by)
    assert found.by == pytest.approx(2.1 * (status.upper - status.centre) / 3, rel=0.15)


def test_where_nothing_could_fall_far_enough_that_is_said():
    indicator = make_indicator(**RATE | {"improvement": "increase"})
    status = make_status([1, 0, 1, 2, 0, 1, 1, 0, 2, 1] * 4, [500] * 40, indicator=indicator)
    assert smallest_change(status, indicator).to is None
    assert sentence(status, indicator).startswith(
        "No fall, however large, would have shown within six months"
    )
    assert brief(status, indicator) == "no fall would show"


@pytest.mark.parametrize(
    "values", [[*STEADY, 40], [5] * 30, STEADY[:9]], ids=["a signal", "never varies", "too few points"]
)
def test_a_chart_that_is_not_silent_says_nothing_of_it(values):
    indicator = make_indicator()
    assert sentence(make_status(values, indicator=indicator), indicator) == ""
