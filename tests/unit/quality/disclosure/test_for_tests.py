"""Counts that statistical tests are given: nothing that is hidden can change them."""

from __future__ import annotations

import numpy as np
import pytest

from quality.disclosure.protected_counts import _as_shown

YEARS = [slice(12, 24), slice(0, 12)]
HIDDEN = np.array([[False, True, True, False]])
HAS_PERIODS = np.array([[True, False, False, False]])
"""The last group is shown by year alone."""


def counts(seed=0):
    return np.random.default_rng(seed).integers(8, 40, size=(1, 4, 24)).astype(float)


def seen(of_groups, totals=None, base=0):
    everyone = of_groups.sum(axis=1) if totals is None else totals
    return _as_shown(of_groups, everyone, HIDDEN, HAS_PERIODS & (base == 0), YEARS, base)


@pytest.mark.parametrize("seed", range(20))
def test_people_of_hidden_groups_change_places_unseen(seed):
    other = counts(seed)
    moved = np.random.default_rng(seed).integers(-8, 9, size=24)
    other[0, 1] += moved
    other[0, 2] -= moved
    assert np.array_equal(seen(counts(seed)), seen(other), equal_nan=True)


def test_months_of_a_group_that_is_shown_by_year_change_places_unseen():
    other = counts()
    other[0, 3, :12] = other[0, 3, :12][::-1]
    assert np.array_equal(seen(counts()), seen(other, counts().sum(axis=1)), equal_nan=True)


def test_hidden_groups_are_one_that_everyones_total_leaves():
    found = seen(counts())
    assert np.isnan(found[0, 2]).all()
    for year in YEARS:
        assert found[0, :, year][[0, 1, 3]].sum() == pytest.approx(counts()[0, :, year].sum())


def test_years_are_rounded_where_the_deployment_rounds():
    sums = seen(counts(), base=5)[0, [0, 3]][:, YEARS[0]].sum(axis=1)
    assert (sums.round(6) % 5).tolist() == [0, 0]
