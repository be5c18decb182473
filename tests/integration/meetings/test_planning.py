"""Planning on a real database: whom a service serves, readiness, the yearly review, burden, training."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from data.database import snapshot, transaction
from errors import DecisionError, NotFoundError
from quality.planning.alignment import alignment
from quality.planning.burden import burden
from quality.planning.people_served import Known, people_served
from quality.planning.readiness import readiness_of
from quality.planning.training import training
from quality.planning.yearly_round import ToDo, plan_before, yearly_round
from quality.reference.ids import read_ids
from quality.reference.scope import Scope, reading_for
from quality.registers.perform import ProposedStep, take
from quality.registers.read import find_record, read_registers
from quality.signals.refresh import refresh
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
    for service in ("board", "ward", "other"):
        warehouse.series("falls", service, [10.0] * 14)
    warehouse.series("ulcers", "ward", [5.0] * 14)
    with transaction(sqlite_engine) as session:
        refresh(session, CATALOGUE)
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


PLAN = {"purpose": "Care", "serves": "Adults", "team": "Nurses", "agreed_by": "Carers' forum"}


def planned(engine, year=2026, on=TODAY):
    number = do(engine, "plan.write", on=on, service="ward", title=f"Plan for {year}", year=year, **PLAN)
    do(engine, "plan.agree", number, "Morven", on)
    return number


def reading(engine, made):
    """Return what is made of the registers and the services of the tree."""
    with snapshot(engine) as session:
        services = [*read_ids(session).services.by_code.values()]
        return made(session, read_registers(session, CATALOGUE), services)


def test_the_yearly_round_says_what_is_not_done_and_a_sign_off_ends_it(engine):
    number = planned(engine)
    falls = do(engine, "review.give", number, measure="falls", verdict="retire", text="Nobody uses it")

    def look_again():
        found = reading(engine, lambda s, r, all_: yearly_round(s, CATALOGUE, r, all_, 2026))
        return {one.service.code: one.to_do for one in found.services}

    assert look_again() == {
        "board": (ToDo.PLAN,),
        "ward": (ToDo.MEASURES, ToDo.RETIRE, ToDo.SIGN_OFF),
        "other": (ToDo.PLAN,),
    }
    with pytest.raises(DecisionError, match="their own"):
        do(engine, "review.confirm", falls, text="Nothing replaces it")
    do(engine, "review.confirm", falls, "Morven", text="Nothing replaces it")
    kept = do(engine, "review.give", number, measure="ulcers", verdict="keep", text="It moves")
    with pytest.raises(DecisionError, match="does not allow it"):
        do(engine, "review.confirm", kept, "Morven", text="x")
    do(engine, "plan.sign_off", number, "Morven", text="Falls leave")
    assert look_again()["ward"] == ()


def test_the_plan_of_the_year_before_stands_beside_this_ones(engine):
    old = planned(engine, 2025, date(2025, 1, 20))
    new = planned(engine)
    registers = reading(engine, lambda _s, registers, _all: registers)
    assert plan_before(registers, registers[new]).number == old
    assert plan_before(registers, registers[old]) is None


def test_objectives_and_measures_are_held_against_each_other(engine):
    number = planned(engine)
    do(engine, "objective.set", number, text="Nobody falls", measure="falls", owner="Shona")
    do(engine, "objective.set", number, text="People sleep", owner="Shona")
    found = reading(engine, lambda s, r, all_: alignment(s, CATALOGUE, r, [one.code for one in all_]))
    assert [one.title for one in found.without_measure] == ["People sleep"]
    assert found.without_objective == ("ulcers",)
    assert [one.title for one in found.carries("falls")] == ["Nobody falls"]
    assert {kind.value for kind in found.missing["ward"]} == {
        "process",
        "structure",
        "balancing",
        "experience",
    }


def test_what_a_measure_costs_is_counted_where_it_is_collected_and_unused_ones_are_named(engine):
    number = planned(engine)
    do(engine, "review.give", number, measure="ulcers", verdict="keep", text="It moves")
    audit = {
        "title": "Round",
        "sort": "local",
        "standard": "x",
        "owner": "M",
        "takes_part": "yes",
        "minutes": 60,
    }
    do(engine, "audit.register", service="ward", **audit)
    codes = ("board", "ward", "other", "small")
    found = reading(engine, lambda s, r, _all: burden(s, CATALOGUE, r, codes, TODAY))
    falls, ulcers = found.measures
    assert (falls.collected_in, falls.hours_a_year) == (2, 12.0), "the board's is the sum of its wards"
    assert (ulcers.minutes, dict(ulcers.decided)) == (None, {"review": 1})
    assert [one.code for one in found.unused] == ["falls"]
    assert [one.hours_a_year for one in found.unused_audits] == [12.0]
    assert (found.hours_known, found.not_known) == (24.0, 1)


def test_the_newest_count_of_trained_staff_holds(engine):
    for day, trained in (("2026-03-02", 3), ("2026-11-02", 5), ("2026-06-01", 4)):
        do(engine, "training.count", service="ward", level="silver", trained=trained, staff=20, day=day)
    with pytest.raises(DecisionError, match="at most 20"):
        do(engine, "training.count", service="ward", level="gold", trained=21, staff=20, day="2026-11-02")
    found = reading(engine, lambda _s, r, all_: training(CATALOGUE, r, all_, TODAY))
    ((service, counts),) = found.rows
    assert (service.code, counts["silver"].trained, counts["silver"].is_old(TODAY)) == ("ward", 5, False)
