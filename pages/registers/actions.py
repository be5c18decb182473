"""/actions: every action, wherever it was agreed, with owner, day and effect. Also as CSV at /actions.csv."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash
from flask import Response, g, request

from catalogue.registers.shipped import registers
from components import address
from components.exports.actions_csv import actions_csv
from components.exports.response import csv_response
from components.page.html import Html
from components.views import explained, view
from components.words.registers import actions as words
from components.words.registers import registers as register_words
from errors import BrightspotError
from pages.registers.listed import documents_of
from quality.action_list import (
    AT_ONCE,
    ListedAction,
    Source,
    Standing,
    WantedActions,
    list_actions,
    reached,
    tally,
)
from quality.deployment import current
from quality.page_context import PageContext, page_context
from quality.people.person import may
from quality.people.roles import What
from quality.reference.ids import read_all_ids
from quality.registers.listing import inside

dash.register_page(__name__, path="/actions")

ASKED = ("service", "state", "agreed", "owner", "measure", "late", "words")
ALL, REACHED = "all", "here"


@explained
def layout(start: Any = None, **query: Any) -> Html:
    here, service = current(), address.one(query.get("service"), "service")
    first = address.number(address.one(start, "start")) or 0
    with here.session() as session:
        around = page_context(session, here, service)  # before all else: it may not be theirs
        asked = _asked(query)
        whole = list_actions(session, here.catalogue, WantedActions(_services(around)), here.today)
        found = list_actions(session, here.catalogue, _wanted(around, asked), here.today)
        tree = read_all_ids(session).services
    first = min(first, max(len(found) - 1, 0))
    shown = [(one, reached(one, here.catalogue, tree, here.today)) for one in found[first : first + AT_ONCE]]

    def at(place: int) -> str:
        return address.register("actions", **asked, start=str(place or ""))

    return view(
        "registers/actions.html",
        around=around,
        module="pages.registers.improvement",
        register=registers()["actions"],
        catalogue=here.catalogue,
        asked=asked,
        tally=tally(whole, here.today),
        shown=shown,
        first=first,
        total=len(found),
        href=_href,
        is_filtered=any(text for name, text in asked.items() if name != "service"),
        filters=_filters(around, asked, whole),
        begin=_begin(around, service),
        before=at(max(first - AT_ONCE, 0)) if first else "",
        after=at(first + AT_ONCE) if first + AT_ONCE < len(found) else "",
        file=address.register("actions", **asked, file=".csv"),
        documents=documents_of("actions"),
        crumbs=[(step.name, address.register("actions", step.code)) for step in _above(around)],
    )


def _above(around: PageContext) -> list[Any]:
    return around.tree.path(around.service.code)[:-1] if around.service else []


def _services(around: PageContext) -> frozenset[str]:
    return inside(around.tree, around.service.code if around.service else "")


def _asked(query: Mapping[str, Any]) -> dict[str, str]:
    asked = {name: address.one(query.get(name), name) for name in ASKED}
    known: dict[str, Mapping[str, object]] = {
        "state": dict.fromkeys([*Standing, ALL]),
        "agreed": dict.fromkeys(Source),
        "measure": current().catalogue.indicators,
        "late": {"1": "", REACHED: ""},
    }
    for name, there in known.items():
        if asked[name] and asked[name] not in there:
            raise BrightspotError(register_words.no_filter(name, asked[name], there))
    return asked


def _wanted(around: PageContext, asked: Mapping[str, str]) -> WantedActions:
    state = asked["state"] or Standing.OPEN
    return WantedActions(
        services=_services(around),
        standing="" if state == ALL else state,
        source=asked["agreed"],
        owner=asked["owner"],
        measure=asked["measure"],
        words=asked["words"],
        is_late=bool(asked["late"]),
        reached=around.service.code if around.service and asked["late"] == REACHED else "",
    )


def _filters(
    around: PageContext, asked: Mapping[str, str], whole: list[ListedAction]
) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
    measures, every = current().catalogue.indicators, {"": register_words.EVERY}
    used = {one.measure for one in whole}
    late = {"1": words.ONLY_LATE}
    if around.service:
        late[REACHED] = words.REACHED.format(service=around.service.name)
    choices: dict[str, tuple[str, dict[str, str]]] = {
        "state": (words.STANDING, {**{s.value: word for s, word in words.STANDINGS.items()}, ALL: "all"}),
        "agreed": (words.SOURCE, {**every, **{s.value: word for s, word in words.SOURCES.items()}}),
        "owner": (words.OWNER, {**every, **{name: name for name in sorted({o.owner for o in whole} - {""})}}),
        "measure": (
            register_words.MEASURE,
            {**every, **{c: i.title for c, i in measures.items() if c in used}},
        ),
        "late": (words.LATE, {**every, **late}),
    }
    return [
        (name, label, [(value, word, value == asked[name]) for value, word in known.items()])
        for name, (label, known) in choices.items()
    ]


def _begin(around: PageContext, service: str) -> tuple[str, str] | None:
    kind = current().catalogue.record_kinds["action"]
    is_allowed = may(g.person, What(kind.steps[kind.begin].may), service, around.tree)
    return (register_words.button(kind), address.propose("action", service)) if is_allowed else None


def _href(one: ListedAction) -> str:
    """Return the address at which something can be done about an action."""
    if one.source is Source.REGISTER:
        return address.record(one.act.id)
    if one.source is Source.MEETING and one.day:
        return address.meeting(one.forum, one.day, place=f"outcome-{one.act.id}")
    return f"{address.huddle(one.service)}#actions"


def csv() -> Response:
    """Send what the filter leaves as a file."""
    here = current()
    with here.session() as session:
        around = page_context(session, here, address.one(request.args.get("service"), "service"))
        asked = _asked({name: request.args.get(name) for name in ASKED})
        found = list_actions(session, here.catalogue, _wanted(around, asked), here.today)
        tree = read_all_ids(session).services
    return csv_response(
        actions_csv(found, here.catalogue, tree, here.today), address.file_name("actions", asked["service"])
    )


dash.get_app().server.add_url_rule("/actions.csv", "actions_csv", csv)
