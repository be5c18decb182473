"""/evidence/<number>/<criterion>: evidence for one criterion of a standard in one document, or a file."""

from __future__ import annotations

from typing import Any

import dash
from flask import Response

from catalogue.registers.shipped import registers
from components import address
from components.documents.as_pdf import pdf_of_page
from components.exports.response import file_response
from components.page.html import Html
from components.templates import render
from components.views import explained, view
from components.words.registers import registers as words
from errors import NotFoundError
from quality.deployment import current
from quality.page_context import page_context
from quality.registers.gap_analysis import read_gap, shown_by_record
from quality.registers.read import find_record

dash.register_page(__name__, path_template="/evidence/<number>/<criterion>")


@explained
def layout(number: Any = None, criterion: Any = None, **_: Any) -> Html:
    values = _values(address.one(number, "number"), address.one(criterion, "criterion"))
    record = values["gap"].record
    return view(
        "registers/evidence.html",
        module="pages.registers.improvement",
        crumbs=[
            (registers()["assurance"].name, address.register("assurance", record.service)),
            (record.title, address.record(record.number)),
        ],
        **values,
    )


def _values(number: str, code: str) -> dict[str, Any]:
    here = current()
    with here.session() as session:
        found, record = find_record(session, here.catalogue, address.number(number) or 0)
        around = page_context(session, here, record.service)
        gap = read_gap(session, here.catalogue, found, record, here.today)
        state = gap[code] if gap else None
        if gap is None or state is None:
            raise NotFoundError(words.NO_CRITERION.format(code=code, number=record.number))
        shown = shown_by_record(session, here.catalogue, gap, state, here.today)
    return {"around": around, "gap": gap, "state": state, "found": shown, "catalogue": here.catalogue}


def html(number: str, criterion: str) -> Response:
    """Send the document as one file that can be read anywhere."""
    values = _values(address.one(number, "number"), address.one(criterion, "criterion"))
    text = render("registers/evidence_file.html", **values)
    return file_response(str(text), f"{address.file_name('evidence', criterion)}.html", "text/html")


def pdf(number: str, criterion: str) -> Response:
    """Send the document as paper."""
    values = _values(address.one(number, "number"), address.one(criterion, "criterion"))
    made = pdf_of_page("registers/evidence_file.html", **values)
    return file_response(made, f"{address.file_name('evidence', criterion)}.pdf", "application/pdf")


dash.get_app().server.add_url_rule("/evidence/<number>/<criterion>.pdf", "evidence_pdf", pdf)
dash.get_app().server.add_url_rule("/evidence/<number>/<criterion>.html", "evidence_html", html)
