"""Acts on a real database: who comes second is fold, nobody's act is lost, and a changed row shows."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from data.database import snapshot, transaction
from errors import DecisionError, NotFoundError, OvertakenError
from quality.acts import ledger
from quality.huddle import huddle
from quality.lifecycle.evidence import signals_now
from quality.lifecycle.perform import ProposedAct, acts_of, perform
from quality.lifecycle.signal_life import SignalName, State, standing
from quality.lifecycle.team_history import fold
from quality.signals.refresh import refresh
from settings import ROOT
from tests.warehouse import Warehouse, make_catalogue

NOW = datetime(2026, 11, 20, 8, 30)
TODAY = NOW.date()
CALM = [10, 12, 9, 11, 10, 13, 9, 11, 12, 10, 9, 12] * 2
LEVELS = {"board": 30, "Committee": 14, "hospital": 5, "service": 2, "team": 1}
CATALOGUE = make_catalogue({"falls": {}, "ulcers": {}}, organisation={"name": "NHS", "levels": LEVELS})
FALLS = SignalName("falls")


@pytest.fixture
def engine(engine):
    warehouse = Warehouse(engine, CATALOGUE)
    warehouse.service("board", level="board")
    warehouse.service("hospital", name="General Hospital", level="hospital", parent="board")
    warehouse.service("ward", parent="hospital")
    warehouse.series("falls", "ward", [*CALM, 40], first=date(2024, 10, 1))
    warehouse.series("ulcers", "ward", CALM, first=date(2024, 11, 1))
    with transaction(engine) as session:
        refresh(session, CATALOGUE)
    return engine


def do(engine, kind, indicator="", expected=None, by="Ailsa", after=0, service="ward", **said):
    proposed = ProposedAct(
        kind, service, {name: str(value) for name, value in said.items()}, indicator, expected
    )
    with transaction(engine) as session:
        at = NOW + timedelta(seconds=after)
        return perform(session, CATALOGUE, proposed, by=by, role="Charge nurse", at=at, today=TODAY)


def own(engine, **more):
    return do(engine, "own", "falls", **{"owner": "Ailsa", "due": "2026-12-04"} | more)


def seen(engine):
    with snapshot(engine) as session:
        history = fold(acts_of(session, "ward"))
        now = signals_now(session, CATALOGUE, "ward", TODAY)
        assert ledger.verify(session) == []
    return history, standing(FALLS, history.signals.get(FALLS), now.get(FALLS), TODAY)


def test_an_act_keeps_the_evidence_as_it_stood(engine):
    own(engine)
    history, stands = seen(engine)
    evidence = history.signals[FALLS].evidence
    assert (evidence.rule, evidence.direction, evidence.value) == ("astronomical", 1, 40)
    assert evidence.lower < evidence.centre < evidence.upper < 40
    assert (evidence.rule_set, evidence.load, evidence.points[-1]) == ("plotthedots 1", 1, 40)
    assert evidence.definition == CATALOGUE.indicators["falls"].fingerprint
    assert evidence == stands.now
    assert stands.state is State.OWNED


def test_who_comes_second_is_told_and_nothing_is_overwritten(engine):
    first = own(engine, expected=0)
    with pytest.raises(OvertakenError, match="Ailsa acted on it at 08:30") as told_so:
        own(engine, expected=0, by="Ewan", owner="Ewan")
    assert told_so.value.act.id == first.id
    assert seen(engine)[0].signals[FALLS].owner == "Ailsa"
    own(engine, expected=first.id, by="Ewan", owner="Ewan")
    assert seen(engine)[0].signals[FALLS].owner == "Ewan"


def test_an_action_goes_from_the_signal_to_the_minute(engine):
    act = do(engine, "action", "falls", text="Call bells", owner="Ewan", due="2026-11-27")
    do(engine, "action_moved", of=act.id, due="2026-12-01", text="Parts are late", expected=act.id)
    with pytest.raises(OvertakenError):
        do(engine, "action_done", of=act.id, expected=act.id)
    do(engine, "action_done", of=act.id)
    do(engine, "huddle", attendance=6, decisions="Bells first")
    (huddle,) = seen(engine)[0].huddles
    assert [one.kind for one in huddle.acts] == ["action", "action_moved", "action_done"]
    assert huddle.signals[FALLS].value == 40
    assert not seen(engine)[1].is_new


def test_an_escalation_goes_to_the_huddle_of_its_tier(engine):
    sent = do(engine, "escalate", "falls", tier="General Hospital", text="Staff?", reply_by="2026-11-25")
    assert sent.content["to"] == "hospital"
    assert do(engine, "escalate", tier="Committee", text="x", reply_by="2026-11-25").content["to"] == "board"
    with pytest.raises(DecisionError, match="did you mean `General Hospital`"):
        do(engine, "escalate", "falls", tier="General Hospice", text="x", reply_by="2026-11-25")
    do(engine, "reply", of=sent.id, text="Two more at night", by="Rory")
    assert seen(engine)[1].state is State.ANSWERED
    with pytest.raises(DecisionError, match="there is no such thing"):
        do(engine, "reply", of=sent.id, text="Again")


def test_an_undo_is_an_act_and_takes_the_first_back(engine):
    act = own(engine)
    do(engine, "undo", act=act.id, after=10)
    assert seen(engine)[1].state is State.NEW
    with pytest.raises(DecisionError, match="ten seconds"):
        do(engine, "undo", act=own(engine, after=20).id, after=31)


@pytest.mark.parametrize(
    ("kind", "indicator", "said", "problems"),
    [
        ("own", "falls", {"owner": " ", "due": "2020-01-01"}, ["owner: it is empty", "due: 2020-01-01 is"]),
        ("own", "falls", {"owner": "x" * 1001, "due": "soon"}, ["owner: it is too", "due: it is no day"]),
        ("own", "ulcers", {"owner": "A", "due": "2026-12-01"}, ["no unusual change here now"]),
        ("close", "falls", {"reason": "luck", "text": ""}, ["text: it is empty", "expected one of care"]),
        ("snooze", "falls", {"until": "2026-12-19", "text": "x"}, ["ends within 28 days"]),
        ("huddle", "", {"attendance": "0"}, ["attendance: it is no whole number of 1 or more", "found '0'"]),
        ("note", "", {"text": "\u200b\u2060"}, ["text: it is empty"]),
        ("note", "", {"text": "a\u202eb"}, ["cannot be kept"]),
        ("own", "falls", {"owner": "x" * 121, "due": "9999-12-31"}, ["at most 120", "more than ten years"]),
        ("snooze", "falls", {"until": "2026-11-20", "text": "x"}, ["a snooze ends after today"]),
        ("explain", "falls", {"text": "a\0b"}, ["cannot be kept"]),
    ],
)  # fmt: skip
def test_all_that_is_wrong_is_said_and_nothing_recorded(engine, kind, indicator, said, problems):
    with pytest.raises(DecisionError) as refused:
        do(engine, kind, indicator, **said)
    assert all(problem in str(refused.value) for problem in problems), refused.value
    with pytest.raises(NotFoundError):
        do(engine, "note", text="x", service="nowhere")
    assert seen(engine)[0].signals == {}


def test_a_changed_or_missing_row_shows(engine):
    acts = [own(engine), do(engine, "note", text="A bulb is out"), do(engine, "note", text="So is another")]
    changes = [
        (f"update act set actor = 'Ewan' where id = {acts[1].id}", [acts[1].id]),
        (f"delete from act where id = {acts[1].id}", [acts[2].id]),
    ]
    for change, shows in changes:
        with transaction(engine) as session:
            session.execute(text(change))
            assert ledger.verify(session) == shows
            session.rollback()


def test_of_many_at_once_one_wins_and_no_act_is_lost(engine):
    """Eight people each own the same signal, and each write notes, at the same moment."""
    start, came = threading.Barrier(8), Counter()

    def work(number):
        start.wait()
        try:
            own(engine, expected=0, by=f"P{number}", owner=f"P{number}")
            came["owned"] += 1
        except OvertakenError:
            came["told"] += 1
        for note in range(5):
            do(engine, "note", text=f"{number}-{note}", by=f"P{number}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    history, _ = seen(engine)
    assert came == {"owned": 1, "told": 7}
    assert {a.text for a in history.actions.values()} == {f"{n}-{i}" for n in range(8) for i in range(5)}


WRITER = """
import sys
from sqlalchemy import make_url
from data.database import connect
from tests.integration.meetings.test_lifecycle import do
engine = connect(sys.argv[1])
for number in range(10_000):
    do(engine, "note", text=str(number))
    print(number, flush=True)
