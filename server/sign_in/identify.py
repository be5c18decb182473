"""Finding out who asks: a session, what a trusted proxy says, the demo, or this machine; else nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import g, request
from sqlalchemy.orm import Session

from data.database import transaction
from quality.deployment import Deployment
from quality.people import accounts, lookup
from quality.people.audit import Entry, Kind, write
from quality.people.person import NOBODY, Person
from quality.people.personas import PERSONAS, VISITOR
from quality.people.sessions import hashed
from server.sign_in import cookies
from server.sign_in.csrf import token_of
from server.sign_in.current_person import (
    COOKIE,
    FORM_COOKIE,
    LOCAL,
    Remembered,
    Viewer,
    key_of,
)
from server.sign_in.from_where import said_by_proxy

LOOPBACK = frozenset({"127.0.0.1", "::1"})
NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass
class Finder:
    deployment: Deployment
    secret: str
    """Known to the servers of this deployment alone."""
    is_local: bool
    """Nobody but whoever sits at this machine can ask."""
    remembered: Remembered = field(default_factory=Remembered)
    may_stay: Callable[[str], bool] = lambda _: True
    """Tell if the session of a token goes on, asked of whoever let it in."""

    @property
    def is_demo(self) -> bool:
        return self.deployment.demo_day is not None

    def find(self) -> Viewer:
        """Return who sent the request that is answered just now."""
        personas = tuple(PERSONAS.values()) if self.is_demo else ()
        said = said_by_proxy(self.deployment.settings)
        token = cookies.read(self.deployment.settings, COOKIE)
        if said is None and token:
            person = self.remembered.get(key_of(hashed(token)), lambda: self._of_session(token))
            if person is not None:
                return Viewer(person, token_of(token), has_session=True, personas=personas)
        person = self._of_proxy(*said) if said else self._without_session()
        # Whoever is nobody yet may have a form to sign in with, for one browser.
        mark = cookies.read(self.deployment.settings, FORM_COOKIE) if person == NOBODY else person.id
        return Viewer(person, token_of(f"{self.secret} {mark}"), personas=personas)

    def _of_session(self, token: str) -> Person | None:
        here = self.deployment
        if not self.may_stay(token):
            return None
        with Session(here.engine) as session:
            return lookup.find_signed_in(session, token, here.catalogue.people, is_demo=self.is_demo)

    def _of_proxy(self, name: str, groups: tuple[str, ...]) -> Person:
        number, people = accounts.outside_id("proxy", name), self.deployment.catalogue.people

        def find() -> Person | None:
            with Session(self.deployment.engine) as session:
                row = accounts.as_remembered(session, number, name, groups)
                if row is not None:
                    return lookup.person_of(row, people)
            with transaction(self.deployment.engine) as session:
                write(session, [Entry(Kind.SIGNED_IN, number, g.sent_from, ", ".join(groups))])
                return lookup.person_of(accounts.remember(session, number, name, "proxy", groups), people)

        return self.remembered.get(f"proxy {name} {groups}", find) or NOBODY

    def _without_session(self) -> Person:
        if self.is_demo:
            return VISITOR
        return self.remembered.get("local", self._local) or NOBODY if self._may_be_local() else NOBODY

    def _may_be_local(self) -> bool:
        settings = self.deployment.settings
        is_alone = self.is_local and not settings.oidc_issuer and not settings.user_header
        return is_alone and _is_at_this_machine()

    def _local(self) -> Person | None:
        with Session(self.deployment.engine) as session:
            return None if accounts.has_accounts(session) else LOCAL


def _is_at_this_machine() -> bool:
    """Tell if a request comes straight from here: not through a proxy, and not by a name that some other
    site has made lead here."""
    host = request.host if request.host.endswith("]") else request.host.rpartition(":")[0] or request.host
    is_forwarded = any(name.lower().startswith(("x-forwarded", "forwarded")) for name, _ in request.headers)
    return request.remote_addr in LOOPBACK and host in NAMES and not is_forwarded
