"""Messages on a real database, through a real mail server and real webhooks: what is sent, to whom, once, and
what is not."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import orjson
import pytest
from sqlalchemy import text

from catalogue.identifiers import scan
from data.database import transaction
from quality.acts import ledger
from quality.acts.evidence import Evidence
from quality.deployment import Deployment
from quality.lifecycle.perform import ProposedAct, perform
from quality.messages import queue
from quality.series.key import SeriesKey
from quality.signals.refresh import refresh
from server.messages.sender import Sender
from settings import Settings
from tests.servers.receivers import certificate, mail_server, webhook
from tests.warehouse import Warehouse, make_catalogue

NOW = datetime(2026, 11, 20, 8, 30)
REAL = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
"""The clock of the machine, while it pretends to be another day."""
CALM = [10, 12, 9, 11, 10, 13, 9, 11, 12, 10, 9, 12] * 2
LEVELS = {"board": 30, "Committee": 14, "hospital": 5, "service": 2, "team": 1}
FALLS = "Falls with harm"
HOSTILE = "Call <!channel> & *now*\n[here](https://evil.example) <at>all</at>\r\nBcc: x@evil.example"


class Mocked:
    """What a log was told."""

    def __init__(self):
        self.lines = []

    def __getattr__(self, level):
        return lambda event, **more: self.lines.append((level, event, more))


class Place:
    """A deployment, its clock, and servers that take messages."""

    def __init__(self, engine, mail, hook):
        self.engine, self.mail, self.hook = engine, mail, hook
        self.now, self.clock = NOW, REAL
        self.settings = {
            "mail_host": "127.0.0.1",
            "mail_port": mail.port,
            "mail_security": "none",
            "mail_from": "brightspot@northfield.example",
            "webhooks": orjson.dumps({"chat": hook.address}).decode(),
            "webhooks_on_this_machine": True,
            "address": "https://quality.example",
            "today": NOW.date(),
        }
        self.say(service="hospital", email="Lead@northfield.example")

    def say(self, *channels, **channel):
        organisation = {"name": "NHS & Sons", "levels": LEVELS}
        organisation["messages"] = [*channels, channel] if channel else list(channels)
        self.catalogue = make_catalogue({"falls": {}}, organisation=organisation)

    def do(self, kind, indicator="", by="Ailsa", service="ward", **said):
        proposed = ProposedAct(kind, service, {name: str(value) for name, value in said.items()}, indicator)
        with transaction(self.engine) as session:
            who = {"by": by, "role": "Charge nurse"}
            return perform(session, self.catalogue, proposed, **who, at=self.now, today=self.now.date()).id

    def escalate(self, words="Staff?", **more):
        said = {"tier": "General Hospital", "text": words, "reply_by": "2026-11-25"}
        return self.do("escalate", "falls", **said | more)

    def later(self, **span):
        self.now += timedelta(**span)
        self.clock += timedelta(**span)

    def sender(self):
        class Here(Deployment):
            now = self.now

        settings = Settings(**self.settings, _env_file=None)
        here = Here(self.engine, self.catalogue, settings)
        return Sender(here, clock=lambda: self.clock, log=Mocked())

    def send(self, **span):
        """What a sender says that looks after a while."""
        self.later(**(span or {"seconds": 20}))
        sender = self.sender()
        sender.round()
        return [event for _, event, _ in sender.log.lines]

    @property
    def mails(self):
        return [message_from_bytes(body, policy=policy.default) for _, body in self.mail.mails]

    def rows(self, columns="sent_at, last_error, tries"):
        with self.engine.connect() as connection:
            return connection.execute(text(f"SELECT {columns} FROM message ORDER BY id")).all()


@pytest.fixture
def place(engine, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    catalogue = make_catalogue({"falls": {}}, organisation={"name": "NHS", "levels": LEVELS})
    warehouse = Warehouse(engine, catalogue)
    warehouse.service("board", name="Northfield", level="board")
    warehouse.service("hospital", name="General Hospital", level="hospital", parent="board")
    warehouse.service("ward", name="Ward 4", parent="hospital")
    warehouse.service("other", name="Ward 5", parent="hospital")
    warehouse.series("falls", "ward", [*CALM, 40], first=date(2024, 10, 1))
    with transaction(engine) as session:
        refresh(session, catalogue)
    with mail_server() as mail, webhook() as hook:
        yield Place(engine, mail, hook)


def body(mail):
    return mail.get_content().replace("\r\n", "\n")


def test_an_escalation_is_mailed_once_to_whoever_is_asked(place):
    place.escalate("Two of us are ill.\nWho can help?")
    assert place.send() == ["queued", "sent"]
    assert place.send() == []
    (mail,) = place.mails
    assert place.mail.mails[0][0] == "lead@northfield.example"
    assert mail["Subject"] == f"Ward 4 asks General Hospital: {FALLS}"
    assert mail["From"] == "Brightspot NHS & Sons <brightspot@northfield.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert body(mail) == (
        f"Ward 4 asks General Hospital: {FALLS}.\n\n> Two of us are ill.\n> Who can help?\n\n"
        "Please reply by 25 November 2026.\n\n"
        "Open the huddle of General Hospital:\nhttps://quality.example/huddle/hospital\n\n"
        "-- \nSent by Brightspot for NHS & Sons. Nobody reads what is sent back to this address.\n"
    )


def test_the_reply_goes_to_the_team_that_asked(place):
    act = place.escalate()
    place.say({"service": "ward", "slack": "chat"}, service="hospital", email="lead@northfield.example")
    place.later(minutes=5)
    place.do("reply", of=act, text="Two more at night", by="Rory")
    place.send()
    assert [mail["Subject"] for mail in place.mails] == [f"Ward 4 asks General Hospital: {FALLS}"]
    (post,) = place.hook.posts
    assert post["text"] == f"General Hospital replied to Ward 4: {FALLS}"
    assert "Two more at night" in str(post["blocks"])
    assert "Staff?" in str(post["blocks"])


def test_a_question_goes_to_the_service_of_the_measure_or_the_next_above_it(place):
    place.do("question", "falls", text="Why?", reply_by="2026-12-01", by="Board member")
    place.send()
    (mail,) = place.mails
    assert mail["Subject"] == f"A question to Ward 4: {FALLS}"
    assert "> Why?" in body(mail)
    assert "1 December 2026" in body(mail)


def test_what_is_asked_goes_to_the_nearest_that_is_to_be_told(place):
    place.say(
        {"service": "board", "email": "board@x.example"},
        {"service": "hospital", "email": "hospital@x.example"},
        {"service": "other", "email": "other@x.example"},
    )
    place.escalate()
    place.escalate(tier="Committee")
    place.send()
    assert [to for to, _ in place.mail.mails] == ["hospital@x.example", "board@x.example"]


def test_nothing_is_queued_or_sent_without_a_catalogue_or_a_setting_that_says_so(place):
    place.escalate()
    place.say()
    assert place.send() == []
    place.say(service="hospital", email="lead@northfield.example", teams="chat")
    place.settings |= {"mail_host": "", "webhooks": ""}
    assert place.send() == []
    assert place.rows() == []


def test_what_is_undone_within_ten_seconds_is_told_to_nobody(place):
    act = place.escalate()
    place.later(seconds=9)
    assert place.send(seconds=0) == []
    place.do("undo", act=act)
    assert place.send(seconds=30) == []
    assert (place.rows(), place.mails) == ([], [])


def test_what_was_done_yesterday_is_not_told_today(place):
    place.escalate()
    assert place.send(hours=24, seconds=1) == []


def test_a_server_that_fails_is_tried_again_with_growing_waits_until_a_day_has_passed(place):
    place.escalate()
    place.mail.answers = ["451 later"] * 100
    assert place.send() == ["queued", "not sent"]
    assert place.send(seconds=59) == []
    assert place.send(seconds=2) == ["not sent"]
    assert place.send(seconds=90) == []
    assert place.send(seconds=31) == ["not sent"]
    said = [place.send(hours=2) for _ in range(12)]
    assert said[:-1] == [["not sent"]] * 10 + [["given up"]]
    assert said[-1] == []
    ((sent_at, why, tries),) = place.rows()
    assert (sent_at, why, tries) == (None, "the mail server answered 451", 14)
    assert place.mails == []


def test_what_fails_once_arrives_once_under_one_number(place):
    place.escalate()
    place.mail.answers = ["451 later"]
    place.send()
    place.send(minutes=2)
    assert len(place.mails) == 1
    # A sender that dies after sending leaves the row as it was.
    with place.engine.begin() as connection:
        connection.execute(text("UPDATE message SET sent_at = NULL, next_try_at = '2026-11-29 12:00:00'"))
    place.send()
    first, second = place.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_an_address_that_is_refused_says_so_and_keeps_nobody_from_the_others(place):
    place.say(service="hospital", email=["nobody@northfield.example", "lead@northfield.example"])
    place.escalate()
    place.send()
    assert len(place.mails) == 1
    assert {why for _, why, _ in place.rows()} == {"", "the mail server refused the address (550)"}


def test_a_server_that_is_not_there_is_asked_once_in_a_round(place):
    place.say(
        {"service": "hospital", "email": ["a@x.example", "b@x.example"]}, service="hospital", teams="chat"
    )
    place.escalate()
    place.settings["mail_port"] = 9
    assert place.send() == ["queued", "not sent", "sent"]
    assert len(place.hook.posts) == 1
    assert [why for _, why, _ in place.rows() if why] == [
        "the mail server could not be reached (Connection refused)"
    ]


def test_two_senders_at_once_send_nothing_twice(place):
    place.say(service="hospital", teams="chat", email=[f"p{number}@x.example" for number in range(20)])
    place.escalate()
    place.later(seconds=20)
    start = threading.Barrier(4)

    def run(_):
        sender = place.sender()
        start.wait()
        sender.round()
        return sum(event == "sent" for _, event, _ in sender.log.lines)

    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(run, range(4)))
    assert sum(sent) == 21
    assert sorted(to for to, _ in place.mail.mails) == sorted(f"p{number}@x.example" for number in range(20))
    assert len(place.hook.posts) == 1


def test_a_claimed_message_is_passed_over_until_its_lease_ends(place):
    place.escalate()
    place.later(seconds=20)
    sender = place.sender()
    sender._enqueue()
    at = place.clock.replace(tzinfo=None)
    with transaction(place.engine) as session:
        first = queue.claim(session, at)
    with transaction(place.engine) as session:
        assert queue.claim(session, at) is None
    with transaction(place.engine) as session:
        assert queue.claim(session, at + queue.LEASE).number == first.number
    with transaction(place.engine) as session:
        queue.failed(session, first, "too late", at)  # whoever had it before says nothing any more
    assert place.rows("last_error") == [("",)]


def test_a_sender_passes_over_what_another_is_just_taking(place):
    if place.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer")
    place.say(service="hospital", email=["a@x.example", "b@x.example"])
    place.escalate()
    place.later(seconds=20)
    place.sender()._enqueue()
    at = place.clock.replace(tzinfo=None)
    with transaction(place.engine) as one, transaction(place.engine) as other:
        assert {queue.claim(one, at).name, queue.claim(other, at).name} == {"a@x.example", "b@x.example"}


def test_hostile_words_stay_words_in_every_format(place):
    place.say(service="hospital", email="lead@northfield.example", teams="chat", slack="chat")
    with place.engine.begin() as connection:
        name = "Ward <!here>\u202e *4*\nBcc: y@evil.example"
        connection.execute(text("UPDATE service SET name = :name WHERE code = 'ward'"), {"name": name})
    place.escalate(HOSTILE, sure=" ".join(mark.token for mark in scan(HOSTILE)))
    place.send()
    (mail,) = place.mails
    assert mail["Bcc"] is None
    assert mail["Subject"].strip() == f"Ward <!here> *4* Bcc: y@evil.example asks General Hospital: {FALLS}"
    assert "> Bcc: x@evil.example\n" in body(mail)
    assert "\u202e" not in body(mail)
    teams, slack = sorted(place.hook.posts, key=lambda post: "blocks" in post)
    card = teams["attachments"][0]["content"]
    assert card["type"] == "AdaptiveCard"
    kinds = set(_values(card, "type"))
    assert kinds == {"AdaptiveCard", "RichTextBlock", "TextRun", "Container", "Action.OpenUrl"}
    assert "[here](https://evil.example) <at>all</at>" in _values(card, "text")
    assert _values(card, "url") == ["https://quality.example/huddle/hospital"]
    assert "&lt;!here&gt;" in slack["text"]
    assert "<" not in slack["text"]
    kinds = set(_values(slack["blocks"], "type"))
    assert kinds == {"rich_text", "rich_text_section", "rich_text_quote", "text", "link"}
    assert _values(slack["blocks"], "url") == ["https://quality.example/huddle/hospital"]


def _values(found, key):
    if isinstance(found, list):
        return [value for each in found for value in _values(each, key)]
    if isinstance(found, dict):
        own = [found[key]] if isinstance(found.get(key), str) else []
        return own + [value for each in found.values() for value in _values(each, key)]
    return []


def test_words_without_end_are_cut(place):
    place.say(service="hospital", teams="chat", slack="chat")
    with place.engine.begin() as connection:
        connection.execute(text("UPDATE service SET name = :name WHERE code = 'ward'"), {"name": "w" * 200})
    place.escalate("x" * 1000)
    place.send()
    assert max(len(orjson.dumps(post)) for post in place.hook.posts) < 3000


def test_no_number_of_a_chart_is_in_a_message(place):
    place.say(service="hospital", email="lead@northfield.example", slack="chat")
    place.escalate("Please look")
    place.send()
    said = body(place.mails[0]) + place.mails[0]["Subject"] + str(place.hook.posts)
    with place.engine.connect() as connection:
        evidence = connection.execute(text("SELECT content FROM act")).scalar_one()
    assert "40.0" in evidence
    assert "40" not in said.replace("2026", "")


@pytest.mark.parametrize("code", [301, 307, 308])
def test_a_redirect_is_not_followed(place, code):
    place.say(service="hospital", slack="chat")
    place.escalate()
    place.hook.answers = [code]
    place.send()
    assert place.rows("last_error") == [(f"the webhook answered {code}, and redirects are not followed",)]
    assert place.hook.paths == ["/hook/secret"]


def test_no_address_of_a_webhook_is_written_down_anywhere(place):
    place.say(service="hospital", slack="chat")
    place.escalate()
    place.settings["webhooks"] = '{"chat": "http://127.0.0.1:9/hook/secret"}'
    place.later(seconds=20)
    sender = place.sender()
    sender.round()
    assert "could not be reached (Connection refused)" in str(sender.log.lines)
    assert "secret" not in str(sender.log.lines)
    assert "secret" not in str(place.rows("*"))


def test_mail_goes_by_tls_to_a_server_whose_certificate_is_trusted(place, tmp_path, monkeypatch):
    shown, trusted = certificate(tmp_path)
    place.settings |= {"mail_security": "starttls", "mail_user": "anna", "mail_password": "hunter2"}
    with mail_server(shown) as secure:
        place.settings["mail_port"] = secure.port
        place.escalate()
        place.send()
        assert place.rows("last_error") == [("the mail server has no certificate that is trusted here",)]
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        place.send(minutes=2)
        assert len(secure.mails) == 1
        assert len(secure.users) == 1


def test_a_password_goes_to_no_server_that_speaks_in_the_clear(place):
    place.settings |= {"mail_security": "starttls", "mail_user": "anna", "mail_password": "hunter2"}
    place.escalate()
    place.send()
    assert place.rows("last_error") == [("the mail server could not be used (SMTPNotSupportedError)",)]
    assert place.mail.users == []


def test_old_messages_are_forgotten(place):
    place.escalate()
    place.send()
    place.later(days=91)
    place.escalate(reply_by="2027-03-01")
    place.send()
    assert len(place.rows()) == 1


def test_of_a_group_of_people_it_is_told_that_there_is_something(place):
    place.say(service="hospital", email="lead@northfield.example", slack="chat", teams="chat")
    key = SeriesKey("falls", "ward", "sex:F")
    shown = Evidence("told", 0, date(2026, 11, 1), date(2026, 11, 20), numerator=6, denominator=77)
    who = {"by": "Ailsa", "role": "Charge nurse", "at": NOW, "evidence": shown.written()}
    with transaction(place.engine) as session:
        ledger.append(session, "raise", "Women fall at night", key=key, **who)
        values = ("General Hospital", "hospital", "Women need help at night", "2026-11-25")
        ledger.append(session, "escalate", *values, key=key, **who)
    assert place.send().count("sent") == 3
    (mail,) = place.mails
    assert mail["Subject"] == "Ward 4 asks General Hospital: a group of people"
    assert "Whoever may see groups of people reads it at the link." in body(mail)
    said = body(mail) + str(place.hook.posts)
    assert "omen" not in said
    assert FALLS not in said
    assert "77" not in said
