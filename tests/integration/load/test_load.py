"""Loading into a real database: what is stored, what loading again does, what a changed value leaves."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from data.database import connect, transaction
from data.database_errors import DatabaseError
from data.models import Observation, Population, SeriesStatus, Service
from loaders.rollup import roll_up
from loaders.run.load import run
from tests.loading import CATALOGUE, SERVICES, TODAY, Folder


@pytest.fixture
def folder(tmp_path, engine):
    return Folder(tmp_path, engine)


def test_load_stores_values_and_records_itself(folder):
    report = folder.falls("2026-01-01,W1,3,540", "2026-02-01,W1,1,498.5", "2026-01-01,W3,*,500")
    assert folder.values("falls") == {
        ("W1", "", "2026-01"): (3, 540),
        ("W1", "", "2026-02"): (1, 498.5),
        ("W3", "", "2026-01"): (None, 500),
    }
    assert (report.read, report.new, report.missing, report.rejected) == (3, 3, 1, 0)
    load = folder.loads()[-1]
    assert (load.source, load.status, load.rows_read, load.values_new, load.values_missing) == (
        "falls",
        "done",
        3,
        3,
        1,
    )
    assert (load.data_from, load.data_to, load.as_at) == (date(2026, 1, 1), date(2026, 2, 1), TODAY)
    assert len(load.file_hash) == 64


def test_loading_twice_changes_nothing(folder):
    rows = ("2026-01-01,W1,3,540", "2026-02-01,W1,1,498", "2026-02-01,W2,,300")
    folder.falls(*rows)
    before = folder.everything()
    report = folder.falls(*rows)
    assert (report.new, report.revised, report.unchanged) == (0, 0, 3)
    assert folder.everything() == before


def test_changed_value_is_a_revision_and_the_earlier_is_kept(folder):
    folder.falls("2026-01-01,W1,3,540", "2026-02-01,W1,1,498")
    report = folder.falls("2026-01-01,W1,4,540", "2026-02-01,W1,1,498", "2026-03-01,W1,2,510")
    assert (report.new, report.revised, report.unchanged) == (1, 1, 1)
    assert folder.values("falls")["W1", "", "2026-01"] == (4, 540)
    assert folder.revisions("falls") == [(("W1", "", "2026-01"), (3, 540))]
    first, second = (load.id for load in folder.loads()[-2:])
    with Session(folder.engine) as session:
        by_period = dict(
            session.execute(
                select(Observation.period_start, Observation.load_id).where(Observation.origin == "loaded")
            ).all()
        )
    assert by_period == {date(2026, 1, 1): second, date(2026, 2, 1): first, date(2026, 3, 1): second}


def test_value_that_becomes_missing_is_a_revision(folder):
    folder.falls("2026-01-01,W1,3,540")
    assert folder.falls("2026-01-01,W1,*,540").revised == 1
    assert folder.values("falls")["W1", "", "2026-01"] == (None, 540)
    assert folder.revisions("falls") == [(("W1", "", "2026-01"), (3, 540))]


def test_value_that_only_became_mature_is_no_revision(folder):
    folder.describe(CATALOGUE, ("    title: Falls\n", "    title: Falls\n    maturity: 1\n"))
    folder.falls("2026-01-01,W1,3,540", as_at=date(2026, 2, 15))
    assert ("W1", "", "2026-01") in folder.immature("falls")
    report = folder.falls("2026-01-01,W1,3,540", as_at=date(2026, 3, 1))
    assert (report.revised, report.unchanged) == (0, 1)
    assert folder.immature("falls") == set()
    assert folder.revisions("falls") == []


def test_new_definition_is_known_to_the_values_it_made(folder):
    folder.falls("2026-01-01,W1,3,540")
    folder.describe(CATALOGUE, ("per: 1000", "per: 100"))
    report = folder.falls("2026-01-01,W1,3,540")
    assert (report.revised, report.unchanged) == (0, 1)
    with Session(folder.engine) as session:
        definitions = session.scalars(select(Observation.definition_id).distinct()).all()
    assert len(definitions) == 1


def test_load_refreshes_the_series_it_touched(folder):
    folder.falls(*(f"2025-{month:02d}-01,W1,{month % 3},500" for month in range(1, 13)))
    with Session(folder.engine) as session:
        assert session.scalar(select(func.count()).select_from(SeriesStatus)) == 3  # ward, hospital, board


# -- groups ----------------------------------------------------------------------------------------


def test_everyone_is_the_sum_of_groups(folder):
    folder.by_sex("2026-01-01,W1,Female,3,4", "2026-01-01,W1,M,1,5", "2026-01-01,W1,,1,1")
    assert folder.values("answered") == {
        ("W1", "F", "2026-01"): (3, 4),
        ("W1", "M", "2026-01"): (1, 5),
        ("W1", "X", "2026-01"): (1, 1),
        ("W1", "", "2026-01"): (5, 10),
    }


def test_everyone_is_missing_when_a_group_is(folder):
    folder.by_sex("2026-01-01,W1,F,3,4", "2026-01-01,W1,M,*,5")
    assert folder.values("answered")["W1", "", "2026-01"] == (None, 9)


def test_groups_an_indicator_is_not_split_by_are_not_stored(folder):
    folder.describe(CATALOGUE, ("    dimensions: sex\n", ""))
    folder.by_sex("2026-01-01,W1,F,3,4", "2026-01-01,W1,M,1,5")
    assert folder.values("answered") == {("W1", "", "2026-01"): (4, 9)}


# -- roll-up ---------------------------------------------------------------------------------------


def test_parents_are_sums_of_their_children(folder):
    folder.falls("2026-01-01,W1,3,500", "2026-01-01,W2,1,400", "2026-01-01,W3,2,300", "2026-02-01,W2,9,90")
    assert folder.values("falls", origin="rolled-up") == {
        ("H1", "", "2026-01"): (4, 900),
        ("H2", "", "2026-01"): (2, 300),
        ("B", "", "2026-01"): (6, 1200),
        ("H1", "", "2026-02"): (9, 90),
        ("B", "", "2026-02"): (9, 90),
    }


def test_loaded_parent_wins_and_goes_up(folder):
    folder.falls("2026-01-01,W1,3,500", "2026-01-01,H1,5,1000", "2026-01-01,W3,2,300")
    values = folder.values("falls", origin=None)
    assert values["H1", "", "2026-01"] == (5, 1000)
    assert values["B", "", "2026-01"] == (7, 1300)


def test_parent_that_is_loaded_later_replaces_the_sum(folder):
    folder.falls("2026-01-01,W1,3,500")
    folder.falls("2026-01-01,H1,5,1000")
    assert folder.values("falls")["H1", "", "2026-01"] == (5, 1000)
    assert sorted(folder.revisions("falls", origin="rolled-up")) == [
        (("B", "", "2026-01"), (3, 500)),
        (("H1", "", "2026-01"), (3, 500)),
    ]


def test_revised_child_revises_its_parents(folder):
    folder.falls("2026-01-01,W1,3,500", "2026-01-01,W2,1,400")
    folder.falls("2026-01-01,W1,4,500")
    assert folder.values("falls", origin="rolled-up")["B", "", "2026-01"] == (5, 900)
    assert len(folder.revisions("falls", origin="rolled-up")) == 2


def test_ward_that_moves_takes_its_history_along(folder):
    folder.falls("2026-01-01,W1,3,500", "2026-01-01,W2,1,400")
    folder.write("services.csv", SERVICES.replace("W2,Ward 2,ward,H1", "W2,Ward 2,ward,H2"))
    assert folder.load("tree").revised == 1
    rolled = folder.values("falls", origin="rolled-up")
    assert rolled["H1", "", "2026-01"] == (3, 500)
    assert rolled["H2", "", "2026-01"] == (1, 400)
    folder.write(
        "services.csv", SERVICES.replace(",hospital,B", ",hospital,").replace(",ward,H1", ",ward,H2")
    )
    folder.load("tree")
    assert set(folder.values("falls", origin="rolled-up")) == {("H2", "", "2026-01")}
    gone = [key for key, _ in folder.revisions("falls", origin="rolled-up")]
    assert ("B", "", "2026-01") in gone


def test_indicator_that_is_not_additive_stays_where_it_is(folder):
    folder.describe(CATALOGUE, ("    title: Falls\n", "    title: Falls\n    additive: false\n"))
    folder.falls("2026-01-01,W1,3,500")
    assert folder.values("falls", origin="rolled-up") == {}


# -- services and populations ----------------------------------------------------------------------


def test_services_are_loaded_once(folder):
    report = folder.load("tree")
    assert (report.new, report.revised, report.unchanged) == (0, 0, 6)


def test_services_by_levels_with_roots_names_and_unknown_codes(tmp_path, engine):
    tree = """
  tree:
    shape: services
    file: trusts.csv
    root: {code: E, name: England, level: board}
    levels: [{level: hospital, code: region, name: region_name}, {level: ward, code: org, name: org_name}]
    names: {R1: North}
  others:
    shape: services
    file: falls.csv
    adds: unknown
    code: ward
    level: ward
    root: [{code: E, name: Another name, level: board}, {code: E-X, name: Others, level: hospital}]
  falls:"""
    before, _, after = CATALOGUE.partition("  tree: ")
    catalogue = before + tree[1:] + after.partition("  falls:")[2]
    folder = Folder(tmp_path, engine, catalogue, services="")
    folder.write("trusts.csv", "region,region_name,org,org_name\nR1,,T1,Trust one\nR1,,T2,Trust two\n")
    folder.write("falls.csv", "month,ward,falls,bed_days\n2026-01-01,T1,1,10\n2026-01-01,Q9,2,10\n")
    reports = run(engine, folder.catalogue, ["falls", "others", "tree"], folder=folder.path, as_at=TODAY)
    assert [report.source for report in reports] == ["tree", "others", "falls"]
    with Session(engine) as session:
        parent = {s.id: s.code for s in session.scalars(select(Service))}
        found = {s.code: (s.name, s.level, parent.get(s.parent_id)) for s in session.scalars(select(Service))}
    assert found == {
        "E": ("England", "board", None),
        "R1": ("North", "hospital", "E"),
        "T1": ("Trust one", "ward", "R1"),
        "T2": ("Trust two", "ward", "R1"),
        "E-X": ("Others", "hospital", "E"),
        "Q9": ("Q9", "ward", "E-X"),
    }
    assert folder.values("falls", origin=None)["E", "", "2026-01"] == (3, 20)


def test_population_is_stored_and_updated(folder):
    folder.write("people.csv", 'code,year,sex,people\nB,2025,F,"1,200"\nB,2025,M,1100\n')
    assert folder.load("people").new == 2
    folder.write("people.csv", "code,year,sex,people\nB,2025,F,1201\nB,2025,M,1100\n")
    report = folder.load("people")
    assert (report.new, report.revised, report.unchanged) == (0, 1, 1)
    with Session(folder.engine) as session:
        assert sorted(session.scalars(select(Population.count))) == [1100, 1201]


# -- check, crash, lock ----------------------------------------------------------------------------


def test_check_writes_nothing(folder):
    before = folder.everything(), len(folder.loads())
    folder.write("falls.csv", "month,ward,falls,bed_days\n2026-01-01,W1,3,540\n2026-01-01,W9,3,540\n")
    report = folder.load("falls", check=True)
    assert (report.new, report.rejected) == (1, 1)
    assert (folder.everything(), len(folder.loads())) == before


def test_crash_in_the_middle_leaves_nothing(folder, monkeypatch):
    folder.falls("2026-01-01,W1,3,540")
    before = folder.everything(), len(folder.loads())

    def crash(*_args, **_kwargs):
        raise RuntimeError("the power went")

    monkeypatch.setattr(roll_up, "put_observations", crash)  # after the wards, before their parents
    with pytest.raises(RuntimeError, match="the power went"):
        folder.falls("2026-01-01,W1,4,540", "2026-02-01,W1,4,540")
    assert (folder.everything(), len(folder.loads())) == before


def test_locked_database_is_said_plainly(tmp_path, sqlite_engine):
    folder = Folder(tmp_path, sqlite_engine)
    folder.engine = connect(f"{sqlite_engine.url}?timeout=0.1")
    with transaction(sqlite_engine), pytest.raises(DatabaseError, match="Another program is writing to it"):
        folder.falls("2026-01-01,W1,3,540")
    folder.engine.dispose()


def test_database_that_may_only_be_read_is_said_plainly(tmp_path, sqlite_engine):
    folder = Folder(tmp_path, sqlite_engine)
    sqlite_engine.dispose()
    folder.engine = create_engine(f"sqlite:///file:{tmp_path / 'test.db'}?mode=ro&uri=true")
    with pytest.raises(DatabaseError, match="This user may only read it"):
        folder.falls("2026-01-01,W1,3,540")
    folder.engine.dispose()


def test_check_only_reads_the_database(folder):
    """Another program may write all the while: nothing is locked, nothing waited for."""
    folder.falls("2026-01-01,W1,3,540")
    with transaction(folder.engine) as other:
        if folder.engine.dialect.name == "postgresql":
            other.execute(text("LOCK TABLE observation, load IN EXCLUSIVE MODE"))
        folder.write("falls.csv", "month,ward,falls,bed_days\n2026-01-01,W1,4,540\n2026-02-01,W1,1,500\n")
        report = folder.load("falls", check=True)
        other.rollback()
    assert (report.new, report.revised, report.unchanged) == (1, 1, 0)
    assert folder.values("falls") == {("W1", "", "2026-01"): (3.0, 540.0)}


def test_notes_are_kept_with_the_load(folder):
    folder.falls("2026-01-01,W1,3,540", "2026-01-01,W9,3,540")
    assert "W9" in folder.loads()[-1].notes
