"""Audited requests: views of groups, files, refusals, written in passing (server/written_later.py)."""

from __future__ import annotations

from flask import Flask, Response, g, request
from sqlalchemy import Engine

from quality.people.audit import Entry, Kind, write
from quality.people.personas import VISITOR
from quality.people.roles import What
from quality.people.sessions import utc_now
from server.page_cache import address_of_view
from server.routes import find_page, read_query
from server.sign_in.access import need_of_page
from server.written_later import WrittenLater

AuditLog = WrittenLater[Entry]


def audit_log(engine: Engine) -> AuditLog:
    return WrittenLater(engine, write, "audit")


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
