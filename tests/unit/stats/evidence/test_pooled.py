"""The table of expected autocorrelations is what is worked out, and has a row for every length."""

from __future__ import annotations

import numpy as np
import pytest

from stats.evidence.pooled import EXACT, FEWEST, MOST, TABLE, expected_alike, pooled
from stats.simulated import read_table


@pytest.mark.parametrize("points", [FEWEST, 28, EXACT, 60])
def test_the_table_is_what_is_worked_out(points):
    stored = read_table(TABLE, keys=1)[1][(str(points),)]
    np.testing.assert_allclose(stored, expected_alike(points), atol=1e-6)


def test_every_number_of_points_has_a_row():
    for points in range(FEWEST, MOST + 50):
        assert -0.5 <= pooled(np.array([0.1]), np.array([points])) <= 0.9
