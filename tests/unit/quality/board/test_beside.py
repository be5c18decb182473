"""What stands beside an exception: services against their size, and how far people have come."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from components.words.board import beside as words
from quality.board.beside import beside
from quality.board.board import board
from quality.board.sizes import sizes_inside
from quality.lifecycle.agenda import agenda_about
from quality.lifecycle.perform import ProposedAct, perform
from quality.lifecycle.stages import Stage
from quality.reference.ids import read_ids
from quality.signals.refresh import refresh
from quality.signals.results import Variation
from tests.databases import in_memory
from tests.warehouse import Warehouse, make_catalogue

TODAY, NOON = date(2026, 2, 10), datetime(2026, 2, 10, 12)
SHARE = {"unit": "%", "per": 100, "denominator": "Patients", "is_proportion": True,
         "data": [{"source": "wards", "numerator": "late", "denominator": "all"}]}  # fmt: skip
CATALOGUE = make_catalogue({"late": SHARE, "counted": {"additive": True}})
CALM = [10, 12, 9, 11] * 6


@pytest.fixture
def warehouse():
    warehouse = Warehouse(in_memory(), CATALOGUE)
    warehouse.service("B", level="board")
    for number in range(5):
        warehouse.service(f"W{number}", name=f"Ward {number}", level="team", parent="B")
    yield warehouse
    warehouse.engine.dispose()


def load(warehouse, newest=(10, 10, 10, 10, 90)):
    warehouse.series("late", "B", [*(50 + one for one in CALM), 120], [500] * 25)
    for number, last in enumerate(newest):
        values = [*CALM, last] if last is not None else CALM
        warehouse.series("late", f"W{number}", values, [100 * (number + 1)] * len(values))
    for place in ("B", "W0", "W1", "W2"):
        warehouse.series("counted", place, CALM)
    with Session(warehouse.engine) as session, session.begin():
        refresh(session, CATALOGUE)


def sizes(warehouse, service="B"):
    with Session(warehouse.engine) as session:
        tree = read_ids(session).services
        return sizes_inside(session, CATALOGUE, tree[service], ["late", "counted"], TODAY)


def test_a_service_outside_the_limits_of_its_size_is_found_and_nobody_is_ranked(warehouse):
    load(warehouse, newest=(10, 20, 30, 40, 120))
    found = sizes(warehouse)["late"]
    assert [one.service.code for one in found.points] == ["W0", "W1", "W2", "W3", "W4"]
    assert [one.service.code for one in found.outside] == ["W4"]
    assert found.outside[0].judged is Variation.CONCERN
    assert found.average == pytest.approx(100 * 220 / 1500)
    low, high = found.points[-1].outer
    assert low < found.average < high < found.points[-1].value == pytest.approx(24)
    assert words.sizes_sentence(found, CATALOGUE.indicators["late"]) == (
        "5 teams, Jan 2026. Outside the limits for its size: "
        "Ward 4 (24.0%, 120 of 500: above its limits, worse)."
    )


def test_of_what_chance_is_not_known_or_too_few_have_nothing_is_drawn(warehouse):
    load(warehouse)
    assert [*sizes(warehouse)] == ["late"], "a count has no size to be held against"
    assert sizes(warehouse, "W0") == {}


def test_services_without_the_period_are_counted_and_not_drawn(warehouse):
    load(warehouse, newest=(10, 10, 10, 10, None))
    found = sizes(warehouse)["late"]
    assert (len(found.points), found.left_out) == (4, 1)


def test_the_way_is_that_of_the_service_inside_where_somebody_acted(warehouse):
    load(warehouse)
    with Session(warehouse.engine) as session, session.begin():
        said = {"owner": "Ailsa", "due": "2026-02-20"}
        proposed = ProposedAct("own", "W4", said, "late", expected=0)
        perform(session, CATALOGUE, proposed, by="Ailsa", role="lead", at=NOON, today=TODAY)
    with Session(warehouse.engine) as session:
        of = board(session, CATALOGUE, service="B", today=TODAY)
        shown = [row.status for row, _ in of.exceptions]
        own = agenda_about(session, CATALOGUE, "B", shown, TODAY)
        inside = read_ids(session).services.below("B")
        found = beside(session, CATALOGUE, of, own, inside, sees_groups=False)["late"]
    (here, steps), (ward, ward_steps) = found.ways
    assert (here.code, [step.is_reached for step in steps].count(True)) == ("B", 1)
    assert ward.code == "W4"
    assert [step.stage for step in ward_steps if step.is_reached] == [Stage.RAISED, Stage.SEEN, Stage.OWNED]
    assert found.groups is None
    assert words.reached(ward_steps[2], CATALOGUE.indicators["late"]) == ["10 Feb 2026", "Ailsa"]
