"""The second look: what is watched, what takes part, since when, and that it agrees with the chart."""

from datetime import date

import numpy as np
import pytest

import stats
from quality.signals.together.small_changes import CHANGES, RUN_LENGTH, is_watched, round_2, tuned_for
from quality.surveillance import surveillance
from tests.builders import make_result
from tests.warehouse import make_catalogue, make_indicator

EXPECTED = {"expected": "deaths", "domain": "effective"}
CALM = [10, 8, 12, 9, 11, 10, 9, 12, 8, 10, 11, 9, 10, 11, 9, 10]
RISEN = [*CALM, 14, 15, 13, 16, 14, 15]


def deaths(counts, expected=10.0, **more):
    return make_result(counts, [expected] * len(counts), **EXPECTED, **more)


@pytest.mark.parametrize(
    ("changes", "watched"),
    [
        ({}, True),
        ({"domain": "timely"}, False),
        ({"domain": "effective", "expected": "deaths"}, True),
        ({"harm": True, "frequency": "daily"}, False),
        ({"chart": "run"}, False),
    ],
    ids=["safe", "timely", "expected", "harm by the day", "run chart"],
)
def test_safety_and_expected_outcomes_are_watched(changes, watched):
    assert is_watched(make_indicator(**changes)) == watched


def test_a_small_lasting_rise_is_seen_since_it_began():
    found = surveillance(deaths(RISEN)).accumulated
    assert found.direction == 1
    assert found.since == date(2025, 5, 1)
    assert (found.observed, found.expected) == (87, 60)
    assert found.more[-1] >= found.more_limit[-1]


def test_a_calm_series_gives_no_evidence():
    found = surveillance(deaths(CALM))
    assert not found.is_evidence
    assert found.accumulated.since is None
    assert found.accumulated.saved[-1] == pytest.approx(10 * len(CALM) - sum(CALM))


def test_fewer_than_expected_is_the_other_side():
    found = surveillance(deaths([*CALM, 6, 7, 5, 6, 7, 6, 5, 6])).accumulated
    assert found.direction == -1
    assert found.fewer[-1] <= found.fewer_limit[-1] < 0


def test_the_limits_are_those_of_the_typical_number_expected():
    found = surveillance(deaths(CALM, 9.87)).accumulated
    assert found.typical == 9.9
    assert (found.ratio_more, found.ratio_fewer) == tuned_for(9.9) in CHANGES
    assert found.more_limit[0] == stats.cusum_limit(9.9, found.ratio_more, RUN_LENGTH)
    assert found.fewer_limit[0] == -stats.cusum_limit(9.9, found.ratio_fewer, RUN_LENGTH)
    for limit, ratio, periods in (
        (found.more_limit[0], found.ratio_more, found.run_length_more),
        (-found.fewer_limit[0], found.ratio_fewer, found.run_length_fewer),
    ):
        assert periods == stats.cusum_run_length(9.9, ratio, limit) >= RUN_LENGTH


def test_ewma_stands_on_the_charts_own_lines():
    result = deaths(CALM)
    found = surveillance(result).smoothed
    np.testing.assert_allclose(found.centre, result.centre)
    # The first limits are λ × L sigmas away, and the chart's own are three.
    reach = (result.upper - result.centre)[0] / 3 * 0.2 * 2.962
    assert found.upper[0] - found.centre[0] == pytest.approx(reach)
    assert found.values[0] == pytest.approx(0.2 * result.values[0] + 0.8 * result.centre[0])


def test_ewma_sees_a_rise_and_since_when():
    counts = [5, 4, 6, 5, 5, 6, 4, 5, 5, 6, 4, 5, 5, 4, 6, 5, 4, 5, 5, 4, 8, 8, 9, 8, 8, 9]
    found = surveillance(make_result(counts)).smoothed
    assert found.direction == 1
    assert found.since == date(2025, 10, 1), "since its mean is above the centre line"
    assert 0 < found.chance < 0.01


