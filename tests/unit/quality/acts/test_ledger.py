"""What an act says is stored byte for byte as it ever was: the hash chain of every database rests on it."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import create_engine, delete, select, update
from sqlalchemy.orm import Session

from data.models import Act
from quality.acts import ledger
from quality.acts.decision import DecisionKind
from quality.acts.kinds import CHART_KINDS
from quality.series.key import SeriesKey

STORED = [
    '{"first_period":"2025-06-01","reason":"Ä new bundle"}',
    '{"last_period":"2025-05-01","reason":"before"}',
    '{"first_period":"2024-02-01","last_period":"2025-05-01","reason":"before"}',
    '{"period":"2025-04-01","reason":"twice"}',
    '{"period":"2025-04-01","text":"Ward 3 moved in"}',
    '{"act":4,"reason":"a mistake"}',
]
LAST_HASH = "8bb623e6f727f67eed6ae0eeea0c4e0fd801a0e56948fcc96c4a9308c2ea41d1"
WHO = {
    "key": SeriesKey("falls", "W1", "sex:F"),
    "by": "Morag Sinclair",
    "role": "Clinical lead",
    "at": datetime(2026, 1, 2, 3, 4, 5, 678),
}


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Act.__table__.create(engine)
    with Session(engine) as session:
        yield session


def test_every_kind_is_stored_and_chained_as_in_earlier_versions(session, monkeypatch):
    monkeypatch.setattr(ledger.secrets, "token_hex", "5a".__mul__)
    ledger.append(session, DecisionKind.REPHASE, date(2025, 6, 1), "Ä new bundle", None, **WHO)
    ledger.append(session, "baseline", date(2025, 5, 1), "before", **WHO)
    ledger.append(session, "baseline", date(2025, 5, 1), "before", date(2024, 2, 1), **WHO)
    ledger.append(session, "exclusion", date(2025, 4, 1), "twice", **WHO)
    ledger.append(session, "annotation", date(2025, 4, 1), "Ward 3 moved in", **WHO)
    assert ledger.append(session, "withdrawal", 4, "a mistake", **WHO) == 6
    assert list(session.scalars(select(Act.content).order_by(Act.id))) == STORED
    assert session.get(Act, 6).hash == LAST_HASH
    assert ledger.verify(session) == []
    assert {*CHART_KINDS} == {*DecisionKind, "withdrawal"}


LATER = WHO | {"at": datetime(2026, 1, 2)}


def notes(session, count=4, year=2020) -> None:
    for number in range(count):
        ledger.append(session, "note", f"Bulb {number}", **WHO | {"at": datetime(year, 12, 31)})


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "Ewan"},
        {"role": ""},
        {"content": "{}"},
        {"kind": "seen"},
        {"service": "W2"},
        {"at": datetime(2026, 1, 3)},
        {"salt": "0" * 32},
        {"digest": "0" * 64},
        {"salt": None},
        {"salt": None, "actor": "", "role": "", "content": ""},
    ],
)
def test_a_row_that_was_changed_or_emptied_without_an_act_shows(session, change):
    notes(session)
    session.execute(update(Act).where(Act.id == 2).values(change))
    assert ledger.verify(session) == [2]


def test_what_a_purge_names_may_be_empty_and_the_chain_holds(session):
    notes(session)
    ledger.append(session, "purge", [1, 3], 0, "kept eight years", **LATER)
    ledger.empty(session, [1, 3])
    notes(session, 1)
    assert ledger.verify(session) == []
    assert [act.id for act in ledger.acts(session, "note")] == [2, 4, 6]
    emptied = session.execute(select(Act.actor, Act.role, Act.content, Act.salt).where(Act.id == 3)).one()
    assert emptied == ("", "", "", None)
    ledger.empty(session, [2])
    assert ledger.verify(session) == [2], "no act names it"
    session.execute(update(Act).where(Act.id == 3).values(actor="Ewan"))
    assert ledger.verify(session) == [2, 3], "nothing is put into an empty act"


def test_a_purge_excuses_nothing_that_came_after_it(session):
    ledger.append(session, "purge", [1, 2, 3], 0, "in advance", **LATER)
    notes(session, 2)
    ledger.empty(session, [1, 2])
    assert ledger.verify(session) == [1, 2]


@pytest.mark.parametrize(
    ("year", "about", "on"),
    [
        (2024, WHO["key"], datetime(2026, 1, 2)),
        (2020, SeriesKey("falls", "W2"), datetime(2026, 1, 2)),
        (2024, WHO["key"], datetime(2999, 1, 2)),
    ],
    ids=["of a young act", "of another team", "that says it is later"],
)
def test_a_purge_is_no_excuse(session, year, about, on):
    """Whoever can write in the database can write one as well: it excuses what a true one would do alone."""
    notes(session, 2, year)
    ledger.append(session, "purge", [1], 0, "tidying up", **WHO | {"key": about, "at": on})
    ledger.empty(session, [1])
    assert ledger.verify(session) == [1]


def test_an_empty_act_of_no_kind_shows(session):
    notes(session)
    gone = {"kind": "nothing", "salt": None, "actor": "", "role": "", "content": ""}
    session.execute(update(Act).where(Act.id == 2).values(gone))
    assert ledger.verify(session) == [2]


def test_an_end_that_was_cut_off_shows_by_a_hash_that_was_noted_elsewhere(session):
    notes(session)
    number, noted = ledger.newest(session)
    notes(session, 1)
    assert ledger.verify(session, {number: noted[:16]}) == []
    session.execute(delete(Act).where(Act.id > 3))
    assert ledger.verify(session) == []
    assert ledger.verify(session, {number: noted[:16]}) == [4]
    notes(session, 1)
    assert ledger.verify(session, {number: noted[:16]}) == [4], "others cannot take their place"
