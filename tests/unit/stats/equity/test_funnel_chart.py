"""One funnel: who lies outside is told by the limits that are drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.equity.funnel import ACTION, WARNING, proportion_flags
from stats.equity.funnel_chart import FEWEST_UNITS, funnel_chart
from tests.effort import examples

UNITS = st.lists(st.tuples(st.integers(0, 60), st.integers(60, 900)), min_size=3, max_size=30)


@given(UNITS, st.booleans())
@examples(100)
def test_a_unit_is_flagged_where_it_lies_beyond_its_own_limits(units, is_rate):
    x, n = np.array(units, dtype=float).T
    chart = funnel_chart(x, n, is_rate=is_rate)
    if chart is None:
        assert x.sum() in (0, n.sum())
        return
    for tier, level in ((1, WARNING), (2, ACTION)):
        low, high = chart.limits(n, level)
        assert ((chart.flags(x, n) >= tier) == (x / n > high)).all()
        assert ((chart.flags(x, n) <= -tier) == (x / n < low)).all()
        assert (low <= chart.average + 1e-12).all()
        assert (high >= chart.average - 1e-12).all()


@given(UNITS)
@examples(50)
def test_by_chance_alone_shares_are_flagged_as_published(units):
    x, n = np.array(units[: FEWEST_UNITS - 1], dtype=float).T
    chart = funnel_chart(x, n, is_rate=False)
    if chart is not None:
        assert (chart.flags(x, n) == proportion_flags(x, n)).all()


@pytest.mark.parametrize("is_rate", [False, True])
def test_limits_allow_for_units_that_differ_by_more_than_chance(is_rate):
    rng = np.random.default_rng(1)
    n = np.full(40, 2000.0)
    differing = rng.binomial(2000, rng.beta(20, 80, 40)).astype(float)
    alike = rng.binomial(2000, 0.2, 40).astype(float)
    wide, narrow = (funnel_chart(x, n, is_rate=is_rate) for x in (differing, alike))
    assert wide.is_widened
    assert wide.phi > 5
    assert (np.abs(wide.flags(differing, n)) == 2).sum() <= 2
    assert (np.abs(narrow.flags(alike, n)) == 2).sum() == 0
    few = funnel_chart(differing[: FEWEST_UNITS - 1], n[: FEWEST_UNITS - 1], is_rate=is_rate)
    assert not few.is_widened


def test_limits_narrow_with_size_down_to_what_units_differ_by():
    chart = funnel_chart([10, 30, 20], [100, 200, 100], is_rate=True)
    low, high = chart.limits([50, 500, 5000])
    assert (np.diff(high - low) < 0).all()