"""


def test_a_kill_between_two_acts_loses_neither(engine):
    address = engine.url.render_as_string(hide_password=False)
    for _ in range(3):
        command = [sys.executable, "-c", WRITER, address]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            said = [child.stdout.readline().strip() for _ in range(3)]
            os.kill(child.pid, signal.SIGKILL)
            said += child.stdout.read().split()
        with snapshot(engine) as session:
            kept = [act.content["text"] for act in acts_of(session, "ward")]
            assert ledger.verify(session) == []
        # What was said to be kept is; of the one being written when it was killed, all or nothing.
        assert kept[: len(said)] == said
        assert len(kept) - len(said) in (0, 1)
        with transaction(engine) as session:
            session.execute(text("delete from act"))


def look(engine, service="ward", today=TODAY):
    with snapshot(engine) as session:
        return huddle(session, CATALOGUE, service, today=today)


def test_new_is_new_since_the_last_closed_huddle(engine):
    assert [card.is_new for card in look(engine).cards] == [True]
    do(engine, "huddle", attendance=4)
    assert [card.is_new for card in look(engine).cards] == [False]


def test_a_huddle_leaves_out_what_is_closed_and_what_sleeps(engine):
    do(engine, "snooze", "falls", until="2026-12-01", text="Until the audit")
    assert look(engine).cards == ()
    assert len(look(engine, today=date(2026, 12, 1)).cards) == 1, "a snooze ends with its day"
    do(engine, "close", "falls", reason="chance", text="No cause found")
    assert look(engine, today=date(2026, 12, 1)).cards == ()


def test_what_waits_for_an_answer_is_no_calm_and_overdue_it_is_a_signal(engine):
    do(engine, "close", "falls", reason="chance", text="No cause found")
    assert look(engine).agenda.is_waiting is False
    sent = do(engine, "escalate", tier="General Hospital", text="Staff?", reply_by="2026-11-22")
    assert look(engine).agenda.overdue == ()
    assert not look(engine).is_calm
    (late,) = look(engine, today=date(2026, 11, 23)).agenda.overdue
    assert late.act.id == sent.id
    assert [one.escalation.act.id for one in look(engine, "hospital").agenda.received] == [sent.id]
    assert not look(engine, "hospital").is_calm
    do(engine, "reply", of=sent.id, text="Yes")
    assert look(engine).agenda.overdue == look(engine, "hospital").agenda.received == ()
    assert look(engine).agenda.sent[0].reply.content["text"] == "Yes"


def test_overdue_actions_come_first_and_the_third_move_is_a_signal(engine):
    early = do(engine, "action", text="Early", owner="A", due="2026-11-21")
    late = do(engine, "action", text="Late", owner="A", due="2026-12-21")
    do(engine, "note", text="A bulb is out")
    for day in ("2026-12-22", "2026-12-23", "2026-12-24"):
        assert look(engine).agenda.moved_often == ()
        do(engine, "action_moved", of=late.id, due=day, text="Busy")
    agenda = look(engine, today=date(2026, 11, 25)).agenda
    assert [one.text for one in agenda.actions] == ["Early", "Late", "A bulb is out"]
    assert [one.is_overdue(agenda.today) for one in agenda.actions] == [True, False, False]
    assert [one.text for one in agenda.moved_often] == ["Late"]
    do(engine, "action_done", of=early.id)
    assert [one.text for one in look(engine).agenda.actions] == ["Late", "A bulb is out", "Early"]
    do(engine, "huddle", attendance=3)
    assert "Early" not in [one.text for one in look(engine).agenda.actions]


@pytest.mark.parametrize("text", ["Ring 943 476 5919 again", "CHI 9434765919"])
def test_no_text_holds_the_number_of_a_patient(engine, text):
    for kind, said in (
        ("explain", {"text": text}),
        ("action", {"text": text, "owner": "Ailsa", "due": "2026-12-04"}),
        ("escalate", {"tier": "General Hospital", "text": text, "reply_by": "2026-11-27"}),
    ):
        with pytest.raises(DecisionError, match="it holds an NHS, CHI or H&C number"):
            do(engine, kind, "falls", **said)


def test_a_reply_is_asked_for_within_three_months(engine):
    with pytest.raises(DecisionError, match="more than three months away"):
        do(engine, "question", "falls", text="Why?", reply_by="2027-03-01")


def test_a_board_asks_about_measures_of_the_service_alone(engine):
    with pytest.raises(DecisionError, match="it is not measured here"):
        do(engine, "question", "falls", text="Why?", reply_by="2026-12-01", service="board")
