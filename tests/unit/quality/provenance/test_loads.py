"""Feeds: what is due, what is late, what never came."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from catalogue.fields.periods import Frequency
from catalogue.models import Catalogue
from data.models import Base, Load, LoadProblem
from quality.provenance.lateness import FeedState, due_day, read_feeds
from quality.provenance.loads import RowProblem, read_loads

INDICATOR = {
    "title": "Falls",
    "why_it_matters": "They hurt.",
    "numerator": "falls",
    "data": [{"source": "falls", "numerator": "falls"}],
    "unit": "falls",
    "improvement": "decrease",
    "domain": "safe",
    "owner": "A",
    "authored_by": "B",
    "checked_by": "C",
    "review_by": "2030-01-01",
}
SOURCE = {
    "title": "Falls feed",
    "shape": "tidy",
    "file": "falls.csv",
    "service": "service",
    "period": {"column": "month"},
}


def catalogue(**indicator: object) -> Catalogue:
    return Catalogue.model_validate(
        {
            "organisation": {"name": "Board"},
            "sources": {
                "falls": SOURCE,
                "tree": {"shape": "services", "file": "t.csv", "code": "c", "name": "n", "level": "l"},
            },
            "indicators": {"falls": INDICATOR | indicator},
        }
    )


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def record(session: Session, data_to: date, status: str = "done") -> None:
    at = datetime(2026, 11, 2, 6, 30)
    session.add(
        Load(
            source="falls",
            file_name="falls.csv",
            file_hash="0",
            started_at=at,
            finished_at=at,
            as_at=at.date(),
            status=status,
            data_to=data_to,
        )
    )
    session.flush()


def test_a_year_that_is_not_over_reaches_to_today(session):
    record(session, date(2026, 1, 1))
    (feed,) = read_feeds(session, catalogue(frequency="annual"), date(2026, 11, 22))
    assert feed.data_to == date(2026, 11, 22)
    (feed,) = read_feeds(session, catalogue(frequency="annual"), date(2027, 1, 5))
    assert feed.data_to == date(2026, 12, 31)


# data to October 2026; November is complete on 1 December (with maturity 1: on 1 January), and
# ten days of grace follow.
@pytest.mark.parametrize(
    ("maturity", "today", "due", "state"),
    [
        (0, date(2026, 11, 19), date(2026, 12, 11), FeedState.ON_TIME),
        (0, date(2026, 12, 11), date(2026, 12, 11), FeedState.ON_TIME),
        (0, date(2026, 12, 12), date(2026, 12, 11), FeedState.LATE),
        (1, date(2026, 12, 12), date(2027, 1, 11), FeedState.ON_TIME),
        (1, date(2027, 1, 12), date(2027, 1, 11), FeedState.LATE),
    ],
)
def test_a_monthly_feed_is_late_after_its_grace(session, maturity, today, due, state):
    record(session, date(2026, 10, 1))
    [feed] = read_feeds(session, catalogue(maturity=maturity), today)
    assert (feed.due, feed.state, feed.data_to) == (due, state, date(2026, 10, 31))


def test_a_feed_that_never_came_is_missing_and_late(session):
    [feed] = read_feeds(session, catalogue(), date(2026, 11, 19))
    assert feed.state is FeedState.MISSING
    assert feed.is_late
    assert feed.due == date(2026, 11, 11)


def test_a_refused_file_brings_nothing(session):
    record(session, date(2026, 10, 1), status="refused")
    [feed] = read_feeds(session, catalogue(), date(2026, 11, 19))
    assert feed.state is FeedState.MISSING


def test_a_source_without_indicators_is_not_a_feed(session):
    assert [feed.source for feed in read_feeds(session, catalogue(), date(2026, 11, 19))] == ["falls"]


@pytest.mark.parametrize("frequency", list(Frequency))
def test_every_frequency_has_days_of_grace(frequency):
    assert due_day(date(2026, 1, 1), frequency, 0) > date(2026, 1, 1)


def test_loads_are_told_newest_first_with_what_was_refused(session):
    record(session, date(2026, 9, 1))
    record(session, date(2026, 10, 1), status="refused")
    session.add(LoadProblem(load_id=2, row=7, column="falls", expected="a number", found="'many'"))
    session.flush()
    newest, older = read_loads(session, catalogue())
    assert newest.is_refused
    assert newest.problems == (RowProblem(7, "falls", "a number", "'many'"),)
    assert (older.is_refused, older.problems, older.title) == (False, (), "Falls feed")


def test_loads_of_one_source(session):
    record(session, date(2026, 9, 1))
    assert read_loads(session, catalogue(), source="tree") == []