def test_immature_excluded_and_missing_points_take_no_part():
    calm = surveillance(deaths(CALM)).accumulated
    with_gap = surveillance(deaths([*CALM[:8], None, *CALM[8:], 99, 99], immature=2))
    assert np.isnan(with_gap.accumulated.more[[8, -2, -1]]).all()
    assert not with_gap.is_evidence
    known = ~np.isnan(with_gap.accumulated.more)
    np.testing.assert_allclose(with_gap.accumulated.more[known], calm.more)
    np.testing.assert_allclose(with_gap.accumulated.saved[known], calm.saved)


def test_it_begins_again_at_a_rephase():
    found = surveillance(deaths([*RISEN[:19], 9, 10, 11], rephase=[19])).accumulated
    assert found.phase_since == date(2025, 8, 1)
    assert found.saved[19] == pytest.approx(10 - 9)
    assert found.direction == 0


def test_too_few_points_have_no_ewma_but_expected_numbers_speak_at_once():
    found = surveillance(deaths([14, 15, 16, 15]))
    assert found.smoothed is None
    assert found.accumulated.direction == 1
    assert surveillance(make_result([5, 6, 4, 5])) is None


def test_a_constant_series_and_one_without_values_are_left_alone():
    assert surveillance(make_result([5] * 20)) is None
    assert surveillance(make_result([None, None, 3, 4], immature=2)) is None


@pytest.mark.parametrize("typical", [0.0123, 0.5, 4, 37.4, 412])
def test_typical_numbers_are_rounded_to_two_figures(typical):
    assert round_2(typical) == pytest.approx(typical, rel=0.05)


def test_what_is_looked_for_shrinks_as_numbers_grow():
    ratios = [tuned_for(typical)[0] for typical in (0.1, 1, 4, 16, 50, 1000)]
    assert ratios == sorted(ratios, reverse=True)
    assert set(ratios) <= {more for more, _ in CHANGES}


def test_the_version_of_a_definition_changes_only_where_events_are_expected():
    plain, said = make_indicator(), make_indicator(expected="")
    assert plain.fingerprint == said.fingerprint != make_indicator(expected="deaths").fingerprint


def test_expected_events_make_sense_or_are_refused():
    from catalogue.checks.entries import check

    wrong = {
        "expected": "deaths",
        "is_proportion": True,
        "chart": "p",
        "improvement": "increase",
        "dimensions": ["sex"],
    }
    found = [f.words[0] for f in check(make_catalogue({"deaths": wrong})) if not f.is_warning]
    for part in ("has none", "no part of", "p chart is for", "must be worse", "cannot be compared"):
        assert any(part in words for words in found), part
    right = {"expected": "deaths", "denominator": "Deaths expected", "chart": "u"}
    right["data"] = [{"source": "wards", "numerator": "died", "denominator": "expected"}]
    assert [f for f in check(make_catalogue({"deaths": right})) if not f.is_warning] == []


def test_after_a_rephase_evidence_begins_half_way_and_says_how_long_that_lasts():
    found = surveillance(deaths([*CALM, *CALM], rephase=[16])).accumulated
    more, fewer = found.more_limit[-1] / 2, -found.fewer_limit[-1] / 2
    weights = [o * np.log(r) - (r - 1) * 10.0 for o, r in ((10, found.ratio_more), (10, found.ratio_fewer))]
    assert found.more[0] == max(0.0, weights[0]), "the first phase begins at nothing"
    assert found.more[16] == pytest.approx(more + weights[0])
    assert -found.fewer[16] == pytest.approx(fewer + weights[1])
    assert found.head_start == 0.5
    ahead = stats.cusum_run_length(10.0, found.ratio_more, found.more_limit[-1], head_start=0.5)
    assert (
        found.run_length_more == ahead < stats.cusum_run_length(10.0, found.ratio_more, found.more_limit[-1])
    )
    again = surveillance(deaths(RISEN, rephase=[19])).accumulated
    assert again.direction == 1, "what has not changed is found at once"
