"""/signals/outcomes: what signals led to, over a chosen time and part of the organisation. Also as CSV at
/signals/outcomes.csv."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

import dash
from flask import Response, request

from components import address
from components.exports.outcomes_csv import outcomes_csv
from components.exports.response import csv_response
from components.page.html import Html
from components.views import explained, view
from components.words import outcomes as words
from errors import BrightspotError
from quality.deployment import Deployment, current
from quality.outcomes.view import Outcomes, outcomes
from quality.page_context import PageContext, page_context
from quality.people.roles import What

EARLIEST, LATEST = 1950, 2200
"""Years that a day may be of."""

dash.register_page(__name__, path="/signals/outcomes", needs=What.READ)


class _Asked(NamedTuple):
    service: str
    since: date
    until: date
    kind: str

    @property
    def query(self) -> dict[str, str]:
        return {"since": self.since.isoformat(), "until": self.until.isoformat(), "kind": self.kind}


@explained
def layout(service: Any = None, since: Any = None, until: Any = None, kind: Any = None, **_: Any) -> Html:
    here = current()
    asked = _asked({"service": service, "since": since, "until": until, "kind": kind}, here.today)
    around, found = _found(here, asked)
    return view(
        "signals/outcomes.html",
        around=around,
        module="pages.signals",
        found=found,
        asked=asked,
        catalogue=here.catalogue,
        crumbs=_crumbs(around),
        near=around.tree.near(asked.service),
        file=address.outcomes(asked.service, file=".csv", **asked.query),
    )


def _found(here: Deployment, asked: _Asked) -> tuple[PageContext, Outcomes]:
    with here.session() as session:
        around = page_context(session, here, asked.service)
        tree = around.tree
        services = [*tree.below(asked.service)] if asked.service else [*tree.by_code.values()]
        span = (asked.since, asked.until, here.today)
        return around, outcomes(session, here.catalogue, services, *span, asked.kind)


def _asked(query: Mapping[str, Any], today: date) -> _Asked:
    said = {name: address.one(text, name) for name, text in query.items()}
    until = _day(said["until"], words.UNTIL) or today
    since = _day(said["since"], words.SINCE) or until - timedelta(days=365)
    if since > until:
        raise BrightspotError(words.no_span(since, until))
    if said["kind"] and said["kind"] not in words.KINDS:
        raise BrightspotError(words.no_kind(said["kind"]))
    return _Asked(said["service"], since, until, said["kind"])


def _day(text: str, name: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BrightspotError(words.no_day(name, text)) from None
    if not EARLIEST <= day.year <= LATEST:
        raise BrightspotError(words.no_day(name, text))
    return day


def _crumbs(around: PageContext) -> list[tuple[str, str]]:
    own = around.service.code if around.service else ""
    return [(words.SIGNALS, address.signals(own))]


def csv() -> Response:
    """Send the counts as a file."""
    here = current()
    names = ("service", "since", "until", "kind")
    asked = _asked({name: request.args.get(name) for name in names}, here.today)
    _, found = _found(here, asked)
    return csv_response(outcomes_csv(found, here.catalogue), address.file_name("outcomes", asked.service))


dash.get_app().server.add_url_rule("/signals/outcomes.csv", "outcomes_csv", csv)
