"""Score intervals against published tables, against their definition, and at the edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.equity.score_intervals import miettinen_nurminen, rate_difference_score, rate_ratio_score

# Newcombe 1998 (Stat Med 17: 873), table II, method 6.
PUBLISHED = [
    ((56, 70, 48, 80), (0.0528, 0.3382)),
    ((9, 10, 3, 10), (0.1700, 0.8406)),
    ((6, 7, 2, 7), (0.0342, 0.8534)),
    ((5, 56, 0, 29), (-0.0326, 0.1933)),
    ((0, 10, 0, 20), (-0.1658, 0.2844)),
    ((10, 10, 0, 20), (0.7156, 1.0000)),
]

counts = st.tuples(st.integers(1, 60), st.integers(1, 60)).flatmap(
    lambda n: st.tuples(st.integers(0, n[0]), st.just(n[0]), st.integers(0, n[1]), st.just(n[1]))
)


@pytest.mark.parametrize(("numbers", "limits"), PUBLISHED)
def test_limits_are_the_published_ones(numbers, limits):
    assert np.round(miettinen_nurminen(*numbers), 4).tolist() == list(limits)


@pytest.mark.parametrize("level", [0.9, 0.95, 0.998])
def test_a_limit_is_where_the_likeliest_shares_are_z_errors_away(level):
    """The definition, with the likeliest shares searched for on a fine grid instead of by the cubic."""
    x1, n1, x2, n2 = 7, 12, 9, 15
    z = {0.9: 1.6449, 0.95: 1.9600, 0.998: 3.0902}[level]
    for limit in miettinen_nurminen(x1, n1, x2, n2, level):
        p2 = np.linspace(max(0, -limit), min(1, 1 - limit), 400_001)[1:-1]
        p1 = p2 + limit
        likelihood = sum(x * np.log(p) + (n - x) * np.log(1 - p) for x, n, p in ((x1, n1, p1), (x2, n2, p2)))
        best = likelihood.argmax()
        variance = p1[best] * (1 - p1[best]) / n1 + p2[best] * (1 - p2[best]) / n2
        away = (x1 / n1 - x2 / n2 - limit) / np.sqrt(variance * 27 / 26)
        assert abs(away) == pytest.approx(z, abs=2e-3)


@given(counts)
def test_limits_hold_the_gap_and_mirror_when_groups_change_places(numbers):
    x1, n1, x2, n2 = numbers
    low, high = miettinen_nurminen(*numbers)
    gap = x1 / n1 - x2 / n2
    assert -1 <= low <= gap + 1e-9
    assert gap - 1e-9 <= high <= 1
    other_low, other_high = miettinen_nurminen(x2, n2, x1, n1)
    assert (-other_high, -other_low) == pytest.approx((low, high), abs=1e-9)
    wide_low, wide_high = miettinen_nurminen(*numbers, 0.998)
    assert wide_low <= low + 1e-9
    assert wide_high >= high - 1e-9


@pytest.mark.parametrize(("p1", "p2"), [(0.1, 0.1), (0.5, 0.3), (0.95, 0.7)])
def test_small_groups_are_covered_as_often_as_is_said(p1, p2):
    """Over all that 12 and 20 people can do: an interval of 95 % misses the truth in about 5 %."""
    x1, x2 = np.meshgrid(np.arange(13), np.arange(21), indexing="ij")
    chance = _binomial(x1, 12, p1) * _binomial(x2, 20, p2)
    low, high = miettinen_nurminen(x1, 12, x2, 20)
    held = (low <= p1 - p2) & (p1 - p2 <= high)
    assert 0.925 <= (chance * held).sum() <= 0.985


def _binomial(x, n, p):
    ways = np.array([np.prod([(n - j) / (j + 1) for j in range(k)]) for k in range(n + 1)])
    return ways[x] * p**x * (1 - p) ** (n - x)


def test_nobody_and_more_events_than_people_have_no_limits():
    low, high = miettinen_nurminen([3, 5], [0, 4], [1, 1], [2, 2])
    assert np.isnan([low, high]).all()
    assert np.isnan(rate_difference_score(1, 0, 1, 2)).all()


def test_rates_without_events_have_the_limits_that_are_known():
    low, high = rate_ratio_score(0, 900, 44, 21000)
    assert low == 0
    assert 1 < high < 3
    low, high = rate_ratio_score(5, 10, 0, 10)
    assert low > 1
    assert np.isnan(high)
    low, high = rate_difference_score(0, 100, 0, 100)
    assert low == pytest.approx(-high)
    assert high > 0


@given(st.integers(0, 80), st.integers(0, 80), st.floats(1, 1e5), st.floats(1, 1e5))
def test_a_difference_of_rates_mirrors_and_scales(x1, x2, e1, e2):
    low, high = rate_difference_score(x1, e1, x2, e2)
    assert low <= x1 / e1 - x2 / e2 + 1e-9
    assert high >= x1 / e1 - x2 / e2 - 1e-9
    other_low, other_high = rate_difference_score(x2, e2, x1, e1)
    scale = max(abs(low), abs(high))
    assert (-other_high, -other_low) == pytest.approx((low, high), abs=1e-6 * scale)
    per_1000 = rate_difference_score(x1, e1 / 1000, x2, e2 / 1000)
    assert per_1000 == pytest.approx((1000 * low, 1000 * high), abs=1e-3 * scale)
