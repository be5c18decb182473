"""Equity pages of what is not there, or not yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from components.words.equity.equity_sentence import no_trend
from errors import NotFoundError
from quality.equity.build_view import equity_view
from quality.equity.view import State
from tests.unit.quality.equity.world import World, fifths, noisy


def test_a_quarter_with_a_month_that_is_not_complete_waits():
    world = World()
    world.split("A", "deprivation", fifths([0.25, 0.12, 0.12, 0.12, 0.12]), immature=1)
    view = world.view()
    assert (view.year_from, view.year_to) == (date(2025, 1, 1), date(2025, 12, 31))
    assert view.rows[0].denominator == 12 * 400


def test_no_numbers_by_group(uneven):
    assert uneven.view("B").state is State.NO_DATA


def test_less_than_a_year():
    world = World()
    world.split("A", "deprivation", {str(i): noisy(0.2, 300, i, months=11) for i in range(1, 6)})
    assert world.view().state is State.SHORT


def test_why_the_gap_has_no_chart_is_said():
    """Too few periods is another reason than numbers that are hidden, and a mean a third."""
    world = World()
    world.split("A", "deprivation", {str(i): noisy(0.2, 300, i, months=21) for i in range(1, 6)})
    view = world.view()
    assert view.trend is not None
    few = replace(view, trend=None, has_few_times=True)
    assert "too few periods" in no_trend(few)
    assert "hidden to protect small numbers" in no_trend(replace(view, trend=None, has_few_times=False))
    mean = World(is_proportion=False, chart="xmr", unit="days", per=1)
    mean.split("A", "deprivation", fifths([0.25, 0.12, 0.12, 0.12, 0.12]))
    assert "how much of a gap is chance" in no_trend(mean.view())


def test_what_does_not_exist_is_said(uneven):
    for wrong in ({"dimension": "colour"}, {"service": "Z"}, {"group": "Z"}):
        with pytest.raises(NotFoundError):
            uneven.view(**wrong)
    with Session(uneven.engine) as session:
        with pytest.raises(NotFoundError, match="no indicator"):
            equity_view(session, uneven.catalogue, "nothing")
        with pytest.raises(NotFoundError, match="not split"):
            equity_view(session, uneven.catalogue, "plain")


def test_only_services_with_numbers_are_offered(uneven):
    assert uneven.view().measured_in == ("A",)
