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
from components.registers.reports.alignment import alignment_report
from components.registers.reports.burden import burden_report
from components.registers.reports.kept import kept_report
from components.registers.reports.people_served import people_report
from components.registers.reports.training import training_report
from components.registers.reports.yearly_round import round_report
from components.views import explained, view
from components.words.planning import planning_reports as words
from components.words.registers import registers as register_words
from errors import BrightspotError, NotFoundError
from quality.deployment import Deployment, current
from quality.page_context import PageContext, page_context
from quality.planning.alignment import alignment
from quality.planning.burden import burden
from quality.planning.people_served import people_served
from quality.planning.training import training
from quality.planning.yearly_round import yearly_round
from quality.reference.service_tree import Service
from quality.registers.read import read_registers

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
    if asked["year"] and not (
        asked["year"].isascii() and asked["year"].isdigit() and len(asked["year"]) == 4
    ):
        raise BrightspotError(words.NO_YEAR.format(asked=asked["year"]))
    make, or_top = _REPORTS[code]
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"), or_top=or_top)
        return around, asked, make(session, here, around, asked)


def _people(session: Any, here: Deployment, around: PageContext, asked: Asked) -> Report:
    assert around.service is not None
    found = people_served(session, here.catalogue, around.service.code, asked["measure"])
    return people_report(found, here.catalogue)


def _services(around: PageContext) -> list[Service]:
    """Return the service of the page and all inside it that are open; all of them without one."""
    tops = [around.service] if around.service else around.tree.roots
    found = [one for top in tops for one in around.tree.below(top.code)]
    return [one for one in found if one.is_open(around.today)]


def _about(around: PageContext) -> str:
    return around.service.name if around.service else around.organisation


def _measures(session: Any, here: Deployment, around: PageContext, _: Asked) -> Report:
    codes = [one.code for one in _services(around)]
    found = alignment(session, here.catalogue, read_registers(session, here.catalogue), codes)
    return alignment_report(found, here.catalogue, around.tree, _about(around))


def _round(session: Any, here: Deployment, around: PageContext, asked: Asked) -> Report:
    year = int(asked["year"] or here.today.year)
    registers = read_registers(session, here.catalogue)
    found = yearly_round(session, here.catalogue, registers, _services(around), year)
    return round_report(found, here.catalogue, _about(around))


def _burden(session: Any, here: Deployment, around: PageContext, _: Asked) -> Report:
    codes = [one.code for one in _services(around)]
    registers = read_registers(session, here.catalogue)
    found = burden(session, here.catalogue, registers, codes, here.today)
    service = around.service.code if around.service else ""
    return burden_report(found, here.catalogue, around.tree, service, _about(around))


def _training(session: Any, here: Deployment, around: PageContext, _: Asked) -> Report:
    registers = read_registers(session, here.catalogue)
    found = training(here.catalogue, registers, _services(around), here.today)
    service = around.service.code if around.service else ""
    return training_report(found, here.catalogue.record_kinds["test_of_change"], service, _about(around))


def _kept(_session: Any, here: Deployment, _around: PageContext, _: Asked) -> Report:
    return kept_report(here.catalogue.record_kinds)


_REPORTS: dict[str, tuple[_Make, bool]] = {
    "people": (_people, True),
    "measures": (_measures, False),
    "round": (_round, False),
    "burden": (_burden, False),
    "training": (_training, False),
    "kept": (_kept, False),
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
