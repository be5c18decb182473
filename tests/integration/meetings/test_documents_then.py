"""Documents that end on a past day: they tell what stood then, whatever was done since."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from components.documents.written import WRITING
from data.database import snapshot, transaction
from errors import BrightspotError
from quality.acts import ledger
from quality.packs.documents import AskedDocument, compose_document
from quality.project_view import read_project
from quality.reference.scope import Scope, reading_for
from quality.series.key import SeriesKey
from tests.integration.meetings.test_registers import CATALOGUE, MAY, TODAY, do, engine, running

__all__ = ["engine"]
PREDICTED = {
    "question": "Do visits help?",
    "prediction": "Fewer falls",
    "plan": "Visit",
    "first_day": "2026-05-10",
}


def document(engine, code, service="ward", about=0, until=None, scope=None):
    with snapshot(engine, **(reading_for(scope) if scope else {})) as session:
        asked = AskedDocument(code, service, about, until)
        return compose_document(session, CATALOGUE, WRITING.document, asked, TODAY)


def section(pack, title):
    (found,) = (one for one in pack.sections if one.title == title)
    return found


def taken_up(engine, number, service="other", on=MAY + timedelta(40)):
    """Write an uptake down as the form of another service does."""
    said = {"text": "Visits in one bay, words of the other ward", "begun": on.isoformat(), "measure": "falls"}
    with transaction(engine) as session:
        at = datetime(on.year, on.month, on.day, 12)
        key = SeriesKey("", service)
        return ledger.append(session, "uptake.take_up", said, number, key=key, by="Isla", role="lead", at=at)


def closed(engine):
    """Run a test of change from May, and close it in August."""
    number = running(engine)
    said = {"outcome": "adopt", "worked": "The visits", "not_worked": "The poster"}
    do(engine, "test_of_change.close", number, on=date(2026, 8, 5), **said)
    return number


def test_a_document_of_a_past_day_is_the_one_that_was_made_on_that_day(engine):
    number, day = running(engine), MAY + timedelta(30)
    with snapshot(engine) as session:
        asked = AskedDocument("project_report", "ward", number)
        then = compose_document(session, CATALOGUE, WRITING.document, asked, day)
    do(
        engine,
        "test_of_change.close",
        number,
        on=date(2026, 8, 5),
        outcome="adopt",
        worked="It",
        not_worked="No",
    )
    back = document(engine, "project_report", about=number, until=day)
    for title in ("Charter", "PDSA cycles", "Actions", "What happened"):
        assert section(back, title) == section(then, title)
    assert "Running" in section(back, "What the chart shows").rows[0][2]
    assert (
        "Closed"
        in section(document(engine, "project_report", about=number), "What the chart shows").rows[0][2]
    )


def test_a_programme_until_a_past_day_lists_what_was_open_then(engine):
    closed(engine)
    then = document(engine, "annual_programme", until=date(2026, 7, 31))
    assert [row[1] for row in section(then, "Tests of change of local priority").rows] == ["Hourly visits"]
    assert not section(document(engine, "annual_programme"), "Tests of change of local priority").rows


def test_charts_of_a_day_before_the_first_load_say_nothing(engine):
    """The values of these series were never known on that day."""
    number = closed(engine)
    then = document(engine, "monthly_report", about=number, until=date(2026, 5, 31))
    assert (then.cut.load, then.cut.data_to) == (0, "")
    assert "signal" not in section(then, "Where it stands").rows[0][3]
    now = document(engine, "monthly_report", about=number)
    assert "signal since" in section(now, "Where it stands").rows[0][3]


def test_no_document_is_about_a_record_that_was_begun_later(engine):
    number = closed(engine)
    with pytest.raises(BrightspotError, match=f"Record {number} was begun on 2026-05-04"):
        document(engine, "project_report", about=number, until=date(2026, 5, 3))


def test_a_project_of_a_month_stands_as_it_stood_at_its_end(engine):
    number = closed(engine)
    with snapshot(engine) as session:
        now = read_project(session, CATALOGUE, number, TODAY)
        then = read_project(session, CATALOGUE, number, TODAY, "2026-05")
        assert read_project(session, CATALOGUE, number, TODAY).record == now.record, (
            "nothing looks back for ever"
        )
    assert (then.record.state, now.record.state) == ("running", "closed")
    assert then.months == now.months == [date(2026, 8, 1), date(2026, 5, 1)]
    assert {act.at.month for act, _ in then.happened} == {5}
    with snapshot(engine) as session, pytest.raises(BrightspotError, match="no report of it for 2026-04"):
        read_project(session, CATALOGUE, number, TODAY, "2026-04")


def test_a_report_of_a_month_tells_the_acts_of_that_month_alone(engine):
    number = closed(engine)
    august = section(
        document(engine, "monthly_report", about=number, until=date(2026, 8, 31)),
        "What happened in the month",
    )
    assert len(august.rows) == 1
    june = section(
        document(engine, "monthly_report", about=number, until=date(2026, 6, 30)),
        "What happened in the month",
    )
    assert june.empty == "Nothing happened in this month."


def test_of_what_another_service_took_up_a_document_holds_who_and_when(engine):
    """Whoever reads the frozen document of one ward may have no role in the other."""
    number = closed(engine)
    taken_up(engine, number)
    told = document(engine, "project_report", about=number)
    assert section(told, "Where it was taken up").rows == (("other", "13 June 2026"),)
    assert "words of the other ward" not in repr(told)
    alone = document(engine, "project_report", about=number, scope=Scope(frozenset(["ward"])))
    assert not section(alone, "Where it was taken up").rows
