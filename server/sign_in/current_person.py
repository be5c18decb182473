"""The person of a request. Asked of the database once in a while for each browser, never for each page."""

from __future__ import annotations

import getpass
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from catalogue.people import Role
from quality.people.person import NOBODY, Grant, Person
from quality.people.visits import Mark

FRESH = 5.0
"""Seconds that somebody is taken to be who they were: after that a leaver is nobody here."""
MOST = 10_000
"""Browsers that a process remembers."""
COOKIE, FORM_COOKIE = "brightspot", "brightspot_form"
"""Of a session; of a form to sign in with, before there is one."""


def key_of(token_hash: str) -> str:
    """Return what a session is remembered by."""
    return f"session {token_hash}"


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user that the system has no name for
        return "You"


LOCAL = Person("local", _login(), tuple(map(Grant, (Role.QUALITY_LEAD, Role.AUDITOR, Role.ADMIN))), "machine")
"""Whoever sits at the machine that serves to nobody else, by the name that they have there: it stands in the
record of what they do."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody that a page is drawn for."""

    person: Person
    csrf: str
    """The token that every write has to bring (server.sign_in.csrf)."""
    has_session: bool = False
    personas: tuple[Person, ...] = ()
    """The people they may become with one press, in the demo."""
    before: Mark | None = None
    """The end of their visit before this one."""

    @property
    def is_known(self) -> bool:
        return self.person != NOBODY


class Remembered:
    """Persons by what their browser sends, for a few seconds. Safe between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._found: OrderedDict[str, tuple[float, Person | None]] = OrderedDict()

    def get(self, key: str, find: Callable[[], Person | None]) -> Person | None:
        """Return who a key is of, asked again when that was too long ago."""
        with self._lock:
            kept = self._found.get(key)
            if kept is not None and kept[0] > self._clock():
                return kept[1]
        person = find()
        with self._lock:
            self._found[key] = (self._clock() + FRESH, person)
            self._found.move_to_end(key)
            while len(self._found) > MOST:
                self._found.popitem(last=False)
        return person

    def forget(self, key: str) -> None:
        with self._lock:
            self._found.pop(key, None)

    def forget_all(self) -> None:
        """Ask anew about everybody: roles have changed."""
        with self._lock:
            self._found.clear()
