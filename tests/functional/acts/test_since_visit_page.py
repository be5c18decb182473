"""The strip on the home page: to each person what came since they were last here, also out of kept pages."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape

import pytest

from quality.people.visits import EVERY, SILENCE
from tests.views import view
from tests.walks.somebody import AMU, Somebody


class Clock:
    """The time, moved by hand."""

    def __init__(self, visits) -> None:
        self.seconds = 0.0
        self.start = datetime(2026, 11, 20, 8, 0)
        self.visits = visits
        visits._clock = lambda: self.seconds
        visits._now = lambda: self.start + timedelta(seconds=self.seconds)

    def later(self, by=SILENCE + EVERY) -> None:
        self.visits.notes.flush()
        self.seconds += by.total_seconds()


@pytest.fixture
def clock(server):
    return Clock(server.extensions["visits"])


def strip(somebody, address="/"):
    html = somebody.read(address)
    found = re.search(r'<aside class="since-visit".*?</aside>', html, re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", found[0]))).strip() if found else ""


def act(leader, text):
    leader.client.post(f"{AMU}/acts", data=leader.form("note") | {"text": text})


def test_nothing_to_the_visitor_of_the_demo_nor_in_a_first_visit(server, clock):
    for _ in range(2):
        assert strip(Somebody(server)) == strip(Somebody(server, "clinician")) == ""
        clock.later(timedelta(minutes=10))
    clock.later()
    assert strip(Somebody(server)) == ""
    assert strip(Somebody(server, "clinician")) == (
        "Since your last visit, 20 November 2026, 08:10 Nothing has changed."
    )


def test_each_reads_what_the_others_did_and_no_kept_page_is_shown_to_another(server, clock):
    leader, manager = Somebody(server, "team-leader"), Somebody(server, "manager")
    for somebody in (leader, manager):
        assert strip(somebody) == ""
    clock.later()
    act(leader, "The lamp is broken")
    for _ in range(2):  # drawn, and then kept
        assert "1 act of others" in strip(manager)
        assert "Nothing has changed." in strip(leader)
    act(leader, "And the door")
    assert "2 acts of others" in strip(manager), "a new act draws the page anew"
    assert "2 acts of others" in view(manager.client, "/").text, "as Dash asks for it"
    clock.later(timedelta(minutes=20))
    assert "2 acts of others" in strip(manager), "the same visit"
    clock.later()
    assert "Nothing has changed." in strip(manager), "it was read in the last one"


def test_the_huddle_tells_of_its_own_service(server, clock):
    leader, manager = Somebody(server, "team-leader"), Somebody(server, "manager")
    for somebody in (leader, manager):
        strip(somebody)
    clock.later()
    act(leader, "The lamp is broken")
    assert "1 act of others" in strip(manager, AMU)
    assert strip(manager, "/huddle/strathcorrie-ward-5") == "", "nothing came there"
    assert strip(leader, AMU) == ""
    assert strip(manager, f"{AMU}?tv=1") == ""


def test_two_servers_tell_the_same(server, own_demo, clock):
    from app import make_app

    other = make_app(own_demo).server
    second = Clock(other.extensions["visits"])
    leader = Somebody(server, "team-leader")
    manager, there = Somebody(server, "manager"), Somebody(other, "manager")
    strip(manager)
    for one in (clock, second):
        one.later()
    act(leader, "The lamp is broken")
    assert "1 act of others" in strip(manager)
    assert "1 act of others" in strip(there)
    for one in (clock, second):
        one.later(timedelta(minutes=10))
    assert "1 act of others" in strip(there)
    assert "1 act of others" in strip(manager)


def test_starting_a_server_is_nobodys_visit(own_demo):
    from app import make_app

    made = make_app(own_demo).server
    made.extensions["visits"].notes.flush()
    with own_demo.engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from visit").scalar() == 0
