"""State as a fold: whatever was taken back leaves no trace on the chart, however the acts were ordered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from catalogue.fields.periods import Frequency, full_range, step
from quality.acts.in_force import UNDECIDED, SeriesDecisions, decisions_on_matrix, fold
from quality.acts.ledger import LoggedAct
from quality.alternatives.rule_set_comparison import compare_rule_sets
from quality.series.key import SeriesKey
from quality.series.matrix import SeriesMatrix
from quality.signals.judge import judge
from quality.signals.statuses import statuses_of
from tests.builders import STEADY, make_result
from tests.warehouse import FIRST, make_indicator

KEY = SeriesKey("falls", "W01")
POINTS = 40
INDICATOR = make_indicator()


def month(number: int) -> str:
    return step(FIRST, Frequency.MONTHLY, number).isoformat()


months = st.integers(0, POINTS - 1).map(month)
amounts = st.floats(0, 30)
contents = st.one_of(
    st.tuples(st.just("rephase"), st.fixed_dictionaries({"first_period": months})),
    st.tuples(st.just("exclusion"), st.fixed_dictionaries({"period": months})),
    st.tuples(st.just("annotation"), st.fixed_dictionaries({"period": months})),
    st.tuples(
        st.just("baseline"), st.fixed_dictionaries({"last_period": months}, optional={"first_period": months})
    ),
    st.tuples(st.just("target"), st.fixed_dictionaries({"first_period": months, "value": amounts})),
    st.tuples(
        st.just("trajectory"),
        st.fixed_dictionaries(
            {"first_period": months, "last_period": months, "start_value": amounts, "value": amounts}
        ),
    ),
)


@st.composite
def histories(draw: st.DrawFn) -> list[LoggedAct]:
    """Acts, some of which are taken back at any time after they were done."""
    done = draw(st.lists(contents, max_size=8))
    entries = [(i, kind, content | {"reason": str(i)}) for i, (kind, content) in enumerate(done)]
    history = [*entries]
    for i in draw(st.sets(st.sampled_from(range(len(done))))) if done else ():
        after = next(place for place, entry in enumerate(history) if entry[0] == i) + 1
        place = draw(st.integers(after, len(history)))
        history.insert(place, (-i - 1, "withdrawal", {"act": i, "reason": "no"}))
    at = datetime(2026, 1, 1)
    return [LoggedAct(number, kind, at, "A", "B", KEY, content) for number, kind, content in history]


values = st.lists(st.one_of(st.none(), st.integers(0, 30)), min_size=POINTS, max_size=POINTS)


def matrix_of(numbers: list[float | None], rows: int = 1) -> SeriesMatrix:
    row = np.array([np.nan if number is None else float(number) for number in numbers])
    numerator = np.tile(row, (rows, 1))
    periods = tuple(full_range(FIRST, step(FIRST, Frequency.MONTHLY, POINTS - 1), Frequency.MONTHLY))
    shape = numerator.shape
    which = np.arange(rows)
    return SeriesMatrix(which, which * 0, periods, numerator, np.full(shape, np.nan), np.zeros(shape, bool))


def chart_of(matrix: SeriesMatrix, decided: SeriesDecisions):
    judged = judge(matrix, INDICATOR, decisions=decisions_on_matrix(matrix, Frequency.MONTHLY, {0: decided}))
    return judged, statuses_of(judged, [KEY] * len(matrix.service))


@given(histories(), values)
def test_acts_taken_back_leave_the_chart_of_the_surviving_ones(history, numbers):
    matrix = matrix_of(numbers)
    gone = {record.content["act"] for record in history if record.kind == "withdrawal"}
    alone = [r for r in history if r.kind != "withdrawal" and r.id not in gone]
    whole, survivors = (fold(records).get(KEY, SeriesDecisions()) for records in (history, alone))
    (one, status), (other, expected) = chart_of(matrix, whole), chart_of(matrix, survivors)
    assert status == expected
    for name in ("phase", "baseline", "included"):
        assert np.array_equal(getattr(one.chart.phases, name), getattr(other.chart.phases, name))
    assert np.array_equal(one.chart.upper, other.chart.upper, equal_nan=True)
    assert np.array_equal(one.detection.fired, other.detection.fired)
    assert whole.surviving == survivors.acts
    assert len(whole.withdrawn) == len(gone)


@given(histories(), values)
def test_marks_are_those_of_a_plain_reading(history, numbers):
    """Column by column, as one would do it with a ruler on paper."""
    matrix = matrix_of(numbers)
    decided = fold(history).get(KEY, SeriesDecisions())
    judged, _ = chart_of(matrix, decided)
    phases = judged.chart.phases
    held = list(decided.surviving)
    first_known = next((i for i, number in enumerate(numbers) if number is not None), 0)
    started = {a.period for a in held if a.kind == "rephase" and matrix.periods.index(a.period) > first_known}
    phase, numbered = -1, []
    for period in matrix.periods:
        phase += period in started or phase < 0
        numbered.append(phase)
    assert phases.phase[0].tolist() == numbered
    for i, period in enumerate(matrix.periods):
        is_ghost = numbers[i] is not None and any(a.kind == "exclusion" and a.period == period for a in held)
        assert phases.included[0, i] == (not is_ghost)
        same_phase = [p for p, number in zip(matrix.periods, numbered, strict=True) if number == numbered[i]]
        fixed = [a for a in held if a.kind == "baseline" and a.period in same_phase]
        is_in = not fixed or (fixed[-1].first_period or date.min) <= period <= fixed[-1].period
        assert phases.baseline[0, i] == (is_in and not is_ghost and numbers[i] is not None)


def test_a_decision_touches_no_other_series():
    matrix = matrix_of([*STEADY, *STEADY], rows=3)
    logged = LoggedAct(
        1, "exclusion", datetime(2026, 1, 1), "A", "B", KEY, {"period": month(4), "reason": "x"}
    )
    alone, statuses = chart_of(matrix, fold([logged])[KEY])
    before = judge(matrix, INDICATOR, decisions=UNDECIDED)
    assert statuses[1:] == statuses_of(before, [KEY] * 3)[1:]
    assert not np.array_equal(alone.chart.upper[0], before.chart.upper[0])


@given(histories(), values)
def test_other_rule_sets_are_asked_about_the_same_decisions(history, numbers):
    decided = fold(history).get(KEY, SeriesDecisions())
    result = make_result(numbers, decisions=decided.acts)
    own = compare_rule_sets(result)[0]
    assert own.is_ours
    assert (own.variation, own.rule) == (result.status.variation, result.status.rule)


def test_the_order_of_acts_about_different_things_does_not_matter():
    entries = [("rephase", {"first_period": month(20)}), ("exclusion", {"period": month(3)})]
    records = [
        LoggedAct(i, kind, datetime(2026, 1, 1), "A", "B", KEY, content | {"reason": "x"})
        for i, (kind, content) in enumerate(entries)
    ]
    matrix = matrix_of([*STEADY, *STEADY])
    (_, one), (_, other) = (chart_of(matrix, fold(order)[KEY]) for order in (records, records[::-1]))
    assert one == [replace(other[0])]
