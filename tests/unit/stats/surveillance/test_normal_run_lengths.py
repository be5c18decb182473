"""Run lengths of EWMA, single values and XmR charts: those of the R package spc 0.6.7."""

import numpy as np
import pytest

import stats

KNOWN = [
    # weight, width, shift, as if it had always run (limits "fix"), from the start (limits "vacl")
    (0.1, 2.814, 0.0, 499.5796, 486.4293),
    (0.1, 2.814, 1.0, 10.33067, 8.157027),
    (0.2, 2.962, 0.0, 499.7351, 494.3857),
    (0.2, 2.962, 0.5, 41.7644, 40.3394),
    (0.2, 2.962, 2.0, 3.743439, 2.859993),
    (0.03, 2.437, 0.0, 499.8592, 444.9556),
    (0.03, 2.437, 1.0, 12.59758, 6.435733),
    (1.0, 3.0, 1.0, 43.89468, 43.89468),
]


@pytest.mark.parametrize(("weight", "width", "shift", "always", "started"), KNOWN)
def test_ewma_with_known_limits(weight, width, shift, always, started):
    lasting = stats.ewma_run_length(weight, width, shift=shift, exact_start=False)
    assert lasting == pytest.approx(always, rel=1e-5)
    assert stats.ewma_run_length(weight, width, shift=shift) == pytest.approx(started, rel=1e-4)


@pytest.mark.parametrize(
    ("weight", "width", "shift", "baseline", "expected"),
    [
        (1.0, 3.0, 0.0, 24, 1225.98),
        (1.0, 3.0, 1.0, 24, 112.684),
        (1.0, 3.0, 0.0, 60, 535.4505),
        (0.2, 2.962, 0.0, 36, 588.4682),
        (0.2, 2.962, 0.0, 60, 509.6759),
    ],
)
def test_limits_from_few_points(weight, width, shift, baseline, expected):
    found = stats.ewma_run_length(weight, width, shift=shift, exact_start=False, baseline=baseline)
    assert found == pytest.approx(expected, rel=0.001)


@pytest.mark.parametrize(
    ("alike", "shift", "expected"),
    [(0.0, 0, 370.3983), (0.2, 0, 372.6522), (0.4, 1, 50.31335), (0.6, 0, 419.3772), (-0.3, 0, 376.3826)],
)
def test_values_that_are_alike(alike, shift, expected):
    assert stats.xmr_run_length(3.0, alike=alike, shift=shift) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize(("shift", "expected"), [(0.0, 105.3502), (1.0, 37.46563)])
def test_both_charts_of_an_xmr_chart(shift, expected):
    found = stats.xmr_run_length(3.0, range_limit=3.686, shift=shift)
    assert found == pytest.approx(expected, rel=1e-4)


def test_an_xmr_chart_signals_as_late():
    """Both of its charts, on known limits."""
    values = np.random.default_rng(5).normal(0, 1, (8000, 600))
    outside = np.abs(values) > 3
    outside[:, 1:] |= np.abs(np.diff(values)) > 3.686
    seen = np.where(outside.any(axis=1), outside.argmax(axis=1) + 1, 600)
    assert seen.sum() / outside.any(axis=1).sum() == pytest.approx(105.35, rel=0.035), "three standard errors"


@pytest.mark.parametrize("wrong", [{"weight": 0.0}, {"width": 0.0}, {"width": 3.0, "baseline": 14}])
def test_an_ewma_is_asked_for_with_numbers_that_make_sense(wrong):
    with pytest.raises(ValueError, match=r"above 0|15 points or more"):
        stats.ewma_run_length(**wrong)


@pytest.mark.parametrize("wrong", [{"width": 0.0}, {"range_limit": 0.0}, {"alike": 1.0}])
def test_an_xmr_chart_is_asked_for_with_numbers_that_make_sense(wrong):
    with pytest.raises(ValueError, match="above 0, a correlation"):
        stats.xmr_run_length(**wrong)
