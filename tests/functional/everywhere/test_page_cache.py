"""Pages kept between requests: never one from before the newest load, never one of another address."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, event, update

from data.database import connect, transaction
from data.models import Fact, SeriesStatus, Service
from quality.acts import ledger
from quality.deployment import set_current
from quality.reference.ids import JUDGED
from quality.series.key import SeriesKey
from quality.signals import refresh
from server.security import CALLBACKS
from tests.views import ROUTER, view

WARD = "/huddle/strathcorrie-ward-8"


@pytest.fixture
def own_demo(demo, tmp_path):
    """A copy of the demo that may be written to."""
    into, made = sqlite3.connect(tmp_path / "own.db"), sqlite3.connect(demo.engine.url.database)
    with closing(into), closing(made):
        made.backup(into)
    engine = connect(f"sqlite:///{tmp_path / 'own.db'}")
    yield replace(demo, engine=engine)
    engine.dispose()


@pytest.fixture
def client(demo, own_demo):
    from app import make_app

    yield make_app(own_demo).server.test_client()
    set_current(demo)


def test_the_second_answer_is_the_first_to_the_last_byte(client):
    first, second = view(client, WARD), view(client, WARD)
    assert first.status_code == second.status_code == 200
    assert first.data == second.data
    assert first.headers["Content-Security-Policy"] == second.headers["Content-Security-Policy"]
    assert len(second.headers.getlist("Content-Security-Policy")) == 1


def test_the_document_is_kept_as_its_view_is(client, own_demo):
    first, second = client.get(WARD), client.get(WARD)
    assert (first.data, first.status_code) == (second.data, 200)
    assert client.get(WARD + "?tv=1").data != first.data
    assert client.get(WARD, headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    asked = []
    event.listen(own_demo.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    client.get(WARD)
    assert len(asked) < 8  # the version, and whether there is such a service
    assert client.get("/huddle/nowhere").status_code == 404
    assert client.get("/huddle/nowhere").status_code == 404
    with transaction(own_demo.engine) as session:
        session.execute(update(Fact).where(Fact.name == JUDGED).values(value="another"))
        session.execute(update(Service).values(name="Renamed by a load"))
    assert b"Renamed by a load" in client.get(WARD).data


def test_no_document_shows_what_lay_in_a_folder_before(client, own_demo, tmp_path):
    address = "/data?preview=people"
    shown = [client.get(address).data for _ in range(2)]
    set_current(replace(own_demo, preview=None))
    assert client.get(address).data != shown[1]


def test_another_address_or_query_is_another_page(client):
    pages = [view(client, WARD), view(client, WARD, "?tv=1"), view(client, "/board")]
    assert len({page.data for page in pages}) == 3
    assert [view(client, WARD).data, view(client, WARD, "?tv=1").data] == [pages[0].data, pages[1].data]


def test_what_somebody_did_is_seen_at_once(client, own_demo):
    where = ("/indicator/news_on_time", "?service=strathcorrie-ward-8")
    assert b"Bed moves" not in view(client, *where).data
    with transaction(own_demo.engine) as session:
        ledger.append(
            session,
            "annotation",
            datetime(2026, 3, 1, tzinfo=UTC).date(),
            "Bed moves began",
            key=SeriesKey("news_on_time", "strathcorrie-ward-8"),
            by="A. Person",
            role="Charge nurse",
            at=datetime(2026, 3, 2, 9, tzinfo=UTC).replace(tzinfo=None),
        )
    assert b"Bed moves" in view(client, *where).data


def test_a_judgement_that_follows_its_load_later_is_seen(client, own_demo):
    judged = view(client, "/").data
    assert b"concerns" in judged
    with transaction(own_demo.engine) as session:  # as between the load and its judgement
        session.execute(delete(SeriesStatus))
        session.execute(delete(Fact).where(Fact.name == JUDGED))
    assert view(client, "/").data != judged
    with transaction(own_demo.engine) as session:
        refresh.bring_up_to_date(session, own_demo.catalogue)
    assert view(client, "/").data == judged


def test_a_change_without_a_load_or_an_act_is_not_looked_for(client, own_demo):
    """What a page shows is what was loaded and done: the promise that keeping rests on."""
    before = view(client, WARD).data
    with transaction(own_demo.engine) as session:
        session.execute(update(Service).values(name="Renamed by hand"))
    assert view(client, WARD).data == before


def test_garbage_is_refused_before_anything_is_kept_or_looked_up(client):
    view(client, WARD)
    assert client.post(CALLBACKS, data=b"{", content_type="application/json").status_code == 400
    assert client.post(CALLBACKS, json={"output": ROUTER, "inputs": "x"}).status_code == 400
