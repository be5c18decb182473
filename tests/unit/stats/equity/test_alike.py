"""Groups made alike: what must hold of any table, and how often the interval holds the truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from stats.equity.alike import gap_of, made_alike

WEIGHT = np.array([0.5, 0.3, 0.2])
PEOPLE = np.array([[300, 200, 80], [60, 150, 400]])


def simulated(shares, times=2000, seed=1):
    return np.random.default_rng(seed).binomial(PEOPLE, shares, size=(times, *PEOPLE.shape))


@pytest.mark.parametrize("share", [0.06, 0.3, 0.94])
def test_95_percent_of_intervals_hold_the_share_and_the_gap(share):
    shares = np.clip(share * np.array([[1.2, 1.0, 0.8], [1.0, 0.8, 0.6]]), 0, 0.99)
    truth = shares @ WEIGHT
    held = gaps = 0
    for events in simulated(shares):
        found = made_alike(events, PEOPLE, events.sum(axis=0), PEOPLE.sum(axis=0), WEIGHT, is_share=True)
        held += ((found.lower <= truth) & (truth <= found.upper)).sum()
        one, other = zip(found.value, found.lower, found.upper, strict=True)
        _, low, high = gap_of(one, other)
        gaps += low <= truth[0] - truth[1] <= high
    assert 0.93 <= held / 4000 <= 0.975
    assert 0.93 <= gaps / 2000 <= 0.975


tables = st.tuples(
    arrays(float, (2, 3), elements=st.integers(10, 90)), arrays(float, (2, 3), elements=st.integers(100, 900))
)


@given(tables)
def test_the_share_without_is_one_less_the_share_with(table):
    events, people = table
    of_all = events.sum(axis=0), people.sum(axis=0)
    with_it = made_alike(events, people, *of_all, is_share=True)
    without = made_alike(people - events, people, of_all[1] - of_all[0], of_all[1], is_share=True)
    assert with_it.value == pytest.approx(1 - without.value)
    if not np.isclose(2 * of_all[0].sum(), of_all[1].sum()):
        assert with_it.lower == pytest.approx(1 - without.upper)


@given(tables)
def test_everyone_made_like_everyone_is_as_they_are(table):
    events, people = (count.sum(axis=0) for count in table)
    found = made_alike(events, people, events, people)
    assert found.value[0] == pytest.approx(events.sum() / people.sum())


def test_a_band_that_the_standard_has_nobody_of_does_not_count():
    found = made_alike([[20, 30, 0]], [[100, 100, 0]], [40, 60, 0], [200, 200, 0])
    assert found.value[0] == pytest.approx(0.25)


def test_few_events_give_a_ratio_and_very_few_nothing():
    found = made_alike([[3, 4], [1, 1]], [[100, 100], [20, 20]], [50, 50], [1000, 1000])
    assert np.isnan(found.value).all()
    assert found.ratio[0] == pytest.approx(7 / 10)
    assert np.isnan(found.ratio[1])
