"""Services inside another: all are counted, a window of them is read, and looking back says the same."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from data.database import snapshot
from data.read.as_of import after_load, looking_back
from quality.board.inside import inside, within
from quality.reference.ids import read_ids
from quality.signals.refresh import refresh
from quality.signals.results import Evidence, Variation
from tests.databases import in_memory
from tests.warehouse import Warehouse, make_catalogue

CATALOGUE = make_catalogue({"falls": {}, "ulcers": {}})
STEADY = [10, 12, 9, 11] * 6
CHILDREN = 40
DAY = date(2026, 11, 20)
OFF_ITS_PAST = [10, 12, 9, 11] * 9 + [14, 10, 13, 14, 13, 10, 14, 13]
"""No rule marks its newest point; the last eight together lie off what was before."""


@pytest.fixture(scope="module")
def engine():
    """A board of forty hospitals: the last three jumped, the first has too few points, one has no data."""
    engine = in_memory()
    warehouse = Warehouse(engine, CATALOGUE)
    warehouse.service("B", level="board")
    warehouse.service("OTHER", level="board")
    warehouse.service("X", level="hospital", parent="OTHER")
    warehouse.series("falls", "X", STEADY)
    for number in range(CHILDREN):
        code = f"H{number:02}"
        warehouse.service(code, level="hospital", parent="B")
        values = [*STEADY[:-1], 40] if number >= CHILDREN - 3 else STEADY
        if number != 1:
            warehouse.series("falls", code, values[: 5 if number == 0 else None])
    for code, values in (("H02", OFF_ITS_PAST), ("H03", [*STEADY, *STEADY[:20]])):
        warehouse.series("ulcers", code, values, first=date(2023, 3, 1))
    with Session(engine) as session, session.begin():
        refresh(session, CATALOGUE)
    yield engine
    engine.dispose()


def look(engine, **window):
    with snapshot(engine) as session:
        return inside(session, CATALOGUE, read_ids(session).services["B"], "falls", DAY, **window)


def codes(found):
    return [status.key.service for status in found.statuses]


def test_everything_is_counted_and_a_window_is_read(engine):
    found = look(engine, most=10)
    assert found.total == CHILDREN - 1
    assert found.counts == {Variation.CONCERN: 3, Variation.COMMON_CAUSE: CHILDREN - 5, Variation.TOO_FEW: 1}
    assert (len(found.statuses), found.after) == (10, CHILDREN - 11)


def test_signals_come_first_and_the_rest_by_name(engine):
    assert codes(look(engine, most=6)) == ["H00", "H02", "H03", "H37", "H38", "H39"]
    assert codes(look(engine, skip=3, most=3)) == ["H00", "H02", "H03"]


@pytest.mark.parametrize(("most", "special"), [(1, 2), (3, 0), (30, 0), (None, 0)])
def test_what_has_a_signal_and_no_room_is_said(engine, most, special):
    found = look(engine, most=most)
    assert (found.special_after, found.after) == (special, found.total - len(found.statuses))


def test_what_a_series_own_past_shows_is_shown_inside_too(engine):
    with snapshot(engine) as session:
        service = read_ids(session).services["B"]
        found = within(session, CATALOGUE, service, ["ulcers"], DAY)["ulcers"]
        (beside, other) = inside(session, CATALOGUE, service, "ulcers", DAY).statuses
    (one,) = found.statuses
    assert (found.special, one.key.service, one.variation) == (1, "H02", Variation.COMMON_CAUSE)
    assert one.built_up.evidence is Evidence.OWN_PAST
    assert (beside, other.built_up) == (one, None)


def test_windows_follow_each_other_without_loss(engine):
    parts = [look(engine, skip=0, most=15), look(engine, skip=15, most=15), look(engine, skip=30, most=None)]
    assert [part.after for part in parts] == [24, 9, 0]
    assert sorted(code for part in parts for code in codes(part)) == codes(look(engine, most=None))
    assert look(engine, skip=1000).statuses == ()


def test_looking_back_says_the_same(engine):
    with snapshot(engine) as session:
        then = after_load(session, 1)
        session.info.update(looking_back(then, catalogue=CATALOGUE, catalogue_now=CATALOGUE))
        service = read_ids(session).services["B"]
        assert inside(session, CATALOGUE, service, "falls", DAY, most=6) == look(engine, most=6)


def test_the_work_does_not_grow_with_the_services_inside(engine):
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
    look(engine)  # whatever is kept for the version of the data
    asked.clear()
    look(engine, most=5)
    assert len(asked) <= 4
    assert max(len(parameters) for _, parameters in asked) < 20, "no statement names every service inside"


def test_nothing_inside(engine):
    with snapshot(engine) as session:
        tree = read_ids(session).services
        for code, indicator in (("H02", "falls"), ("OTHER", "ulcers")):
            found = inside(session, CATALOGUE, tree[code], indicator, DAY)
            assert (found.total, found.statuses, found.after) == (0, (), 0)
