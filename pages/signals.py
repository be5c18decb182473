"""/signals: every open signal of all services that the reader may see, to be filtered and acted on. Also as
CSV at /signals.csv."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash
from flask import Response, request

from components import address
from components.acts.team import Team, team_of
from components.exports.response import csv_response
from components.exports.signals_csv import signals_csv
from components.page.html import Html
from components.views import explained, view
from components.words import signal_list as words
from errors import BrightspotError
from quality.deployment import current
from quality.open_signals import OpenSignal, OpenSignals, open_signals
from quality.page_context import PageContext, page_context
from quality.people.roles import What
from quality.reference.service_tree import Service

AT_ONCE = 25
"""Signals of one view: each has its forms."""
Choice = tuple[str, str, bool]
"""A value, a word, and if it is the one in force."""

dash.register_page(
    __name__,
    path="/signals",
    nav=words.NAME,
    order=2,
    needs=What.READ,
    address=lambda service: address.signals(service or ""),
)


@explained
def layout(
    service: Any = None,
    state: Any = None,
    owner: Any = None,
    kind: Any = None,
    start: Any = None,
    did: Any = None,
    **_: Any,
) -> Html:
    here = current()
    asked = _asked({"service": service, "state": state, "owner": owner, "kind": kind})
    begin = address.number(address.one(start, "start")) or 0
    with here.session() as session:
        around = page_context(session, here, asked["service"])
        found = open_signals(session, here.catalogue, _services(around), here.today)
    matching = _matching(found, asked)
    first = min(begin, len(matching))
    shown = matching[first : first + AT_ONCE]

    def page(at: int) -> str:
        return address.signals(**asked, start=str(at or ""))

    done = address.one(did, "did")

    def team(service: Service) -> Team:
        return team_of(found.teams[service.code], service, around.tree, did=done, then=page(first))

    teams = {code: team(around.tree[code]) for code in found.teams}
    return view(
        "signals/page.html",
        around=around,
        module=__name__,
        found=found,
        catalogue=here.catalogue,
        crumbs=_crumbs(around),
        shown=shown,
        first=first + 1,
        total=len(matching),
        teams=teams,
        done=next((one for one in teams.values() if one.did or one.undid), None),
        is_filtered=any(asked[name] for name in ("state", "owner", "kind")),
        filters=_filters(found, around, asked),
        file=address.signals(**asked, file=".csv"),
        before=page(max(first - AT_ONCE, 0)) if first else "",
        after=page(first + AT_ONCE) if first + AT_ONCE < len(matching) else "",
    )


def _asked(query: Mapping[str, Any]) -> dict[str, str]:
    asked = {name: address.one(text, name) for name, text in query.items()}
    for name, known in (("state", words.STATES), ("kind", words.KINDS)):
        if asked[name] and asked[name] not in [*known]:
            raise BrightspotError(words.no_choice(name, asked[name]))
    return asked


def _services(around: PageContext) -> list[Service]:
    tree = around.tree
    return list(tree.below(around.service.code)) if around.service else list(tree.by_code.values())


def _matching(found: OpenSignals, asked: Mapping[str, str]) -> list[OpenSignal]:
    wanted = [(name, text) for name, text in asked.items() if text and name != "service"]
    return [one for one in found.signals if all(_text(one, name) == text for name, text in wanted)]


def _text(one: OpenSignal, name: str) -> str:
    return (one.owner or words.NOBODY) if name == "owner" else str(getattr(one, name))


def _crumbs(around: PageContext) -> list[tuple[str, str]]:
    if around.service is None:
        return []
    return [(step.name, address.signals(step.code)) for step in around.tree.path(around.service.code)[:-1]]


def _filters(
    found: OpenSignals, around: PageContext, asked: Mapping[str, str]
) -> list[tuple[str, str, list[Choice]]]:
    """Return the fields of the filter: those that stand for something here, with the one that is asked."""
    tree, here = around.tree, around.service.code if around.service else ""
    # The only top is the whole list: what is inside it is a choice.
    top = tree.roots[0].code if len(tree.roots) == 1 else ""
    near = {one.code: one.name for one in tree.near(here or top) if one.code != top or one.code == here}
    owners = sorted({one.owner for one in found.signals if one.owner})
    choices = {
        "service": (words.SERVICE, words.EVERYWHERE, near),
        "kind": (words.KIND, words.EVERY, dict(words.KINDS)),
        "state": (words.STATE, words.EVERY, dict(words.STATES)),
        "owner": (words.OWNER, words.EVERY, {words.NOBODY: words.NOBODY} | {name: name for name in owners}),
    }
    return [
        (
            name,
            label,
            [("", every, not asked[name])] + [(v, word, v == asked[name]) for v, word in known.items()],
        )
        for name, (label, every, known) in choices.items()
    ]


def csv() -> Response:
    """Send what the filter leaves as a file."""
    here = current()
    asked = _asked({name: request.args.get(name) for name in ("service", "state", "owner", "kind")})
    with here.session() as session:
        around = page_context(session, here, asked["service"])
        found = open_signals(session, here.catalogue, _services(around), here.today)
    text = signals_csv(_matching(found, asked), found, here.catalogue, around.tree)
    return csv_response(text, address.file_name("signals", asked["service"]))


dash.get_app().server.add_url_rule("/signals.csv", "signals_csv", csv)
