"""Another way to look, from a real database: judged by the same function, never stored."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from data.database import migrate
from quality import looks, records
from quality.errors import NotFoundError
from quality.refresh import refresh
from quality.results import SeriesKey
from quality.signals import result, statuses
from tests.warehouse import Warehouse, make_catalogue

CATALOGUE = make_catalogue({"falls": {}})
KEY = SeriesKey("falls", "W01")
STEP = [9, 11, 10, 9, 12, 10, 8, 11, 10, 9, 11, 10, 4, 5, 3, 5, 4, 6, 4, 5, 3, 4, 5, 4]


@pytest.fixture
def session(engine):
    migrate(engine)
    warehouse = Warehouse(engine, CATALOGUE)
    warehouse.service("W01")
    warehouse.series("falls", "W01", STEP)
    with Session(engine) as session:
        refresh(session, CATALOGUE)
        yield session


def test_the_suggested_limits_are_what_a_rephase_there_would_give(session):
    seen = looks.seen(session, CATALOGUE, KEY, "suggested-limits")
    assert seen.look.first_period == date(2025, 1, 1)
    before = statuses(session)
    records.rephase(
        session,
        key=KEY,
        first_period=seen.look.first_period,
        reason="Bundle",
        by="Kirsty",
        role="Charge nurse",
        at=datetime(2026, 1, 5, 9),
    )
    assert statuses(session) == before, "looking changes nothing that is stored"
    decided = result(session, CATALOGUE, KEY)
    assert decided.look is None
    assert decided.status == seen.status
    assert (decided.centre == seen.centre).all()
    assert decided.variation == seen.variation


def test_the_old_limits_stay_viewable_after_a_rephase(session):
    before = result(session, CATALOGUE, KEY)
    records.rephase(
        session,
        key=KEY,
        first_period=date(2025, 1, 1),
        reason="Bundle",
        by="Kirsty",
        role="Charge nurse",
        at=datetime(2026, 1, 5, 9),
    )
    old = looks.seen(session, CATALOGUE, KEY, "earlier-limits")
    assert (old.centre == before.centre).all()
    assert old.status == before.status
    assert old.look.reason == "Bundle"


def test_a_look_that_is_not_offered_is_not_there(session):
    with pytest.raises(NotFoundError, match="chart-pp"):
        looks.seen(session, CATALOGUE, KEY, "chart-pp")
