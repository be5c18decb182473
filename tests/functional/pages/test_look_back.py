"""The page of a measure as it stood after an earlier load: unmistakable, complete, and with a way back."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.database import transaction
from data.models import Load, Observation
from data.write.loads import begin_load
from data.write.observations import Provenance, loaded_values, put_observations
from quality.reference.ids import read_ids
from quality.signals import refresh
from tests.functional.everywhere.test_page_cache import client, own_demo
from tests.views import read, view

__all__ = ["client", "own_demo"]

CODE, WARD = "news_on_time", "strathcorrie-ward-8"
PAGE = f"/indicator/{CODE}"


@pytest.fixture
def revised(own_demo):
    """The newest value of one ward becomes 1. Gives the load before, and the one that did it."""
    with Session(own_demo.engine) as session:
        known = read_ids(session)
        indicator_id, service_id = known.indicator_ids[CODE], known.services[WARD].id
        before = session.scalar(select(func.max(Load.id)))
        as_at = session.get(Load, before).as_at
        definition = session.scalar(
            select(Observation.definition_id).where(Observation.indicator_id == indicator_id).limit(1)
        )
    with transaction(own_demo.engine) as session:
        values = loaded_values(session, indicator_id)
        mine = np.flatnonzero((values.service == service_id) & (values.category == 0) & ~values.is_immature)
        newest = values.take(mine[np.argsort(values.period[mine])][-1:])
        newest.numerator[:] = 1
        now = begin_load(
            session, source="x", file_name="again.csv", file_hash="", as_at=as_at,
            now=session.get(Load, before).finished_at,
        )  # fmt: skip
        put_observations(session, newest, Provenance(indicator_id, definition, now))
        refresh.bring_up_to_date(session, own_demo.catalogue)
    return before, now


def test_the_page_says_what_it_shows_and_leads_back(client, revised):
    before, now = revised
    then = read(view(client, PAGE, f"?service={WARD}&as_of={before}"))
    assert f"after load {before}." in then
    assert "1 value of this series has been revised since." in then
    assert "Back to today's chart" in then
    assert f"until load {now}" not in then
    today = read(view(client, PAGE, f"?service={WARD}"))
    assert f"until load {now} of" in today
    assert "As it stood" not in today


def test_the_file_is_that_of_then(client, revised):
    before, newest = revised
    address = f"{PAGE}.csv?service={WARD}"
    then = client.get(f"{address}&as_of={before}")
    now = client.get(address)
    assert then.get_data(as_text=True).lstrip('\ufeff"').startswith("As it stood on ")
    assert f"as-of-{before}.csv" in then.headers["Content-Disposition"]
    after = client.get(f"{address}&as_of={newest}")
    rows = [answer.get_data(as_text=True).splitlines()[2:] for answer in (then, now, after)]
    assert rows[0] != rows[1]
    assert rows[1] == rows[2]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("99999", "There is no load 99999"),
        ("9999-12-31", "is still to come"),
        ("1999-01-01", "On 1 January 1999 there was nothing to show"),
        ("yesterday", "is the number of a load (12) or a day (2026-03-03)"),
    ],
)
def test_what_cannot_be_shown_is_said(client, asked, words):
    assert words in read(view(client, PAGE, f"?service={WARD}&as_of={asked}"))
    assert client.get(f"{PAGE}?service={WARD}&as_of={asked}").status_code == 404
    answer = client.get(f"{PAGE}.csv?service={WARD}&as_of={asked}")
    assert answer.status_code == 404
    assert words in answer.get_data(as_text=True)


def test_the_end_of_a_day_can_be_asked_for(client, own_demo):
    with Session(own_demo.engine) as session:
        day = session.scalar(select(func.max(Load.finished_at))).date()
    assert "As it stood on" in read(view(client, PAGE, f"?service={WARD}&as_of={day}"))


def test_an_earlier_page_is_clean(visit, check_axe):
    page = visit(f"{PAGE}?service={WARD}&as_of=3", wait_for=".look-banner, .notice")
    check_axe(page)
