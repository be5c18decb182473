"""What the pages ask of a database: few statements, whatever is inside a service, on both kinds."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from data.models import Service
from data.read.as_of import after_load, as_it_stands, looking_back
from quality.board.board import Below, board
from quality.board.inside import inside
from quality.deployment import Deployment
from quality.huddle import huddle
from quality.indicator_view import Asked, indicator_view
from quality.reference.ids import data_version, read_ids
from quality.signals.refresh import bring_up_to_date
from settings import Settings
from tests.warehouse import Warehouse, make_catalogue

A_DOZEN = 12
TODAY = date(2026, 2, 10)
STEADY = [10, 12, 9, 11] * 6
CATALOGUE = make_catalogue({code: {"additive": True} for code in ("falls", "ulcers", "waits")})


@pytest.fixture
def here(engine, tmp_path):
    """A board of eight hospitals with data: one jumped, one closed, one has stopped sending."""
    warehouse = Warehouse(engine, CATALOGUE)
    warehouse.service("B", level="board")
    for number in range(8):
        closed = {"closed": date(2025, 6, 1)} if number == 7 else {}
        warehouse.service(f"H{number}", level="hospital", parent="B", **closed)
    for code in CATALOGUE.indicators:
        warehouse.series(code, "B", STEADY)
        for number in range(8):
            values = {3: [*STEADY[:-1], 40], 5: STEADY[:-4]}.get(number, STEADY)
            warehouse.series(code, f"H{number}", values)
    with Session(engine) as session, session.begin():
        bring_up_to_date(session, CATALOGUE)
    return Deployment(engine, CATALOGUE, Settings(data=tmp_path), TODAY)


def of_board(here, service):
    with here.session() as session:
        return board(session, CATALOGUE, service=service, today=TODAY)


def of_huddle(here, service):
    with here.session() as session:
        return huddle(session, CATALOGUE, service, today=TODAY)


def of_indicator(here, service):
    return indicator_view(here, Asked("falls", service))


@pytest.mark.parametrize("page", [of_board, of_huddle, of_indicator])
def test_a_page_that_is_not_kept_asks_a_dozen_statements_at_most(here, page):
    page(here, "H0")  # what is kept for the version of the data
    asked = []
    event.listen(here.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    page(here, "B")
    assert 0 < len(asked) <= A_DOZEN, "\n".join(asked)


def test_the_board_counts_the_open_services_inside(here):
    (row, *_) = of_board(here, "B").rows
    assert row.below == Below(judged=7, concerns=1, improvements=0, received_to=date(2025, 8, 1))
    assert [str(mark) for mark in row.marks] == ["late"]


def test_a_snapshot_has_one_version_and_the_next_one_its_own(here):
    with here.session() as before:
        assert read_ids(before).services["H0"].name == "H0"
        with Session(here.engine) as session, session.begin():
            session.scalars(select(Service).where(Service.code == "H0")).one().name = "Larch"
            bring_up_to_date(session, CATALOGUE.model_copy(update={"fingerprint": "another"}))
        assert read_ids(before).services["H0"].name == "H0"
    with here.session() as after:
        assert read_ids(after).services["H0"].name == "Larch"


def test_a_snapshot_tells_then_from_now(here):
    with here.session() as session:
        session.info.update(looking_back(after_load(session, 1)))
        then = data_version(session)
        with as_it_stands(session):
            assert data_version(session) != then
        assert data_version(session) == then


def test_what_is_inside_is_read_on_both(here):
    with here.session() as session:
        found = inside(session, CATALOGUE, read_ids(session).services["B"], "falls", TODAY, most=2)
    assert [status.key.service for status in found.statuses] == ["H0", "H3"]
    assert (found.total, found.after) == (8, 6)
