"""Which chart is suggested, how often wrongly, and the same by the plain way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stats
from stats import ADVICE_REASONS, Number
from tests.effort import examples
from tests.plain.chart_advice import plain_advice
from tests.plain.strategies import phased

SEED = 20261121


def reasons(found):
    return [str(ADVICE_REASONS[code]) for code in found.reason]


@examples(60)
@given(matrix=phased(), number=st.sampled_from(list(Number)), divided=st.sampled_from([1, 8]))
def test_advice_equals_the_plain_one(matrix, number, divided):
    numerator, denominator, _ = matrix
    numerator = np.minimum(np.ceil(numerator / divided), denominator)  # small counts make rare events
    numerator[denominator == 0] = np.nan
    found = stats.advise(number, numerator, denominator)
    for row in range(len(numerator)):
        chart, reason, sigma_z = plain_advice(number, list(numerator[row]), list(denominator[row]))
        np.testing.assert_allclose(found.sigma_z[row], sigma_z, rtol=1e-9, atol=1e-9)
        assert (str(found.kind[row]), reasons(found)[row]) == (chart, reason)


@pytest.mark.parametrize(("points", "mean"), [(13, 10), (24, 3), (24, 50), (60, 50)])
def test_pure_chance_is_called_overdispersed_in_one_series_of_twenty(points, mean):
    counts = np.random.default_rng([SEED, points]).poisson(mean, (4000, points))
    found = stats.advise("rate", counts, np.full(counts.shape, 100.0))
    assert (np.array(reasons(found)) == "overdispersed").mean() < 0.07


def test_twice_the_scatter_is_noticed():
    rng = np.random.default_rng(SEED)
    counts = rng.poisson(50 * rng.gamma(50 / 3, 3 / 50, (1000, 24)))  # variance 50 + 3 × 50
    found = stats.advise("rate", counts, np.full(counts.shape, 100.0))
    assert (found.kind == "up").mean() > 0.9


def test_a_shift_is_dispersion_but_not_overdispersion():
    counts = np.random.default_rng(SEED).poisson(50, (1000, 24)).astype(float)
    counts[:, 12:] += 14  # two sigma
    found = stats.advise("rate", counts, np.full(counts.shape, 100.0))
    assert found.dispersion.mean() > 1.5
    assert (found.kind == "up").mean() < 0.07


def test_points_that_are_not_judged_do_not_count():
    counts = np.full((1, 20), 5.0)
    counts[0, -1] = 500
    assert reasons(stats.advise("count", counts)) == ["usual"]
    assert reasons(stats.advise("count", counts, judged=counts < 100)) == ["constant"]


@pytest.mark.parametrize("number", Number)
@pytest.mark.parametrize("shape", [(0, 5), (2, 0), (3, 4)])
def test_nothing_known_is_no_trouble(number, shape):
    nothing = np.full(shape, np.nan)
    found = stats.advise(number, nothing, nothing)
    assert found.kind.tolist() == ["run"] * shape[0]
    assert not found.points.any()


def test_a_proportion_needs_denominators():
    with pytest.raises(ValueError, match="a proportion needs denominators"):
        stats.advise("proportion", [[1, 2]])
