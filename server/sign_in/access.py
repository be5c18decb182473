"""Access: who asks is found out before anything else, and what an address needs is looked up where it
is registered. An address that says nothing of what it needs is refused.

    dash.register_page(…, needs=What.GROUPS)    a page; what it needs is needed for its files too
    @needs(What.AUDIT)                          a function of the server's own that answers an address
    @needs(NOTHING, by_machine=True)            one that no browser sends to
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import dash
from flask import Flask, Response, g, request
from werkzeug.exceptions import Unauthorized

from components import address
from components.views import alone
from components.words.access import sign_in as words
from errors import ForbiddenError
from quality.deployment import read_for, read_no_more
from quality.people.person import may
from quality.people.roles import What
from server.page_cache import DOCUMENTS
from server.sign_in.csrf import SAFE, check_token
from server.sign_in.from_where import sent_from
from server.sign_in.identify import Finder

F = TypeVar("F", bound=Callable[..., Any])
Need = What | Literal["nothing"]
CHOSEN = frozenset(
    {"act", "csrf", "expected", "group", "indicator", "kind", "of", "password", "period", "person"}
    | {"confirmed", "role", "service", "since", "sure", "team", "then", "token"}
    | {"about", "effect", "sent_to", "sort"}
    | {"step", "measure", "verdict", "outcome", "research", "priority", "next", "criterion", "takes_part"}
    | {"level", "lead_level", "next_aim", "scores"}
)
"""Fields of forms that nobody writes in, or nobody may read."""
NOTHING: Literal["nothing"] = "nothing"
"""The need of an address that is open to everybody."""
OPEN_RULES = ("/assets/", "/_dash-component-suites/", "/_favicon.ico", "/healthz")
"""Rules of others that hold nothing of the deployment."""
SIGNED_IN_RULES = ("/_dash-", "/_reload-hash", "/_alive")
"""Dash's own: the layout of an empty page, its callbacks. What a page shows is looked up for itself."""


@dataclass(frozen=True, slots=True)
class Said:
    """The need of the address that a function answers, and who sends to it."""

    needs: Need
    by_machine: bool
    """No browser sends what it takes: it is signed, and brings no token of a form."""


_said: WeakKeyDictionary[Callable[..., Any], Said] = WeakKeyDictionary()
"""By function, for as long as a server has it."""


def needs(what: Need, *, by_machine: bool = False) -> Callable[[F], F]:
    """Say what the address that a function answers needs, and who sends to it."""

    def note(function: F) -> F:
        _said[function] = Said(what, by_machine)
        return function

    return note


def need_of_page(page: dict[str, Any]) -> What:
    return What(page.get("needs", What.READ))


def need_of_route(server: Flask, endpoint: str, rule: str) -> Need | None:
    """Return what a route needs; None where nobody said so."""
    function = server.view_functions[endpoint]
    if (said := _said.get(function)) is not None:
        return said.needs
    if rule in DOCUMENTS:
        return What.READ  # each page says more for itself: `refusal`
    page = dash.page_registry.get(getattr(function, "__module__", ""))
    if page is not None:
        return need_of_page(page)
    if rule.startswith(OPEN_RULES):
        return NOTHING
    return What.READ if rule.startswith(SIGNED_IN_RULES) else None


def refusal(need: What) -> str:
    """Return why the person who asks may not have what needs this; nothing where they may."""
    person = g.viewer.person
    if may(person, need):
        return ""
    return words.NO_ROLE if not person.grants else words.may_not(need, person.role)


def guard_access(server: Flask, finder: Finder, callbacks: str) -> None:
    """Let everybody have what they may. Register this before whatever else looks at a request."""

    @server.before_request
    def open_or_refuse() -> Response | None:
        g.sent_from = sent_from(finder.deployment.settings)
        g.viewer = finder.find()
        g.person = g.viewer.person
        g.reading = read_for(g.person.scope)
        rule = request.url_rule
        if rule is None:
            return None  # nothing is there: 404, or 405
        need = need_of_route(server, rule.endpoint, rule.rule)
        if need is None:
            raise ForbiddenError(words.NOBODY_MAY)
        if need != NOTHING and not g.viewer.is_known:
            return _ask_to_sign_in(rule.rule)
        # Callbacks only read, and are JSON, which no other site can send.
        said = _said.get(server.view_functions[rule.endpoint])
        if request.path != callbacks and not (said and said.by_machine):
            check_token()
        if need == NOTHING:
            return None
        is_page = rule.rule in DOCUMENTS or request.path == callbacks  # refused where it is drawn
        if not is_page and (why := refusal(need)):
            raise ForbiddenError(why)
        return None

    @server.teardown_request
    def read_no_longer(_: BaseException | None) -> None:
        if (token := g.pop("reading", None)) is not None:
            read_no_more(token)


def _ask_to_sign_in(rule: str) -> Response:
    is_browser = "text/html" in request.headers.get("Accept", "")  # a script takes anything
    if request.method not in SAFE and is_browser:
        return _give_back()
    if rule in DOCUMENTS or is_browser:
        return Response(status=302, headers={"Location": address.sign_in(request.full_path.rstrip("?"))})
    raise Unauthorized(words.SIGN_IN_FIRST)


def _give_back() -> Response:
    """Answer a form that came after its session had ended with what was written in it, and a way on."""
    came_from = urlsplit(request.referrer or "")
    back = address.inside(f"{came_from.path}?{came_from.query}".rstrip("?")) or "/"
    # Only a page of ours: another site could have its own words shown here.
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin" or came_from.netloc == request.host
    given = request.form.items() if is_ours else ()
    written = [text for name, text in given if name.partition(":")[0] not in CHOSEN and text.strip()]
    return alone("sign_in/ended.html", status=401, written=written, sign_in=address.sign_in(back))
