"""Records that a query gives: counted like those of a file, and nobody anywhere."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from errors import CatalogueError
from tests.integration.observations.test_load_records import HEAD, RECORDS, ROWS
from tests.loading import Folder

QUERY = "query: SELECT * FROM stays\n    database: STAYS_URL"
COLUMNS = HEAD.strip().split(",")
NOW = date(2026, 11, 20)


@pytest.fixture
def stays(engine, tmp_path, monkeypatch):
    """Somebody else's table, with real dates, numbers and answers."""
    postgres = engine.dialect.name == "postgresql"
    theirs = create_engine(engine.url if postgres else f"sqlite:///{tmp_path / 'theirs.db'}")
    kinds = ["TIMESTAMP", "TIMESTAMP", "TEXT", "INTEGER", "TEXT", "TEXT", "BOOLEAN", "TEXT", "TEXT"]
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(COLUMNS, kinds, strict=True))
    marks = ", ".join(f":{name}" for name in COLUMNS)
    with theirs.begin() as connection:
        connection.execute(text(f"CREATE TABLE stays ({columns})"))
        for row in ROWS:
            cells = dict(zip(COLUMNS, row.replace("T", " ").replace("+00:00", "").split(","), strict=True))
            cells |= {"age": int(cells["age"]), "died": cells["died"] == "1"}
            cells["departure"] = cells["departure"] or None
            connection.execute(text(f"INSERT INTO stays VALUES ({marks})"), cells)
    monkeypatch.setenv("STAYS_URL", theirs.url.render_as_string(hide_password=False))
    yield theirs
    theirs.dispose()


@pytest.fixture
def ward(tmp_path, engine):
    folder = Folder(tmp_path, engine, RECORDS)
    folder.describe(RECORDS, ("file: ed*.csv", QUERY))
    return folder


def test_rows_of_a_query_are_counted_as_those_of_a_file(ward, stays, tmp_path):
    report = ward.load("ed")
    assert (report.file, report.status, report.read, report.rejected) == ("query in STAYS_URL", "done", 4, 0)
    asked = {code: ward.values(code) for code in ("in_4h", "mean", "deaths")}
    assert asked["in_4h"]["W1", "", "2026-01"] == (1, 2)
    ward.describe(RECORDS)
    ward.write("ed.csv", HEAD + "".join(f"{row}\n" for row in ROWS))
    assert ward.load("ed").new == 0
    assert {code: ward.values(code) for code in asked} == asked


def test_the_same_rows_again_change_nothing_whatever_their_order(ward, stays):
    ward.load("ed")
    ward.describe(RECORDS, ("file: ed*.csv", QUERY.replace("stays\n", "stays ORDER BY age DESC\n")))
    again = ward.load("ed")
    assert (again.new, again.revised) == (0, 0)
    first, second = ward.loads()[-2:]
    assert first.file_hash == second.file_hash
    with stays.begin() as connection:
        connection.execute(text("UPDATE stays SET ward = 'W2' WHERE age = 17"))
    ward.load("ed")
    assert ward.loads()[-1].file_hash != first.file_hash
    assert ward.values("in_4h")["W2", "", "2026-01"] == (1, 1)


def test_what_cannot_be_used_is_told_with_its_row_and_nobody_is_named(ward, stays, caplog):
    with stays.begin() as connection:
        connection.execute(text("UPDATE stays SET ward = 'W9' WHERE age = 80"))
    report = ward.load("ed")
    assert [(p.row, p.column, p.found) for p in report.problems] == [(_row(stays, 80), "ward", "W9")]
    everything = caplog.text + str(report) + "".join(map(str, report.problems))
    assert not any(name in everything for name in ("943 476", "Smith", "O'Neill"))


def _row(stays, age):
    with stays.connect() as connection:
        return [a for (a,) in connection.execute(text("SELECT age FROM stays"))].index(age) + 1


def test_nothing_is_left_of_the_rows(ward, stays):
    ward.load("ed")
    assert list(Path(tempfile.gettempdir()).glob("brightspot-query-*")) == []


def test_columns_that_hold_identifiers_are_refused_in_a_query_too(ward, stays):
    ward.describe(RECORDS, ("file: ed*.csv", QUERY.replace("*", "*, nhs_number AS contact")),
                  ("reads: {", "reads: {contact: text, "))  # fmt: skip
    report = ward.load("ed")
    assert report.is_refused, report
    assert "NHS, CHI or H&C numbers" in str(report.problems[0])
    assert "943" not in str(report.problems[0])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT arrival, ward FROM stays", "lacks the columns `departure`, `age`"),
        ("SELECT 1 AS other", "gives none of the columns under `reads`"),
        ("SELECT * FROM nowhere", "nowhere"),
        ("SELECT arrival AS ward, * FROM stays", "two columns of one name"),
    ],
)
def test_a_query_that_does_not_fit_is_refused(ward, stays, query, said):
    ward.describe(RECORDS, ("file: ed*.csv", QUERY.replace("SELECT * FROM stays", f"'{query}'")))
    report = ward.load("ed")
    assert report.is_refused, report
    assert said in str(report.problems[0])


def test_a_query_that_gives_no_rows_is_refused_and_what_was_there_stays(ward, stays):
    ward.load("ed")
    before = ward.values("in_4h")
    with stays.begin() as connection:
        connection.execute(text("DELETE FROM stays"))
    report = ward.load("ed")
    assert report.is_refused, report
    assert ward.values("in_4h") == before


def test_a_period_in_a_name_needs_a_file(ward):
    change = ("period: arrival", "period: {column: month, format: '%Y-%m'}")
    with pytest.raises(CatalogueError, match="`month` is not read"):
        ward.describe(RECORDS, ("file: ed*.csv", QUERY), change)
