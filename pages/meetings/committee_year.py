"""/meetings/<forum>/year/<year>: how well a forum worked in a year, asked of the record. Also as CSV."""

from __future__ import annotations

from typing import Any

import dash
from flask import Response

from components import address
from components.exports.committee_year_csv import committee_year_csv
from components.exports.response import csv_response
from components.meetings.year import YearTable
from components.page.html import Html
from components.views import explained, view
from components.words.meetings import committee_year as words
from components.words.meetings import meetings
from errors import BrightspotError
from quality.deployment import current
from quality.meetings.record import read_records
from quality.meetings.review import review
from quality.page_context import page_context

# Before pages.meetings.meeting, whose template would take `<forum>/year` for a forum.
dash.register_page(__name__, path_template="/meetings/<forum>/year/<year>", order=50)

EARLIEST, LATEST = 1950, 2200


@explained
def layout(forum: Any = None, year: Any = None, **_: Any) -> Html:
    here, code, asked = current(), address.one(forum, "forum"), _year(address.one(year, "year"))
    with here.session() as session:
        found = review(session, here.catalogue, code, asked, here.today)
        around = page_context(session, here, found.service.code)
        records = read_records(session)
    service = found.service
    return view(
        "meetings/year.html",
        around=around,
        module="pages.board",
        found=found,
        table=YearTable(found, records),
        crumbs=[
            (meetings.TO_BOARD.format(service=service.name), address.board(service.code)),
            (meetings.NAME, address.meetings(service.code)),
        ],
    )


def _year(text: str) -> int:
    year = address.number(text)
    if year is None or not EARLIEST <= year <= LATEST:
        raise BrightspotError(words.NO_YEAR.format(asked=text))
    return year


def csv(forum: str, year: str) -> Response:
    """Send every case of every question as a table."""
    here, code = current(), address.one(forum, "forum")
    with here.session() as session:
        found = review(session, here.catalogue, code, _year(address.one(year, "year")), here.today)
    return csv_response(committee_year_csv(found), address.file_name("review", f"{code} {found.year}"))


dash.get_app().server.add_url_rule("/meetings/<forum>/year/<year>.csv", "committee_year_csv", csv)
