"""From observations to judgement: direction, immaturity, too few points, flat lines, targets."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from catalogue.fields.periods import Frequency, full_range, step
from quality.acts.in_force import Decisions
from quality.series.key import SeriesKey
from quality.series.matrix import SeriesMatrix
from quality.signals.chart_type import choose_chart
from quality.signals.judge import VARIATIONS, judge
from quality.signals.results import MINIMUM_POINTS, Variation
from quality.signals.statuses import episodes, statuses_of
from stats import Assurance, Rule
from tests.builders import decision, make_result
from tests.warehouse import FIRST, make_indicator

KEY = SeriesKey("falls", "W01")
STEADY = [10, 12, 9, 11, 10, 13, 9, 11, 12, 10, 9, 12, 11, 10]


def matrix(numerator: list[float | None], denominator: list[float] | None = None, immature: int = 0):
    values = np.array([numerator], dtype=float)
    out_of = np.full(values.shape, np.nan) if denominator is None else np.array([denominator], dtype=float)
    is_immature = np.zeros(values.shape, dtype=bool)
    is_immature[:, values.shape[1] - immature :] = immature > 0
    periods = full_range(FIRST, step(FIRST, Frequency.MONTHLY, values.shape[1] - 1), Frequency.MONTHLY)
    zero = np.zeros(1, dtype=np.int64)
    return SeriesMatrix(zero, zero, tuple(periods), values, out_of, is_immature)


def status(numerator, denominator=None, immature=0, **changes):
    judged = judge(matrix(numerator, denominator, immature), make_indicator(**changes))
    return statuses_of(judged, [KEY])[0]


@pytest.mark.parametrize(
    ("improvement", "last", "expected"),
    [
        ("decrease", 40, Variation.CONCERN),
        ("decrease", -40, Variation.IMPROVEMENT),
        ("increase", 40, Variation.IMPROVEMENT),
        ("increase", -40, Variation.CONCERN),
        ("neutral", 40, Variation.NEUTRAL_HIGH),
        ("neutral", -40, Variation.NEUTRAL_LOW),
        ("decrease", 11, Variation.COMMON_CAUSE),
    ],
)
def test_the_same_point_is_judged_by_the_direction_of_improvement(improvement, last, expected):
    found = status([*STEADY, last], improvement=improvement)
    assert found.variation is expected
    assert found.rule is (Rule.ASTRONOMICAL if expected.is_special else None)
    assert found.direction == (0 if not expected.is_special else 1 if last > 0 else -1)


def test_a_signal_says_since_when_and_how_many_points():
    found = status([*STEADY, *[9, 9, 8, 9, 8, 9, 9, 8]])
    assert found.rule is Rule.SHIFT
    assert (found.run, found.since) == (8, step(FIRST, Frequency.MONTHLY, len(STEADY)))
    assert found.variation is Variation.IMPROVEMENT


def test_an_immature_point_sets_no_limit_and_fires_no_rule():
    without = status(STEADY)
    found = status([*STEADY, 400], immature=1)
    assert found.variation is Variation.COMMON_CAUSE
    assert (found.centre, found.upper, found.period) == (without.centre, without.upper, without.period)
    assert found.immature == 1
    assert found.recent_variation[-1] == "immature"
    assert found.last_period == step(FIRST, Frequency.MONTHLY, len(STEADY))


def test_a_gap_is_a_missing_point_and_breaks_no_count():
    found = status([*STEADY[:6], None, *STEADY[6:]])
    assert (found.points, found.missing) == (len(STEADY), 1)
    assert "missing" in found.recent_variation


@pytest.mark.parametrize("points", [1, 2, MINIMUM_POINTS - 1])
def test_too_few_points_are_said_and_not_judged(points):
    found = status([10, 500, *STEADY][:points])
    assert found.variation is Variation.TOO_FEW
    assert found.rule is None
    assert found.points == points
    judged = judge(matrix([10, 500, *STEADY][:points]), make_indicator())
    assert episodes(judged, [KEY]) == []


def test_from_the_minimum_on_a_series_is_judged():
    assert status((STEADY * 2)[:MINIMUM_POINTS]).variation is Variation.COMMON_CAUSE


def test_nothing_but_immature_points_is_no_status_of_anything():
    found = status([10, 11], immature=2)
    assert (found.variation, found.period, found.value, found.immature) == (Variation.TOO_FEW, None, None, 2)


@pytest.mark.parametrize(("target", "assurance"), [(100, Assurance.PASSING), (90, Assurance.PASSING)])
def test_constant_100_percent_meets_its_target(target, assurance):
    found = status(
        [20] * 20,
        [20] * 20,
        per=100,
        is_proportion=True,
        improvement="increase",
        targets=[{"value": target}],
        data=[{"source": "wards", "numerator": "a", "denominator": "b"}],
    )
    assert found.is_constant
    assert (found.centre, found.lower, found.upper) == (100, 100, 100)
    assert (found.variation, found.assurance) == (Variation.COMMON_CAUSE, assurance)


def test_the_first_other_value_after_a_flat_line_does_not_flag_the_flat_line():
    """Screening would leave only ranges of zero: every point would lie outside limits without width."""
    judged = judge(matrix([20.0] * 24 + [19.0]), make_indicator(improvement="increase"))
    marks = [VARIATIONS[code] for code in judged.variation[0]]
    assert marks[:-1] == [Variation.COMMON_CAUSE] * 24
    assert marks[-1] is Variation.CONCERN


def test_a_period_with_nobody_at_risk_is_missing_not_zero():
    found = status(
        [*STEADY, 0], [100.0] * len(STEADY) + [0.0], chart="u", per=1000,
        data=[{"source": "wards", "numerator": "a", "denominator": "b"}],
    )  # fmt: skip
    assert found.points == len(STEADY)
    assert found.value == pytest.approx(STEADY[-1] * 10)


def test_the_target_in_force_at_the_latest_point_decides():
    targets = [{"value": 5}, {"value": 30, "since": "2025-01-01"}]
    assert status(STEADY[:13], targets=targets).assurance is Assurance.PASSING
    early = [{"value": 5, "since": "2020-01-01"}, {"value": 30, "since": "2030-01-01"}]
    assert status(STEADY[:13], targets=early).assurance is not Assurance.PASSING
    assert status(STEADY, targets=[{"value": 5, "since": "2030-01-01"}]).assurance is Assurance.NONE


def test_a_rephase_starts_new_limits_and_keeps_the_old():
    numbers = [*STEADY, *[2, 3, 2, 4, 3, 2, 3, 4, 2, 3, 3, 2, 4, 3]]
    judged = judge(matrix(numbers), make_indicator(), decisions=Decisions(starts={0: [len(STEADY)]}))
    centre = judged.chart.centre[0]
    assert centre[0] == pytest.approx(np.mean(STEADY))
    assert centre[-1] == pytest.approx(np.mean(numbers[len(STEADY) :]))
    found = statuses_of(judged, [KEY])[0]
    assert found.variation is Variation.COMMON_CAUSE
    assert found.phase_since == date(2025, 3, 1)


def test_each_phase_has_the_reason_that_it_was_begun_for():
    acts = [
        decision("rephase", date(2024, 8, 1), "new ward"),
        decision("rephase", date(2025, 3, 1), "new form"),
    ]
    assert [phase.reason for phase in make_result(STEADY * 2, decisions=acts).phases] == [
        "",
        "new ward",
        "new form",
    ]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"chart": "auto"}, "xmr"),
        ({"chart": "auto", "is_proportion": True}, "p"),
        ({"chart": "auto", "data": [{"source": "wards", "numerator": "a", "denominator": "b"}]}, "u"),
        ({"chart": "c"}, "c"),
    ],
)
def test_the_chart_type_has_a_reason(changes, kind):
    choice = choose_chart(make_indicator(**changes))
    assert choice.kind == kind
    assert choice.reason
