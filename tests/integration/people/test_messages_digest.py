"""The digest of a day: what it counts is what the pages show, and it goes out once."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import text

from data.database import snapshot
from quality.messages.digest import Counts, digest
from quality.open_signals import open_signals
from quality.reference.ids import read_ids
from tests.integration.people.test_messages import Place, body, place

__all__ = ["place"]
CHANNEL = {"service": "hospital", "email": "lead@northfield.example", "digest": "12:00"}


def local(place, clock):
    """Let the machine show a time of its own zone."""
    place.clock = datetime.fromisoformat(f"2026-11-29T{clock}").astimezone()


def of(place: Place, service: str, today: date | None = None):
    with snapshot(place.engine) as session:
        return digest(session, place.catalogue, service, today or place.now.date())


def test_what_is_counted_is_what_the_services_have(place):
    before = of(place, "hospital")
    assert before.total == Counts(new=1)
    assert [(service.code, counts) for service, counts in before.by_service] == [("ward", Counts(new=1))]
    place.do("action", text="Bells", owner="Ewan", due="2026-11-20")
    place.escalate(reply_by="2026-11-20")
    place.do("question", "falls", text="Why?", reply_by="2026-12-01")
    tomorrow = of(place, "board", date(2026, 11, 21))
    assert tomorrow.total == Counts(new=1, overdue=1, waiting=2, late_replies=1)
    assert of(place, "other").total == Counts()
    place.do("huddle", attendance=6)
    assert of(place, "ward").total.new == 0


def test_the_digest_of_the_demo_is_what_its_pages_show(demo):
    with demo.session() as session:
        tree = read_ids(session).services
        for code in ("glenmore", "strathcorrie"):
            services = list(tree.below(code))
            found = digest(session, demo.catalogue, code, demo.today)
            shown = open_signals(session, demo.catalogue, services, demo.today)
            assert found.total.new + found.total.bright == sum(one.is_new for one in shown.signals)
            assert found.total.overdue == sum(
                action.is_overdue(demo.today) for team in shown.teams.values() for action in team.actions
            )
            assert found.total.new > 0


def test_a_feed_is_late_for_those_who_wait_for_it(place):
    assert of(place, "hospital", date(2026, 11, 20)).late == ()
    late = date(2027, 1, 20)
    assert of(place, "hospital", late).late == ("wards",)
    assert of(place, "other", late).late == ()


def test_it_is_sent_once_a_day_and_not_before_its_time(place):
    place.say(CHANNEL)
    local(place, "11:59")
    assert place.send(seconds=1) == []
    local(place, "12:00")
    assert place.send(seconds=1) == ["queued", "sent"]
    local(place, "18:00")
    assert place.send(seconds=1) == []
    (mail,) = place.mails
    assert mail["Subject"] == "General Hospital on Friday 20 November 2026: 1 new signal"
    assert body(mail).startswith(
        "General Hospital on Friday 20 November 2026.\n\n1 new signal.\n\nWard 4: 1 new signal\n\n"
        "Open the huddle of General Hospital:\nhttps://quality.example/huddle/hospital\n\n"
        "See every open signal:\nhttps://quality.example/signals?service=hospital\n"
    )
    place.settings["today"] = date(2026, 11, 21)
    place.now = datetime(2026, 11, 21, 12, 1)
    assert place.send(seconds=1) == ["queued", "sent"]


def test_that_nothing_waits_is_said_too(place):
    place.say(CHANNEL | {"service": "other", "slack": "chat"})
    local(place, "12:00")
    place.send(seconds=1)
    assert place.mails[0]["Subject"].endswith("nothing new, and nothing waits")
    assert "Nothing new, and nothing waits." in str(place.hook.posts)


def test_yesterdays_digest_is_no_news(place):
    place.say(CHANNEL)
    local(place, "12:00")
    place.mail.answers = ["451 later"]
    assert place.send(seconds=1) == ["queued", "not sent"]
    place.settings["today"] = date(2026, 11, 21)
    place.now = datetime(2026, 11, 21, 11, 0)
    local(place, "13:00")
    assert place.send(seconds=1) == ["queued", "dropped", "sent"]
    assert [str(day) for (day,) in place.rows("day")] == ["2026-11-21"]
    assert [mail["Subject"] for mail in place.mails] == [
        "General Hospital on Saturday 21 November 2026: 1 new signal"
    ]


def test_a_service_that_is_not_there_gets_none(place):
    place.say(CHANNEL | {"service": "nowhere"})
    local(place, "12:00")
    assert place.send(seconds=1) == []


@pytest.mark.parametrize("way", ["email", "slack", "teams"])
def test_many_services_make_no_endless_message(place, way):
    with place.engine.begin() as connection:
        top = connection.execute(text("SELECT id FROM service WHERE code = 'hospital'")).scalar_one()
        rows = [{"code": f"w{n}", "name": f"Ward {n} " + "x" * 150, "top": top} for n in range(40)]
        insert = "INSERT INTO service (code, name, level, parent_id) VALUES (:code, :name, 'team', :top)"
        connection.execute(text(insert), rows)
    for number in range(40):
        place.do("action", service=f"w{number}", text="x", owner="y", due="2026-11-20")
    place.settings["today"] = date(2026, 11, 21)
    place.now = datetime(2026, 11, 21, 12, 0)
    place.say(CHANNEL | {"email": ()} | {way: "lead@northfield.example" if way == "email" else "chat"})
    local(place, "12:00")
    place.send(seconds=1)
    said = body(place.mails[0]) if way == "email" else str(place.hook.posts[0])
    assert "And at 29 other services." in said
    assert len(said) < 8000
