"""`python -m server.messages`, as a program of its own, and the messages that are given up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from sqlalchemy import update

from data.database import transaction
from data.models import Act
from quality.messages.state import State, state
from quality.provenance.watcher import SENT, last_look
from settings import ROOT
from tests.integration.people.test_messages import place

__all__ = ["place"]

CATALOGUE = """
organisation:
  name: NHS
  levels: {board: 30, Committee: 14, hospital: 5, service: 2, team: 1}
  messages:
    - {service: hospital, slack: chat}
    - {service: gone, email: a@x.example}
"""


@pytest.fixture
def run(place, tmp_path):
    """Start the command on the database, with the clock that was set."""
    catalogue = tmp_path / "catalogue.yaml"
    catalogue.write_text(CATALOGUE, encoding="utf-8")
    environment = os.environ | {
        "BRIGHTSPOT_DATABASE": place.engine.url.render_as_string(hide_password=False),
        "BRIGHTSPOT_CATALOGUE": str(catalogue),
        "BRIGHTSPOT_WEBHOOKS": orjson.dumps({"chat": place.hook.address}).decode(),
        "BRIGHTSPOT_WEBHOOKS_ON_THIS_MACHINE": "true",
        "NO_PROXY": "*",
    }

    def start(*arguments, **settings):
        return subprocess.Popen(
            [sys.executable, "-m", "server.messages", *arguments],
            cwd=ROOT,
            env=environment | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return start


def test_it_sends_says_so_and_lists_it(place, run):
    place.now = datetime.now(UTC).replace(tzinfo=None)
    place.escalate(reply_by=str(place.now.date()))
    _earlier(place)
    said, _ = run("send").communicate(timeout=60)
    assert "event=sent" in said
    assert "way=slack service=hospital" in said
    assert "Off: email for gone, as BRIGHTSPOT_MAIL_HOST is not set." in said
    assert "Off: no service has the code 'gone'" in said
    assert "BRIGHTSPOT_ADDRESS is not set, so messages have no links." in said
    assert len(place.hook.posts) == 1
    assert "http" not in str(place.hook.posts)
    listed, _ = run("list").communicate(timeout=60)
    assert "hospital  slack  chat\n" in listed
    assert "act 1  hospital  slack  chat  sent 20" in listed
    assert "secret" not in said + listed


def _earlier(place):
    """Let what was just done be done a minute ago."""
    with transaction(place.engine) as session:
        session.execute(update(Act).values(at=place.now - timedelta(minutes=1)))


def test_what_cannot_be_sent_ends_with_one_and_is_listed_with_the_reason(place, run):
    place.now = datetime.now(UTC).replace(tzinfo=None)
    place.escalate(reply_by=str(place.now.date()))
    _earlier(place)
    place.hook.answers = [404]
    command = run("send")
    said, _ = command.communicate(timeout=60)
    assert command.returncode == 1
    assert 'event="not sent"' in said
    listed, _ = run("list").communicate(timeout=60)
    assert "after 1 try (the webhook answered 404)" in listed


def test_it_looks_again_and_ends_when_told(place, run):
    place.now = datetime.now(UTC).replace(tzinfo=None)
    command = run("send", "--every", "5")
    try:
        for line in command.stdout:
            if "event=sending" in line:
                break
        place.escalate(reply_by=str(place.now.date()))
        _earlier(place)
        end = time.monotonic() + 60
        while not place.hook.posts and time.monotonic() < end:
            time.sleep(0.1)
        assert len(place.hook.posts) == 1
        with place.sender().here.session() as session:
            look = last_look(session, SENT)
            assert state(session, look.looked + timedelta(minutes=15)).silent_since is None
            assert state(session, look.looked + timedelta(minutes=16)).silent_since == look.looked
        command.send_signal(signal.SIGTERM)
        said, _ = command.communicate(timeout=30)
        assert command.returncode == 0
        assert "event=stopped" in said
    finally:
        command.kill()


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "said"),
    [
        (("send", "--every", "1"), {}, 2, "expected a number of seconds from 5 to 86400"),
        (("send",), {"BRIGHTSPOT_WEBHOOKS": "https://x.example/secret"}, 2, "expected names with addresses"),
        (("send",), {"BRIGHTSPOT_CATALOGUE": "nowhere.yaml"}, 3, "does not exist"),
        (("list",), {"BRIGHTSPOT_DATABASE": "sqlite:///"}, 2, "load data first"),
    ],
)
def test_a_mistake_is_told(run, arguments, settings, code, said):
    command = run(*arguments, **settings)
    told, _ = command.communicate(timeout=60)
    assert command.returncode == code
    assert said in told
    assert "secret" not in told


def test_messages_that_were_given_up_are_counted(place):
    place.escalate()
    place.mail.answers = ["451 later"] * 30
    place.send()
    at = place.clock.replace(tzinfo=None)
    with place.sender().here.session() as session:
        assert state(session, at) == State(0, None)
    for _ in range(14):
        place.send(hours=2)
    with place.sender().here.session() as session:
        assert state(session, at + timedelta(days=6)).not_told == 1
        assert state(session, at + timedelta(days=8)).not_told == 0


def test_a_sender_that_is_killed_while_it_sends_loses_nothing(place, run):
    place.now = datetime.now(UTC).replace(tzinfo=None)
    place.escalate(reply_by=str(place.now.date()))
    _earlier(place)
    place.hook.held = threading.Event()
    command = run("send")
    end = time.monotonic() + 60
    while not place.hook.paths and time.monotonic() < end:
        time.sleep(0.05)
    command.kill()
    command.communicate()
    place.hook.held.set()
    assert place.rows("sent_at, tries") == [(None, 1)]
    said, _ = run("send").communicate(timeout=60)
    assert "event=sent" not in said  # somebody else may still be at it
    later = datetime.now(UTC) + timedelta(minutes=10)
    place.say(service="hospital", slack="chat")
    place.now, place.clock = later.replace(tzinfo=None), later
    place.settings["today"] = later.date()
    assert place.send() == ["sent"]
    assert place.rows("tries") == [(2,)]
