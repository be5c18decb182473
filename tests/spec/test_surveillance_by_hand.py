"""Charts of observed and expected deaths, month by month, worked by hand.

Looking for twice the rate: each death adds ln 2 = 0.69, each expected one takes 1 away.
Looking for half of it: each death takes ln 2 = 0.69 away, each expected one adds 0.5.
"""

import numpy as np
import pytest

import stats

TABLE = [
    # observed      expected      worse                        better                     lives gained
    ([2, 2, 2],     [2, 2, 2],    [0, 0, 0],                   [0, 0, 0],                 [0, 0, 0]),
    ([4, 4, 4],     [2, 2, 2],    [0.77, 1.55, 2.32],          [0, 0, 0],                 [-2, -4, -6]),
    ([0, 0, 0],     [2, 2, 2],    [0, 0, 0],                   [-1, -2, -3],              [2, 4, 6]),
    ([6, 0, 1],     [2, 2, 2],    [2.16, 0.16, 0],             [0, -1, -1.31],            [-4, -2, -1]),
]  # fmt: skip


@pytest.mark.parametrize(("observed", "expected", "worse", "better", "lives"), TABLE)
def test_months(observed, expected, worse, better, lives):
    found = stats.cusum([observed], [expected])
    np.testing.assert_allclose(found.worse[0], worse, atol=0.006)
    np.testing.assert_allclose(found.better[0], better, atol=0.006)
    np.testing.assert_allclose(stats.vlad([observed], [expected])[0], lives)


def test_three_hospitals_patients_of_one_risk():
    # Ten patients at 10 %, one death, twice the odds: ln 2 − 10 ln 1.1 = 0.693 − 0.953 < 0; two: 0.433.
    found = stats.cusum([[1], [2], [10]], [[1], [1], [1]], [[10], [10], [10]], worse_limit=4.5)
    np.testing.assert_allclose(found.worse[:, 0], [0, 0.433, 10 * np.log(2) - 0.953], atol=0.001)
    assert found.signal[:, 0].tolist() == [0, 0, 1]
