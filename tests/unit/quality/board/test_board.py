"""The board: one row per indicator, a fixed call, what changed, and what chance alone would give."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from catalogue.models import Domain
from errors import NotFoundError
from quality.board.board import board
from quality.board.board_calls import CALL_RULES, BoardCall, Mark
from quality.board.last_meeting import last_meeting, month_before
from quality.reference.ids import read_ids
from quality.signals.refresh import refresh
from quality.signals.results import Variation
from tests.databases import in_memory
from tests.warehouse import Warehouse, make_catalogue

TODAY = date(2026, 2, 10)
STEADY = [10, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11]
"""January 2024 to December 2025."""
RISEN = [*STEADY[:16], *(15, 16, 15, 16, 17, 15, 16, 15)]
"""Eight high points from May 2025."""
JUMPED = [*STEADY[:23], 40]
"""December 2025 alone."""

CATALOGUE = make_catalogue(
    {
        "falls": {"targets": [{"value": 30}]},
        "ulcers": {},
        "waits": {"domain": "timely", "improvement": "increase", "targets": [{"value": 2}]},
        "costs": {"domain": "efficient", "improvement": "neutral", "on_board": False},
        "ward_only": {"levels": ["team"]},
    }
)


@pytest.fixture
def warehouse():
    engine = in_memory()
    warehouse = Warehouse(engine, CATALOGUE)
    warehouse.service("B", level="board")
    warehouse.service("H1", level="hospital", parent="B")
    warehouse.service("H2", level="hospital", parent="B")
    warehouse.service("H3", level="hospital", parent="B", closed=date(2025, 6, 1))
    yield warehouse
    engine.dispose()


def ask(warehouse, **filters):
    with Session(warehouse.engine) as session, session.begin():
        refresh(session, CATALOGUE)
        return board(session, CATALOGUE, service=filters.pop("service", "B"), today=TODAY, **filters)


def row(of, code):
    return next(row for row in of.rows if row.code == code)


def test_rows_are_the_indicators_of_this_level_that_are_on_the_board(warehouse):
    assert [row.code for row in ask(warehouse).rows] == ["falls", "ulcers", "waits"]


def test_rows_stand_in_order_of_domain(warehouse):
    assert [group.domain for group in ask(warehouse).groups] == [Domain.SAFE, Domain.TIMELY]


def test_an_indicator_without_data_is_said_not_left_out(warehouse):
    falls = row(ask(warehouse), "falls")
    assert (falls.status, falls.marks, falls.call) == (None, (Mark.NO_DATA,), BoardCall.ADVISE)


def test_a_service_inside_leaves_out_what_it_does_not_measure(warehouse):
    warehouse.series("falls", "H1", STEADY)
    hospital = ask(warehouse, service="H1")
    assert [row.code for row in hospital.rows] == ["falls"]
    assert hospital.elsewhere == 2


@pytest.mark.parametrize(
    ("indicator", "values", "call"),
    [
        ("falls", RISEN, BoardCall.ALERT),
        ("falls", STEADY, BoardCall.ASSURE),
        ("waits", RISEN, BoardCall.APPLAUD),
        ("waits", STEADY, BoardCall.ASSURE),
        ("ulcers", STEADY, BoardCall.NONE),
        ("ulcers", STEADY[:12], BoardCall.ADVISE),
    ],
)
def test_the_call_follows_the_status(warehouse, indicator, values, call):
    warehouse.series(indicator, "B", values)
    assert row(ask(warehouse), indicator).call is call


def test_consistently_failing_is_an_alert_even_when_steady(warehouse):
    warehouse.series("falls", "B", [value + 100 for value in STEADY])
    assert row(ask(warehouse), "falls").call is BoardCall.ALERT


def test_every_call_has_its_words():
    assert set(CALL_RULES) == set(BoardCall)


def test_services_below_are_counted_when_open_and_judged(warehouse):
    for service, values in {"H1": RISEN, "H2": STEADY, "H3": RISEN}.items():
        warehouse.series("falls", service, values)
    below = row(ask(warehouse), "falls").below
    assert (below.judged, below.concerns, below.improvements) == (2, 1, 0)


def test_found_is_compared_with_what_chance_would_give(warehouse):
    warehouse.series("falls", "B", RISEN)
    warehouse.series("ulcers", "B", STEADY)
    warehouse.series("waits", "B", [7.0] * 24)
    asked = ask(warehouse)
    # The flat line cannot signal, so chance has only two series of 24 points to play with: 2 × 0.0164, and
    # 2 × 0.0019 that something seems to build up.
    assert (asked.found, asked.judged, asked.funnel.expected) == (1, 2, pytest.approx(0.0366, abs=0.0001))


def test_the_filter_on_change_does_not_change_what_chance_would_give(warehouse):
    warehouse.series("falls", "B", JUMPED)
    warehouse.series("ulcers", "B", STEADY)
    all_rows, changed = (
        ask(warehouse, since=date(2025, 12, 20), changed_only=only) for only in (False, True)
    )
    assert [row.code for row in changed.rows] == ["falls"]
    assert changed.funnel.expected == all_rows.funnel.expected
    assert changed.hidden == 2


@pytest.mark.parametrize(
    ("values", "since", "seen"),
    [
        # December is complete on 1 January.
        (JUMPED, date(2025, 12, 31), date(2025, 12, 1)),
        (JUMPED, date(2026, 1, 1), None),
        # The seventh high point, November, could be seen from 1 December on; the shift began in May.
        (RISEN, date(2025, 11, 30), date(2025, 11, 1)),
        (RISEN, date(2025, 12, 1), None),
    ],
)
def test_a_signal_is_new_from_the_day_it_could_be_seen(warehouse, values, since, seen):
    warehouse.series("falls", "B", values)
    shift_or_point = [
        change.period
        for change in row(ask(warehouse, since=since), "falls").changes
        if change.signal.rule in ("shift", "astronomical")
    ]
    assert shift_or_point == ([seen] if seen else [])


def test_a_signal_that_ended_is_a_change(warehouse):
    warehouse.series("falls", "B", [*STEADY[:20], 40, *STEADY[21:]])
    changes = row(ask(warehouse, since=date(2025, 10, 15)), "falls").changes
    assert [(c.is_end, c.period) for c in changes] == [(True, date(2025, 10, 1))]


def test_exceptions_come_with_their_series_concerns_first(warehouse):
    warehouse.series("falls", "B", [value + 100 for value in STEADY])
    warehouse.series("ulcers", "B", JUMPED)
    found = ask(warehouse).exceptions
    assert [(row.code, series.status.variation) for row, series in found] == [
        ("ulcers", Variation.CONCERN),
        ("falls", Variation.COMMON_CAUSE),
    ]


@pytest.mark.parametrize(
    ("gap", "marks"),
    [(range(10, 12), ()), (range(10, 13), (Mark.MISSING,))],
)
def test_more_than_a_tenth_of_periods_missing_is_marked(warehouse, gap, marks):
    warehouse.series("ulcers", "B", [None if i in gap else v for i, v in enumerate(STEADY)])
    assert row(ask(warehouse), "ulcers").marks == marks


def test_a_sum_that_lacks_a_service_inside_is_late(warehouse):
    today = {"falls": STEADY, "ulcers": [*STEADY, 10]}
    for indicator, values in today.items():
        warehouse.series(indicator, "B", [*STEADY, 10])
        warehouse.series(indicator, "H1", values)
    # January should be here by 11 February.
    with Session(warehouse.engine) as session, session.begin():
        refresh(session, CATALOGUE)
        of = board(session, CATALOGUE, service="B", today=date(2026, 2, 12))
    assert row(of, "falls").marks == (Mark.LATE,)
    assert row(of, "ulcers").marks == ()


def test_an_unknown_service_is_said(warehouse):
    with pytest.raises(NotFoundError, match="X9"):
        ask(warehouse, service="X9")


@pytest.mark.parametrize(
    ("today", "meeting"),
    [
        (date(2026, 11, 19), date(2026, 10, 19)),
        (date(2026, 1, 31), date(2025, 12, 30)),
        (date(2026, 3, 31), date(2026, 2, 28)),
    ],
)
def test_without_a_forum_the_last_meeting_was_a_month_ago(today, meeting):
    assert month_before(today) == meeting


MEETS = {"rhythm": "last thursday", "months": [1, 3, 5], "since": "2026-01-01"}
FORUMS = {
    "board": {"name": "Board", "service": "B"} | MEETS,
    "committee": {"name": "Committee", "service": "B", "level": "Committee", "dates": ["2026-06-30"]},
    "group": {"name": "Group", "service": "H2", "dates": ["2026-04-01", "2026-08-01"]},
}
LEVELS = {"board": 30, "Committee": 14, "hospital": 5}


@pytest.mark.parametrize(
    ("service", "today", "found"),
    [
        ("B", date(2026, 7, 1), ("board", date(2026, 5, 28))),  # not the committee's, another tier
        ("B", date(2026, 3, 26), ("board", date(2026, 1, 29))),  # today's meeting is the one it is read for
        ("H1", date(2026, 7, 1), ("board", date(2026, 5, 28))),  # no forum of its own
        ("H2", date(2026, 7, 1), ("group", date(2026, 4, 1))),
        ("H2", date(2026, 3, 27), ("board", date(2026, 3, 26))),  # its own did not meet yet
        ("B", date(2026, 1, 29), ("", date(2025, 12, 29))),
    ],
)
def test_what_changed_is_counted_from_the_last_meeting_of_the_nearest_forum(warehouse, service, today, found):
    catalogue = make_catalogue({"falls": {}}, organisation={"name": "NHS", "levels": LEVELS}, forums=FORUMS)
    with Session(warehouse.engine) as session:
        tree = read_ids(session).services
        of = last_meeting(catalogue, tree, tree[service], today)
        shown = board(session, catalogue, service=service, today=today)
    assert (of.code, of.day) == found
    assert (shown.meeting, shown.since) == (of, of.day)
