"""/audit: who signed in, saw groups, took files, was refused, gave roles; by kind, person, day. Also CSV."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import dash
from flask import Response, g, request

from components import address
from components.exports.audit_csv import audit_csv
from components.exports.response import csv_response
from components.page.html import Html
from components.views import explained, view
from components.words.access import audit as words
from errors import BrightspotError
from quality.deployment import current
from quality.page_context import page_context
from quality.people.audit import Kind
from quality.people.audit_view import MOST, Asked, audit_lines
from quality.people.roles import What

AT_ONCE = 100
"""Entries of one view."""
EARLIEST, LATEST = 1900, 2200
"""Years that a day may be of."""
FIELDS = ("kind", "person", "since", "until", "service", "before")

dash.register_page(
    __name__,
    path="/audit",
    menu=words.NAME,
    order=9,
    needs=What.AUDIT,
    kept=False,
    address=lambda _: "/audit",
)


@explained
def layout(**query: Any) -> Html:
    here, given = current(), {name: address.one(query.get(name), name) for name in FIELDS}
    asked = _asked(given)
    with here.session() as session:
        around = page_context(session, here, asked.service)
        found = audit_lines(session, g.person, here.catalogue.people, asked, AT_ONCE + 1)
    shown = found[:AT_ONCE]
    filters = {name: text for name, text in given.items() if name != "before"}
    older = address.audit(**filters, before=str(shown[-1].number)) if len(found) > AT_ONCE else ""
    return view(
        "audit/page.html",
        around=around,
        module=__name__,
        shown=shown,
        given=given,
        kinds=list(Kind),
        is_part=g.person.where(What.AUDIT) is not None,
        is_filtered=any(given.values()),
        older=older,
        newest=address.audit(**filters) if asked.before else "",
        file=address.audit(**filters, file=".csv"),
    )


def _asked(given: Mapping[str, str]) -> Asked:
    kind, before = given["kind"], given["before"]
    if kind and kind not in set(Kind):
        raise BrightspotError(words.NO_KIND.format(text=kind))
    if before and address.number(before) is None:
        raise BrightspotError(words.NO_NUMBER.format(text=before))
    return Asked(
        kind=Kind(kind) if kind else None,
        person=given["person"],
        since=_day(given["since"]),
        until=_day(given["until"]),
        service=given["service"],
        before=address.number(before),
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError:
        found = date.min
    if found is not None and not EARLIEST <= found.year <= LATEST:
        raise BrightspotError(words.NO_DAY.format(text=text))
    return found


def csv() -> Response:
    """Send what the filter leaves as a file."""
    here, given = current(), {name: address.one(request.args.get(name), name) for name in FIELDS}
    with here.session() as session:
        around = page_context(session, here, given["service"])
        found = audit_lines(session, g.person, here.catalogue.people, _asked(given), MOST)
    return csv_response(audit_csv(found, around.tree), address.file_name("audit", given["service"]))


dash.get_app().server.add_url_rule("/audit.csv", "audit_csv", csv)
