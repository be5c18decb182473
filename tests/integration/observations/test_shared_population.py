"""Two measures of the people of one population, one by wards and one by hospitals."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from quality.disclosure.protected_counts import group_tree
from quality.reference.ids import read_ids
from quality.series.calendar_blocks import Grain
from tests.warehouse import SOURCE, Warehouse, make_catalogue

WARDS, GROUPS, MONTHS = ("W1", "W2", "W3"), ("1", "2", "3", "4"), 14
FEW = ("W1", "4")
SPLIT = {"breakdown": {"dimension": "area", "column": "area"}}
MEASURES = ("by_ward", "by_hospital")


def catalogue(population_of_second):
    def data(source, people):
        return {"source": source, "numerator": "x", "denominator": "people", "denominator_from": people}

    people = {"shape": "population", "service": "ward", "year": "year", "count": "people"} | SPLIT
    both = zip(MEASURES, ("people", population_of_second), strict=True)
    return make_catalogue(
        {
            code: {"data": data(code, people), "unit": "per 1,000", "per": 1000, "chart": "u",
                   "dimensions": ["area"]}
            for code, people in both
        },
        sources={code: SOURCE | SPLIT | {"file": f"{code}.csv"} for code in MEASURES}
        | {name: people | {"file": f"{name}.csv"} for name in ("people", "others")},
        dimensions={"area": {"title": "Area", "categories": [{"code": c, "label": c} for c in GROUPS]}},
    )  # fmt: skip


@pytest.mark.parametrize(("second", "follows"), [("people", False), ("others", True)])
def test_few_people_of_a_ward_do_not_follow_from_another_measure_of_them(sqlite_engine, second, follows):
    """They would, where it cannot be told that both are about the same people."""
    of_it = catalogue(second)
    here = Warehouse(sqlite_engine, of_it)
    here.service("H", level="hospital")
    for ward in WARDS:
        here.service(ward, level="ward", parent="H")
    people = {(w, g): 5.0 if (w, g) == FEW else 100.0 + 50 * i for w in WARDS for i, g in enumerate(GROUPS)}

    def put(measure, service, inside):
        by_group = {f"area:{g}": sum(people[ward, g] for ward in inside) for g in GROUPS}
        for category, count in {"": sum(by_group.values()), **by_group}.items():
            here.series(measure, service, [0.0] * MONTHS, [count] * MONTHS, category=category)

    for ward in WARDS:
        put("by_ward", ward, [ward])
    put("by_hospital", "H", WARDS)
    with Session(here.engine) as session:
        names = read_ids(session).services
        trees = [group_tree(session, of_it, code, "area") for code in MEASURES]
        hidden = {
            service: bool(tree.of(names[service].id).released(Grain.PERIOD).is_hidden[-1])
            for tree, services in zip(trees, (WARDS, ("H",)), strict=True)
            for service in services
        }
    assert hidden["W1"]
    others = [hidden[service] for service in ("H", "W2", "W3")]
    assert (not any(others)) is follows
