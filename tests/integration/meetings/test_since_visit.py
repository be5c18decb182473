"""What came since somebody was last here is the difference of the database, counted another way here."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from data.database import snapshot, transaction
from data.models import IndicatorVersion
from quality.acts import ledger
from quality.people.person import Person
from quality.people.visits import EVERY, SILENCE, Mark, note, visit
from quality.reference.ids import data_version, newest_act
from quality.reference.scope import Scope, reading_for
from quality.series.key import SeriesKey
from quality.since_visit import news
from tests.organisations.months import CATALOGUE, TODAY, Months, high

NOW = datetime(2026, 11, 20, 8, 30)


@pytest.fixture
def months(engine):
    return Months(engine)


# -- visits -----------------------------------------------------------------------------------------


def come(engine, at, person="anna"):
    with snapshot(engine) as session:
        found = visit(session, person, at)
    with transaction(engine) as session:
        note(session, [found])
    return found.before


def test_a_visit_ends_with_silence_and_the_next_is_held_against_its_end(months):
    months.ward("ward", high(24))
    assert come(months.engine, NOW) is None
    assert come(months.engine, NOW + EVERY) is None, "the first visit goes on"
    months.judge()
    act = months.do("own", "ward", owner="Ailsa", due="2026-12-04")
    later = NOW + EVERY + SILENCE + timedelta(seconds=1)
    before = come(months.engine, later)
    assert (before.at, before.act) == (NOW + EVERY, 0)
    for minutes in (10, 20, 45):
        assert come(months.engine, later + timedelta(minutes=minutes)) == before, "the same visit"
    third = come(months.engine, later + timedelta(minutes=76))
    assert (third.at, third.act) == (later + timedelta(minutes=45), act.id)
    assert come(months.engine, NOW, "ewan") is None, "somebody else was never here"


def test_two_servers_that_note_the_same_visit_begin_it_once(months):
    months.ward("ward", high(24))
    come(months.engine, NOW)
    later = NOW + timedelta(hours=2)
    with snapshot(months.engine) as session:
        one, other = (visit(session, "anna", later + timedelta(seconds=s)) for s in (0, 1))
    assert one.before == other.before
    with transaction(months.engine) as session:
        note(session, [one, other])
    assert come(months.engine, later + timedelta(minutes=5)) == one.before
    first = [visit_of_nobody(months.engine) for _ in range(2)]
    with transaction(months.engine) as session:
        note(session, first)  # both were told that there was none


def visit_of_nobody(engine):
    with snapshot(engine) as session:
        return visit(session, "new", NOW)


# -- news -------------------------------------------------------------------------------------------


def mark(months, at=NOW):
    with snapshot(months.engine) as session:
        return Mark(at, data_version(session)[0], newest_act(session))


def told(months, since, reader="Anna", services=None, scope=None, person="local:anna"):
    with snapshot(months.engine, **(reading_for(scope) if scope else {})) as session:
        return news(session, CATALOGUE, since, Person(person, reader), services, today=TODAY)


def counted(months, question, **values):
    with months.engine.connect() as connection:
        return connection.execute(text(question), values).scalar()


def shown(months):
    """Every signal that the newest points show."""
    with months.engine.connect() as connection:
        rows = connection.execute(
            text("select service_id, indicator_id, direction from signal where is_current")
        )
        return {tuple(row) for row in rows}


def test_it_is_the_difference_of_the_database(months):
    for code, place in (("over", 23), ("stays", 24), ("opens", 25), ("calm", 99)):
        months.ward(code, high(place, 24))
    months.judge()
    then, since = shown(months), mark(months)
    months.do("own", "over", owner="Ailsa", due="2026-12-04")
    for code, value in (("over", 10), ("stays", 10), ("opens", 40), ("calm", 10)):
        months.come(code, [value], 24)
    with transaction(months.engine) as session:
        session.execute(text(
            "insert into observation_revision (indicator_id, service_id, category_id, period_start,"
            " numerator, is_immature, origin, definition_id, load_id, superseded_by)"
            " select indicator_id, service_id, category_id, period_start, 9, is_immature, origin,"
            " definition_id, 1, (select max(id) from load) from observation where period_start = '2026-06-01'"
        ))  # fmt: skip
    months.judge()
    months.do("close", "opens", reason="chance", text="No cause")
    months.do("note", "calm", indicator="", text="The lamp is broken")
    now, found = shown(months), told(months, since)
    assert found.loads == counted(months, "select count(*) from load where id > :load", load=since.load) == 1
    assert found.revised == counted(
        months, "select count(*) from observation_revision where superseded_by > :load", load=since.load
    ) == 4  # fmt: skip
    assert found.acts == counted(months, "select count(*) from act where id > :act", act=since.act) == 3
    assert (found.opened, found.ended) == (len(now - then), len(then - now)) == (1, 1)
    assert found.closed == 1
    assert told(months, mark(months)) == told(months, mark(months)).__class__(mark(months))


def test_ones_own_acts_and_what_was_taken_back_are_no_news(months):
    months.ward("ward", high(24))
    months.judge()
    since = mark(months)
    act = months.do("close", "ward", reason="chance", text="No cause")
    assert (told(months, since, "Ailsa").acts, told(months, since, "Ailsa").is_any) == (0, False)
    assert told(months, since).closed == 1
    months.do("undo", "ward", indicator="", act=act.id)
    assert (told(months, since).acts, told(months, since).closed) == (2, 0)


def test_what_others_of_ones_name_did_is_news_and_what_one_did_under_another_is_not(months):
    months.ward("ward", high(24))
    since = mark(months)
    with transaction(months.engine) as session:
        who = {"by": "Ailsa", "role": "", "at": NOW, "person": "local:ailsa1"}
        ledger.append(session, "note", 'He said "person":"local:ailsa2"', key=SeriesKey("", "ward"), **who)
    assert told(months, since, "Ailsa", person="local:ailsa2").acts == 1
    assert told(months, since, "Ailsa Munro", person="local:ailsa1").acts == 0


def test_it_goes_as_far_as_one_may_see(months):
    for code in ("mine", "theirs"):
        months.ward(code, high(24, 24))
    months.judge()
    since = mark(months)
    for code in ("mine", "theirs"):
        months.come(code, [40], 24)
    months.judge()
    for code in ("mine", "theirs"):
        months.do("own", code, owner="Ailsa", due="2026-12-04")
    mine = told(months, since, scope=Scope(frozenset({"mine"})))
    assert (mine.opened, mine.acts) == (1, 1)
    assert (told(months, since).opened, told(months, since).acts) == (2, 2)
    assert told(months, since, services=["mine"]) == mine


def test_a_measure_described_anew_is_redefined_and_a_new_one_is_not(months):
    months.ward("ward", high(24))
    since = mark(months)
    with transaction(months.engine) as session:
        for number, at in ((1, NOW - timedelta(days=9)), (1, NOW + timedelta(1)), (2, NOW + timedelta(1))):
            session.add(IndicatorVersion(indicator_id=number, content=f"{at}", first_used=at))
    assert told(months, since).redefined == 1
    assert told(months, mark(months, datetime.combine(date(2026, 12, 1), NOW.time()))).redefined == 0
