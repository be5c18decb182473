"""Counts against the bounds of their season: which measures have them, and what takes part."""

import numpy as np
import pytest

import stats
from quality.seasonal_counts import seasonal_chart
from quality.surveillance import surveillance
from tests.builders import make_result

YEAR = [12, 11, 9, 8, 6, 5, 4, 5, 6, 8, 10, 13]
WINTER = [*YEAR * 4, *YEAR[:11], 30]


def counts(numbers, **changes):
    return make_result(numbers, **({"domain": "timely", "chart": "c"} | changes))


def test_a_winter_worse_than_winters_is_seen_in_any_domain():
    found = surveillance(counts(WINTER))
    assert found.is_evidence
    assert found.smoothed is None
    assert found.accumulated is None
    assert found.seasonal.direction == 1
    assert not surveillance(counts(YEAR * 5)).is_evidence


def test_bounds_are_those_of_the_counts_alone():
    found = seasonal_chart(counts(WINTER))
    np.testing.assert_allclose(found.upper, stats.seasonal_bounds(WINTER).upper[0])


def test_numbers_at_risk_are_taken_into_account():
    people = [1000.0] * 59 + [2500.0]
    result = make_result(WINTER, people, domain="timely", chart="u", per=1000, is_proportion=False)
    found = seasonal_chart(result)
    np.testing.assert_allclose(found.upper, stats.seasonal_bounds(WINTER, people).upper[0])
    assert found.direction == 0


def test_a_month_that_is_still_coming_in_takes_no_part():
    found = seasonal_chart(counts([*WINTER, 0], immature=1))
    assert np.isnan(found.counts[-1])
    assert found.direction == 1


@pytest.mark.parametrize(
    ("numbers", "changes"),
    [
        (WINTER[:36], {}),
        (WINTER, {"frequency": "quarterly"}),
        (WINTER, {"additive": False, "chart": "xmr"}),
        ([n + 0.5 for n in WINTER], {"chart": "xmr"}),
        ([n // 9 for n in WINTER], {}),
    ],
    ids=["too few years", "quarters", "no counts that add up", "measurements", "too few events"],
)
def test_there_are_none_where_they_would_mean_nothing(numbers, changes):
    assert seasonal_chart(counts(numbers, **changes)) is None


def test_expected_events_and_shares_are_judged_by_other_means():
    assert seasonal_chart(make_result(WINTER, [10.0] * 60, expected="deaths", domain="effective")) is None
    assert seasonal_chart(make_result(WINTER, [100.0] * 60, is_proportion=True, per=100)) is None
