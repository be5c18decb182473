"""Finding out who asks: a session, what a trusted proxy says, the demo, or this machine; else nobody."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import request
from sqlalchemy.orm import Session

from quality.deployment import Deployment
from quality.people import known
from quality.people.person import NOBODY, Person
from quality.people.personas import PERSONAS, VISITOR
from server.sign_in.csrf import token_of
from server.sign_in.who import COOKIE, LOCAL, Remembered, Viewer


@dataclass(frozen=True)
class Finder:
    deployment: Deployment
    secret: str
    """Known to the servers of this deployment alone."""
    is_local: bool
    """Whoever asks sits at this machine."""
    remembered: Remembered = field(default_factory=Remembered)

    @property
    def is_demo(self) -> bool:
        return self.deployment.demo_day is not None

    def find(self) -> Viewer:
        """Return who sent the request that is answered just now."""
        token = request.cookies.get(COOKIE, "")
        person = self.remembered.get(token, lambda: self._of_session(token)) if token else None
        personas = tuple(PERSONAS.values()) if self.is_demo else ()
        if person is not None:
            return Viewer(person, token_of(token), has_session=True, personas=personas)
        person = self._without_session()
        return Viewer(person, token_of(f"{self.secret} {person.id}"), personas=personas)

    def _of_session(self, token: str) -> Person | None:
        here = self.deployment
        with Session(here.engine) as session:
            return known.find_signed_in(session, token, here.catalogue.people, is_demo=self.is_demo)

    def _without_session(self) -> Person:
        if self.is_demo:
            return VISITOR
        return LOCAL if self.is_local and _is_at_this_machine() else NOBODY


def _is_at_this_machine() -> bool:
    """Tell if a request comes straight from here: not through a proxy, and not by a name that some other
    site has made lead here."""
    host = request.host.rpartition(":")[0] if ":" in request.host else request.host
    is_forwarded = any(name.lower().startswith(("x-forwarded", "forwarded")) for name, _ in request.headers)
    return request.remote_addr in LOOPBACK and host in NAMES and not is_forwarded


LOOPBACK = frozenset({"127.0.0.1", "::1"})
NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
