"""/meetings/<forum>/<day>: one meeting, its agenda from the record, what came of it. Also CSV and HTML.

What people record is sent to …/acts.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import dash
from flask import Response, g, redirect, request

from components import address
from components.exports.meeting_csv import meeting_csv
from components.exports.response import csv_response, file_response
from components.meetings.table import Table, table_of
from components.page.html import Html
from components.templates import render
from components.views import explained, refused, view
from components.words.acts.refusals import refusal
from components.words.meetings import meetings as words
from errors import BrightspotError, DecisionError, ForbiddenError, OvertakenError
from quality.acts.kinds import KINDS, MEETING_KINDS
from quality.deployment import current
from quality.meetings.agenda import read_agenda
from quality.meetings.briefing import briefing_of
from quality.meetings.evidence import lines_of
from quality.meetings.perform import ProposedRecord, record
from quality.meetings.record import read_records
from quality.meetings.sittings import forum_of, sitting
from quality.packs.frozen import packs_of
from quality.page_context import PageContext, page_context
from quality.people.person import may
from quality.people.roles import What
from quality.reference.ids import read_ids

# `/meetings/<forum>/year/<year>` would be taken for a meeting: pages.meetings.committee_year stands before.
dash.register_page(__name__, path_template="/meetings/<forum>/<day>", order=51)


@explained
def layout(forum: Any = None, day: Any = None, did: Any = None, **_query: Any) -> Html:
    around, table = _table(address.one(forum, "forum"), address.one(day, "day"), address.one(did, "did"))
    service = table.sitting.service
    here, one = current(), (table.sitting.code, table.sitting.day.isoformat())
    is_staff = not here.catalogue.disclosure.is_public
    with here.session() as session:
        packs = (
            [pack for pack in packs_of(session, here.catalogue, service.code) if pack.meeting == one]
            if is_staff
            else []
        )
    return view(
        "meetings/page.html",
        around=around,
        module="pages.board",
        table=table,
        is_staff=is_staff,
        packs=packs,
        crumbs=[
            (words.TO_BOARD.format(service=service.name), address.board(service.code)),
            (words.NAME, address.meetings(service.code)),
        ],
    )


def _table(code: str, day: str, did: str = "") -> tuple[PageContext, Table]:
    here, on = current(), _day(day)
    with here.session() as session:
        tree = read_ids(session).services
        _, service = forum_of(here.catalogue, tree, code)
        around = page_context(session, here, service.code)
        records = read_records(session)
        one = sitting(here.catalogue, tree, records, code, on)
        agenda = read_agenda(session, here.catalogue, records, one, here.today)
    return around, table_of(one, agenda, briefing_of(one.record, agenda.board), records, tree, did=did)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BrightspotError(words.NO_DAY.format(asked=text)) from None


def act(forum: str, day: str) -> Any:
    """Record what a form says, and lead back to the page. What stands in the way is said, with 409 where
    somebody else was faster."""
    here, form = current(), request.form
    kind, code = form.get("kind", ""), address.one(forum, "forum")
    with here.session() as session:
        tree = read_ids(session).services
    _, service = forum_of(here.catalogue, tree, code)
    needed = What(KINDS[kind].may) if kind in MEETING_KINDS else What.GOVERN
    if not may(g.person, needed, service.code, tree):
        raise ForbiddenError(words.NOT_YOURS)
    if kind not in MEETING_KINDS:
        raise BrightspotError(words.NO_KIND)
    proposed = ProposedRecord(kind, code, _day(day), form, address.number(form.get("expected", "")))
    who = {"by": g.person.name, "role": g.person.role_for(needed, service.code, tree), "person": g.person.id}
    try:
        with here.writing() as session:
            done = record(session, here.catalogue, proposed, **who, at=here.now, today=here.today)
    except OvertakenError as error:
        return refused(words.overtaken(error.act), 409)
    except DecisionError as error:
        return refused(refusal(error), 400, error.asks)
    then = address.inside(form.get("then", "")) or address.meeting(code, proposed.day)
    return redirect(address.after(then, done.id), 303)


def csv(forum: str, day: str) -> Response:
    """Send the record of a meeting as a table."""
    code = address.one(forum, "forum")
    _, table = _table(code, address.one(day, "day"))
    text = meeting_csv(table.sitting, table.agenda, table.catalogue)
    return csv_response(text, address.file_name("meeting", f"{code} {day}"))


def record_html(forum: str, day: str) -> Response:
    """Send the record of a meeting as one file that can be read anywhere."""
    around, table = _table(address.one(forum, "forum"), address.one(day, "day"))
    text = render(
        "meetings/record.html",
        around=around,
        one=table.sitting,
        catalogue=table.catalogue,
        today=table.today,
        lines=list(lines_of(table.sitting.record, table.agenda)),
    )
    name = address.file_name("meeting", f"{forum} {day}")
    return file_response(str(text), f"{name}.html", "text/html")


server = dash.get_app().server
server.add_url_rule("/meetings/<forum>/<day>.csv", "meeting_csv", csv)
server.add_url_rule("/meetings/<forum>/<day>.html", "meeting_html", record_html)
server.add_url_rule("/meetings/<forum>/<day>/acts", "meeting_act", act, methods=["POST"])
