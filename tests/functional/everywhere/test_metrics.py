"""What a deployment tells to whoever runs it: metrics, and whether it is ready."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from pydantic import SecretStr
from sqlalchemy import delete, text

from app import make_app
from data.models import Fact, Load, Message
from quality.provenance.watcher import WATCHED, remember_look
from quality.reference.ids import JUDGED

TOKEN = "a-token-of-a-test"
ASKED = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def watched(own_demo):
    """The demo, with a token for its metrics."""
    settings = own_demo.settings.model_copy(update={"metrics_token": SecretStr(TOKEN)})
    return replace(own_demo, settings=settings)


def scrape(client):
    """Every sample by its name and labels, as a parser of the format reads them."""
    answer = client.get("/metrics", headers=ASKED)
    assert answer.status_code == 200, answer.text
    assert answer.content_type.startswith("application/openmetrics-text")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_nobody_without_the_token_reads_metrics(own_demo, watched):
    off = make_app(own_demo).server.test_client()
    assert off.get("/metrics", headers=ASKED).status_code == 404
    client = make_app(watched).server.test_client()
    for headers in ({}, {"Authorization": "Bearer another"}, {"Authorization": TOKEN}, {"Cookie": "x=1"}):
        answer = client.get("/metrics", headers=headers)
        assert (answer.status_code, TOKEN in answer.text) == (403, False), headers
    assert client.post("/metrics", headers=ASKED).status_code == 405


def test_five_failures_are_told_apart_in_one_scrape(watched):
    """A file that was refused whole, a feed that has fallen silent, a judgement that is missing, messages
    that cannot be sent, a watcher that has died."""
    client = make_app(watched).server.test_client()
    well = scrape(client)
    source = next(dict(labels)["source"] for name, labels in well if name == "brightspot_feed_age_seconds")
    of_source = (("source", source),)
    assert well["brightspot_newest_load_failed", of_source] == 0
    assert well["brightspot_judgement_current", ()] == 1
    assert well["brightspot_messages_not_sent", ()] == 0
    assert ("brightspot_watcher_silent_seconds", ()) not in well
    assert well["brightspot_series_judged", ()] > 100
    with watched.writing() as session:
        newest = session.query(Load).filter_by(source=source).order_by(Load.id.desc()).first()
        kept = {c.name: getattr(newest, c.name) for c in Load.__table__.columns if c.name != "id"}
        session.add(Load(**kept | {"status": "refused", "file_hash": "x" * 64}))
        session.execute(
            text("UPDATE load SET finished_at = :at, data_to = :to WHERE source != :source"),
            {"at": "2020-01-01 00:00:00.000000", "to": "2026-03-01", "source": source},
        )
        made = {"created_at": watched.now, "channel": "mail", "name": "a@example.org", "last_error": "no"}
        session.add(
            Message(act=1, day=watched.today, service="x", tries=9, next_try_at=None, sent_at=None, **made)
        )
        session.execute(delete(Fact).where(Fact.name == JUDGED))
        remember_look(session, timedelta(minutes=1), watched.now - timedelta(hours=2), name=WATCHED)
    found = scrape(client)
    changed = {name for name, value in found.items() if well.get(name) != value}
    assert found["brightspot_newest_load_failed", of_source] == 1
    assert found["brightspot_loads_total", (("result", "refused"), *of_source)] == 1
    assert found["brightspot_judgement_current", ()] == 0
    assert found["brightspot_messages_not_sent", ()] == 1
    assert found["brightspot_watcher_silent_seconds", ()] == pytest.approx(7200, abs=60)
    late = {
        labels for name, labels in changed if name == "brightspot_feed_state" and found[name, labels] == 1
    }
    assert late, "feeds that have fallen silent"
    assert all(dict(labels)["source"] != source for labels in late)


def test_a_server_is_ready_when_it_can_answer_and_says_why_not(watched):
    client = make_app(watched).server.test_client()
    assert (client.get("/readyz").status_code, client.get("/readyz").json) == (200, {"status": "ready"})
    with watched.writing() as session:
        session.execute(delete(Fact).where(Fact.name == JUDGED))
    answer = client.get("/readyz")
    assert (answer.status_code, "not judged" in answer.text) == (503, True)
    with watched.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = client.get("/readyz")
    assert (answer.status_code, "another version" in answer.text) == (503, True)
    with watched.writing() as session:
        session.execute(text("DROP TABLE alembic_version"))
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
