"""/registers/<report>?service=…: reports beside the planning register. Also as CSV at …/<report>.csv."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dash
from flask import Response, request

from components import address
from components.exports.report_csv import report_csv
from components.exports.response import csv_response
from components.page.html import Html
from components.registers.report import Report
from components.registers.reports.people_served import people_report
from components.views import explained, view
from components.words.planning import planning_reports as words
from components.words.registers import registers as register_words
from errors import BrightspotError, NotFoundError
from quality.deployment import Deployment, current
from quality.page_context import PageContext, page_context
from quality.planning.people_served import people_served

dash.register_page(__name__, path_template="/registers/<report>")


@explained
def layout(report: Any = None, service: Any = None, measure: Any = None, year: Any = None, **_: Any) -> Html:
    code = address.one(report, "report")
    around, asked, found = _read(code, service, measure, year)
    here_code = around.service.code if around.service else ""
    above = around.tree.path(here_code)[:-1] if here_code else []
    return view(
        "registers/report.html",
        around=around,
        module="pages.registers.improvement",
        code=code,
        report=found,
        file=address.report(code, here_code, **asked, file=".csv"),
        crumbs=[
            (register_words.TABS["planning"], address.register("planning", here_code)),
            *((step.name, address.report(code, step.code)) for step in above),
        ],
    )


Asked = dict[str, str]
_Make = Callable[[Any, Deployment, PageContext, Asked], Report]


def _read(code: str, service: Any, measure: Any, year: Any) -> tuple[PageContext, Asked, Report]:
    if code not in _REPORTS:
        raise NotFoundError(words.NO_REPORT.format(asked=code, known=", ".join(_REPORTS)))
    here = current()
    asked = {"measure": address.one(measure, "measure"), "year": address.one(year, "year")}
    if asked["measure"] and asked["measure"] not in here.catalogue.indicators:
        known = here.catalogue.indicators
        raise BrightspotError(register_words.no_filter("measure", asked["measure"], known))
    make, or_top = _REPORTS[code]
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"), or_top=or_top)
        return around, asked, make(session, here, around, asked)


def _people(session: Any, here: Deployment, around: PageContext, asked: Asked) -> Report:
    assert around.service is not None
    found = people_served(session, here.catalogue, around.service.code, asked["measure"])
    return people_report(found, here.catalogue)


_REPORTS: dict[str, tuple[_Make, bool]] = {
    "people": (_people, True),
}
"""Report -> the function that makes it, and if it is about one service: the top where none is named."""


def csv(report: str) -> Response:
    """Send the tables of a report as a file."""
    args = request.args
    code = address.one(report, "report")
    around, _, found = _read(code, args.get("service"), args.get("measure"), args.get("year"))
    service = around.service.code if around.service else ""
    return csv_response(report_csv(found), address.file_name(code, service))


dash.get_app().server.add_url_rule("/registers/<report>.csv", "register_report_csv", csv)
