"""Audited requests: views of groups, files, refusals, written in passing (server/written_later.py)."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response, g, request
from sqlalchemy import Engine

from catalogue.identifiers import masked
from quality.people.audit import Entry, Kind, write
from quality.people.person import may
from quality.people.personas import VISITOR
from quality.people.roles import What
from quality.people.sessions import utc_now
from server.page_cache import address_of_view
from server.routes import find_page, read_query
from server.sign_in.access import need_of_page
from server.sign_in.strangers import Strangers
from server.written_later import WrittenLater

TYPED = frozenset({"find", "words"})
"""Parts of an address that somebody typed to search by: a number of a patient in them is not kept."""


class AuditLog(WrittenLater[Entry]):
    """Entries on their way into the database."""

    def __init__(self, engine: Engine) -> None:
        self._strangers = Strangers()
        super().__init__(engine, write, "audit")

    def add(self, row: Entry) -> None:
        for one in self._strangers.keep(row):
            super().add(one)


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
            about, service = _about(callbacks)
            audit.add(Entry(kind, viewer.person.id, g.get("sent_from", ""), about, utc_now(), service))
        return response


def _about(callbacks: str) -> tuple[str, str]:
    """Return the address that was asked for, and the service that it names."""
    path, query = address_of_view(callbacks) or (request.path, request.query_string.decode(errors="replace"))
    asked = read_query(query.removeprefix("?"))
    named = (request.view_args or {}).get("service") or find_page(path)[1].get("service")
    service = named or asked.get("service") or ""
    return f"{path}?{_kept(query.removeprefix('?'))}".rstrip("?"), service.strip() if isinstance(
        service, str
    ) else ""


def _kept(query: str) -> str:
    """Return the part of an address behind its path, without what could tell who a patient is."""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, masked(text) if name in TYPED else text) for name, text in pairs]
    return query if kept == pairs else urlencode(kept)


def _kind(response: Response, status: int, callbacks: str) -> Kind | None:
    if status in (401, 403):
        return Kind.REFUSED
    if status != 200:
        return None
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        return Kind.TOOK_FILE
    need = _need_of_view(callbacks)
    if need is What.AUDIT:
        return Kind.READ_AUDIT
    return Kind.SAW_GROUPS if need is What.GROUPS else None


def _need_of_view(callbacks: str) -> What | None:
    """Return what the view that was asked for needs: a chart of one group shows numbers about groups, and so
    does what a change is made of to those who may see them."""
    path, query = address_of_view(callbacks) or (request.path, request.query_string.decode(errors="replace"))
    if request.url_rule is None or (request.path == callbacks and not path):
        return None
    page, asked = find_page(path)[0], read_query(query.removeprefix("?"))
    need = need_of_page(page)
    if need is not What.READ:
        return need
    shows_groups = asked.get("group") or (asked.get("part") == "change" and may(g.person, What.GROUPS))
    return What.GROUPS if shows_groups else need
