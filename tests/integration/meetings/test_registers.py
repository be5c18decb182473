"""Registers on a real database: routes, steps, what the chart says, lists, and how long a record is kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from data.database import snapshot, transaction
from errors import BrightspotError, DecisionError, ForbiddenError, NotFoundError, OvertakenError
from quality.action_list import WantedActions, list_actions, reached, read_actions
from quality.acts import ledger
from quality.acts.kinds import REGISTER_KINDS
from quality.people.roles import What
from quality.reference.ids import read_ids
from quality.reference.scope import Scope, reading_for
from quality.registers.cycles import could_take_up
from quality.registers.effect import Verdict, effect_of
from quality.registers.evidence_links import LinkState, check_link
from quality.registers.learning import read_learning
from quality.registers.listing import Wanted, inside, list_records, waiting_at
from quality.registers.perform import ProposedStep, needed, take
from quality.registers.read import find_record, read_registers
from quality.registers.record import fold, refusal, step_of
from quality.registers.routes import approval, reply_by
from quality.retention.purge import due_for_removal
from quality.signals.read import read_statuses
from quality.signals.refresh import refresh
from tests.warehouse import Warehouse, make_catalogue

LEVELS = {"board": 30, "hospital": 5, "team": 1}
CALM = [10, 12, 9, 11, 10, 13, 9, 11, 12, 10, 9, 12] * 2
FEWER = [*CALM, 3, 4, 2, 3, 4, 3, 2, 3]
CATALOGUE = make_catalogue(
    {"falls": {}, "ulcers": {}},
    organisation={"name": "NHS", "levels": LEVELS},
    registers={"test_of_change": {"routes": {"board": {"days": 30}}}},
)
MAY, TODAY = date(2026, 5, 4), date(2026, 11, 20)
APPLICATION = {
    "title": "Hourly visits", "aim": "Half the falls", "by_how_much": "from 10 to 5", "by_when": "2027-03-31",
    "measure": "falls", "lead": "Shona", "sponsor": "Matron", "taking_part": "Carers", "priority": "local",
    "research": "no",
}  # fmt: skip


@pytest.fixture
def engine(engine):
    warehouse = Warehouse(engine, CATALOGUE)
    warehouse.service("board", level="board")
    warehouse.service("hospital", name="General Hospital", level="hospital", parent="board")
    warehouse.service("ward", level="team", parent="hospital")
    warehouse.service("other", level="team", parent="board")
    warehouse.series("falls", "ward", FEWER, first=date(2024, 3, 1))
    warehouse.series("falls", "other", [*CALM, 30, 31, 32], first=date(2024, 8, 1))
    warehouse.series("ulcers", "ward", CALM, first=date(2024, 10, 1))
    with transaction(engine) as session:
        refresh(session, CATALOGUE)
    return engine


def do(engine, name, of=0, by="Shona", on=MAY, service="", expected=None, **said):
    kind, _, step = name.partition(".")
    said |= {"service": service} if service else {}
    proposed = ProposedStep(kind, step, service, of, {n: str(v) for n, v in said.items()}, expected)
    at = datetime(on.year, on.month, on.day, 12)
    with transaction(engine) as session:
        return take(session, CATALOGUE, proposed, by=by, role="lead", at=at, today=on).id


def running(engine, measure="falls", begun="2026-03-01"):
    number = do(engine, "test_of_change.apply", service="ward", **APPLICATION | {"measure": measure})
    do(engine, "test_of_change.screen", number, "Morven", research="no", text="fine")
    do(engine, "test_of_change.approve", number, "Morven")
    do(engine, "test_of_change.start", number, begun=begun)
    return number


def read(engine):
    with snapshot(engine) as session:
        return read_registers(session, CATALOGUE)


def test_a_decision_is_taken_where_the_route_leads_and_by_its_day(engine):
    number = do(engine, "test_of_change.apply", service="ward", **APPLICATION)
    with snapshot(engine) as session:
        tree = read_ids(session).services
        for step, place in (("screen", "hospital"), ("withdraw", "ward")):
            what, at = needed(session, CATALOGUE, ProposedStep("test_of_change", step, of=number))
            assert (what, at.code) == (What.GOVERN if step == "screen" else What.ACT, place)
        record = read_registers(session, CATALOGUE)[number]
        assert reply_by(record, tree) == MAY + timedelta(14)
        kind = CATALOGUE.record_kinds["test_of_change"]
        assert approval(kind, tree, "board").at.code == "board"
        assert approval(kind, tree, "board").days == 30
        assert [one.number for one in waiting_at(read(engine), tree, ["test_of_change"], "hospital")] == [
            number
        ]


def test_nobody_decides_about_their_own_and_of_two_the_second_is_told(engine):
    number = do(engine, "test_of_change.apply", service="ward", **APPLICATION)
    with pytest.raises(DecisionError, match="nobody decides about what is their own"):
        do(engine, "test_of_change.screen", number, "Shona", research="no", text="fine")
    do(engine, "test_of_change.refuse", number, "Morven", text="Too large", answer_by="2026-06-01")
    with pytest.raises(OvertakenError):
        do(engine, "test_of_change.screen", number, "Fergus", expected=number, research="no", text="fine")
    with pytest.raises(DecisionError, match="is refused; expected one of Apply again"):
        do(engine, "test_of_change.start", number, begun="2026-05-01")
    again = do(engine, "test_of_change.reapply", number, text="One ward alone")
    assert do(engine, "test_of_change.reapply", number, text="One ward alone") == again, "sent twice"
    assert read(engine)[number].state == "applied"


def test_a_stricter_rule_undoes_nothing_that_was_accepted(engine):
    """The same record, read by a declaration under which nobody could have approved it."""
    number = running(engine)
    kind = CATALOGUE.record_kinds["test_of_change"]
    strict = {"not_by": ("apply", "screen"), "since": ("applied",), "only_if": {"priority": "programme"}}
    steps = {**kind.steps, "approve": kind.steps["approve"].model_copy(update=strict)}
    stricter = {"test_of_change": kind.model_copy(update={"steps": steps})}
    with snapshot(engine) as session:
        found = fold(ledger.acts(session, *REGISTER_KINDS), stricter)[number]
        assert ledger.verify(session) == []
    assert found.state == "running"
    assert [step_of(act) for act in found.acts] == ["apply", "screen", "approve", "start"]
    assert refusal(found, "approve", {}, "Morven")


def test_a_test_is_closed_when_its_cycles_are_studied_or_stopped(engine):
    number = running(engine)
    plan = {"prediction": "Nine of ten", "first_day": "2026-05-01"}
    first, second = (do(engine, "cycle.plan", number, question=f"Bay {n}?", **plan) for n in (1, 2))
    closing = {"outcome": "adopt", "worked": "visits", "not_worked": "posters"}
    do(engine, "cycle.study", first, last_day="2026-05-02", happened="a", learnt="b", next="adapt")
    for step in ("close", "withdraw"):
        with pytest.raises(DecisionError, match=r"Bay 2.* is under way; expected Study it or Stop it first"):
            do(engine, f"test_of_change.{step}", number, text="x", **closing)
    do(engine, "cycle.stop", second, last_day="2026-05-03", text="The ward closed")
    do(engine, "test_of_change.close", number, **closing)
    assert read(engine)[number].state == "closed"
    assert read(engine)[second].standing.label == "stopped, not studied"


def test_what_belongs_to_a_record_is_begun_while_it_may_be(engine):
    number = do(engine, "test_of_change.apply", service="ward", **APPLICATION)
    plan = {"question": "One bay?", "prediction": "Nine of ten", "first_day": "2026-05-01"}
    with pytest.raises(DecisionError, match="waiting to be screened; expected one of running"):
        do(engine, "cycle.plan", number, **plan)
    with pytest.raises(BrightspotError, match="belongs to another record"):
        do(engine, "cycle.plan", service="ward", **plan)
    with pytest.raises(BrightspotError, match="does not belong to a test of change"):
        do(engine, "round.record", number, day="2026-05-01", criterion="c", met=1, cases=2, collected_by="x")
    with pytest.raises(NotFoundError, match="no record with the number 99"):
        do(engine, "cycle.plan", 99, **plan)
    cycle = do(engine, "cycle.plan", running(engine), **plan)
    with pytest.raises(DecisionError, match="too early"):
        do(engine, "cycle.study", cycle, last_day="2026-04-30", happened="a", learnt="b", next="adapt")
    do(engine, "cycle.study", cycle, last_day="2026-05-02", happened="a", learnt="b", next="adapt")
    assert read(engine)[cycle].state == "studied"


@pytest.mark.parametrize(
    ("measure", "begun", "verdict"),
    [
        ("falls", "2026-03-01", Verdict.IMPROVEMENT),
        ("falls", "2026-03-02", Verdict.IMPROVEMENT),
        ("ulcers", "2026-03-01", Verdict.NOT_YET),
        ("falls", "2024-05-01", Verdict.TOO_FEW_BEFORE),
    ],
)
def test_the_chart_says_if_it_helped(engine, measure, begun, verdict):
    number = running(engine, measure, begun)
    with snapshot(engine) as session:
        found = effect_of(session, CATALOGUE, read_registers(session, CATALOGUE)[number])
        assert found.verdict is verdict
        if verdict is Verdict.IMPROVEMENT:
            assert found.before > 10 > found.since


def test_a_list_is_filtered_searched_and_cut(engine):
    numbers = [do(engine, "action.agree", service="ward", on=TODAY - timedelta(n), text=f"Task t{n}, of bays",
                  owner="Shona", due=TODAY - timedelta(n - 3)) for n in range(30)]  # fmt: skip
    do(engine, "action.finish", numbers[0], on=TODAY, effect="no", evidence="There is none")
    with snapshot(engine) as session:
        tree, found = read_ids(session).services, read_registers(session, CATALOGUE)
    here = inside(tree, "hospital")

    def listed(first=0, **wanted):
        return list_records(found, tree, Wanted(("action",), here, **wanted), TODAY, first)

    page = listed()
    assert (len(page.records), page.total, page.before, page.after) == (25, 30, None, 25)
    assert page.counts == {"open": 29, "done": 1}
    assert page.late == 26
    assert listed(25).after is None
    assert [one.number for one in listed(words="TASK t7,").records] == [numbers[7]]
    assert listed(state="done").total == 1
    assert listed(is_late=True).total == 26
    assert list_records(found, tree, Wanted(("action",), inside(tree, "other")), TODAY).total == 0


def test_who_has_no_role_in_a_service_sees_nothing_of_it(engine):
    number = do(engine, "action.agree", service="ward", text="Bays", owner="Shona", due="2026-06-01")
    test = do(engine, "test_of_change.apply", service="ward", **APPLICATION)
    with Session(engine, info=reading_for(Scope(frozenset({"ward"})))) as session:
        _, at = needed(session, CATALOGUE, ProposedStep("test_of_change", "screen", of=test))
        assert at.code == "hospital", "who decides stands above what a team may see"
    with Session(engine, info=reading_for(Scope(frozenset({"other"})))) as session:
        assert not read_registers(session, CATALOGUE).records
        with pytest.raises(ForbiddenError):
            find_record(session, CATALOGUE, number)


def test_a_record_is_kept_until_it_is_finished_and_old(engine):
    number = running(engine)
    on = date(2040, 1, 1)
    with snapshot(engine) as session:
        assert due_for_removal(session, CATALOGUE, on).is_empty
    said = {"outcome": "abandon", "worked": "nothing", "not_worked": "all"}
    do(engine, "test_of_change.close", number, **said)
    with snapshot(engine) as session:
        assert due_for_removal(session, CATALOGUE, date(2034, 12, 31)).is_empty
        removal = due_for_removal(session, CATALOGUE, date(2035, 1, 1))
        assert len(removal.acts["ward"].all) == 5
        assert ledger.verify(session) == []


def test_evidence_is_there_recent_or_gone(engine):
    number = do(engine, "action.agree", service="ward", on=MAY, text="Bays", owner="Shona", due="2026-06-01")

    def state(link, today=TODAY, fresh=365):
        with snapshot(engine) as session:
            found = check_link(session, CATALOGUE, link, today, fresh)
        return found and found.state

    assert state("") is None
    assert state("/indicator/falls?service=ward") is LinkState.RECENT
    assert state("/indicator/ulcers?service=other") is LinkState.GONE
    assert state("/indicator/nothing") is LinkState.GONE
    assert state("/indicator/falls?service=ward", date(2029, 1, 1)) is LinkState.OLD
    assert state(f"/record/{number}") is LinkState.RECENT
    assert state(f"/record/{number}", fresh=30) is LinkState.OLD
    for gone in ("/record/99", "/record/x", "/packs/1", "/huddle/nowhere"):
        assert state(gone) is LinkState.GONE
    assert state("/huddle/ward") is LinkState.EMPTY
    assert state("/methods") is LinkState.UNKNOWN
    assert state("/actions?service=ward") is LinkState.RECENT
    assert state("/actions?service=other") is LinkState.EMPTY
    assert state("/planning") is LinkState.EMPTY
    assert state("/meetings/nowhere/2026-05-04") is LinkState.GONE
    assert state(f"/evidence/{number}/2.4") is LinkState.RECENT
    assert state("/board?service=ward") is LinkState.RECENT
    assert state("/board?service=nowhere") is LinkState.GONE
    with Session(engine, info=reading_for(Scope(frozenset({"other"})))) as session:
        hidden = check_link(session, CATALOGUE, f"/record/{number}", TODAY, 365)
        assert hidden
        assert hidden.state is LinkState.GONE


def test_an_overdue_action_climbs_the_tiers(engine):
    do(engine, "action.agree", service="ward", on=MAY, text="Bays", owner="Shona", due="2026-06-01")
    with snapshot(engine) as session:
        (one,), tree = read_actions(session, CATALOGUE), read_ids(session).services

        def tier(day):
            step = reached(one, CATALOGUE, tree, date(2026, 6, day))
            return step and step.to.code

        assert [tier(day) for day in (1, 2, 6, 7, 30)] == [None, "hospital", "hospital", "board", "board"]
        wanted = WantedActions(frozenset(tree.by_code), reached="board")
        assert list_actions(session, CATALOGUE, wanted, date(2026, 6, 30)) == [one]
        assert list_actions(session, CATALOGUE, wanted, date(2026, 6, 3)) == []


def test_what_worked_is_offered_where_the_measure_shows_a_concern(engine):
    number = running(engine)
    closing = {"outcome": "adopt", "worked": "visits", "not_worked": "posters"}
    do(engine, "test_of_change.close", number, **closing)
    with snapshot(engine) as session:
        record = read_registers(session, CATALOGUE)[number]
        offered = could_take_up(session, CATALOGUE, record)
        statuses = read_statuses(session, indicators=["falls"])
        expected = {one.key.service for one in statuses if one.variation == "concern"} - {"ward"}
        assert {*offered} == expected
        assert expected
    with pytest.raises(DecisionError, match="it is none of the choices"):
        do(engine, "uptake.take_up", number, service="ward", text="visits", begun="2026-05-01")
    with pytest.raises(DecisionError, match="it is too early; expected 2026-03-01 or later"):
        do(engine, "uptake.take_up", number, service="other", text="visits", begun="2026-02-28")
    do(engine, "uptake.take_up", number, service="other", text="visits", begun="2026-05-01")
    with snapshot(engine) as session:
        assert "other" not in could_take_up(session, CATALOGUE, record)


def test_what_was_learnt_elsewhere_is_found_and_stands_first_where_there_is_a_concern(engine):
    number = running(engine)
    closing = {"outcome": "abandon", "worked": "nothing", "not_worked": "Posters fade"}
    do(engine, "test_of_change.close", number, **closing)
    with snapshot(engine) as session:
        concerned = {
            one.key.service
            for one in read_statuses(session, indicators=["falls"])
            if one.variation == "concern"
        }

        def found(service="", words=""):
            learning = read_learning(session, CATALOGUE, service, words)
            return [(one.record.number, one.is_wanted) for one in learning.learnt]

        assert found("ward") == [], "its own"
        assert [found(service) for service in sorted(concerned - {"ward"})]
        assert all(found(service) == [(number, True)] for service in concerned - {"ward"})
        assert found(words="posters FADE") == [(number, False)]
        assert found(words="posters shine") == []
