"""Events in rows and columns: gaps by hand, ties, parents, and any list against a plain version."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.fields.periods import Frequency
from data.write.events import Events
from quality.acts.in_force import SeriesDecisions, decisions_on_matrix
from quality.series.rare_events import _known_above, _with_parents, to_matrix
from quality.signals.judge import judge
from tests.builders import decision
from tests.plain import rare_events as plain
from tests.warehouse import make_indicator

DAY = date(2026, 3, 3).toordinal()
EVENTS = {"data": {"source": "list", "numerator": "1"}, "unit": "days", "improvement": "increase"}
TIME = make_indicator(chart="t", **EVENTS)
WHOLE_DAYS = make_indicator(chart="g", **EVENTS)
CASES = make_indicator(
    chart="g", **EVENTS | {"data": {"source": "list", "numerator": "1", "denominator": "operations"}}
)


def make_events(rows: list[tuple[int, int, int]], cases: list[float] | None = None, **known) -> Events:
    """Rows of service, day after DAY, count."""
    service, day, count = (np.array(part, dtype=np.int64) for part in zip(*rows, strict=True))
    given_cases = np.full(len(rows), np.nan) if cases is None else np.array(cases)
    return Events(service, day + DAY, count, given_cases, known.get("coverage", {}))


def known(*spans: tuple[int, int]) -> dict[int, tuple[int, int]]:
    return {service: (DAY, DAY + last) for service, last in spans}


def shown(matrix, row: int = 0) -> list[float | None]:
    return [None if np.isnan(v) else float(v) for v in matrix.numerator[row]]


def test_days_between_by_hand():
    matrix = to_matrix(make_events([(1, 0, 1), (1, 41, 1), (1, 78, 1)]), known((1, 261)), [1], TIME)
    assert shown(matrix) == [None, 41, 37, 183]  # the first has none before it
    assert [str(day) for day in matrix.periods] == ["2026-03-03", "2026-04-13", "2026-05-20", "2026-11-19"]
    assert matrix.is_immature[0].tolist() == [False, False, False, True]
    assert [str(day) for day in matrix.received_to()] == ["2026-11-19"]


def test_events_of_one_day_are_set_evenly_through_it():
    matrix = to_matrix(make_events([(1, 0, 1), (1, 10, 2), (1, 20, 4)]), known((1, 20)), [1], TIME)
    assert shown(matrix) == [None, 10, 0.5, 9.5, 0.25, 0.25, 0.25]


def test_whole_days_may_be_none():
    matrix = to_matrix(make_events([(1, 0, 1), (1, 10, 2), (1, 20, 1)]), known((1, 25)), [1], WHOLE_DAYS)
    assert shown(matrix) == [None, 10, 0, 10, 5]


def test_cases_between_are_as_they_were_counted_and_the_silence_is_not_known():
    rows = [(1, 0, 1), (1, 10, 1), (1, 10, 1), (1, 20, 1)]
    matrix = to_matrix(make_events(rows, [70, 120, 0, np.nan]), known((1, 60)), [1], CASES)
    assert shown(matrix) == [None, 120, 0, None]
    assert [str(day) for day in matrix.received_to()] == ["2026-05-02"]


def test_an_event_after_the_list_is_complete_is_hollow():
    matrix = to_matrix(make_events([(1, 0, 1), (1, 41, 1), (1, 78, 1)]), known((1, 50)), [1], TIME)
    assert matrix.is_immature[0].tolist() == [False, False, True]


def test_rows_have_dates_of_their_own():
    rows = [(1, 0, 1), (2, 5, 1), (2, 9, 1)]
    matrix = to_matrix(make_events(rows), known((1, 30), (2, 9), (3, 30)), [1, 2, 3], TIME)
    assert shown(matrix, 0) == [None, 30]
    assert shown(matrix, 1) == [None, 4]
    assert shown(matrix, 2) == [None, None]  # nothing happened there, and that is known
    assert matrix.day(1, 1).toordinal() == DAY + 9
    assert [matrix.column_from(0, date.fromordinal(DAY + d), Frequency.DAILY) for d in (0, 1, 30, 31)] == [
        0, 1, 1, 2,
    ]  # fmt: skip


def test_a_tie_in_one_service_does_not_stop_the_others():
    """The t chart refuses a gap of zero for the whole matrix: here there is none."""
    rows = [(1, d * 10, 1) for d in range(20)] + [(2, d * 7, 3) for d in range(9)]
    judged = judge(to_matrix(make_events(rows), known((1, 195), (2, 195)), [1, 2], TIME), TIME)
    assert judged.points.tolist() == [19, 26]
    assert not np.isnan(judged.chart.upper[1, 5])


def test_the_silence_sets_no_limits_and_fires_no_rule():
    steady = [(1, d, 1) for d in np.cumsum([0, *[9, 11, 10, 8, 12] * 4])]
    without = judge(to_matrix(make_events(steady), known((1, 200)), [1], TIME), TIME)
    silent = judge(to_matrix(make_events(steady), known((1, 2000)), [1], TIME), TIME)
    assert silent.chart.upper[0, 0] == without.chart.upper[0, 0]
    assert not silent.detection.fired[..., -1].any()


def test_a_rephase_holds_from_the_first_event_on_or_after_its_day():
    matrix = to_matrix(make_events([(1, 0, 1), (1, 41, 1), (1, 78, 1)]), known((1, 200)), [1], TIME)
    decided = SeriesDecisions((decision("rephase", date.fromordinal(DAY + 42), "New bundle"),))
    assert decisions_on_matrix(matrix, Frequency.DAILY, {0: decided}).starts == {0: [2]}


def test_an_exclusion_leaves_out_all_events_of_its_day():
    matrix = to_matrix(make_events([(1, 0, 1), (1, 41, 2), (1, 78, 1)]), known((1, 78)), [1], TIME)
    decided = SeriesDecisions((decision("exclusion", date.fromordinal(DAY + 41), "One person twice"),))
    marks = decisions_on_matrix(matrix, Frequency.DAILY, {0: decided}).excluded
    assert marks is not None
    assert marks[0].tolist() == [False, True, True, False]


def test_parents_have_the_events_of_their_parts_unless_they_have_a_list_of_their_own():
    parents = {11: 1, 12: 1, 13: 2, 1: 100, 2: 100}
    coverage = known((11, 50), (12, 40), (13, 60), (2, 30))
    rows = [(11, 0, 1), (12, 3, 1), (13, 5, 1), (2, 9, 1)]
    whole = _with_parents(make_events(rows, coverage=coverage), parents)
    by_service = {s: sorted((whole.day[whole.service == s] - DAY).tolist()) for s in set(whole.service)}
    assert by_service == {11: [0], 12: [3], 13: [5], 2: [9], 1: [0, 3], 100: [0, 3, 9]}
    above = _known_above(coverage, parents, {})
    assert (above[1][1] - DAY, above[100][1] - DAY) == (40, 30)


def test_a_closed_part_does_not_hold_its_parent_back():
    above = _known_above(known((11, 50), (12, 10)), {11: 1, 12: 1}, {12: DAY + 10})
    assert above[1][1] - DAY == 50


counts = st.dictionaries(st.integers(0, 60), st.integers(1, 4), max_size=12)


@pytest.mark.parametrize("indicator", [TIME, WHOLE_DAYS])
@given(lists=st.lists(st.tuples(counts, st.integers(0, 80)), min_size=1, max_size=4))
def test_any_lists_are_as_the_plain_version_has_them(indicator, lists):
    rows = [(s, d, n) for s, (events, _) in enumerate(lists) for d, n in events.items()]
    spans = known(*((s, last) for s, (_, last) in enumerate(lists)))
    found = make_events(rows) if rows else Events(*(np.zeros(0, np.int64),) * 3, np.zeros(0), {})
    matrix = to_matrix(found, spans, list(spans), indicator)
    for row, (events, last) in enumerate(lists):
        slow = plain.points(events, last, whole_days=indicator.chart == "g")
        length = int(matrix.length[row])
        assert length == len(slow)
        for column, (day, value, is_hollow) in enumerate(slow):
            assert matrix.day(row, column).toordinal() == DAY + day
            assert matrix.is_immature[row, column] == is_hollow
            fast = matrix.numerator[row, column]
            assert np.isnan(fast) if value is None else fast == pytest.approx(value)
        assert np.isnan(matrix.numerator[row, length:]).all()
        if indicator.chart == "t" and length > 1:
            # No time is lost or made by ties: the gaps add up to the whole.
            times = [value for _, value, _ in slow if value is not None]
            end = max(last, max(events)) if last > max(events) else max(events) + 1 - 1 / events[max(events)]
            assert np.nansum(matrix.numerator[row]) == pytest.approx(end - min(events))
            assert min(times) > 0
