"""Each chart type on numbers small enough for a pocket calculator.

Given are numerator, denominator (– where the chart has none), then centre, lower and upper limit of
the first point, worked out beside it.
"""

from math import sqrt

import numpy as np
import pytest

import stats
from stats import CHARTS

NONE = float("nan")
C4_OF_4 = 0.921318  # tabulated, Montgomery appendix VI
C4_OF_5 = 0.939986

CASES = {
    # median of 3 9 4 8 is halfway between 4 and 8; a run chart has no limits
    "run": ([3, 9, 4, 8], None, 6, NONE, NONE),
    # mean 32/6; ranges 2 1 2 3 2, mean 2; 2.66 × 2 either side
    "xmr": ([4, 6, 5, 7, 4, 6], None, 32 / 6, 32 / 6 - 5.32, 32 / 6 + 5.32),
    # the same with 3 / 1.128
    "i": ([4, 6, 5, 7, 4, 6], None, 32 / 6, 32 / 6 - 6 / 1.128, 32 / 6 + 6 / 1.128),
    # ranges 2 1 2 3 2
    "mr": ([4, 6, 5, 7, 4, 6], None, 2, 0, 3.267 * 2),
    # 20 of 100; sqrt(0.2 × 0.8 / 50)
    "p": ([5, 15], [50, 50], 0.2, 0.2 - 3 * sqrt(0.0032), 0.2 + 3 * sqrt(0.0032)),
    # centre 80/256; sigma_p = sqrt(0.3125 × 0.6875 / 64) = 0.057938; z = (y/64 − 0.3125) / sigma_p =
    # −1.3484, 1.3484, 0, 0; ranges 2.6968, 1.3484, 0; mean 1.3484; / 1.128 = 1.1954; × sigma_p
    "pp": ([15, 25, 20, 20], [64] * 4, 0.3125, 0.3125 - 3 * 0.069259, 0.3125 + 3 * 0.069259),
    # 16 in 400; sqrt(0.04 / 100)
    "u": ([4, 12], [100, 300], 0.04, 0, 0.04 + 3 * 0.02),
    # both points lie on the centre: z = 0, 0; the only range, 0, is screened away: no limits
    "up": ([4, 12], [100, 300], 0.04, NONE, NONE),
    "c": ([3, 5, 4], None, 4, 0, 10),
    # centre (10 + 12) / 2; s 2, n 4
    "xbar": ([10, 12], [4, 4], 11, 11 - 3 * 2 / (C4_OF_4 * 2), 11 + 3 * 2 / (C4_OF_4 * 2)),
    # B4 = 1 + 3 sqrt(1 − c4²) / c4 = 2.089
    "s": ([0, 0], [5, 5], 2, 0, 2 * (1 + 3 * sqrt(1 - C4_OF_5**2) / C4_OF_5)),
    # mean 6, median 4
    "g": ([2, 4, 12], None, 4, 0, 6 + 3 * sqrt(42)),
    # 1 and 4^3.6 days: roots 1 and 4, mean 2.5, range 3, sigma 3 / 1.128
    "t": ([1, 4**3.6], None, 2.5**3.6, 0, (2.5 + 9 / 1.128) ** 3.6),
    # means 10 and 12 of 4 each; s = sqrt(π/2) × 2 / sqrt(1/2), sigma = s / 2
    "ip": ([40, 48], [4, 4], 11, 11 - 3 * sqrt(np.pi), 11 + 3 * sqrt(np.pi)),
}

# Two thirds of another way: on the transformed scale, from the mean, from zero.
SKEWED = {"t", "g", "mr"}
SPREADS = {"xbar": [2.0, 2.0], "s": [1.0, 3.0]}


@pytest.mark.parametrize("kind", CASES)
def test_chart(kind):
    numerator, denominator, centre, lower, upper = CASES[kind]
    chart = stats.control_chart(kind, [numerator], denominator, spread=SPREADS.get(kind))
    got = [chart.centre[0, 0], chart.lower[0, 0], chart.upper[0, 0]]
    np.testing.assert_allclose(got, [centre, lower, upper], rtol=5e-5)


@pytest.mark.parametrize("kind", sorted(CASES.keys() - SKEWED))
def test_near_lines_stand_at_two_thirds(kind):
    numerator, denominator, *_ = CASES[kind]
    chart = stats.control_chart(kind, [numerator], denominator, spread=SPREADS.get(kind))
    expected = chart.centre + (chart.upper - chart.centre) * 2 / 3
    np.testing.assert_allclose(chart.near_upper, expected, rtol=1e-12)


def test_every_chart_type_is_worked_by_hand():
    assert CASES.keys() == CHARTS.keys()
