"""Planning on a real database: whom a service serves, readiness, the yearly review, burden, training."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from data.database import snapshot, transaction
from errors import DecisionError, NotFoundError
from quality.planning.people_served import Known, people_served
from quality.planning.readiness import readiness_of
from quality.reference.scope import Scope, reading_for
from quality.registers.perform import ProposedStep, take
from quality.registers.read import find_record, read_registers
from tests.warehouse import Warehouse, make_catalogue

SEX = {
    "title": "Sex",
    "categories": [{"code": "f", "label": "Women"}, {"code": "m", "label": "Men"}],
}
AGE = {
    "title": "Age",
    "categories": [{"code": "y", "label": "Under 65"}, {"code": "o", "label": "65 and over"}],
}
CATALOGUE = make_catalogue(
    {"falls": {"dimensions": ["sex"], "minutes": 30}, "ulcers": {}},
    organisation={"name": "NHS", "levels": {"board": 30, "team": 1}},
    dimensions={"sex": SEX, "age": AGE},
)
TODAY = date(2026, 11, 20)


@pytest.fixture
def engine(sqlite_engine):
    warehouse = Warehouse(sqlite_engine, CATALOGUE)
    warehouse.service("board", level="board")
    for ward in ("ward", "other", "small"):
        warehouse.service(ward, level="team", parent="board")
    warehouse.population("ward", {"sex:f": 5200, "sex:m": 4800})
    warehouse.population("other", {"sex:f": 900, "sex:m": 800})
    warehouse.population("small", {"sex:f": 3, "sex:m": 4800})
    return sqlite_engine


def do(engine, name, of=0, by="Shona", on=TODAY, service="", **said):
    kind, _, step = name.partition(".")
    proposed = ProposedStep(kind, step, service, of, {n: str(v) for n, v in said.items()})
    at = datetime(on.year, on.month, on.day, 12)
    with transaction(engine) as session:
        return take(session, CATALOGUE, proposed, by=by, role="lead", at=at, today=on).id


def served(engine, service, scope=None):
    with Session(engine, info=reading_for(scope) if scope else {}) as session:
        return people_served(session, CATALOGUE, service)


def test_residents_pass_the_gate_or_are_said_to_be_missing(engine):
    sex, age = served(engine, "ward").dimensions
    assert [(one.label, one.residents, round(one.share, 2)) for one in sex.groups] == [
        ("Women", 5200, 0.52),
        ("Men", 4800, 0.48),
    ]
    assert (age.known, age.groups) == (Known.NOT_LOADED, ())
    few = served(engine, "small").dimensions[0]
    assert (few.known, few.groups) == (Known.TOO_FEW, ())


def test_who_may_not_see_groups_learns_of_no_resident(engine):
    found = served(engine, "ward", Scope(groups=frozenset()))
    assert (found.may_see, found.dimensions) == (False, ())


def begun(engine, year=2026, on=TODAY, service="ward"):
    said = {"title": f"Readiness {year}", "year": year, "standard": "improvement_journey", "until": on}
    return do(engine, "readiness.begin", on=on, service=service, **said)


def answer(engine, number, by, on=TODAY, **scores):
    said = {f"scores:{code.replace('_', '.')[1:]}": score for code, score in scores.items()}
    return do(engine, "answer.give", number, by, on, **said)


def look(engine, number, person=""):
    with snapshot(engine) as session:
        registers, record = find_record(session, CATALOGUE, number)
        return readiness_of(CATALOGUE, registers, record, person)


def test_answers_stay_apart_until_the_discussion_is_opened(engine):
    number = begun(engine)
    first = answer(engine, number, "Shona", _1_1=0)
    for by in ("Ailsa", "Iona", "Jean", "Fergus"):
        answer(engine, number, by, _1_1=3, _1_2=1)
    found = look(engine, number, "Shona")
    assert (found.this.people, found.this.counts, found.own.id) == (5, {}, first)
    assert look(engine, number, "Rory").own is None
    do(engine, "readiness.open", number, "Morven")
    with pytest.raises(DecisionError, match="being answered"):
        answer(engine, number, "Rory", _1_1=4)
    assert look(engine, number).this.counts == {"1.1": (1, 0, 0, 4, 0)}, "four answered 1.2: too few"


def test_an_answer_is_in_no_list_and_nobody_opens_it(engine):
    number = begun(engine)
    given = answer(engine, number, "Shona", _1_1=2)
    with snapshot(engine) as session:
        registers = read_registers(session, CATALOGUE)
        assert given not in registers.records
        assert registers.inside(number) == []
        with pytest.raises(NotFoundError):
            find_record(session, CATALOGUE, given)
    with pytest.raises(NotFoundError):
        do(engine, "answer.note", given, text="It was me")


def test_the_newest_answer_of_a_person_counts_once_and_years_stand_side_by_side(engine):
    number = {}
    for year in (2025, 2026):
        on = date(year, 11, 3)
        number[year] = begun(engine, year, on)
        for by in ("Shona", "Ailsa", "Iona", "Jean", "Fergus"):
            answer(engine, number[year], by, on, _1_1=year - 2024)
        answer(engine, number[year], "Jean", on, _1_1=4)
        do(engine, "readiness.open", number[year], "Morven", on)
    found = look(engine, number[2026])
    assert found.this.counts["1.1"] == (0, 0, 4, 0, 1)
    assert [(one.year, one.counts["1.1"]) for one in found.before] == [(2025, (0, 4, 0, 0, 1))]
    assert look(engine, number[2025]).before == ()


def test_an_answer_says_something_that_may_be_said(engine):
    number = begun(engine)
    for scores, words in (({}, "nothing was answered"), ({"_1_1": 9}, "none of the choices")):
        with pytest.raises(DecisionError, match=words):
            answer(engine, number, "Shona", **scores)
