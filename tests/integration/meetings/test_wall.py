"""The wall: every series against its own past, the same for everybody, and again from the record."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from sqlalchemy.orm import Session

from data.read.as_of import Then, looking_back
from quality.ranking.wall import read_wall
from quality.reference.scope import Scope, reading_for
from quality.series.key import SeriesKey
from quality.signals.refresh import differs_from_fresh, refresh
from tests.warehouse import NOW, Warehouse, make_catalogue

TODAY = date(2026, 11, 20)
CATALOGUE = make_catalogue(
    {
        "falls": {},
        "ulcers": {},
        "waits": {"domain": "timely"},
        "by_day": {"frequency": "daily", "harm": True, "chart": "c", "on_board": False},
    }
)


def series(seed: int, risen: bool = False) -> list[float]:
    values = np.random.default_rng(seed + 200).poisson(20, 34).astype(float)
    values[-8:] += 15 if risen else 0
    return values.tolist()


@pytest.fixture
def warehouse(engine):
    warehouse = Warehouse(engine, CATALOGUE)
    warehouse.service("H", level="board")
    for number in range(6):
        warehouse.service(f"W{number}", parent="H")
        warehouse.series("falls", f"W{number}", series(number, number < 3))
        warehouse.series("ulcers", f"W{number}", series(10 + number, number == 0))
        warehouse.series("waits", f"W{number}", series(20 + number))
    warehouse.service("shut", parent="H", closed=date(2026, 6, 30))
    warehouse.series("falls", "shut", series(30))
    with Session(engine) as session, session.begin():
        refresh(session, CATALOGUE)
    return warehouse


def look(warehouse, **info):
    with Session(warehouse.engine, info={"catalogue": CATALOGUE} | info) as session:
        return read_wall(session, CATALOGUE, TODAY)


def test_series_that_moved_survive_the_others_and_the_closed_are_not_on_it(warehouse):
    wall = look(warehouse)
    assert len(wall.row) == 18
    surviving = {codes for codes, at in wall.row.items() if wall.survives[at]}
    assert surviving == {("falls", "W0"), ("falls", "W1"), ("falls", "W2"), ("ulcers", "W0")}
    evident = wall.of(SeriesKey("falls", "W0"))
    assert (evident.direction, evident.p < 1e-4) == (1, True)


def test_company_is_counted_without_the_series_itself(warehouse):
    wall = look(warehouse)
    assert wall.beside(SeriesKey("falls", "W0"), 1) == 2
    assert wall.beside(SeriesKey("falls", "W5"), 1) == 3
    assert wall.beside(SeriesKey("falls", "W0"), -1) == 0
    assert wall.linked(SeriesKey("falls", "W0"), -1) == 1
    assert wall.linked(SeriesKey("falls", "W1"), -1) == 0


def test_evidence_is_the_same_for_whoever_sees_a_part_and_company_is_of_that_part(warehouse):
    whole, part = look(warehouse), look(warehouse, **reading_for(Scope(frozenset({"W0"}))))
    key = SeriesKey("falls", "W0")
    assert part.of(key) == whole.of(key)
    assert part.beside(key, 1) == 0


def test_it_is_the_same_again_from_the_record(warehouse):
    now, then = look(warehouse), look(warehouse, **looking_back(Then(load=1, until=NOW)))
    assert then.row == now.row
    assert then.p == pytest.approx(now.p, nan_ok=True)
    assert (then.survives == now.survives).all()
    assert then.chance == pytest.approx(now.chance, nan_ok=True)


def test_what_is_kept_of_one_series_does_not_depend_on_the_others(warehouse):
    with Session(warehouse.engine, info={"catalogue": CATALOGUE}) as session, session.begin():
        ids = warehouse.series("falls", "H", series(31, True))
        refresh(session, CATALOGUE, [ids])
        assert differs_from_fresh(session, CATALOGUE) == {}


def test_an_empty_database_has_an_empty_wall(engine):
    wall = look(Warehouse(engine, CATALOGUE))
    assert (len(wall.row), wall.looked_at([SeriesKey("falls", "W0")])) == (0, [])
