"""What a series' own numbers suggest, and what they must not."""

from __future__ import annotations

import numpy as np
import pytest

from quality.alternatives.rule_set_comparison import compare_rule_sets
from quality.alternatives.suggest import suggest_views
from quality.signals.alternative_view import EarlierLimits, OtherChart, SuggestedLimits
from stats import AdviceReason
from tests.builders import make_result

STEP = [9, 11, 10, 9, 12, 10, 8, 11, 10, 9, 11, 10, 4, 5, 3, 5, 4, 6, 4, 5, 3, 4, 5, 4]
RATE = {"chart": "u", "per": 1000, "data": [{"source": "wards", "numerator": "a", "denominator": "b"}]}
SHARE = RATE | {"chart": "p", "per": 100, "is_proportion": True}


def only(found, kind):
    return [look for look in found if isinstance(look, kind)]


def test_a_steady_series_suggests_nothing():
    assert suggest_views(make_result([4, 6, 5, 7, 4, 6, 5, 5, 6, 4, 7, 5, 6, 4, 5, 6, 5, 7, 4, 5])) == ()


def test_a_lasting_step_suggests_limits_from_its_first_period():
    result = make_result(STEP)
    (look,) = only(suggest_views(result), SuggestedLimits)
    assert look.first_period == result.periods[12]
    assert look.points == 12
    assert (look.before, look.after) == (pytest.approx(10.0), pytest.approx(52 / 12))


def test_levels_of_a_rate_are_sums_over_sums():
    counts = [*STEP[:18], *(4 * count for count in STEP[18:])]
    result = make_result(counts, [100] * 18 + [400] * 6, **RATE)
    (look,) = only(suggest_views(result), SuggestedLimits)
    assert look.first_period == result.periods[12]
    assert look.before == pytest.approx(1000 * 120 / 1200)
    assert look.after == pytest.approx(1000 * sum(counts[12:]) / 3000)


def test_immature_points_suggest_nothing():
    assert not only(suggest_views(make_result(STEP, immature=12)), SuggestedLimits)


def test_a_step_that_was_made_a_new_start_is_not_suggested_again():
    result = make_result(STEP, rephase=[12])
    found = suggest_views(result)
    assert not only(found, SuggestedLimits)
    (earlier,) = only(found, EarlierLimits)
    assert earlier.recalculated == result.periods[12]


def test_months_that_differ_more_than_chance_ask_for_p_prime():
    rng = np.random.default_rng(3)
    risks = 0.9 + 0.03 * rng.standard_normal(36)
    result = make_result(np.rint(5000 * risks).tolist(), [5000] * 36, **SHARE)
    (look,) = only(suggest_views(result), OtherChart)
    assert (look.kind, look.instead_of, look.reason) == ("pp", "p", AdviceReason.OVERDISPERSED)
    assert look.sigma_z > 3 > look.sigma_z_limit
    assert look.can_be_drawn


def test_rare_events_ask_for_time_between_and_cannot_be_drawn_from_counts():
    result = make_result([0, 1, 0, 0, 2, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 2], [500] * 16, **RATE)
    (look,) = only(suggest_views(result), OtherChart)
    assert (look.kind, look.reason, look.can_be_drawn) == ("t", AdviceReason.RARE_EVENTS, False)
    assert look.expected == pytest.approx(0.5)


def test_a_chart_that_allows_for_it_is_not_objected_to():
    rng = np.random.default_rng(3)
    risks = 0.9 + 0.03 * rng.standard_normal(36)
    counts = np.rint(5000 * risks).tolist()
    result = make_result(counts, [5000] * 36, **(SHARE | {"chart": "xmr"}))
    assert not only(suggest_views(result), OtherChart)


def test_other_rule_sets_are_asked_about_the_same_points():
    by_set = {opinion.rule_set: opinion for opinion in compare_rule_sets(make_result(STEP))}
    assert by_set["plotthedots"].is_ours
    assert len(by_set) == 6
