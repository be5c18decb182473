"""The equity view: who is compared with whom, and what is said of it."""

from __future__ import annotations

from datetime import date

import pytest

from components.words.equity.equity_sentence import sentence
from quality.equity.view import Change, State, Verdict
from quality.signals.results import Variation
from tests.unit.quality.equity.world import MISSED, World, fifths, noisy


def test_one_worse_fifth(uneven):
    view = uneven.view()
    assert view.state is State.SHOWN
    assert [row.verdict for row in view.rows[:2]] == [Verdict.HIGHER, Verdict.NO_CLEAR_DIFFERENCE]
    assert view.rows[0].judged is Variation.CONCERN
    assert view.rows[0].lower < view.rows[0].value < view.rows[0].upper


def test_the_year_ends_with_the_last_complete_quarter(uneven):
    """27 months from January 2024: the last complete quarter ends in March 2026."""
    view = uneven.view()
    assert (view.year_from, view.year_to) == (date(2025, 4, 1), date(2026, 3, 31))


def test_not_stated_is_last_grey_and_not_compared(uneven):
    last = uneven.view().rows[-1]
    assert last.is_unknown
    assert last.verdict is Verdict.NOT_COMPARED
    assert last.rest is None


def test_everybody_else_leaves_out_not_stated(uneven):
    """2 against 1, 3, 4 and 5: without itself and those not stated; nobody else leaves the figure."""
    view = uneven.view()
    x = sum(view.rows[i].numerator for i in (0, 2, 3, 4))
    n = sum(view.rows[i].denominator for i in (0, 2, 3, 4))
    assert view.rows[1].rest == pytest.approx(100 * x / n)


def test_the_gap_of_a_ranked_dimension_is_between_its_ends(uneven):
    view = uneven.view()
    assert (view.gap.first, view.gap.second) == ("Fifth 1", "Fifth 5")
    assert view.gap.difference == pytest.approx(view.rows[0].value - view.rows[4].value)
    assert view.gap.lower < view.gap.difference < view.gap.upper
    assert view.gap.ratio == pytest.approx(view.rows[0].value / view.rows[4].value)
    bounds = view.gap.if_unknown
    assert bounds.low < bounds.all_first < view.gap.difference < bounds.high
    assert bounds.low < bounds.all_second < bounds.high
    assert view.gap.change is Change.NO_CLEAR_CHANGE


def test_a_larger_slope_is_more_unequal_at_the_first_end(uneven):
    slope = uneven.view().slope
    assert slope.slope > 0
    assert slope.ratio > 1


def test_chance_is_called_chance():
    world = World()
    world.split("A", "deprivation", fifths([0.12] * 5))
    view = world.view()
    known = {row.verdict for row in view.known}
    assert known <= {Verdict.NO_CLEAR_DIFFERENCE, Verdict.SMALL}
    assert view.gap.change is not Change.WIDENED


def test_a_gap_that_widens():
    world = World()
    groups = fifths([0.15, 0.12, 0.12, 0.12, 0.12], size=600)
    x, n = groups["1"]
    groups["1"] = ([v + (60 if i >= 15 else 0) for i, v in enumerate(x)], n)
    world.split("A", "deprivation", groups)
    view = world.view()
    assert view.gap.change is Change.WIDENED
    assert Variation.CONCERN in view.trend.variation[15:]


@pytest.mark.parametrize(("rates", "change"), [((0.17, 0.15), "narrowed"), ((0.15, 0.17), "widened")])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_gap_of_five_after_seven_has_narrowed(rates, change, sign):
    """Whichever of the two is the higher: a gap is as wide as the groups are apart."""
    world = World()
    before, now = (0.1 + sign * (rate - 0.1) for rate in rates)
    first = [round(20_000 * rate) for rate in [before] * 15 + [now] * 12]
    others = {str(i): ([2_000.0] * 27, [20_000.0] * 27) for i in range(2, 6)}
    world.split("A", "deprivation", {"1": (first, [20_000.0] * 27), **others})
    gap = world.view().gap
    assert gap.before == pytest.approx(100 * (before - 0.1))
    assert gap.difference == pytest.approx(100 * (now - 0.1))
    assert gap.change is Change[change.upper()]


