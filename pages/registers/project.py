"""/record/<number>/report?month=2026-04: a test of change on one page, of all its time or of a month. Also as
HTML at /record/<number>/report.html."""

from __future__ import annotations

from datetime import date
from typing import Any

import dash
from flask import Response, request

from catalogue.registers.shipped import registers
from components import address
from components.charts.svg_chart import PANEL, chart, from_result
from components.documents.as_html import style
from components.exports.response import file_response
from components.page.html import Html
from components.registers.diagram import diagram_of
from components.registers.shown import shown_to
from components.templates import render
from components.views import explained, view
from components.words import chart_sentence
from components.words.registers import project as words
from components.words.series import finding
from quality.deployment import current
from quality.page_context import page_context
from quality.project_view import Project, last_day, read_project
from quality.reference.ids import read_all_ids

dash.register_page(__name__, path_template="/record/<number>/report")
LEARNT = {"outcome": words.NEXT, "worked": words.WORKED, "not_worked": words.NOT_WORKED}


@explained
def layout(number: Any = None, month: Any = None, **_: Any) -> Html:
    values = _values(address.one(number, "number"), address.one(month, "month"))
    record, asked = values["r"]["project"].record, address.one(month, "month")
    return view(
        "registers/project.html",
        module="pages.registers.improvement",
        file=address.project(record.number, asked, file=".html"),
        frozen=_document(values["r"]["project"], current().today),
        crumbs=[
            (registers()["improvement"].name, address.register("improvement", record.service)),
            (record.title, address.record(record.number)),
        ],
        **values,
    )


def _document(project: Project, today: date) -> str:
    """Return the address of the draft that freezes what the page shows; nothing where everybody reads."""
    record, month = project.record, project.month
    if current().catalogue.disclosure.is_public:
        return ""
    if month is None:
        return address.packs(record.service, document="project_report", about=str(record.number))
    until = min(last_day(month), today).isoformat()
    return address.packs(record.service, document="monthly_report", about=str(record.number), until=until)


def _values(number: str, month: str) -> dict[str, Any]:
    here = current()
    with here.session() as session:
        project = read_project(session, here.catalogue, address.number(number) or 0, here.today, month)
        around = page_context(session, here, project.record.service)
        whole = read_all_ids(session).services
    shown = shown_to(project.registers, around.tree, whole)
    fields, result = project.record.declared.fields, project.result
    labels = [fields[name].label for name in LEARNT]
    said = {label: text for label, text, _ in shown.answers(project.record)}
    drawn = [diagram_of(one, shown) for one in project.diagrams]
    return {
        "around": around,
        "r": {
            "project": project,
            "shown": shown,
            "picture": chart(from_result(result), PANEL) if result else None,
            "alt": chart_sentence.alt_text(result) if result else "",
            "sentence": chart_sentence.sentence(result.status, result.indicator) if result else "",
            "caption": finding.caption(result, result.periods, here.catalogue.sources) if result else "",
            "learnt_labels": labels,
            "learnt": [
                (title, said[fields[name].label])
                for name, title in LEARNT.items()
                if fields[name].label in said
            ],
            "diagrams": [one for one in drawn if one],
        },
    }


def html(number: str) -> Response:
    """Send the report as one file that can be read anywhere."""
    month = address.one(request.args.get("month"), "month")
    values = _values(address.one(number, "number"), month)
    text = render("registers/project_file.html", style=style(), **values)
    name = address.file_name("report", number, month)
    return file_response(str(text), f"{name}.html", "text/html")


dash.get_app().server.add_url_rule("/record/<number>/report.html", "project_html", html)
