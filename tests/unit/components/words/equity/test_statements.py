"""Everything that an equity page says is held against its numbers, over invented tables of every kind."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest

from components.words.equity import equity_numbers, equity_overview, equity_sentence
from quality.equity.overview import found_groups, is_found, rank
from quality.equity.view import Change, EquityView, Verdict
from quality.lifecycle.group_evidence import DIFFERENCE, GRADIENT, called, judged
from quality.signals.results import Variation
from tests.organisations.generated_equity import generated, seeds

FOUND = (Verdict.HIGHER, Verdict.LOWER)
CHANGED = (Change.WIDENED, Change.NARROWED)


@pytest.fixture(scope="module")
def views() -> list[EquityView]:
    return [view for seed in seeds() for view in generated(seed)[1] if view.has_numbers]


def amount(value: float, view: EquityView) -> str:
    return equity_numbers.amount(abs(value), view)


def test_all_kinds_of_statements_are_among_them(views):
    seen = Counter(view.gap.verdict for view in views if view.gap)
    seen += Counter(view.gap.change for view in views if view.gap)
    seen += Counter(row.verdict for view in views for row in view.known)
    seen += Counter(view.trend.latest for view in views if view.trend)
    for one in (*Verdict, *Change, Variation.CONCERN, Variation.IMPROVEMENT):
        assert one is Verdict.SMALL or seen[one], one


def test_a_group_called_higher_is_higher_and_worse_is_worse(views):
    for view in views:
        better = view.indicator.improvement.sign
        for row in found_groups(view):
            assert (row.value > row.rest) == (row.verdict is Verdict.HIGHER)
            assert not row.gap_lower <= 0 <= row.gap_upper
            if better:
                is_better = (row.value > row.rest) == (better > 0)
                assert row.judged is (Variation.IMPROVEMENT if is_better else Variation.CONCERN)


def test_a_gradient_says_what_its_ends_and_its_slope_say(views):
    for view in views:
        gap = view.gap
        if gap and view.is_ranked and gap.verdict in FOUND:
            assert (gap.difference > 0) == (gap.verdict is Verdict.HIGHER)
            assert view.slope is None or (view.slope.slope > 0) == (gap.verdict is Verdict.HIGHER)


def test_a_change_is_said_of_the_sizes_it_names(views):
    for view in views:
        gap, slope, said = view.gap, view.slope, equity_sentence.sentence(view)
        if gap is None or gap.change not in CHANGED:
            assert " widened " not in said
            assert " narrowed " not in said
            continue
        assert f" {gap.change.value}" in said
        if not re.search(r"(widened|narrowed) from", said):
            continue
        now, before = (slope.slope, slope.before) if slope else (gap.difference, gap.before)
        assert (abs(now) > abs(before)) == (gap.change is Change.WIDENED)
        turned = now * before < 0 and amount(before, view) != amount(0, view)
        assert ("the other way round" in said) == turned
        assert amount(now, view) != amount(before, view) or turned
        assert f"from {amount(before, view)}" in said


def test_nothing_is_denied_of_groups_that_cannot_be_judged(views):
    for view in views:
        said = equity_sentence.sentence(view)
        if "no group differs" in said:
            assert all(row.verdict is not Verdict.TOO_FEW and not row.is_hidden for row in view.known)
        if "no larger than chance alone" in said:
            low, high = (
                (view.slope.lower, view.slope.upper) if view.slope else (view.gap.lower, view.gap.upper)
            )
            assert low is None or low <= 0 <= high


def test_the_gap_over_time_grows_or_closes_as_it_is_said(views):
    for view in views:
        for value, centre, variation in zip(*_trend(view), strict=True):
            if variation is Variation.CONCERN and view.indicator.improvement.sign:
                assert abs(value) >= abs(centre)
        if view.trend:
            said = equity_sentence.trend_sentence(view.trend, view)
            assert ("the gap grows" in said) == (view.trend.latest is Variation.CONCERN)
            assert ("the gap closes" in said) == (view.trend.latest is Variation.IMPROVEMENT)
            assert "advantage" not in said


def _trend(view: EquityView):
    trend = view.trend
    return (trend.values, trend.centre, trend.variation) if trend else ((), (), ())


def test_a_gap_that_closes_is_never_orange(views):
    for view in views:
        gap = view.gap
        if gap and gap.change is Change.NARROWED and view.indicator.improvement.sign:
            assert gap.judged is Variation.IMPROVEMENT
            others = [row for row in found_groups(view) if row.label != gap.first]
            if equity_overview.tone(view) is Variation.CONCERN:
                assert Variation.CONCERN in [row.judged for row in others]


def test_no_statement_has_a_hole(views):
    for view in views:
        for said in (
            equity_sentence.sentence(view),
            equity_overview.finding(view),
            equity_overview.change(view),
            equity_overview.read_cell(view),
            *(f"{term} {number} {behind}" for term, number, behind in _figures(view)),
        ):
            assert not re.search(r"\b(nan|None|no value)\b|\(\)|÷ 0\b| of 0\b|\s\s", said), (
                view.service,
                said,
            )


def _figures(view: EquityView):
    return equity_numbers.gap_figures(view) if view.gap else []


def test_the_list_and_the_signals_say_what_the_page_says(views):
    for view in views:
        found = {name: one for name, one in called(view, 1).items() if one.rule in (DIFFERENCE, GRADIENT)}
        if found_groups(view) and not view.is_ranked:
            assert set(found) == {f"{view.dimension_code}:{row.code}" for row in found_groups(view)}
        for shown in found.values():
            worse = (shown.direction > 0) != (view.indicator.improvement.sign > 0)
            if view.indicator.improvement.sign:
                assert shown.variation == (Variation.CONCERN if worse else Variation.IMPROVEMENT)
            assert (shown.value > shown.centre) == (shown.direction > 0)
        if found:
            assert is_found(view)
            assert equity_overview.finding(view)


def test_the_page_and_the_list_lead_with_the_same_group_and_change_is_of_it_where_it_can_be(views):
    for view in views:
        groups, gap = found_groups(view), view.gap
        if groups and gap:
            named = f"{view.dimension.title} {groups[0].label}: "
            assert equity_sentence.sentence(view).startswith(named)
            assert equity_overview.finding(view).startswith(f"{groups[0].label} (")
            assert equity_overview.cell(view).startswith(f"{groups[0].label}: ")
            of_gap = next((row for row in groups if row.label == gap.first), None)
            if of_gap and of_gap.judged is Variation.CONCERN:
                assert groups[0].label == gap.first


def test_no_sign_stands_before_none(views):
    for view in views:
        for value in (0.0, 1e-9, -1e-9):
            assert not re.match(r"[+−]", equity_numbers.signed(value, view))
            assert not re.match(r"[+−]", equity_numbers.short_amount(value, view))


def test_a_measure_without_a_better_way_stands_behind_groups_that_fare_worse(views):
    for view in views:
        if view.indicator.improvement.sign == 0:
            assert rank(view)[:2] == (True, True)


def test_a_gap_of_a_mean_says_which_way_it_goes(views):
    means = [view for view in views if view.gap and view.gap.verdict is Verdict.NOT_COMPARED]
    assert means
    for view in means:
        told = equity_numbers.signed(view.gap.difference, view)
        assert f" is {told}." in equity_sentence.sentence(view)
        assert "too few" not in " ".join(behind for *_, behind in _figures(view)).lower()


def test_a_gradient_that_its_ends_deny_is_over(views):
    unlike = [view for view in views if view.is_unlike_its_rank]
    assert unlike
    for view in unlike:
        assert judged(view, 1)[view.dimension_code] is None
        assert view.slope is None
        if found_groups(view):
            assert equity_sentence.UNLIKE_RANK in equity_sentence.sentence(view)


def test_the_year_before_the_other_way_round_is_said_so(views):
    view = next(view for view in views if view.gap and not view.slope and view.gap.verdict in FOUND)
    gap = replace(view.gap, change=Change.NARROWED, before=-2 * view.gap.difference)
    said = equity_sentence.gap_sentence(gap, replace(view, is_ranked=False))
    assert f"narrowed from {amount(gap.before, view)} the other way round the year before" in said
