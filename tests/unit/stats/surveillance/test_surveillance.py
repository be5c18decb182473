"""EWMA, CUSUM and VLAD: the same by the plain way, and run lengths as published."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

import stats
from stats import Phases
from stats.surveillance.run_lengths import mean_periods
from tests.effort import examples
from tests.plain.strategies import phased
from tests.plain.surveillance import (
    cusum_run_length,
    ewma_run_length,
    period_run_length,
    plain_cusum,
    plain_ewma,
)

SEED = 20261121


def phase_parts(phases):
    for row in range(phases.shape[0]):
        for number in np.unique(phases.phase[row]):
            yield row, np.flatnonzero(phases.phase[row] == number)


@examples(40)
@given(matrix=phased(), weight=st.sampled_from([0.05, 0.2, 0.5, 1.0]))
def test_ewma_equals_the_plain_one(matrix, weight):
    values, _, phases = matrix
    found = stats.ewma(values, weight=weight, width=2.7, centre=3.0, sigma=1.0, phases=phases)
    seen = np.where(phases.included, values, np.nan)
    for row, columns in phase_parts(phases):
        smooth, upper = plain_ewma(list(seen[row, columns]), weight, 2.7, 3.0)
        np.testing.assert_allclose(found.values[row, columns], smooth)
        np.testing.assert_allclose(found.upper[row, columns], upper)


@examples(40)
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


# Lucas & Saccucci 1990, table 3, as the manual of the R package spc quotes it (xewma.arl, 0.7).
SHIFTS = (0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 3.5, 4)
LUCAS_SACCUCCI = {
    (0.5, 3.071): (500, 255, 88.8, 35.9, 17.5, 6.53, 3.63, 2.50, 1.93, 1.58, 1.34),
    (0.03, 2.437): (500, 76.7, 29.3, 17.6, 12.6, 8.07, 5.99, 4.80, 4.03, 3.49, 3.11),
}


@pytest.mark.parametrize(("pair", "column"), [(p, c) for p in LUCAS_SACCUCCI for c in range(len(SHIFTS))])
def test_ewma_run_lengths_are_the_published_ones(pair, column):
    assert ewma_run_length(*pair, SHIFTS[column]) == pytest.approx(LUCAS_SACCUCCI[pair][column], rel=0.005)


# The row of 500 of the same table (as several others quote it), and SAS/QC's example to its last digit.
@pytest.mark.parametrize(
    ("weight", "width", "shift", "published"),
    [
        (0.05, 2.615, 0.0, 500),
        (0.1, 2.814, 0.0, 500),
        (0.1, 2.814, 1.0, 10.3),
        (0.2, 2.962, 0.0, 500),
        (0.25, 2.998, 0.0, 500),
        (0.25, 3.0, 1.0, 11.154267016),
    ],
)
def test_other_published_run_lengths(weight, width, shift, published):
    assert ewma_run_length(weight, width, shift, states=401) == pytest.approx(published, rel=0.005)


# Those published for pairs like it, and for the pair that is used here what the chain gives.
SIMULATED = [
    (0.5, 3.071, 0.5, 88.8),
    (0.1, 2.814, 1.0, 10.3),
    (0.2, 2.962, 0.0, 500),
    (0.2, 2.962, 1.0, 10.5),
]


@pytest.mark.parametrize(("weight", "width", "shift", "published"), SIMULATED)
def test_ewma_signals_as_late_as_published(weight, width, shift, published):
    assert ewma_run_length(weight, width, shift) == pytest.approx(published, rel=0.01)
    series, length = (500, 2000) if shift == 0 else (2000, 600)
    values = np.random.default_rng(SEED).normal(shift, 1, (series, length))
    chart = stats.ewma(values, weight=weight, width=width, centre=0.0, sigma=1.0, exact_start=False)
    assert run_length(chart.signal != 0) == pytest.approx(published, rel=0.12)


def test_ewma_follows_sigmas_that_differ_from_period_to_period():
    # Steady sizes, then a quarter of them: sigma doubles, and the limits follow with their memory.
    sigma = np.r_[np.ones(20), np.full(20, 2.0)]
    random = np.random.default_rng(SEED)
    found = stats.ewma(random.normal(0, sigma, (4000, 40)), centre=0.0, sigma=sigma)
    spread = found.values.std(axis=0)
    np.testing.assert_allclose(found.upper[0] / spread, 2.962, rtol=0.06)


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
def test_cusum_of_patients_signals_as_late_as_a_markov_chain_says(risk, ratio, limit, true):
    odds = true * risk / (1 - risk)
    actual = odds / (1 + odds)
    observed = (np.random.default_rng(SEED).random((500, 4000)) < actual).astype(float)
    expected, cases = np.full(observed.shape, risk), np.ones(observed.shape)
    found = stats.cusum(observed, expected, cases, worse=ratio, worse_limit=limit)
    chain = stats.cusum_run_length(risk, ratio, limit, cases=1, true=true)
    assert run_length(found.signal > 0) == pytest.approx(chain, rel=0.12)
    if true == 1:
        assert chain == pytest.approx(cusum_run_length(risk, ratio, limit), rel=0.03)


# Lucas 1985, tables 2 and 4 (h 10, k 0.25, mean 0.25), as the manual of the R package spc quotes them.
@pytest.mark.parametrize(("side", "published"), [(1, 438), (-1, 437)])
def test_poisson_cusum_run_lengths_are_the_published_ones(side, published):
    found = mean_periods(0, poisson.pmf(np.arange(40), 0.25), 0.25, 10.0, rises=side > 0)
    assert round(found) == published


# By simulations, and by the R package spc 0.6.7 with many steps.
RUN_LENGTHS = [
    # expected, ratio, limit, cases, periods, give or take
    (25, 1.25, 3.1231, None, 139.0, 1.3),
    (1.32, 2, 1.5, 20, 24.86, 0.02),
    (4.8, 2 / 3, 2.645, None, 83.9, 0.9),
]


@pytest.mark.parametrize(("expected", "ratio", "limit", "cases", "periods", "near"), RUN_LENGTHS)
def test_run_lengths_are_those_of_others(expected, ratio, limit, cases, periods, near):
    assert stats.cusum_run_length(expected, ratio, limit, cases=cases) == pytest.approx(periods, abs=near)


@pytest.mark.parametrize("cases", [None, 12])
@pytest.mark.parametrize(
    ("expected", "ratio", "limit"), [(0.5, 2, 2.4), (4, 1.5, 2.9), (1.7, 0.5, 1.9), (4.8, 2 / 3, 2.8)]
)
@pytest.mark.parametrize("true", [1.0, 1.5])
def test_run_lengths_are_those_of_a_plain_chain(expected, ratio, limit, cases, true):
    """Whose range is cut into 2,000 steps."""
    plain = period_run_length(expected, ratio, limit, cases, true)
    found = stats.cusum_run_length(expected, ratio, limit, cases=cases, true=true)
    assert found == pytest.approx(plain, rel=0.005)


WISHES = [
    *((expected, ratio, wanted) for wanted in (100, 500) for expected, ratio in
      ((0.5, 2), (4, 1.5), (10, 1.25), (40, 1.1), (4, 2 / 3), (40, 0.9))),
    (4.8, 2 / 3, 120), (10, 0.8, 120), (1.4, 2, 120), (4, 1.5428, 1000),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "ratio", "wanted"), WISHES)
def test_a_limit_is_the_smallest_that_lasts_as_long_as_was_asked_for(expected, ratio, wanted):
    limit = stats.cusum_limit(expected, ratio, wanted)
    assert stats.cusum_run_length(expected, ratio, limit) >= wanted
    assert stats.cusum_run_length(expected, ratio, limit - 0.002) < wanted


def test_counts_are_whole_so_a_limit_may_last_longer_than_was_asked_for():
    """Between 2.795 (two periods with one event of 9.6 expected) and 2.896 it is 122 to 123, below it 119."""
    limit = stats.cusum_limit(4.8, 2 / 3, 120)
    assert limit == pytest.approx(2 * 1.6 - np.log(1.5), abs=0.002)
    assert [round(stats.cusum_run_length(4.8, 2 / 3, h), 1) for h in (2.794, limit, 2.896)] == [
        119.4,
        122.0,
        123.1,
    ]


# Of limits for 100 periods where expected numbers vary by half of themselves: from 60,000 simulated charts.
VARIED = {
    (0.5, 2): 108.7,
    (4, 1.5): 97.0,
    (10, 1.25): 105.7,
    (40, 1.1): 104.2,
    (4, 2 / 3): 105.9,
    (40, 0.9): 106.2,
}


@pytest.mark.parametrize(("expected", "ratio"), VARIED)
def test_charts_signal_as_late_as_their_limit_says(expected, ratio):
    """With expected numbers that are always the same, as calculated; with others, as simulated once."""
    limit = stats.cusum_limit(expected, ratio, 100)
    exact = stats.cusum_run_length(expected, ratio, limit)
    random = np.random.default_rng(SEED)
    steady, varied = np.full((6000, 1000), float(expected)), expected * random.gamma(4, 1 / 4, (6000, 1000))
    for numbers, periods in ((steady, exact), (varied, VARIED[expected, ratio])):
        observed = random.poisson(numbers).astype(float)
        side = {
            "worse" if ratio > 1 else "better": ratio,
            "worse_limit" if ratio > 1 else "better_limit": limit,
        }
        found = stats.cusum(observed, numbers, **side)
        assert run_length(found.signal != 0) == pytest.approx(periods, rel=0.039), "three standard errors"


# By pois.cusum.arl of the R package spc 0.6.7, which signals above a limit of 7; ours from 7.5 on.
@pytest.mark.parametrize(("begins", "published"), [(0.0, 53.87663), (3.5, 47.0319)])
def test_a_head_start_shortens_the_run_as_published(begins, published):
    found = mean_periods(0, poisson.pmf(np.arange(60), 4), 4.5, 7.5, rises=True, begins=begins)
    assert found == pytest.approx(published, rel=1e-6)


@pytest.mark.parametrize(("expected", "ratio", "true"), [(4.0, 1.5, 1.0), (4.0, 1.5, 1.5), (10.0, 0.8, 0.8)])
def test_charts_with_a_head_start_signal_as_late_as_calculated(expected, ratio, true):
    limit = stats.cusum_limit(expected, ratio, 100)
    observed = np.random.default_rng(SEED).poisson(expected * true, (6000, 1200)).astype(float)
    which = "worse" if ratio > 1 else "better"
    found = stats.cusum(
        observed, np.full(observed.shape, expected), head_start=0.5, **{which: ratio, f"{which}_limit": limit}
    )
    exact = stats.cusum_run_length(expected, ratio, limit, true=true, head_start=0.5)
    assert run_length(found.signal != 0) == pytest.approx(exact, rel=0.039), "three standard errors"
    assert exact < stats.cusum_run_length(expected, ratio, limit, true=true)


def test_a_head_start_begins_anew_with_every_phase():
    phases = Phases.build((1, 4), starts={0: [2]})
    limits = {"worse_limit": 4.0, "better_limit": 2.0, "head_start": [[0.0, 0.0, 0.5, 0.5]]}
    found = stats.cusum([[1.0, 1, 1, 1]], [[1.0, 1, 1, 1]], **limits, phases=phases)
    step_up, step_down = np.log(2) - 1, np.log(0.5) + 0.5
    np.testing.assert_allclose(found.worse, [[0, 0, 2 + step_up, 2 + 2 * step_up]])
    np.testing.assert_allclose(found.better, [[0, 0, -1 - step_down, -1 - 2 * step_down]])


def test_a_head_start_is_a_part_of_the_limit():
    assert stats.cusum([[0.0]], [[1.0]], head_start=0.5).worse == 0, "there is no limit to be ahead to"
    with pytest.raises(ValueError, match="part of the limit"):
        stats.cusum([[1.0]], [[1.0]], head_start=1.0)
    with pytest.raises(ValueError, match="part of the limit"):
        stats.cusum_run_length(4.0, 1.5, 3.0, head_start=1.0)


def test_what_is_looked_for_is_found_far_sooner_than_chance_finds_it():
    for expected, ratio in ((0.5, 2.0), (4.0, 1.5), (40.0, 1.1), (40.0, 0.9)):
        limit = stats.cusum_limit(expected, ratio, 500)
        assert stats.cusum_run_length(expected, ratio, limit, true=ratio) < 25


def test_where_even_one_event_is_rarer_than_wanted_the_limit_is_the_smallest():
    limit = stats.cusum_limit(0.001, 2.0, 500)
    assert stats.cusum_run_length(0.001, 2.0, limit) == pytest.approx(1000, rel=0.01)


@pytest.mark.parametrize(
    "wrong",
    [{"expected": 0.0}, {"ratio": 1.0}, {"limit": 0.0}, {"true": -1.0}, {"expected": 5.0, "cases": 4}],
)
def test_a_run_length_is_asked_for_with_numbers_that_make_sense(wrong):
    with pytest.raises(ValueError, match=r"above 0|fewer events"):
        stats.cusum_run_length(**({"expected": 1.0, "ratio": 2.0, "limit": 3.0} | wrong))
    with pytest.raises(ValueError, match="more than one period"):
        stats.cusum_limit(1.0, 2.0, 1.0)


def test_a_limit_may_differ_from_period_to_period():
    found = stats.cusum([[3.0, 3.0]], [[1.0, 1.0]], worse_limit=[[5.0, 2.0]])
    assert found.signal.tolist() == [[0.0, 1.0]]


def test_the_newest_point_of_a_steady_ewma_is_outside_as_rarely_as_simulated():
    chart = stats.control_chart("xmr", np.random.default_rng(SEED).normal(10, 1, (20_000, 24)))
    found = stats.ewma(chart.values, centre=chart.centre, sigma=(chart.upper - chart.centre) / 3)
    assert (found.signal[:, -1] != 0).mean() == pytest.approx(stats.ewma_newest_chance("xmr", 24), abs=0.001)
    assert np.isnan(stats.ewma_newest_chance("run", 24))


def test_limits_come_from_the_baseline_when_none_are_given():
    values = [[4.0, 6, 5, 7, 4, 6]]
    chart, xmr = stats.ewma(values, weight=1.0, width=3.0), stats.control_chart("i", values)
    np.testing.assert_allclose(chart.values, values)
    np.testing.assert_allclose(chart.upper, xmr.upper)


def test_a_missing_period_changes_nothing_and_signals_nothing():
    found = stats.cusum([[9.0, np.nan, 9.0]], [[1.0, 1.0, 1.0]], worse_limit=4.5)
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


def test_a_sum_exactly_at_its_limit_signals():
    more, fewer = stats.cusum([[3.0]], [[1.0]]).worse[0, 0], -stats.cusum([[0.0]], [[3.0]]).better[0, 0]
    assert stats.cusum([[3.0]], [[1.0]], worse_limit=more).signal == 1
    assert stats.cusum([[0.0]], [[3.0]], better_limit=fewer).signal == -1
