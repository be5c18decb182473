"""`python -m quality.retention` on both databases: what was kept long enough goes, and the rest is whole."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data.database import transaction
from data.models import Act, Audit, Load, LoadProblem, Person, Visit
from loaders.__main__ import main as loaders
from quality.acts import ledger
from quality.acts.evidence import Evidence
from quality.lifecycle.perform import acts_of
from quality.lifecycle.team_history import fold
from quality.people.audit import Entry, Kind, write
from quality.people.sessions import utc_now
from quality.retention.__main__ import main
from quality.series.key import SeriesKey
from tests.warehouse import Warehouse, make_catalogue

OLD, YOUNG = datetime(2012, 3, 1, 8, 30), datetime(2025, 3, 1, 8, 30)
SHIFT = Evidence("shift", 1, date(2011, 4, 1), date(2012, 2, 1), 7, "concern", 12.0)
NAME = "Rumpelstiltskin"
CATALOGUE = make_catalogue({"falls": {}})


@pytest.fixture
def engine(engine):
    Warehouse(engine, CATALOGUE).service("ward")
    with transaction(engine) as session:
        for kind, at, said in (
            ("own", OLD, (NAME, "2012-04-01")),
            ("close", OLD, ("care", f"{NAME} found a loose rail")),
            ("huddle", OLD, (4, NAME, None, [])),
            ("note", YOUNG, (f"{NAME} is back",)),
            ("huddle", YOUNG, (5, None, None, [])),
        ):
            about = SeriesKey("falls" if kind in ("own", "close") else "", "ward")
            evidence = SHIFT.written() if about.indicator else None
            who = {"by": NAME if at is OLD else "Ailsa", "role": "Charge nurse", "evidence": evidence}
            ledger.append(session, kind, *said, key=about, at=at, **who)
        write(session, [Entry(Kind.SIGNED_IN, NAME, at=OLD), Entry(Kind.SIGNED_IN, "anna", at=YOUNG)])
        account = {"source": "local", "grants": "[]", "groups": "[]", "since": OLD}
        session.add(Person(id="local:r", name=NAME, left_at=OLD, **account))
        session.add(Person(id="local:a", name="Anna", **account))
        seen = {"seen_load": 1, "seen_act": 1}
        session.add(Visit(person_id=f"local:{NAME}", seen_at=OLD, **seen))
        session.add(Visit(person_id="local:a", seen_at=utc_now(), **seen))
        day = {"started_at": OLD, "finished_at": OLD, "as_at": OLD.date()}
        session.add(Load(id=7, source="a", file_name="a", file_hash="a", status="refused", **day))
        session.flush()
        session.add(LoadProblem(load_id=7, row=1, expected="a number", found=NAME))
    return engine


@pytest.fixture
def command(engine, capsys):
    def run(program, *arguments):
        url = engine.url.render_as_string(hide_password=False)
        code = program([*arguments, "--database", url])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


WHY = ("--by", "Euan Black", "--why", "Kept eight years")


def test_what_was_kept_long_enough_goes_and_an_act_says_so(engine, command):
    with Session(engine) as session:
        noted = [f"{act.id}:{act.hash[:16]}" for act in session.scalars(select(Act).order_by(Act.id))]
    code, listed = command(main, "list")
    assert code == 0
    assert "ward: 3 acts of 2012 was kept long enough: 1 close, 1 huddle, 1 own" in listed
    with Session(engine) as session:
        assert [huddle.number for huddle in fold(acts_of(session, "ward")).huddles] == [1, 2]
    code, said = command(main, "purge", *WHY)
    assert (code, said) == (0, listed.replace("was kept long enough", "removed"))
    with Session(engine) as session:
        assert ledger.verify(session, {int(n): h for n, h in (one.split(":") for one in noted)}) == []
        history = fold(acts_of(session, "ward"))
        assert [huddle.number for huddle in history.huddles] == [2]
        assert [act.content["text"] for act in history.huddles[0].acts] == [f"{NAME} is back"]
        (removed,) = history.removed
        assert (removed.actor, removed.content["acts"], removed.content["reason"]) == (
            "Euan Black", [1, 2, 3], "Kept eight years"
        )  # fmt: skip
        about = session.scalars(select(Audit.about).where(Audit.kind == Kind.REMOVED)).all()
        assert about == [
            "1 entries of the audit: Kept eight years",
            "1 accounts of people who left: Kept eight years",
            "1 visits of people who came no more: Kept eight years",
            "1 cells that were refused: Kept eight years",
        ]
    assert command(main, "purge", *WHY) == (0, "Nothing removed.\n")
    _is_nowhere_but_where_it_is_young(engine)


def _is_nowhere_but_where_it_is_young(engine) -> None:
    with Session(engine) as session:
        for table in ("act", "audit", "person", "load_problem", "visit"):
            rows = [str(row) for row in session.execute(text(f"SELECT * FROM {table}"))]
            assert sum(NAME in row for row in rows) == (table == "act"), table
    if engine.dialect.name == "sqlite":
        engine.dispose()  # the last to leave writes everything into the file
        with open(engine.url.database, "rb") as file:
            assert file.read().count(NAME.encode()) == 1


def test_nothing_goes_that_somebody_wants_kept_or_before_its_day(engine, command):
    assert command(main, "list", "--keep", "30") == (0, "Nothing was kept long enough.\n")
    assert "ward" not in command(main, "list", "--as-at", "2020-12-31")[1]
    assert "ward" in command(main, "list", "--as-at", "2021-01-01")[1]
    code, said = command(main, "purge", *WHY, "--as-at", "2999-01-01")
    assert code == 2
    assert "that day has not come" in said
    code, said = command(main, "purge", "--by", " ", "--why", "x")
    assert (code, said) == (2, "Say who removes it, and why: neither may be empty.\n")
    with Session(engine) as session:
        assert len(ledger.acts(session, "own", "close", "huddle", "note")) == 5


def test_an_account_stays_as_long_as_an_act_of_it(engine, command):
    """Its id could be given to somebody else, who would seem to have done that."""
    with transaction(engine) as session:
        key, who = SeriesKey("", "ward"), {"by": NAME, "role": "", "person": "local:r"}
        ledger.append(session, "note", "Bed 4", key=key, at=YOUNG, **who)
    assert "accounts" not in command(main, "purge", *WHY)[1]
    with transaction(engine) as session:
        assert session.get(Person, "local:r")
        ledger.empty(session, [session.scalar(select(Act.id).where(Act.content.contains("local:r")))])
    assert "1 accounts of people who left removed" in command(main, "purge", *WHY)[1]


def test_what_was_noted_elsewhere_tells_if_the_chain_was_made_anew(engine, command):
    with pytest.raises(SystemExit):
        command(loaders, "verify", "--known", "12-abc")
    with Session(engine) as session:
        number, noted = ledger.newest(session)
    known = ("--known", f"{number}:{noted[:16]}")
    assert f"to note elsewhere: {number}:{noted[:16]}" in command(loaders, "verify", *known)[1]
    with transaction(engine) as session:
        session.execute(text(f"DELETE FROM act WHERE id = {number}"))
    assert f"number {number} was changed" in command(loaders, "verify", *known)[1]
