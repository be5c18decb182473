"""Intervals against published and exactly solvable cases."""

import numpy as np
import pytest
from scipy.stats import chi2

from stats import byar, newcombe_difference, rate_ratio, risk_ratio, wilson

Z = 1.959964


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_published(x, n, low, high):
    np.testing.assert_allclose(wilson(x, n), (low, high), atol=5e-5)


def test_wilson_reaches_0_and_1_exactly():
    low, high = wilson([0, 7], [7, 7])
    assert low[0] == 0.0
    assert high[1] == 1.0


@pytest.mark.parametrize(("x", "n"), [(1, 0), (5, 4), (-1, 4), (np.nan, 4), (1, np.nan)])
def test_wilson_of_nonsense_is_missing(x, n):
    assert np.isnan(wilson(x, n)).all()


def test_wilson_solves_its_equation():
    x, n = np.arange(1, 40.0), 40.0
    for bound in wilson(x, n):
        np.testing.assert_allclose(np.abs(x / n - bound), Z * np.sqrt(bound * (1 - bound) / n), rtol=1e-6)


def test_level_widens():
    narrow, wide = wilson(10, 50, 0.95), wilson(10, 50, 0.998)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


@pytest.mark.parametrize("level", [0, 1, 95])
def test_level_is_a_share(level):
    with pytest.raises(ValueError, match="share between 0 and 1"):
        wilson(1, 2, level)


def test_byar_is_exact_below_ten():
    x = np.arange(10.0)
    low, high = byar(x, 1.0)
    np.testing.assert_allclose(low[1:], chi2.ppf(0.025, 2 * x[1:]) / 2)
    np.testing.assert_allclose(high, chi2.ppf(0.975, 2 * x + 2) / 2)
    assert low[0] == 0


def test_byar_is_close_to_exact_from_ten_on():
    x = np.arange(10.0, 200)
    low, high = byar(x, 1.0)
    np.testing.assert_allclose(low, chi2.ppf(0.025, 2 * x) / 2, rtol=2e-3)
    np.testing.assert_allclose(high, chi2.ppf(0.975, 2 * x + 2) / 2, rtol=2e-3)


def test_byar_of_no_exposure_is_missing():
    assert np.isnan(byar([3, 3], [0, np.nan])).all()


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),  # Newcombe 1998b, table II, method 10
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((10, 10, 0, 10), 0.6075, 1.0000),
    ],
)
def test_newcombe_published(counts, low, high):
    np.testing.assert_allclose(newcombe_difference(*counts), (low, high), atol=5e-5)


def test_ratios_are_symmetric_and_missing_without_events():
    low, high = risk_ratio(30, 100, 15, 100)
    np.testing.assert_allclose((low, high), 1 / np.array(risk_ratio(15, 100, 30, 100))[::-1])
    np.testing.assert_allclose(np.sqrt(low * high), 2.0)
    np.testing.assert_allclose(np.sqrt(np.prod(rate_ratio(30, 1000, 15, 2000))), 4.0)
    assert np.isnan(risk_ratio(0, 10, 3, 10)).all()
    assert np.isnan(rate_ratio(3, 10, 0, 10)).all()
    assert np.isnan(rate_ratio(3, 0, 2, 10)).all()


def test_everything_broadcasts():
    assert wilson(np.ones((3, 1)), np.full(4, 5))[0].shape == (3, 4)
    assert newcombe_difference(np.ones((3, 1)), 5, np.ones(4), 9)[0].shape == (3, 4)
