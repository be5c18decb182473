"""Which service a page is about when its address names none."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from quality.deployment import Deployment
from quality.page_context import page_context
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


@pytest.mark.parametrize(
    ("indicator", "service"), [("falls", "B1"), ("waits", "A"), ("nothing", "A"), ("", "A")]
)
def test_a_page_without_a_service_is_about_the_topmost_with_data(here, indicator, service):
    with here.session() as session:
        around = page_context(session, here, or_top=True, of=indicator)
    assert around.service.code == service
