"""From a form of the huddle to a mail, and to the page that says that it could not be sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest

from quality.deployment import Deployment
from server.messages.sender import Sender
from tests.servers.receivers import mail_server
from tests.walks.somebody import Somebody


@pytest.fixture
def send(own_demo):
    """Send what is due so much later, through a mail server."""

    def after(mail, span):
        class Here(Deployment):
            now = own_demo.now + span

        settings = {
            "mail_host": "127.0.0.1",
            "mail_port": mail.port,
            "mail_security": "none",
            "mail_from": "a@glenmore.example",
            "address": "https://quality.example",
        }
        said = {"service": "strathcorrie", "email": ["lead@glenmore.example"]}
        organisation = type(own_demo.catalogue.organisation).model_validate(
            own_demo.catalogue.organisation.model_dump() | {"messages": [said]}
        )
        here = Here(
            own_demo.engine,
            own_demo.catalogue.model_copy(update={"organisation": organisation}),
            own_demo.settings.model_copy(update=settings),
            own_demo.demo_day,
        )
        Sender(here, clock=lambda: datetime.now(UTC) + span).round()

    return after


def test_what_a_form_escalates_is_mailed_with_a_link_to_the_page_that_shows_it(own_demo, server, send):
    somebody = Somebody(server, "team-leader")
    fields = somebody.form("escalate")
    somebody.send(fields, tier="Strathcorrie General Hospital", text='We lack <two> & "hands"')
    with mail_server() as mail:
        send(mail, timedelta(seconds=30))
    ((to, body),) = mail.mails
    found = message_from_bytes(body, policy=policy.default)
    assert to == "lead@glenmore.example"
    assert '> We lack <two> & "hands"' in found.get_content()
    assert "https://quality.example/huddle/strathcorrie" in found.get_content()
    assert "We lack <two>" in Somebody(server, "manager").words("/huddle/strathcorrie")


def test_the_data_page_says_at_once_that_something_was_not_sent(own_demo, server, send):
    somebody = Somebody(server, "team-leader")
    assert "not sent" not in somebody.words("/data")
    somebody.send(somebody.form("escalate"), tier="Strathcorrie General Hospital", text="x")
    with mail_server() as mail:
        mail.answers = ["451 later"] * 20
        send(mail, timedelta(seconds=30))
        assert "not sent" not in somebody.words("/data")
        send(mail, timedelta(hours=23, minutes=59))
    assert "In the last week 1 message was not sent" in somebody.words("/data")
    assert "In the last week 1 message was not sent" in Somebody(server).words("/data")
