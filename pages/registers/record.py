"""/record/<number>: one record of a register, with its forms and what happened. Also as CSV; a diagram as
SVG, PNG and CSV, with &version=… as an earlier act drew it.

Steps are sent to /record/acts, whatever their kind: the permission that each takes is declared with it.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import dash
from flask import Response, g, redirect, request

from catalogue.models import Catalogue
from catalogue.registers.document import DocumentKind
from catalogue.registers.shipped import registers
from components import address
from components.documents.scene_file import scene_response
from components.exports.registers_csv import timeline_csv
from components.exports.response import csv_response, no_file
from components.page.html import Html
from components.registers.diagram import Drawn, diagram_csv, diagram_of
from components.registers.pictures import rounds_chart
from components.registers.report import Part
from components.registers.reports.people_served import people_parts
from components.registers.reports.readiness import readiness_parts
from components.registers.reports.yearly_round import beside
from components.registers.shown import Shown, shown_to
from components.views import explained, refused, view
from components.words.equity import pareto
from components.words.planning import readiness as readiness_words
from components.words.registers import registers as words
from errors import BrightspotError, DecisionError, ForbiddenError, OvertakenError
from quality.deployment import current
from quality.packs.frozen import packs_of
from quality.page_context import PageContext, page_context
from quality.people.person import may
from quality.people.roles import What
from quality.planning.alignment import plan_view
from quality.planning.people_served import people_served
from quality.planning.readiness import readiness_of
from quality.planning.yearly_round import plan_before
from quality.reference.ids import read_all_ids, read_ids
from quality.registers.audit_rounds import rounds_of
from quality.registers.cycles import could_take_up
from quality.registers.effect import effect_of
from quality.registers.gap_analysis import read_gap
from quality.registers.perform import ProposedStep, declared_step, needed, take
from quality.registers.read import Registers, find_record
from quality.registers.record import Record

dash.register_page(__name__, path_template="/record/<number>")


@explained
def layout(number: Any = None, did: Any = None, version: Any = None, **_: Any) -> Html:
    here, asked = current(), _number(address.one(number, "number"))
    with here.session() as session:
        found, record = find_record(session, here.catalogue, asked)
        around = page_context(session, here, record.service)
        inside = [one for one in found.inside(asked) if one.kind == "uptake"]
        effects = {one.number: effect_of(session, here.catalogue, one) for one in inside}
        effect = effect_of(session, here.catalogue, record)
        spread = could_take_up(session, here.catalogue, record)
        gap = read_gap(session, here.catalogue, found, record, here.today)
        is_plan = record.kind == "plan"
        plan = plan_view(session, here.catalogue, found, record, here.today) if is_plan else None
        parts = _parts(session, found, record)
        whole = read_all_ids(session).services
        frozen = [p for p in packs_of(session, here.catalogue, record.service) if p.record == record.number]
    audit = rounds_of(found.inside(asked, "round"))
    shown = shown_to(found, around.tree, whole, did=address.one(did, "did"))
    return view(
        "registers/page.html",
        around=around,
        module="pages.registers.improvement",
        to=partial(address.register, record.declared.listed_in),
        shown=shown,
        record=record,
        belongs_to=shown.parent(record),
        effect=effect,
        effects=effects,
        spread=[around.tree[code] for code in spread],
        audit=audit,
        pictures=[rounds_chart(one) for one in audit],
        gap=gap,
        plan_view=plan,
        parts=parts,
        answered=_answered(found, asked, shown.did),
        diagram=diagram_of(record, shown, address.number(address.one(version, "version")) or 0),
        has_groups=_has_groups(record),
        adopted=_new_limits(record, around),
        just=next((act for act, _ in shown.timeline(record) if act.id == shown.did), None),
        documents=_documents(record),
        frozen=frozen,
        crumbs=_crumbs(record, around, shown),
    )


def _parts(session: Any, found: Registers, record: Record) -> tuple[Part, ...]:
    """Return what the page of a record says beside its answers, as a report would."""
    catalogue = current().catalogue
    if record.kind == "plan":
        served = people_parts(people_served(session, catalogue, record.service), catalogue)
        before = plan_before(found, record)
        tree = read_ids(session).services
        return (*([beside(record, before, found, catalogue, tree)] if before else []), *served)
    if record.kind == "readiness":
        return readiness_parts(readiness_of(catalogue, found, record, g.person.id))
    return ()


def _answered(found: Registers, number: int, did: int | None) -> str:
    """Say that an answer was recorded which no page shows."""
    own = (one for one in found.apart.get(number, ()) if one.number == did and one.begun.by == g.person.id)
    return readiness_words.RECORDED if next(own, None) else ""


def _has_groups(record: Record) -> bool:
    """Tell if its measure has a Pareto chart by group that whoever looks may see."""
    indicator = current().catalogue.indicators.get(record.measure)
    may_see = may(g.person, What.GROUPS, record.service)
    return may_see and indicator is not None and bool(indicator.dimensions) and pareto.can_be(indicator)


def _new_limits(record: Record, around: PageContext) -> str:
    """Return the address at which new limits are proposed from the first day of a change that was adopted,
    for whoever may decide on it; nothing otherwise."""
    is_adopted = record.state == "closed" and record.said.get("outcome") == "adopt"
    if not is_adopted or record.measure not in current().catalogue.indicators:
        return ""
    if not may(g.person, What.DECIDE, record.service, around.tree):
        return ""
    return address.new_limits(record.measure, record.service, str(record.said["begun"]))


def _documents(record: Record) -> dict[str, DocumentKind]:
    """Return the documents that are made of one record; none where everybody reads."""
    catalogue = current().catalogue
    if catalogue.disclosure.is_public:
        return {}
    return {name: one for name, one in catalogue.all_documents.items() if one.about == record.kind}


def _crumbs(record: Record, around: PageContext, shown: Shown) -> list[tuple[str, str]]:
    listed = record.declared.listed_in
    return [(registers()[listed].name, address.register(listed, record.service))]


def _number(text: str) -> int:
    number = address.number(text)
    if not number:
        raise BrightspotError(words.NO_RECORD.format(asked=text))
    return number


def _may_step(catalogue: Catalogue) -> bool:
    steps = (step for kind in catalogue.record_kinds.values() for step in kind.steps.values())
    return any(may(g.person, What(one)) for one in {step.may for step in steps})


def act() -> Any:
    """Record what a form says, and lead to the page of the record. What stands in the way is said, with 409
    where somebody else was faster."""
    here, form = current(), request.form
    if not _may_step(here.catalogue):  # before what the form says is held against what is declared
        raise ForbiddenError(words.NO_ROLE)
    proposed = ProposedStep(
        kind=form.get("kind", ""),
        step=form.get("step", ""),
        service=form.get("service", "").strip(),
        of=address.number(form.get("of", "")) or 0,
        said=form,
        expected=address.number(form.get("expected", "")),
    )
    kind, step = declared_step(here.catalogue, proposed.kind, proposed.step)
    if not may(g.person, What(step.may)):  # nobody learns by this which records there are
        raise ForbiddenError(words.NO_ROLE)
    with here.session() as session:
        permission, at = needed(session, here.catalogue, proposed)
        tree = read_all_ids(session).services
    if not may(g.person, permission, at.code, tree):
        raise ForbiddenError(words.NOT_YOURS.format(service=at.name))
    who = {"by": g.person.name, "role": g.person.role_for(permission, at.code, tree), "person": g.person.id}
    try:
        with here.writing() as session:
            done = take(session, here.catalogue, proposed, **who, at=here.now, today=here.today)
    except OvertakenError as error:
        return refused(words.overtaken(error.act, here.catalogue.record_kinds), 409)
    except DecisionError as error:
        return refused(words.refusal(error, kind, step), 400, error.asks)
    then = address.inside(form.get("then", "")) or address.record(proposed.of or done.id)
    return redirect(address.after(then, done.id), 303)


def csv(number: str) -> Response:
    """Send every act with a record as a table."""
    here, asked = current(), _number(address.one(number, "number"))
    with here.session() as session:
        found, record = find_record(session, here.catalogue, asked)
        around = page_context(session, here, record.service)
        whole = read_all_ids(session).services
    shown = shown_to(found, around.tree, whole)
    text = timeline_csv(shown.timeline(record), here.catalogue, around.tree)
    return csv_response(text, address.file_name(record.kind, str(record.number)))


def _drawn(number: str) -> tuple[Drawn | None, str]:
    """Return the diagram that an address names, and the name of its file."""
    here, asked = current(), _number(address.one(number, "number"))
    version = address.number(address.one(request.args.get("version"), "version")) or 0
    with here.session() as session:
        found, record = find_record(session, here.catalogue, asked)
        around = page_context(session, here, record.service)
        whole = read_all_ids(session).services
    drawn = diagram_of(record, shown_to(found, around.tree, whole), version)
    return drawn, address.file_name(record.kind, str(asked), str(version or ""))


def picture(number: str, kind: str) -> Response:
    """Send the picture of a diagram."""
    drawn, name = _drawn(number)
    return scene_response(drawn.scene, name, kind) if drawn else no_file(words.NO_PICTURE)


def outline(number: str) -> Response:
    """Send the lines of a diagram as a table."""
    drawn, name = _drawn(number)
    return csv_response(diagram_csv(drawn), name) if drawn else no_file(words.NO_PICTURE)


server = dash.get_app().server
server.add_url_rule("/record/acts", "record_act", act, methods=["POST"])
server.add_url_rule("/record/<number>/diagram.svg", "diagram_svg", lambda number: picture(number, "svg"))
server.add_url_rule("/record/<number>/diagram.png", "diagram_png", lambda number: picture(number, "png"))
server.add_url_rule("/record/<number>/diagram.csv", "diagram_csv", outline)
server.add_url_rule("/record/<number>.csv", "record_csv", csv)
