"""The list of a register and its file, for the page at each of their addresses."""

from __future__ import annotations

from typing import Any

import dash
from flask import Response, g, request

from catalogue.registers.document import DocumentKind
from catalogue.registers.shipped import registers
from components import address
from components.exports.registers_csv import records_csv
from components.exports.response import csv_response
from components.page.html import Html
from components.registers.pictures import rounds_chart
from components.registers.shown import shown_to
from components.views import explained, view
from components.words.registers import experience
from components.words.registers import registers as words
from errors import BrightspotError
from quality.deployment import current
from quality.page_context import PageContext, page_context
from quality.people.person import may
from quality.people.roles import What
from quality.reference.ids import read_all_ids
from quality.registers.effect import effect_of
from quality.registers.experience import differences
from quality.registers.listing import Wanted, all_records, inside, is_late, list_records, waiting_at
from quality.registers.read import read_registers
from quality.registers.routes import waits_too_long

ASKED = ("service", "kind", "state", "measure", "words", "late")
Choice = tuple[str, str, bool]
"""A value, a word, and if it is the one in force."""


def register_page(module: str, code: str, **entry: Any) -> None:
    """Answer the address of a register with its list, and that of its file. entry: how it stands in the
    navigation."""

    def layout(**query: Any) -> Html:
        return list_view(code, query)

    def csv() -> Response:
        return csv_of(code)

    layout.__module__ = csv.__module__ = module  # an address is known by the module of its page
    dash.register_page(module, path=f"/{code}", layout=explained(layout), **entry)
    dash.get_app().server.add_url_rule(f"/{code}.csv", f"{code}_csv", csv)


def list_view(code: str, query: dict[str, Any]) -> Html:
    """Draw the list of a register as an address asks for it."""
    here, service = current(), address.one(query.get("service"), "service")
    first = address.number(address.one(query.get("start"), "start")) or 0
    with here.session() as session:
        around = page_context(session, here, service)  # before all else: it may not be theirs
        asked = _asked(code, query)
        found = read_registers(session, here.catalogue)
        whole = read_all_ids(session).services
        page = list_records(found, whole, _wanted(around, code, asked), here.today, first)
        here_code = around.service.code if around.service else ""
        waiting = waiting_at(found, whole, kinds_of(code), here_code) if here_code else []
        effects = {one.number: effect_of(session, here.catalogue, one) for one in page.records}

    # Registers are one page each; the only register whose records are rounds themselves is this one.
    services = inside(around.tree, here_code)
    made = differences(found, services, experience.MADE_DIFFERENCE) if code == "experience" else None

    def at(place: int | None) -> str:
        return "" if place is None else address.register(code, **asked, start=str(place or ""))

    return view(
        "registers/list.html",
        around=around,
        module="pages.registers.improvement",
        code=code,
        register=registers()[code],
        shown=shown_to(found, around.tree, whole),
        found=page,
        waiting=[(one, waits_too_long(one, whole, here.today)) for one in waiting],
        late={one.number for one in page.records if is_late(one, whole, here.today)},
        effects={number: effect for number, effect in effects.items() if effect},
        asked=asked,
        many_kinds=len(kinds_of(code)) > 1,
        is_filtered=any(text for name, text in asked.items() if name != "service"),
        filters=_filters(code, asked, page.counts),
        begins=_begins(around, code),
        before=at(page.before),
        after=at(page.after),
        file=address.register(code, **asked, file=".csv"),
        documents=documents_of(code),
        made_difference=made,
        pictures=[rounds_chart(made)] if made else [],
        crumbs=_crumbs(around, code),
    )


def documents_of(register: str) -> dict[str, DocumentKind]:
    """Return the documents that are opened from a register; none where everybody reads."""
    catalogue = current().catalogue
    if catalogue.disclosure.is_public:
        return {}
    return {n: d for n, d in catalogue.all_documents.items() if register in d.listed_in and not d.about}


