"""Many charts on many pages: each page is a family of tests of its own, and ranked groups have a gradient."""

from __future__ import annotations

import numpy as np
import pytest

from stats.equity.evidence import GRADIENT, GroupCharts
from stats.equity.gradient import gradient
from stats.equity.group_tests import GroupSignals, group_signals, page_signals

YEAR, BEFORE = slice(12, 24), slice(0, 12)


def counts(
    rng: np.random.Generator, pages: int, rates: np.ndarray, size: int = 150
) -> tuple[np.ndarray, np.ndarray]:
    """(pages, groups, 24) events and people of groups with these true rates."""
    people = np.full((pages, rates.size, 24), float(size))
    return rng.binomial(size, rates[None, :, None], size=people.shape).astype(float), people


def charts(rng: np.random.Generator, pages: int) -> list[GroupCharts]:
    shapes = (np.full(5, 0.1), np.linspace(0.06, 0.14, 5), np.array([0.2, 0.1]), np.full(7, 0.3))
    return [
        GroupCharts(*counts(rng, pages, rates), YEAR, BEFORE, 0.01, is_rate=bool(i % 2), is_ranked=i < 2)
        for i, rates in enumerate(shapes)
    ]


def test_a_page_is_judged_as_if_it_were_alone():
    every = charts(np.random.default_rng(5), 4)
    together = page_signals(every)
    for page in range(4):
        alone = page_signals([
            GroupCharts(
                one.numerator[[page]], one.denominator[[page]], one.latest, one.before, one.minimum_gap,
                one.is_rate, None, one.is_ranked,
            )
            for one in every
        ])  # fmt: skip
        for ours, theirs in zip(together, alone, strict=True):
            for name in GroupSignals.__dataclass_fields__:
                assert np.allclose(getattr(ours, name)[[page]], getattr(theirs, name), equal_nan=True), name


def test_a_page_without_a_chart_has_a_row_of_nothing():
    every = charts(np.random.default_rng(6), 2)
    every[1].numerator[0], every[1].denominator[0] = np.nan, np.nan
    found = page_signals(every)
    assert not found[1].is_eligible[0].any()
    assert not found[1].is_found[0].any()
    assert found[1].is_found[1, GRADIENT]


def test_no_chart_is_no_test():
    assert page_signals([]) == []


def test_a_gradient_is_found_where_no_group_stands_out():
    x, n = counts(np.random.default_rng(2), 1, np.linspace(0.115, 0.085, 10), size=400)
    found = group_signals(x, n, latest=YEAR, before=BEFORE, is_ranked=True)
    assert found.is_found[0, GRADIENT]
    assert found.gap[0, GRADIENT] > 0
    assert found.is_found[0, :GRADIENT].sum() < 5


def test_groups_without_rank_have_no_gradient():
    x, n = counts(np.random.default_rng(2), 1, np.linspace(0.2, 0.1, 5))
    found = group_signals(x, n, latest=YEAR, before=BEFORE)
    assert np.isnan(found.p[0, GRADIENT])
    assert not found.is_eligible[0, GRADIENT]


@pytest.mark.parametrize("is_rate", [False, True])
def test_gradients_of_nothing_are_rarely_found(is_rate):
    """1,000 ranked charts without any difference: false discoveries on fewer than one page in twenty."""
    rng = np.random.default_rng(8)
    x, n = counts(rng, 1000, np.full(5, 0.12), size=80)
    found = page_signals([GroupCharts(x, n, YEAR, BEFORE, is_rate=is_rate, is_ranked=True)])[0]
    assert found.is_clear.any(axis=1).mean() < 0.05


@pytest.mark.parametrize("is_rate", [False, True])
def test_against_a_reference_nothing_is_rarely_found_and_what_is_there_is(is_rate):
    rng = np.random.default_rng(10)
    reference = np.full(1000, 2)
    x, n = counts(rng, 1000, np.full(5, 0.12), size=80)
    found = page_signals([GroupCharts(x, n, YEAR, BEFORE, is_rate=is_rate, reference=reference)])[0]
    assert found.is_clear.any(axis=1).mean() < 0.05
    assert not found.is_eligible[:, 2].any()
    x, n = counts(rng, 1000, np.array([0.12, 0.12, 0.12, 0.12, 0.20]), size=80)
    found = page_signals([GroupCharts(x, n, YEAR, BEFORE, is_rate=is_rate, reference=reference)])[0]
    assert found.is_clear[:, 4].mean() > 0.9
    assert np.allclose(
        found.gap[:, 4],
        (x[:, 4, YEAR].sum(1) / n[:, 4, YEAR].sum(1)) - (x[:, 2, YEAR].sum(1) / n[:, 2, YEAR].sum(1)),
    )


def test_a_chart_without_a_reference_is_compared_with_everybody_else():
    x, n = counts(np.random.default_rng(11), 2, np.array([0.1, 0.2, 0.3]))
    mixed = page_signals([GroupCharts(x, n, YEAR, BEFORE, reference=np.array([0, -1]))])[0]
    plain = page_signals([GroupCharts(x, n, YEAR, BEFORE)])[0]
    assert np.allclose(mixed.z[1], plain.z[1], equal_nan=True)
    assert not np.allclose(mixed.z[0, 1:3], plain.z[0, 1:3])


def test_gradient_is_the_slope_of_weighted_least_squares():
    rng = np.random.default_rng(4)
    n = rng.integers(20, 400, size=(50, 6)).astype(float)
    x = rng.binomial(n.astype(int), 0.3).astype(float)
    slope, _ = gradient(x, n)
    for i in range(50):
        weight = n[i] / n[i].sum()
        rank = weight.cumsum() - weight / 2
        fitted = np.polyfit(rank, x[i] / n[i], 1, w=np.sqrt(weight))
        assert slope[i] == pytest.approx(-fitted[0])


def test_gradient_has_the_error_that_it_says():
    """Standard scores of gradients of nothing have a standard deviation of one."""
    rng = np.random.default_rng(9)
    n = np.broadcast_to(rng.integers(50, 400, size=5).astype(float), (20_000, 5))
    slope, error = gradient(rng.binomial(n.astype(int), 0.2).astype(float), n)
    assert np.std(slope / error) == pytest.approx(1.0, abs=0.02)


def test_gradient_leaves_out_groups_without_people():
    full = gradient(np.array([8.0, 5.0, 2.0]), np.array([20.0, 20.0, 20.0]))
    gappy = gradient(np.array([8.0, 0.0, 5.0, 2.0]), np.array([20.0, 0.0, 20.0, 20.0]))
    assert np.allclose(full, gappy)
    assert np.isnan(gradient(np.array([8.0, 5.0]), np.array([20.0, 20.0]))).all()