def test_higher_is_better_turns_the_judgement():
    world = World(improvement="increase")
    world.split("A", "deprivation", fifths([0.25, 0.12, 0.12, 0.12, 0.12]))
    assert world.view().rows[0].judged is Variation.IMPROVEMENT


def test_an_unordered_dimension_follows_the_group_that_differs_most_or_the_one_asked_for():
    world = World()
    world.split("A", "sex", {"F": noisy(0.1, 300, 1), "M": noisy(0.2, 300, 2), "X": noisy(0.1, 300, 3)})
    assert world.view(dimension="sex").gap.first == "Male"
    asked = world.view(dimension="sex", group="F")
    assert (asked.gap.first, asked.gap.second) == ("Female", "everybody else")


def test_a_mean_is_shown_and_not_judged():
    world = World(is_proportion=False, chart="xmr", unit="days", per=1)
    world.split("A", "deprivation", fifths([0.25, 0.12, 0.12, 0.12, 0.12]))
    row = world.view().rows[0]
    assert row.value is not None
    assert row.lower is None
    assert row.verdict is Verdict.NOT_COMPARED


def test_a_small_group_is_drawn_towards_the_others_and_the_page_says_what_it_would_find(uneven):
    world = World()
    groups = fifths([0.12, 0.12, 0.12, 0.12, 0.12]) | {"5": noisy(0.3, 30, 3)}
    world.split("A", "deprivation", groups)
    *_, large, small = [row for row in world.view().rows if not row.is_unknown]
    assert abs(small.likely[0] - 12) < abs(small.value - 12)
    assert abs(large.likely[0] - large.value) < 0.5
    assert small.likely[1] < small.likely[0] < small.likely[2]
    assert small.detectable is None or small.detectable > large.detectable > MISSED["minimum_gap"]


def test_a_count_is_a_number_and_a_share_and_compared_with_nothing():
    count = [{"source": "wards", "numerator": "missed"}]
    world = World(is_proportion=False, chart="c", unit="people", per=1, data=count)
    groups = fifths([0.25, 0.12, 0.12, 0.12, 0.12])
    world.split("A", "deprivation", {code: (x, [None] * 27) for code, (x, _) in groups.items()})
    view = world.view()
    first = view.rows[0]
    assert first.value == first.numerator > 0
    assert (first.denominator, first.rest, first.verdict) == (None, None, Verdict.NOT_COMPARED)
    assert sum(row.share for row in view.rows) == pytest.approx(1)
    assert view.gap is None
    assert view.everyone is None
    assert "without a verdict" in sentence(view)


@pytest.mark.parametrize(
    ("then", "now", "judged"), [(0.14, 0.26, Variation.CONCERN), (0.26, 0.14, Variation.IMPROVEMENT)]
)
def test_the_gap_over_time_is_judged_by_fairness_whoever_has_the_better_of_it(then, now, judged):
    """The last fifth misses more: a gap below zero that grows is a concern, and one that closes none."""
    world = World()
    groups = {str(i): noisy(0.1, 900, i) for i in range(1, 5)}
    parts = noisy(then, 900, 5, months=15), noisy(now, 900, 6, months=12)
    last = [[*early, *late] for early, late in zip(*parts, strict=True)]
    world.split("A", "deprivation", groups | {"5": (last[0], last[1])})
    trend = world.view().trend
    assert trend.latest is judged


def test_of_ranked_groups_without_a_clear_gradient_the_smallest_that_would_show_is_told():
    world = World()
    world.split("A", "deprivation", fifths([0.12] * 5, size=900, unknown=300))
    view = world.view()
    assert view.gap.verdict is Verdict.NO_CLEAR_DIFFERENCE
    assert view.detectable >= MISSED["minimum_gap"]
    small = World()
    small.split("A", "deprivation", fifths([0.12] * 5, size=200, unknown=200))
    assert small.view().detectable > view.detectable


def test_what_would_show_of_two_groups_is_what_the_row_says():
    world = World()
    world.split("A", "sex", {"F": noisy(0.1, 300, 1), "M": noisy(0.1, 300, 2), "X": noisy(0.1, 300, 3)})
    view = world.view(dimension="sex", group="M")
    assert view.detectable == next(row.detectable for row in view.rows if row.code == "M")
