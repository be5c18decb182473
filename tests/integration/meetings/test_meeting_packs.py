"""Packs of meetings: what the author tells the meeting stands in them, and some freeze by themselves."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from components.documents.as_html import html_of
from components.documents.as_pptx import pptx_of
from components.documents.as_xlsx import xlsx_of
from components.documents.written import WRITING
from data.database import transaction
from errors import NotFoundError
from quality.acts import ledger
from quality.deployment import Deployment
from quality.meetings.perform import ProposedRecord, record
from quality.packs.frozen import packs_of
from quality.packs.scheduled import due, freeze_due
from quality.series.key import SeriesKey
from quality.signals.refresh import refresh
from server.messages.sender import Sender
from settings import Settings
from tests.packs.freezing import draft, frozen_pack, reopened
from tests.warehouse import Warehouse, make_catalogue

DAY, TODAY = date(2026, 11, 26), date(2026, 11, 20)
MEETING = ("board", DAY)
LEVELS = {"board": 1, "team": 2}


def catalogue(**more):
    forum = {"name": "Board", "service": "board", "dates": ["2026-11-26", "2027-01-28"]} | more
    committee = {"name": "Committee", "service": "ward", "dates": ["2026-11-26"]}
    return make_catalogue(
        {"falls": {}},
        organisation={"name": "NHS", "levels": LEVELS},
        forums={"board": forum, "committee": committee},
    )


@pytest.fixture
def here(engine):
    made = catalogue(freeze_days=7)
    warehouse = Warehouse(engine, made)
    warehouse.service("board", level="board")
    warehouse.service("ward", level="team", parent="board")
    for place in ("board", "ward"):
        warehouse.series("falls", place, [10, 12, 9, 11, 10, 13] * 4, first=date(2024, 11, 1))
    with transaction(engine) as session:
        refresh(session, made)
    return Deployment(engine, made, Settings(database="sqlite://", today=TODAY, _env_file=None))


def tell(here, **said):
    proposed = ProposedRecord("briefing", *MEETING, said, None)
    with here.writing() as session:
        at = datetime(2026, 11, 19, 12)
        record(session, here.catalogue, proposed, by="Morven", role="chair", at=at, today=at.date())


def heads(here, service="board"):
    with here.session() as session:
        return packs_of(session, here.catalogue, service)


def waiting(here, today, made=None):
    with here.session() as session:
        return due(session, made or here.catalogue, today)


def freeze_now(here, today=TODAY):
    with here.writing() as session:
        return freeze_due(session, here.catalogue, WRITING, MEETING, at=here.now, today=today)


def test_what_the_meeting_is_told_stands_first_in_every_document(here):
    tell(here, alert="Sickness <grows>", applaud="No fall at night")
    found = reopened(here, frozen_pack(here, "board", meeting=MEETING))
    assert found.meeting == ("board", "2026-11-26")
    told = found.pack.meeting
    assert told.lines == (("alert", ("Sickness <grows>",)), ("applaud", ("No fall at night",)))
    assert told.signed.startswith("Edited by Morven")
    html = html_of(found)
    assert html.index("Sickness &lt;grows&gt;") < html.index("Where each indicator stands")
    rows = [row[:3] for row in load_workbook(io.BytesIO(xlsx_of(found)))["Record"].values]
    assert ("Board, 26 November 2026", "alert", "Sickness <grows>") in rows
    slide = Presentation(io.BytesIO(pptx_of(found))).slides[1]
    assert "No fall at night" in slide.shapes[1].text_frame.text


def test_what_is_told_later_changes_no_frozen_pack(here):
    tell(here, alert="First")
    number = frozen_pack(here, "board", meeting=MEETING)
    tell_again = ProposedRecord("briefing", *MEETING, {"alert": "Second"}, ledger_newest(here))
    with here.writing() as session:
        at = datetime(2026, 11, 19, 13)
        record(session, here.catalogue, tell_again, by="Morven", role="chair", at=at, today=at.date())
    assert reopened(here, number).pack.meeting.lines == (("alert", ("First",)),)
    assert draft(here, "board", MEETING).meeting.lines == (("alert", ("Second",)),)


def ledger_newest(here):
    with here.session() as session:
        return ledger.acts(session, "briefing")[-1].id


def test_a_pack_is_for_a_meeting_of_its_own_service(here):
    with pytest.raises(NotFoundError, match="forum of ward"):
        draft(here, "board", ("committee", DAY))
    with pytest.raises(NotFoundError, match="does not meet"):
        draft(here, "board", ("board", TODAY))


def test_it_freezes_by_itself_once_on_its_day_and_is_a_draft(here):
    assert waiting(here, date(2026, 11, 18)) == []
    assert waiting(here, date(2026, 11, 27)) == []
    assert waiting(here, date(2026, 11, 19)) == waiting(here, DAY) == [MEETING]
    number = freeze_now(here)
    assert freeze_now(here) is None
    (head,) = heads(here)
    assert (head.number, head.is_draft, head.title) == (number, True, "Board, 26 November 2026")
    assert (head.act.actor, head.act.role) == ("Brightspot", "by schedule")
    assert waiting(here, TODAY) == []


@pytest.mark.parametrize("more", [{}, {"freeze_days": 3}])
def test_it_waits_where_nothing_or_a_later_day_is_declared(here, more):
    assert waiting(here, TODAY, catalogue(**more)) == []


def test_what_somebody_froze_or_closed_does_not_freeze_by_itself(here):
    frozen_pack(here, "board")
    assert waiting(here, TODAY) == [MEETING], "for no meeting"
    frozen_pack(here, "board", meeting=MEETING)
    assert waiting(here, TODAY) == []
    with here.writing() as session:
        said = ("board", "2027-01-28", "M 1", {})
        key = SeriesKey("", "board")
        ledger.append(session, "meeting_closed", *said, key=key, by="A", role="b", at=here.now)
    assert waiting(here, date(2027, 1, 25)) == []


def test_the_process_that_sends_freezes_too(here):
    Sender(here).round()
    Sender(here).round()
    assert [head.meeting for head in heads(here)] == [("board", "2026-11-26")]
    assert heads(here, "ward") == []
