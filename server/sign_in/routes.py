"""The addresses to sign in and out at: plain forms, which need no script and are kept nowhere."""

from __future__ import annotations

from flask import Flask, Response, abort, redirect, request

from data.database import transaction
from quality.people.personas import PERSONAS
from quality.people.sessions import LASTS, end_session, start_session
from server.sign_in.door import NOTHING, needs
from server.sign_in.finding import Finder
from server.sign_in.who import COOKIE


def add_routes(server: Flask, finder: Finder) -> None:
    @server.post("/sign-in/as")
    @needs(NOTHING)
    def become() -> Response:
        """Become one of the demo's people."""
        person = PERSONAS.get(request.form.get("person", ""))
        if not finder.is_demo or person is None:
            abort(404)
        _end(finder)
        return signed_in(finder, person.id, request.referrer or "/")

    @server.post("/sign-out")
    @needs(NOTHING)
    def sign_out() -> Response:
        """Forget who this browser is."""
        _end(finder)
        answer = _go("/")
        answer.delete_cookie(COOKIE)
        return answer


def signed_in(finder: Finder, person_id: str, then: str) -> Response:
    """Answer with a session for a person, and go on to an address."""
    with transaction(finder.deployment.engine) as session:
        token = start_session(session, person_id)
    answer = _go(then)
    seconds = int(LASTS.total_seconds())
    answer.set_cookie(COOKIE, token, max_age=seconds, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def _end(finder: Finder) -> None:
    if token := request.cookies.get(COOKIE):
        with transaction(finder.deployment.engine) as session:
            end_session(session, token)
        finder.remembered.forget(token)


def _go(then: str) -> Response:
    answer: Response = redirect(then, 303)  # type: ignore[assignment]
    return answer