def csv_of(code: str) -> Response:
    """Send what a filter leaves of one kind of record as a file."""
    here = current()
    with here.session() as session:
        around = page_context(session, here, address.one(request.args.get("service"), "service"))
        asked = _asked(code, dict(request.args), any_kind=True)
        found = read_registers(session, here.catalogue)
        whole = read_all_ids(session).services
    kind = asked["kind"] or kinds_of(code)[0]
    wanted = _wanted(around, code, asked | {"kind": kind})
    records = all_records(found, wanted)
    late = frozenset(one.number for one in records if is_late(one, whole, here.today))
    kept = [one for one in records if one.number in late] if asked["late"] else records
    text = records_csv(kept, late, here.catalogue.record_kinds[kind], here.catalogue, whole)
    return csv_response(text, address.file_name(kind, asked["service"]))


def kinds_of(code: str) -> list[str]:
    """Return the kinds of record that a register lists: those that stand by themselves."""
    kinds = current().catalogue.record_kinds
    return [n for n, one in kinds.items() if one.listed_in == code and (one.is_alone or not one.inside)]


def _asked(code: str, query: dict[str, Any], *, any_kind: bool = False) -> dict[str, str]:
    asked = {name: address.one(query.get(name), name) for name in ASKED}
    kinds = current().catalogue.record_kinds
    listed = [n for n, one in kinds.items() if one.listed_in == code] if any_kind else kinds_of(code)
    known = {
        "kind": dict.fromkeys(listed),
        "state": _states(code),
        "measure": current().catalogue.indicators,
        "late": {"1": ""},
    }
    for name, there in known.items():
        if asked[name] and asked[name] not in there:
            raise BrightspotError(words.no_filter(name, asked[name], there))
    return asked


def _wanted(around: PageContext, code: str, asked: dict[str, str]) -> Wanted:
    return Wanted(
        kinds=(asked["kind"],) if asked["kind"] else tuple(kinds_of(code)),
        services=inside(around.tree, around.service.code if around.service else ""),
        state=asked["state"],
        measure=asked["measure"],
        words=asked["words"],
        is_late=bool(asked["late"]),
    )


def _states(code: str) -> dict[str, str]:
    kinds = current().catalogue.record_kinds
    return {name: state.label for kind in kinds_of(code) for name, state in kinds[kind].states.items()}


def _filters(code: str, asked: dict[str, str], counts: dict[str, int]) -> list[tuple[str, str, list[Choice]]]:
    here = current()
    kinds = {name: here.catalogue.record_kinds[name].plural for name in kinds_of(code)}
    states = {name: f"{label} ({counts.get(name, 0):,})" for name, label in _states(code).items()}
    measures = {name: one.title for name, one in here.catalogue.indicators.items()}
    choices = {
        "kind": (words.KIND, kinds),
        "state": (words.STATE, states),
        "measure": (words.MEASURE, measures),
        "late": (words.LATE, {"1": words.ONLY_LATE}),
    }
    return [
        (
            name,
            label,
            [("", words.EVERY, not asked[name]), *((v, w, v == asked[name]) for v, w in known.items())],
        )
        for name, (label, known) in choices.items()
        if name != "kind" or len(known) > 1
    ]


def _begins(around: PageContext, code: str) -> list[tuple[str, str]]:
    """Return the forms that begin a record here: label and address, for whoever may."""
    kinds = current().catalogue.record_kinds
    service = around.service.code if around.service else ""
    found = []
    for name in kinds_of(code):
        needed = What(kinds[name].steps[kinds[name].begin].may)
        if may(g.person, needed, service, around.tree):
            found.append((words.button(kinds[name]), address.propose(name, service)))
    return found


def _crumbs(around: PageContext, code: str) -> list[tuple[str, str]]:
    if around.service is None:
        return []
    above = around.tree.path(around.service.code)[:-1]
    return [
        (registers()[code].name, address.register(code)),
        *((s.name, address.register(code, s.code)) for s in above),
    ]
