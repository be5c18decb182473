"""The scale of groups has round ticks, and of counts whole ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.equity.scale import Scale


@pytest.mark.parametrize(("high", "ticks"), [(1.0, [0, 1]), (3.0, [0, 1, 2, 3]), (10.0, [0, 3, 6, 9, 12])])
def test_a_count_has_no_half_tick(high, ticks):
    assert Scale(0.0, high, whole=True).ticks == ticks


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.booleans())
def test_a_scale_holds_both_ends(one, other, whole):
    scale = Scale(min(one, other), max(one, other), whole=whole)
    assert scale.low <= min(one, other) <= max(one, other) <= scale.high
    assert 2 <= len(scale.ticks) <= 8
    assert not whole or all(tick == int(tick) for tick in scale.ticks)
