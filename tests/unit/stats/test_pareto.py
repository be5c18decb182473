"""Pareto's order and sums, whatever is hidden."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.pareto import pareto

COUNTS = st.lists(st.integers(0, 60), min_size=1, max_size=9)


@given(COUNTS, st.data())
def test_what_is_hidden_never_lies_outside_the_sums_that_are_said(counts, data):
    """Whatever the hidden ones are: the k largest of all make a share between the two that are told."""
    is_hidden = data.draw(st.lists(st.booleans(), min_size=len(counts), max_size=len(counts)))
    shown = [np.nan if hidden else count for count, hidden in zip(counts, is_hidden, strict=True)]
    found, total = pareto(shown, total=sum(counts)), sum(counts)
    true = np.cumsum(sorted(counts, reverse=True)) / total if total else None
    for k, (lower, upper) in enumerate(zip(found.lower, found.upper, strict=True)):
        if not np.isnan(lower):
            assert true is not None
            assert lower - 1e-9 <= true[k] <= upper + 1e-9
    if found.enough:
        assert true is not None
        assert true[found.enough - 1] >= 0.8 - 1e-9
    if not any(is_hidden) and total:
        np.testing.assert_allclose(found.lower, true)
        np.testing.assert_allclose(found.lower, found.upper)


def test_without_a_whole_nothing_is_added_up():
    found = pareto([3, np.nan])
    assert np.isnan(found.total)
    assert np.isnan(found.lower).all()
    assert np.isnan(pareto([3, np.nan], total=2).total), "rounded numbers may be more than their whole"
    assert (found.order.tolist(), found.enough) == ([0, 1], 0)


def test_nothing_counted_has_no_shares():
    found = pareto([0, 0])
    assert (found.total, found.enough) == (0, 0)
    assert np.isnan(found.share).all()
    with pytest.raises(ValueError, match="below 0"):
        pareto([-1, 2])
