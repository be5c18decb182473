"""/board: the evening before the meeting. What changed, is it special cause, will we meet the target?"""

from __future__ import annotations

from datetime import date
from typing import Any

import dash
from flask import g

from catalogue.models import Domain
from components import address
from components.acts.team import team_of
from components.page.html import Html
from components.views import explained, view
from components.words.board import board as words
from components.words.explain import pattern_made
from components.words.explain.explanation import explain
from errors import BrightspotError
from quality.board.beside import beside
from quality.board.board import Board, board
from quality.change.build_view import can_split
from quality.deployment import current
from quality.lifecycle.agenda import agenda_about
from quality.page_context import PageContext, page_context
from quality.people.person import may
from quality.people.roles import What
from quality.series_made import ExpectedMade, expected_made
from quality.service_overview import signal_counts

Choice = tuple[str, str, bool]
"""A word, an address, and if it is the one in force."""


def _address(service: str | None) -> str:
    return address.board(service or "")


dash.register_page(
    __name__,
    path="/board",
    nav="Board",
    order=2,
    address=_address,
)


@explained
def layout(
    service: Any = None,
    domain: Any = None,
    changed: Any = None,
    since: Any = None,
    did: Any = None,
    made: Any = None,
    **_: Any,
) -> Html:
    here = current()
    only, day = _domain(domain), _day(since, here.today)
    is_changed = address.one(changed, "changed") == "1"
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"), or_top=True)
        assert around.service is not None
        of = board(
            session,
            here.catalogue,
            service=around.service.code,
            today=here.today,
            since=day,
            domain=only,
            changed_only=is_changed,
        )
        if made:
            return _made(made, around, of, expected_made(session, here.catalogue, of))
        shown = [row.status for row, _ in of.exceptions if row.status and not row.is_over]
        inside = list(around.tree.below(of.service.code))
        counts = signal_counts(session, here.catalogue, of.today)
        own = agenda_about(session, here.catalogue, of.service.code, shown, of.today)
        sees_groups = may(g.person, What.GROUPS, of.service.code, around.tree)
        around_each = beside(session, here.catalogue, of, own, inside, sees_groups=sees_groups)
    path = around.tree.path(of.service.code)[:-1]
    kept = {"domain": only.value if only else "", "changed": "1" if is_changed else ""}
    kept["since"] = day.isoformat() if day else ""
    return view(
        "board/page.html",
        around=around,
        module=__name__,
        board=of,
        groups_inside=sum(
            counts[one.code].groups for one in inside if one.code in counts and one.code != of.service.code
        ),
        is_changed=is_changed,
        looks_back=not here.catalogue.disclosure.is_public,
        team=team_of(
            own,
            of.service,
            around.tree,
            did=address.one(did, "did"),
            then=address.board(of.service.code, **kept),
        ),
        crumbs=[(step.name, address.board(step.code, **kept)) for step in path],
        beside=around_each,
        sees_groups=sees_groups,
        why={
            row.code: address.indicator(row.code, of.service.code, part="change")
            for row, _ in of.exceptions
            if can_split(row.indicator) and (row.below.judged or (sees_groups and row.indicator.dimensions))
        },
        **_filters(of, only, is_changed, since=kept["since"]),
    )


def _made(asked: Any, around: PageContext, of: Board, expected: ExpectedMade) -> Html:
    """Explain the number of signals that chance would give."""
    if (name := address.one(asked, "made")) != pattern_made.EXPECTED_ASKED:
        raise BrightspotError(pattern_made.NO_SUCH.format(asked=name))
    return view(
        "page/made.html",
        around=around,
        module=__name__,
        indicator=None,
        crumbs=[(words.TITLE.format(service=of.service.name), address.board(of.service.code))],
        subject=pattern_made.EXPECTED,
        notes=[of.service.name],
        explained=explain(pattern_made.EXPECTED_KINDS, expected),
        nothing=words.chance(of),
        methods="chance",
    )


def _filters(of: Board, domain: Domain | None, changed: bool, *, since: str) -> dict[str, list[Choice]]:
    """Return the filters as plain links: a filtered board is an address that can be sent to somebody."""
    code = of.service.code
    flag = "1" if changed else ""

    def link(only: Domain | None, flag: str) -> str:
        return address.board(code, domain=only.value if only else "", changed=flag, since=since)

    domains = [(words.ALL, link(None, flag), domain is None)]
    domains += [(one.value.capitalize(), link(one, flag), domain is one) for one in Domain]
    changes = [
        (words.EVERYTHING, link(domain, ""), not changed),
        (words.only_changed(of.since), link(domain, "1"), changed),
    ]
    return {"domains": domains, "changes": changes}


def _domain(text: Any) -> Domain | None:
    asked = address.one(text, "domain")
    if not asked:
        return None
    if asked not in set(Domain):
        raise BrightspotError(words.no_domain(asked))
    return Domain(asked)


def _day(text: Any, today: date) -> date | None:
    asked = address.one(text, "since")
    if not asked:
        return None
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise BrightspotError(words.NO_DAY.format(asked=asked)) from None
    if day > today:
        raise BrightspotError(words.FUTURE_DAY.format(asked=asked))
    return day
