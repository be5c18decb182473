"""What a year would have found, and what a change is made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.equity.decomposition import decompose_change, parts_of_half
from stats.equity.detectable import detectable_gap, detectable_gradient
from stats.equity.gradient import gradient
from stats.intervals import normal_quantile

part = st.tuples(st.integers(0, 90), st.integers(0, 90), st.integers(0, 90), st.integers(0, 90)).map(
    lambda t: (min(t[0], t[1]), t[1], min(t[2], t[3]), t[3])
)


def two_groups(rng, p1, p2, n1, n2, draws=4000):
    """How often a two-sided test at 5 % finds the gap."""
    x1, x2 = rng.binomial(n1, p1, draws), rng.binomial(n2, p2, draws)
    both = (x1 + x2) / (n1 + n2)
    z = (x1 / n1 - x2 / n2) / np.sqrt(both * (1 - both) * (1 / n1 + 1 / n2))
    return np.mean(np.abs(z) > normal_quantile(0.95))


@pytest.mark.parametrize(("p", "n1", "n2"), [(0.5, 200, 900), (0.8, 120, 2000), (0.2, 400, 400)])
def test_a_gap_of_that_size_is_found_in_four_of_five_years(p, n1, n2):
    gap = float(detectable_gap(p, n1, n2))
    rng = np.random.default_rng(6)
    share = n2 / (n1 + n2)
    powers = [
        two_groups(rng, p + sign * gap * share, p - sign * gap * (1 - share), n1, n2) for sign in (1, -1)
    ]
    assert min(powers) == pytest.approx(0.8, abs=0.035)


@pytest.mark.parametrize("people", [(300, 300, 300, 300, 300), (900, 500, 300, 200, 100)])
def test_a_gradient_of_that_size_is_found_in_four_of_five_years(people):
    n, p = np.array(people, dtype=float), 0.3
    _, error = gradient(p * n, n)
    found = float(detectable_gradient(error))
    share = n / n.sum()
    rank = share.cumsum() - share / 2
    values = p - found * (rank - (share * rank).sum())
    x = np.random.default_rng(3).binomial(n.astype(int), values, (4000, 5)).astype(float)
    slope, own_error = gradient(x, np.broadcast_to(n, x.shape))
    assert np.mean(slope / own_error > normal_quantile(0.95)) == pytest.approx(0.8, abs=0.035)


def test_a_gap_of_rates_is_found_in_four_of_five_years():
    gap = float(detectable_gap(0.005, 5000, 40_000, is_rate=True))
    rng = np.random.default_rng(8)
    x1 = rng.poisson((0.005 + gap * 40 / 45) * 5000, 4000)
    x2 = rng.poisson((0.005 - gap * 5 / 45) * 40_000, 4000)
    both = (x1 + x2) / 45_000
    z = (x1 / 5000 - x2 / 40_000) / np.sqrt(both * (1 / 5000 + 1 / 40_000))
    assert np.mean(z > normal_quantile(0.95)) == pytest.approx(0.8, abs=0.035)


@given(st.floats(0.1, 0.9), st.integers(50, 5000), st.integers(50, 5000))
def test_more_people_find_smaller_gaps_and_dispersion_hides_them(p, n1, n2):
    gap = detectable_gap(p, n1, n2)
    if np.isfinite(gap):
        assert detectable_gap(p, 2 * n1, 2 * n2) < gap
        wider = detectable_gap(p, n1, n2, sigma=1.5)
        assert np.isnan(wider) or wider > gap
        assert 0 < gap < 1


def test_where_no_gap_would_be_found_there_is_none():
    assert np.isnan(detectable_gap(0.5, 2, 1000))
    assert np.isnan(detectable_gap(0.0, 200, 1000))
    assert np.isnan(detectable_gap(0.5, 0, 1000))


def test_where_a_group_could_only_be_worse_that_gap_is_said():
    """At 97 % there is no room above for 60 people to be found in, but there is below."""
    assert 0.05 < detectable_gap(0.97, 60, 2000) < 0.2


@given(st.lists(part, min_size=1, max_size=8), st.booleans())
def test_effects_add_up_to_the_change_and_turn_round_with_time(parts, is_rate):
    x0, n0, x1, n1 = (np.array(column, float) for column in zip(*parts, strict=True))
    if not (n0.sum() and n1.sum()):
        with pytest.raises(ValueError, match="people before and after"):
            decompose_change(x0, n0, x1, n1)
        return
    found = decompose_change(x0, n0, x1, n1, is_rate=is_rate)
    assert found.total == pytest.approx(x1.sum() / n1.sum() - x0.sum() / n0.sum(), abs=1e-12)
    assert abs(found.effect.sum() - found.total) < 1e-9
    assert abs(found.rate + found.mix - found.total) < 1e-9
    assert found.rate == pytest.approx(found.rate_effect.sum(), abs=1e-12)
    back = decompose_change(x1, n1, x0, n0, is_rate=is_rate)
    assert back.rate_effect == pytest.approx(-found.rate_effect, abs=1e-12)
    assert back.mix_effect == pytest.approx(-found.mix_effect, abs=1e-12)
    for value, (low, high) in (
        (found.rate_effect, found.rate_limits),
        (found.mix_effect, found.mix_limits),
        (found.total, found.total_limits),
    ):
        assert (low <= value).all() if np.ndim(value) else low <= value
        assert (value <= high).all() if np.ndim(value) else value <= high


@given(st.lists(part, min_size=2, max_size=8), st.booleans())
def test_the_effects_of_several_parts_are_one_with_limits_of_its_own(parts, is_rate):
    """Limits of one and of all are those of the effects by themselves; of the rest of a list they lie
    between what parts that vary alike and against each other would give."""
    x0, n0, x1, n1 = (np.array(column, float) for column in zip(*parts, strict=True))
    if not (n0.sum() and n1.sum()):
        return
    found = decompose_change(x0, n0, x1, n1, is_rate=is_rate)
    for at in range(n0.size):
        one = np.arange(n0.size) == at
        for effect, limits, (value, alone) in zip(
            (found.rate_effect, found.mix_effect),
            (found.rate_limits, found.mix_limits),
            found.together(one),
            strict=True,
        ):
            assert value == pytest.approx(effect[at], abs=1e-12)
            assert alone == pytest.approx((limits[0][at], limits[1][at]), abs=1e-7)
    rest = np.arange(n0.size) > 0
    rate, mix = found.together(rest)
    assert rate[0] == pytest.approx(found.rate - found.rate_effect[0], abs=1e-9)
    assert mix[0] == pytest.approx(found.mix - found.mix_effect[0], abs=1e-9)
    reach = (found.rate_limits[1] - found.rate_effect)[1:]
    assert rate[1][1] - rate[0] == pytest.approx(np.sqrt((reach**2).sum()), abs=1e-9), "each by itself"
    assert mix[1][1] - mix[0] <= (found.mix_limits[1] - found.mix_effect)[1:].sum() + 1e-9


def test_thousands_of_parts_need_no_matrix_of_them():
    rng = np.random.default_rng(4)
    n0, n1 = rng.integers(50, 500, (2, 20_000))
    found = decompose_change(rng.binomial(n0, 0.2), n0, rng.binomial(n1, 0.21), n1)
    assert abs(found.effect.sum() - found.total) < 1e-9


def test_one_that_grew_without_getting_worse_is_all_mix():
    found = decompose_change([10, 40], [100, 100], [10, 80], [100, 200])
    assert found.rate_effect == pytest.approx([0, 0])
    assert found.mix == pytest.approx(found.total)


def test_more_people_where_the_value_is_that_of_the_whole_change_nothing():
    """Parts at 10, 20 and 30 %: the middle one doubles, and it is the others whose share shrinks."""
    found = decompose_change([10, 20, 30], [100, 100, 100], [10, 40, 30], [100, 200, 100])
    assert found.mix_effect[1] == pytest.approx(0)
    assert found.mix_effect[0] == pytest.approx(-found.mix_effect[2])
    assert found.mix_effect[0] > 0


def test_a_part_that_came_or_went_is_all_mix():
    found = decompose_change([10, 0], [100, 0], [10, 30], [100, 50])
    assert found.rate_effect == pytest.approx([0, 0])
    assert found.mix_effect.sum() == pytest.approx(40 / 150 - 0.1)
    with_nobody = decompose_change([10, 0, np.nan], [100, 0, np.nan], [10, 30, 0], [100, 50, 0])
    assert with_nobody.effect[2] == 0


def test_a_part_without_a_number_is_not_counted_at_that_time():
    found = decompose_change([10, np.nan], [100, 100], [12, 30], [100, 100])
    assert found.total == pytest.approx(42 / 200 - 0.1)
    assert abs(found.effect.sum() - found.total) < 1e-9


def test_limits_hold_the_true_effects_as_often_as_is_said():
    rng = np.random.default_rng(9)
    n0, n1 = np.array([300, 200, 100]), np.array([200, 250, 160])
    p0, p1 = np.array([0.2, 0.3, 0.4]), np.array([0.25, 0.28, 0.5])
    truth = decompose_change(n0 * p0, n0, n1 * p1, n1)
    held = []
    for _ in range(800):
        found = decompose_change(rng.binomial(n0, p0), n0, rng.binomial(n1, p1), n1)
        held.append(
            [
                np.mean((low <= true) & (true <= high))
                for true, (low, high) in (
                    (truth.rate_effect, found.rate_limits),
                    (truth.mix_effect, found.mix_limits),
                    (truth.total, found.total_limits),
                    (truth.rate, found.rate_sum_limits),
                    (truth.mix, found.mix_sum_limits),
                )
            ]
        )
    assert np.mean(held, axis=0) == pytest.approx(0.95, abs=0.025)


def test_a_few_parts_make_half_of_a_change():
    assert parts_of_half([-1, -7, 2, -3, -1]) == (1,)
    assert parts_of_half([2, 2, 2, 2]) == (0, 1)
    assert parts_of_half([0, 0]) == ()
    assert parts_of_half([]) == ()
