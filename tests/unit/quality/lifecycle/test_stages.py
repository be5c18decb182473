"""The way of a signal names each stage with the act that took it there, and none that was not reached."""

from __future__ import annotations

from datetime import date

from quality.lifecycle.stages import Stage, way_of
from tests.unit.quality.lifecycle.test_team_history import Book

ALL = list(Stage)


def reached(book):
    way = way_of(book.state())
    assert [step.stage for step in way] == ALL
    return {step.stage: step.act.id if step.act else step.since for step in way if step.is_reached}


def test_each_stage_rests_on_its_act():
    book = Book()
    assert reached(book) == {Stage.RAISED: date(2026, 4, 1)}
    begun = book.add("seen")
    assert reached(book) == {Stage.RAISED: date(2026, 4, 1), Stage.SEEN: begun.id}
    cause = book.add("explain", text="A new ward")
    assert reached(book)[Stage.OWNED] == cause.id
    owned = book.add("own", owner="Ailsa", due="2026-12-04")
    book.add("own", owner="Isla", due="2026-12-04")
    action = book.add("action", text="Look", owner="Ailsa", due="2026-12-04")
    sent = book.add("escalate", tier="H", to="h", text="Staff?", reply_by="2026-11-27")
    reply = book.add("reply", of=sent.id, text="Two more")
    decision = book.add("decision", text="Go on", minute="B 1")
    assert reached(book) == {
        Stage.RAISED: date(2026, 4, 1),
        Stage.SEEN: begun.id,
        Stage.OWNED: owned.id,
        Stage.ACTION: action.id,
        Stage.ESCALATED: sent.id,
        Stage.REPLIED: reply.id,
        Stage.MINUTED: decision.id,
    }
    again = book.add("escalate", tier="H", to="h", text="More?", reply_by="2026-11-27")
    assert reached(book)[Stage.ESCALATED] == again.id
    assert not {Stage.REPLIED, Stage.MINUTED} & {*reached(book)}, "a new question is open again"


def test_a_huddle_that_had_it_before_it_has_seen_it_and_minutes_its_answer():
    book = Book()
    huddle = book.add("huddle", attendance=5)
    sent = book.add("escalate", tier="H", to="h", text="Staff?", reply_by="2026-11-27")
    book.add("reply", of=sent.id, text="Two more")
    assert reached(book)[Stage.SEEN] == huddle.id
    closed = book.add("huddle", attendance=5)
    assert reached(book)[Stage.MINUTED] == closed.id
