"""Which service a page is about when its address names none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from components.words import page
from quality.deployment import Deployment
from quality.page_context import WhichServiceError, page_context
from quality.signals.refresh import refresh
from settings import Settings
from tests.warehouse import Warehouse, make_catalogue

CATALOGUE = make_catalogue({"falls": {}, "waits": {}, "nothing": {}})


@pytest.fixture
def here(sqlite_engine):
    warehouse = Warehouse(sqlite_engine, CATALOGUE)
    for code, parent in (("A", None), ("B", None), ("B1", "B"), ("B11", "B1")):
        warehouse.service(code, parent=parent)
    warehouse.series("falls", "B11", [1.0] * 14)
    warehouse.series("falls", "B1", [1.0] * 14)
    warehouse.series("waits", "A", [1.0] * 14)
    with Session(sqlite_engine) as session, session.begin():
        refresh(session, CATALOGUE)
    return Deployment(sqlite_engine, CATALOGUE, Settings(_env_file=None))


@pytest.mark.parametrize(("indicator", "service"), [("falls", "B1"), ("waits", "A")])
def test_a_page_without_a_service_is_about_the_topmost_with_data(here, indicator, service):
    with here.session() as session:
        around = page_context(session, here, or_top=True, of=indicator)
    assert around.service.code == service


@pytest.mark.parametrize("indicator", ["nothing", ""])
def test_none_of_several_is_taken_for_the_others(here, indicator):
    with here.session() as session, pytest.raises(WhichServiceError) as error:
        page_context(session, here, or_top=True, of=indicator)
    assert [service.code for service in error.value.services] == ["A", "B"]
    assert str(error.value) == "Say which service is meant: A (A), B (B)."


@pytest.mark.parametrize(("indicator", "service"), [("falls", "B1"), ("waits", "B"), ("", "B")])
def test_a_declared_root_is_the_organisation(here, indicator, service):
    declared = here.catalogue.organisation.model_copy(update={"root": "B"})
    there = replace(here, catalogue=here.catalogue.model_copy(update={"organisation": declared}))
    with there.session() as session:
        around = page_context(session, there, or_top=True, of=indicator)
    assert around.service.code == service


def test_each_rhythm_says_to_when_it_is_known(demo):
    with demo.session() as session:
        around = page_context(session, demo, or_top=True)
    known = {frequency.value: day for frequency, day in around.known}
    assert known == {"daily": date(2026, 11, 19), "weekly": date(2026, 11, 9), "monthly": date(2026, 10, 1)}
    assert page.known(around) == "Data by day to 19 Nov 2026, by week to 15 Nov 2026, by month to Oct 2026"
    assert page.known(replace(around, known=around.known[:1])) == page.data_to(around.data_to)
