"""The visit before this one of whoever asks for a page: looked up in the database every few minutes. It is a
part of the viewer, and so of the key of every page that is kept."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from threading import Lock

from flask import Flask, g, request
from sqlalchemy import Engine

from data.database import snapshot
from quality.people.personas import VISITOR
from quality.people.sessions import utc_now
from quality.people.visits import EVERY, Mark, Visit, note, visit
from server.page_cache import DOCUMENTS, address_of_view
from server.written_later import WrittenLater

MOST = 10_000
"""Persons that a process remembers."""


class Visits:
    """The visits that go on, in this process. Safe between threads."""

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._engine, self._clock, self._now, self._lock = engine, clock, now, Lock()
        self._known: OrderedDict[str, tuple[float, Mark | None]] = OrderedDict()
        self.are_noted = False
        """Not before the server listens: its own first request is no visit."""
        self.notes: WrittenLater[Visit] = WrittenLater(engine, note, "visits")

    def before(self, person_id: str) -> Mark | None:
        """Return the end of the visit before the one that somebody makes now; None in their first."""
        with self._lock:
            known = self._known.get(person_id)
            if known is not None and known[0] > self._clock():
                return known[1]
        with snapshot(self._engine) as session:
            found = visit(session, person_id, self._now())
        self.notes.add(found)
        with self._lock:
            self._known[person_id] = (self._clock() + EVERY.total_seconds(), found.before)
            self._known.move_to_end(person_id)
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        return found.before


def note_visits(server: Flask, visits: Visits, callbacks: str) -> None:
    """Note who reads pages. Register this behind access, and before the kept answers."""
    server.extensions["visits"] = visits

    @server.before_request
    def since() -> None:
        is_document = request.url_rule is not None and request.url_rule.rule in DOCUMENTS
        is_somebody = visits.are_noted and g.viewer.is_known and g.person != VISITOR
        if is_somebody and (is_document or address_of_view(callbacks)):
            g.viewer = replace(g.viewer, before=visits.before(g.person.id))
