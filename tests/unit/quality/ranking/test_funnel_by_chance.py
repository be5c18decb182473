"""What chance would give is near the truth on charts of shares and rates, and of short ones too."""

from __future__ import annotations

import pytest

from bench.simulate.ranking import by_chance


@pytest.mark.parametrize(
    ("kind", "points", "phi"), [("p", 24, 0.3), ("u", 24, 0.5), ("p", 36, 0.5), ("u", 36, 0.3)]
)
def test_expected_is_within_a_fifth_of_what_steady_series_show(kind, points, phi):
    expected, truth = by_chance(kind, points, phi, series=4_000)
    assert abs(expected / truth - 1) <= 0.2
