"""The addresses to sign in and out at: plain forms, which need no script and are kept nowhere."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request
from sqlalchemy.orm import Session

from catalogue.people import Role
from components import address
from components.views import alone, see_other
from components.words.access import people as people_words
from components.words.access import sign_in as words
from data.database import transaction
from errors import BrightspotError
from quality.people.accounts import is_password, local_id, sign_in_name
from quality.people.audit import Entry, Kind, write
from quality.people.first_admin import is_first_token, make_first_admin
from quality.people.lookup import find_signed_in
from quality.people.password_links import use_link, whose_link
from quality.people.person import Person
from quality.people.personas import PERSONAS
from quality.people.roles import What
from quality.people.sessions import LASTS, end_session, hashed, start_session
from quality.people.tries import may_try
from server.sign_in import cookies
from server.sign_in.access import NOTHING, needs
from server.sign_in.csrf import token_of
from server.sign_in.current_person import COOKIE, FORM_COOKIE, key_of
from server.sign_in.identify import Finder


def add_routes(server: Flask, finder: Finder) -> None:
    """Add what is open to whoever comes."""
    for rule, function, methods in (
        ("/sign-in", sign_in, ["GET", "POST"]),
        ("/sign-in/first", first, ["GET", "POST"]),
        ("/sign-in/password", password, ["GET", "POST"]),
        ("/sign-in/as", become, ["POST"]),
        ("/sign-out", sign_out, ["POST"]),
    ):
        answer = needs(NOTHING)(lambda function=function: function(finder))
        server.add_url_rule(rule, function.__name__, answer, methods=methods)


def sign_in(finder: Finder) -> Response:
    """Ask for name and password, and look whether they belong together."""
    then = address.inside(request.values.get("then", "")) or "/"
    if finder.is_demo:  # nobody has to
        return see_other(then)
    if request.method == "GET":
        return _form(finder, then=then)
    engine, person = finder.deployment.engine, local_id(request.form.get("name", ""))
    if not may_try(engine, person, g.sent_from):
        return _form(finder, 429, words.TOO_OFTEN, then=then)
    with Session(engine) as session:
        is_right = is_password(session, person, request.form.get("password", ""))
    if not is_right:
        return _form(finder, 401, words.WRONG, then=then)
    return let_in(finder, person, then)


def first(finder: Finder) -> Response:
    """Make the first admin, by the link that the server printed."""
    engine, token = finder.deployment.engine, request.values.get("token", "")
    with Session(engine) as session:
        if not is_first_token(session, token):
            return _form(finder, 403, words.LINK_IS_GONE)
    if request.method == "GET":
        return _form(finder, token=token)
    given = (request.form.get(name, "") for name in ("name", "shown", "password"))
    try:
        with transaction(engine) as session:
            person = make_first_admin(session, token, *given)
    except BrightspotError as error:
        return _form(finder, 400, str(error), token=token)
    return let_in(finder, person, "/") if person else _form(finder, 403, words.LINK_IS_GONE)


def password(finder: Finder) -> Response:
    """Set the password of an account, by a link that works once."""
    engine, token = finder.deployment.engine, request.values.get("token", "")
    with Session(engine) as session:
        row = whose_link(session, token)
        name = sign_in_name(row.id) if row else ""
    if not name:
        return _form(finder, 403, people_words.LINK_IS_GONE)
    if request.method == "GET":
        return _form(finder, token=token, sets_password=name)
    try:
        with transaction(engine) as session:
            person = use_link(session, token, request.form.get("password", ""))
            if person:
                write(session, [Entry(Kind.PASSWORD, person, g.sent_from)])
    except BrightspotError as error:
        return _form(finder, 400, str(error), token=token, sets_password=name)
    return let_in(finder, person, "/") if person else _form(finder, 403, people_words.LINK_IS_GONE)


def become(finder: Finder) -> Response:
    """Become one of the demo's people."""
    person = PERSONAS.get(request.form.get("person", ""))
    if not finder.is_demo or person is None:
        abort(404)
    came_from = urlsplit(request.referrer or "")
    back = address.inside(f"{came_from.path}?{came_from.query}".rstrip("?")) or "/"
    return let_in(finder, person.id, "/" if person.where(What.READ) else back)


def landing(person: Person) -> str:
    """Return where somebody begins: at their own service, where they have one; a member of a board at it."""
    tops = person.where(What.READ) or ()
    if Role.BOARD_MEMBER in person.roles:
        return address.board(*tops) if len(tops) <= 1 else "/"
    return address.huddle(next(iter(tops))) if len(tops) == 1 else "/"


def sign_out(finder: Finder) -> Response:
    """Forget who this browser is."""
    _end(finder)
    answer = see_other("/")
    cookies.drop(finder.deployment.settings, answer, COOKIE)
    return answer


def let_in(
    finder: Finder, person_id: str, then: str, begin: Callable[[Session, str], None] | None = None
) -> Response:
    """Answer with a session for a person, and go on to an address. `begin` stores more about its token."""
    _end(finder)  # whoever was signed in with this browser before
    with transaction(finder.deployment.engine) as session:
        token = start_session(session, person_id)
        if begin:
            session.flush()
            begin(session, token)
        write(session, [Entry(Kind.SIGNED_IN, person_id, g.sent_from)])
        session.flush()
        found = find_signed_in(session, token, finder.deployment.catalogue.people, is_demo=finder.is_demo)
    answer = see_other(landing(found) if found and then == "/" else then)
    settings = finder.deployment.settings
    cookies.put(settings, answer, COOKIE, token, int(LASTS.total_seconds()))
    cookies.drop(settings, answer, FORM_COOKIE)
    return answer


def _form(finder: Finder, status: int = 200, problem: str = "", **values: Any) -> Response:
    """Answer with the form, and with the cookie that its token belongs to."""
    mark = cookies.read(finder.deployment.settings, FORM_COOKIE) or secrets.token_urlsafe(24)
    given = {"token": "", "then": "/", "sets_password": "", **values}
    answer = alone(
        "sign_in/page.html",
        status=status,
        problem=problem,
        csrf=g.viewer.csrf if g.viewer.is_known else token_of(f"{finder.secret} {mark}"),
        organisation=finder.deployment.catalogue.organisation.name,
        has_directory=bool(finder.deployment.settings.oidc_issuer),
        **given,
    )
    cookies.put(finder.deployment.settings, answer, FORM_COOKIE, mark, 3600)
    g.status = status  # kept nowhere
    return answer


def _end(finder: Finder) -> None:
    if token := cookies.read(finder.deployment.settings, COOKIE):
        with transaction(finder.deployment.engine) as session:
            end_session(session, token)
            if g.viewer.has_session:
                write(session, [Entry(Kind.SIGNED_OUT, g.person.id, g.sent_from)])
        finder.remembered.forget(key_of(hashed(token)))
