"""EWMA, CUSUM and VLAD: the same by the plain way, and run lengths as published."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stats
from stats import Phases
from tests.plain.strategies import phased
from tests.plain.surveillance import cusum_run_length, ewma_run_length, plain_cusum, plain_ewma

SEED = 20261121


def phase_parts(phases):
    for row in range(phases.shape[0]):
        for number in np.unique(phases.phase[row]):
            yield row, np.flatnonzero(phases.phase[row] == number)


@settings(max_examples=40, deadline=None)
@given(matrix=phased(), weight=st.sampled_from([0.05, 0.2, 0.5, 1.0]))
def test_ewma_equals_the_plain_one(matrix, weight):
    values, _, phases = matrix
    found = stats.ewma(values, weight=weight, width=2.7, centre=3.0, sigma=1.0, phases=phases)
    seen = np.where(phases.included, values, np.nan)
    for row, columns in phase_parts(phases):
        smooth, upper = plain_ewma(list(seen[row, columns]), weight, 2.7, 3.0)
        np.testing.assert_allclose(found.values[row, columns], smooth)
        np.testing.assert_allclose(found.upper[row, columns], upper)


@settings(max_examples=40, deadline=None)
@given(matrix=phased(), per_case=st.booleans())
def test_cusum_and_vlad_equal_the_plain_ones(matrix, per_case):
    observed, cases, phases = matrix
    expected = cases * 0.2
    found = stats.cusum(observed, expected, cases if per_case else None, phases=phases)
    lives = stats.vlad(observed, expected, phases=phases)
    seen = np.where(phases.included, observed, np.nan)
    for row, columns in phase_parts(phases):
        o, e, n = list(seen[row, columns]), list(expected[row, columns]), list(cases[row, columns])
        for line, ratio in ((found.worse, 2.0), (-found.better, 0.5)):
            slow = plain_cusum(o, e, n if per_case else None, ratio)
            np.testing.assert_allclose(line[row, columns], slow, atol=1e-9)
        gains = np.nan_to_num(expected[row, columns] - seen[row, columns])
        np.testing.assert_allclose(lives[row, columns], np.cumsum(gains), atol=1e-9)


def run_length(signal):
    """Mean points to the first signal; series without one count with what was seen of them."""
    signals = signal.any(axis=1)
    seen = np.where(signals, signal.argmax(axis=1) + 1, signal.shape[1])
    return seen.sum() / signals.sum()


# λ, L, shift in sigmas, mean points to a signal: Lucas & Saccucci 1990, as in Montgomery, table 9.11.
PUBLISHED = [
    (0.4, 3.054, 0.0, 500),
    (0.4, 3.054, 1.0, 14.3),
    (0.2, 2.962, 0.0, 500),
    (0.2, 2.962, 0.5, 41.8),
    (0.2, 2.962, 1.0, 10.5),
    (0.1, 2.814, 0.0, 500),
    (0.1, 2.814, 1.0, 10.3),
]


@pytest.mark.parametrize(("weight", "width", "shift", "published"), PUBLISHED)
def test_ewma_signals_as_late_as_published(weight, width, shift, published):
    assert ewma_run_length(weight, width, shift) == pytest.approx(published, rel=0.02)
    series, length = (500, 2000) if shift == 0 else (2000, 300)
    values = np.random.default_rng(SEED).normal(shift, 1, (series, length))
    chart = stats.ewma(values, weight=weight, width=width, centre=0.0, sigma=1.0, exact_start=False)
    assert run_length(chart.signal != 0) == pytest.approx(published, rel=0.12)


def test_exact_limits_find_an_early_shift_sooner():
    values = np.random.default_rng(SEED).normal(1, 1, (2000, 300))
    early, late = (
        run_length(stats.ewma(values, centre=0.0, sigma=1.0, exact_start=exact).signal != 0)
        for exact in (True, False)
    )
    assert early < late


@pytest.mark.parametrize(
    ("risk", "ratio", "limit", "true"), [(0.066, 2, 2.0, 1), (0.066, 2, 4.5, 2), (0.2, 2, 3.0, 1)]
)
def test_cusum_signals_as_late_as_a_markov_chain_says(risk, ratio, limit, true):
    odds = true * risk / (1 - risk)
    actual = odds / (1 + odds)
    observed = (np.random.default_rng(SEED).random((500, 4000)) < actual).astype(float)
    expected, cases = np.full(observed.shape, risk), np.ones(observed.shape)
    found = stats.cusum(observed, expected, cases, worse=ratio, worse_limit=limit, better_limit=np.inf)
    if true == 1:
        assert run_length(found.signal > 0) == pytest.approx(cusum_run_length(risk, ratio, limit), rel=0.12)
    else:
        assert run_length(found.signal > 0) < cusum_run_length(risk, ratio, limit) / 20


def test_limits_come_from_the_baseline_when_none_are_given():
    values = [[4.0, 6, 5, 7, 4, 6]]
    chart, xmr = stats.ewma(values, weight=1.0, width=3.0), stats.control_chart("i", values)
    np.testing.assert_allclose(chart.values, values)
    np.testing.assert_allclose(chart.upper, xmr.upper)


def test_a_missing_period_changes_nothing_and_signals_nothing():
    found = stats.cusum([[9.0, np.nan, 9.0]], [[1.0, 1.0, 1.0]])
    assert found.worse[0, 1] == found.worse[0, 0]
    assert found.signal.tolist() == [[1.0, 0.0, 1.0]]


@pytest.mark.parametrize("shape", [(0, 5), (2, 0), (3, 4)])
def test_nothing_known_is_no_trouble(shape):
    nothing = np.full(shape, np.nan)
    assert not stats.ewma(nothing).signal.any()
    assert not stats.cusum(nothing, nothing, nothing).signal.any()
    assert not stats.vlad(nothing, nothing).any()


def test_ratios_and_weights_must_make_sense():
    with pytest.raises(ValueError, match="above 1"):
        stats.cusum([[1]], [[1]], worse=0.9)
    with pytest.raises(ValueError, match="above 0"):
        stats.ewma([[1]], weight=0)


def test_all_start_again_at_a_rephase():
    phases = Phases.build((1, 4), starts={0: [2]})
    assert stats.vlad([[0, 0, 1, 0]], [[1, 1, 1, 1]], phases=phases).tolist() == [[1, 2, 0, 1]]
