"""Audited requests, handed to a thread that writes them: on SQLite a load may hold the one writer's place for
a while, and nobody who reads a page waits for that."""

from __future__ import annotations

import atexit
import logging
import os
from queue import SimpleQueue
from threading import Event, Lock, Thread

from flask import Flask, Response, g, request
from sqlalchemy import Engine

from data.database import transaction
from quality.people.audit import Entry, Kind, write
from quality.people.personas import VISITOR
from quality.people.roles import What
from quality.people.sessions import utc_now
from server.page_cache import address_of_view
from server.routes import find_page, read_query
from server.sign_in.access import need_of_page

log = logging.getLogger(__name__)
AT_ONCE = 500


class AuditLog:
    """Entries on their way into the database. Each process, also one that was forked, writes its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._begin()
        atexit.register(self.flush)

    def _begin(self) -> None:
        self._pid, self._thread = os.getpid(), Thread(target=self._write_all, daemon=True, name="audit")
        self._waiting: SimpleQueue[Entry] = SimpleQueue()
        self._lock, self._some = Lock(), Event()

    def add(self, entry: Entry) -> None:
        if self._pid != os.getpid():  # what the parent held is the parent's
            self._begin()
        self._waiting.put(entry)
        with self._lock:
            if not self._thread.ident:
                self._thread.start()
        self._some.set()

    def flush(self) -> None:
        """Write what waits, and wait for what is being written."""
        with self._lock:
            while not self._waiting.empty():
                self._write([self._waiting.get() for _ in range(min(self._waiting.qsize(), AT_ONCE))])

    def _write_all(self) -> None:
        while True:
            self._some.wait()
            self._some.clear()
            self.flush()

    def _write(self, entries: list[Entry]) -> None:
        try:
            with transaction(self._engine) as session:
                write(session, entries)
        except Exception:
            # Nobody can be asked to do anything about it now; at least it stands in the log.
            log.exception("Could not be written to the audit: %s", entries)


def audit_answers(server: Flask, audit: AuditLog, callbacks: str) -> None:
    """Audit what was answered: views of groups, files, refusals."""
    server.extensions["audit"] = audit

    @server.after_request
    def note(response: Response) -> Response:
        viewer = g.get("viewer")
        status = g.get("status", response.status_code)
        kind = _kind(response, status, callbacks)
        # What the demo invents is nobody's, and its visitor is no person.
        if kind and viewer is not None and (viewer.person != VISITOR or kind is Kind.REFUSED):
            about = "".join(address_of_view(callbacks) or (request.full_path.rstrip("?"),))
            audit.add(Entry(kind, viewer.person.id, g.get("sent_from", ""), about, utc_now()))
        return response


def _kind(response: Response, status: int, callbacks: str) -> Kind | None:
    if status in (401, 403):
        return Kind.REFUSED
    if status != 200:
        return None
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        return Kind.TOOK_FILE
    return Kind.SAW_GROUPS if _shows_groups(callbacks) else None


def _shows_groups(callbacks: str) -> bool:
    """Tell if what was asked for are numbers about groups: a page that needs leave to see them, or a chart of
    one group."""
    path, query = address_of_view(callbacks) or (request.path, request.query_string.decode(errors="replace"))
    if request.url_rule is None or (request.path == callbacks and not path):
        return False
    page, asked = find_page(path)[0], read_query(query.removeprefix("?"))
    return need_of_page(page) is What.GROUPS or bool(asked.get("group"))
