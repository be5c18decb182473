"""Sources that are queries, on real SQLite and PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from catalogue.reading.read import load_catalogue
from errors import CatalogueError
from tests.loading import CATALOGUE, Folder

FILE = "falls: {shape: tidy, file: falls.csv, period: {column: month}, service: ward}"
QUERY = (
    "falls: {shape: tidy, query: 'SELECT * FROM falls_by_ward', database: WAREHOUSE_URL, "
    "period: {column: month}, service: ward}"
)
TABLE = """
CREATE TABLE falls_by_ward (month DATE, ward VARCHAR(10), falls NUMERIC(8,1), bed_days INTEGER, patient TEXT);
INSERT INTO falls_by_ward VALUES ('2026-01-01', 'W1 ', 3.0, 540, '943 476 5919');
INSERT INTO falls_by_ward VALUES ('2026-02-01', 'W1', NULL, 498, '943 476 5919');
INSERT INTO falls_by_ward VALUES ('2026-02-01', 'W9', 1, 10, '943 476 5919');
"""


@pytest.fixture
def warehouse(engine, tmp_path, monkeypatch):
    """Somebody else's database, of the same kind as ours."""
    if engine.dialect.name == "sqlite":
        theirs = create_engine(f"sqlite:///{tmp_path / 'theirs.db'}")
    else:
        theirs = create_engine(engine.url)
    run(theirs, TABLE)
    monkeypatch.setenv("WAREHOUSE_URL", theirs.url.render_as_string(hide_password=False))
    yield theirs
    theirs.dispose()


def run(engine, statements):
    with engine.begin() as connection:
        for statement in filter(str.strip, statements.split(";")):
            connection.execute(text(statement))


@pytest.fixture
def ward(tmp_path, engine):
    return Folder(tmp_path, engine, CATALOGUE.replace(FILE, QUERY))


def test_a_query_is_loaded_like_a_file(ward, warehouse):
    report = ward.load("falls")
    assert ward.values("falls") == {("W1", "", "2026-01"): (3, 540), ("W1", "", "2026-02"): (None, 498)}
    assert (report.file, report.read, report.rejected, report.missing) == ("query in WAREHOUSE_URL", 3, 1, 1)
    assert [(p.row, p.column, p.found) for p in report.problems] == [(3, "ward", "W9")]


def test_the_same_rows_again_change_nothing_whatever_their_order(ward, warehouse):
    ward.load("falls")
    ward.describe(CATALOGUE.replace(FILE, QUERY.replace("_ward'", "_ward ORDER BY 4'")))
    report = ward.load("falls")
    assert (report.new, report.revised, report.unchanged) == (0, 0, 2)
    first, second = ward.loads()[-2:]
    assert first.file_hash == second.file_hash
    run(warehouse, "UPDATE falls_by_ward SET falls = 4 WHERE bed_days = 540")
    assert ward.load("falls").revised == 1
    assert ward.loads()[-1].file_hash != first.file_hash


def test_a_query_may_only_read(ward, warehouse):
    words = "WITH gone AS (DELETE FROM falls_by_ward RETURNING 1) SELECT * FROM gone"
    ward.describe(CATALOGUE.replace(FILE, QUERY.replace("SELECT * FROM falls_by_ward", words)))
    assert ward.load("falls").is_refused
    with warehouse.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM falls_by_ward")) == 3


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT nothing FROM falls_by_ward", "nothing"),
        ("SELECT month, ward, falls FROM falls_by_ward", "lacks the column `bed_days`"),
        ("SELECT * FROM falls_by_ward WHERE ward = ''x''", "nothing below it"),
    ],
)
def test_queries_that_do_not_fit(ward, warehouse, query, said):
    ward.describe(CATALOGUE.replace(FILE, QUERY.replace("SELECT * FROM falls_by_ward", query)))
    report = ward.load("falls")
    assert report.is_refused
    assert said in str(report.problems[0])


@pytest.mark.parametrize(
    "address",
    [
        "",
        "no address at all",
        "sqlite:////nowhere/secret.db",
        "postgresql+psycopg://me:secret@127.0.0.1:9/db",
    ],
)
def test_a_database_that_cannot_be_reached(ward, monkeypatch, address):
    monkeypatch.setenv("WAREHOUSE_URL", address)
    report = ward.load("falls")
    said = str(report.problems[0])
    assert report.is_refused
    assert "WAREHOUSE_URL" in said
    assert "secret" not in said
    assert "127.0.0.1" not in said


def test_an_address_in_the_catalogue_is_refused_and_not_repeated(tmp_path):
    file = tmp_path / "c.yaml"
    file.write_text(CATALOGUE.replace(FILE, QUERY.replace("WAREHOUSE_URL", '"mssql://me:secret@there"')))
    with pytest.raises(CatalogueError) as refusal:
        load_catalogue(file)
    assert "not the name of an environment variable" in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_many_rows_come_in_parts(ward, warehouse):
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45000)"
    words = (
        f"{numbers} SELECT ''2026-01-01'' AS month, ''W1'' AS ward, i AS falls, 1000000 AS bed_days FROM n"
    )
    ward.describe(
        CATALOGUE.replace(
            FILE,
            QUERY.replace("SELECT * FROM falls_by_ward", words).replace(
                "service: ward", "service: ward, combine: sum"
            ),
        )
    )
    assert ward.load("falls").read == 45_000
    assert ward.values("falls") == {("W1", "", "2026-01"): (45000 * 45001 / 2, 45e9)}
