"""How many people have no stated group: in whole per cent of many people, or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from quality.disclosure.not_known import least_people
from quality.equity.completeness import completeness
from tests.databases import in_memory
from tests.warehouse import Warehouse, make_catalogue

SEX = {
    "title": "Sex",
    "categories": [
        {"code": "F", "label": "Female"},
        {"code": "M", "label": "Male"},
        {"code": "X", "label": "Not stated", "is_unknown": True},
    ],
}
FALLS = {"data": [{"source": "wards", "numerator": "falls", "denominator": "days"}], "dimensions": ["sex"]}
CATALOGUE = make_catalogue({"falls": FALLS, "ulcers": {}}, dimensions={"sex": SEX})


@pytest.fixture
def warehouse():
    engine = in_memory()
    warehouse = Warehouse(engine, CATALOGUE)
    warehouse.service("B", level="board")
    yield warehouse
    engine.dispose()


def load(warehouse: Warehouse, female: float, male: float, unknown: float, *, immature: int = 0) -> None:
    for code, people in (("F", female), ("M", male), ("X", unknown)):
        warehouse.series("falls", "B", [1] * 24, [people] * 24, category=f"sex:{code}", immature=immature)


def ask(warehouse: Warehouse):
    with Session(warehouse.engine) as session:
        return completeness(session, CATALOGUE, "B")


def test_the_share_is_of_the_last_year_in_whole_per_cent(warehouse):
    load(warehouse, 100, 85, 15.3)
    [one] = ask(warehouse)
    assert (one.indicator, one.dimension, one.not_stated) == ("falls", "sex", 8)


# 200 × 7 = 1,400 people a year.
@pytest.mark.parametrize(("people", "share"), [(1400 / 12, 10), (1399 / 12, None)])
def test_few_people_give_no_share(warehouse, people, share):
    load(warehouse, people * 0.5, people * 0.4, people * 0.1)
    [one] = ask(warehouse)
    assert one.not_stated == share


def test_incomplete_periods_do_not_count(warehouse):
    load(warehouse, 100, 80, 20, immature=24)
    [one] = ask(warehouse)
    assert one.not_stated is None


def test_each_dimension_has_a_year_of_its_own():
    """Files of two dimensions come at different times: what has come of the one ages nothing of the other."""
    catalogue = make_catalogue(
        {"falls": FALLS | {"dimensions": ["sex", "side"]}},
        dimensions={"sex": SEX, "side": SEX | {"title": "Side"}},
    )
    warehouse = Warehouse(in_memory(), catalogue)
    warehouse.service("B", level="board")
    for dimension, months, immature, unknown in (("sex", 12, 0, 20), ("side", 36, 3, 40)):
        for code, people in (("F", 100), ("M", 100 - unknown), ("X", unknown)):
            series = [1] * months, [people] * months
            warehouse.series("falls", "B", *series, category=f"{dimension}:{code}", immature=immature)
    with Session(warehouse.engine) as session:
        found = {one.dimension: one.not_stated for one in completeness(session, catalogue, "B")}
    assert found == {"sex": 10, "side": 20}


def test_nothing_loaded_is_nothing_to_say(warehouse):
    assert ask(warehouse) == []


@pytest.mark.parametrize("hide_up_to", [0, 5, 7, 10])
def test_one_per_cent_is_at_least_twice_what_must_be_hidden(hide_up_to):
    assert least_people(hide_up_to) / 100 >= 2 * hide_up_to
