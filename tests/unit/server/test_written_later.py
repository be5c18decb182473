"""Rows that are written in passing: nobody waits for them, and none is lost while another writes."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import text

from data.database import connect, transaction
from server import written_later
from server.written_later import WrittenLater


@pytest.fixture
def engine(tmp_path):
    made = connect(f"sqlite:///{tmp_path / 'rows.db'}?timeout=0.2")
    with transaction(made) as session:
        session.execute(text("CREATE TABLE line (said TEXT CHECK (said <> 'bad'))"))
    yield made
    made.dispose()


@pytest.fixture
def lines(engine):
    def write(session, rows):
        session.execute(text("INSERT INTO line VALUES (:said)"), [{"said": row} for row in rows])

    return WrittenLater(engine, write, "lines")


def stored(engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT said FROM line ORDER BY rowid")))


def test_rows_wait_while_another_writes_and_whoever_adds_them_does_not(engine, lines, monkeypatch):
    monkeypatch.setattr(written_later, "AGAIN", 0.1)
    with transaction(engine):
        for said in "abc":
            began = time.monotonic()
            lines.add(said)
            assert time.monotonic() - began < 0.1
            time.sleep(0.05)
        assert not lines.flush()
        assert stored(engine) == []
    end = time.monotonic() + 60
    while stored(engine) != [*"abc"] and time.monotonic() < end:
        time.sleep(0.05)
    assert stored(engine) == [*"abc"], "by itself, in their order"


def test_a_row_that_no_database_takes_keeps_no_other_from_it(engine, lines, caplog):
    lines._waiting.extend(["a", "bad", "b"])
    assert lines.flush()
    assert stored(engine) == ["a", "b"]
    assert "Could not be written to the lines: ['bad']" in caplog.text


def test_of_more_than_a_process_holds_the_log_says_what_was_left_out(engine, lines, monkeypatch, caplog):
    monkeypatch.setattr(written_later, "MOST", 1)
    with transaction(engine):
        lines._waiting.append("a")
        lines.add("b")
    assert "Could not be written to the lines: ['b']" in caplog.text
    assert lines.flush()
    assert stored(engine) == ["a"]
