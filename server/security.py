"""The web server's part in every request, whichever page it is: headers, compression, caching, true status
codes, and a check of what browsers send before any callback sees it."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from dash import Dash
from flask import Response, g, request
from flask_compress import Compress
from werkzeug.exceptions import BadRequest, HTTPException

from components.views import opens_pages, refused
from errors import BrightspotError, ForbiddenError, NotFoundError
from server.api.metrics import add_metrics
from server.page_cache import keep_answers
from server.sign_in.access import guard_access
from server.sign_in.audit_log import AuditLog, audit_answers
from server.sign_in.directory import add_directory
from server.sign_in.identify import Finder
from server.sign_in.routes import add_routes
from server.views import answer_views
from server.visits import Visits, note_visits

log = logging.getLogger(__name__)

YEAR = 31_536_000
CALLBACKS = "/_dash-update-component"
LARGEST_BODY = 2_000_000
"""Bytes of a callback's request; ours are a few hundred."""

# Plotly writes style attributes; everything else is served from here, and no text is ever run as code.
POLICY = (
    "default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def harden(app: Dash, finder: Finder) -> None:
    """Apply everything below, in the order in which it has to happen."""
    server = app.server
    server.url_map.merge_slashes = False  # codes may hold two
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    server.config["COMPRESS_ALGORITHM"] = ["zstd", "br", "gzip"]
    server.config["COMPRESS_ALGORITHM_STREAMING"] = ["zstd", "br"]
    server.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR  # addresses of assets carry their time of change
    guard_access(server, finder, CALLBACKS)
    server.extensions["finder"] = finder
    add_routes(server, finder)
    add_directory(server, finder)
    add_metrics(server, finder.deployment)
    audit_answers(server, AuditLog(finder.deployment.engine), CALLBACKS)
    server.before_request(lambda: _check_callback(app))
    visits = Visits(finder.deployment.engine)
    note_visits(server, visits, CALLBACKS)
    keep_answers(server, CALLBACKS)
    answer_views(server, CALLBACKS)
    Compress(server)

    @cache
    def policy() -> str:
        return POLICY.format(hashes=" ".join(app.csp_hashes()))

    server.after_request(lambda response: _finish(response, policy()))
    server.register_error_handler(BrightspotError, _say_mistake)
    server.register_error_handler(HTTPException, _say_status)
    # Dash registers its own callbacks and inline scripts on its first request; their hashes are in the
    # policy, which the answer to this one settles. It also spares the first visitor the wait.
    with server.test_client() as client:
        client.get("/")
    visits.are_noted = True


# -- answers --------------------------------------------------------------------------------------


def _finish(response: Response, policy: str) -> Response:
    response.headers["Content-Security-Policy"] = policy
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if response.mimetype != "text/html":
        response.headers.setdefault("Cache-Control", "no-store")  # a file of numbers, for one person
    else:
        if "no-store" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "private, no-cache"
        if response.status_code == 200:
            # The page says what is wrong; machines read the status.
            response.status_code = g.get("status", 200)
    return response


def _say_mistake(error: BrightspotError) -> Any:
    status = {NotFoundError: 404, ForbiddenError: 403}.get(type(error), 400)
    return refused(str(error), status) if opens_pages() else ({"error": str(error)}, status)


def _say_status(error: HTTPException) -> Any:
    status = error.code or 500
    if request.path == CALLBACKS:
        return {"error": error.description}, status
    return refused(error.description or "", status) if status >= 400 and opens_pages() else error


# -- what browsers send ---------------------------------------------------------------------------


def _check_callback(app: Dash) -> None:
    """Refuse a callback request that our own pages could not have sent: 400 with what is wrong, before Dash
    trips over it with a 500. What the values mean is for each callback to check."""
    if request.path != CALLBACKS or request.method != "POST":
        return
    body = _read_json()
    output = body.get("output")
    callback = app.callback_map.get(output) if isinstance(output, str) else None
    if callback is None or "callback" not in callback:  # some are the browser's own
        raise BadRequest("The request asks for an output that no page has.")
    for part in ("inputs", "state"):
        _check_part(body.get(part, []), callback[part], part)
    _check_outputs(body.get("outputs", []))
    changed = body.get("changedPropIds", [])
    if not isinstance(changed, list) or not all(isinstance(name, str) for name in changed):
        raise BadRequest("`changedPropIds` has to be a list of texts.")
    if "_pages_content.children" in output:
        _check_texts(body["inputs"])


def _read_json() -> dict[str, Any]:
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        raise BadRequest("The request is nested too deeply.") from None
    if not isinstance(body, dict):
        raise BadRequest("The request is not a JSON object.")
    return body


def _check_part(given: Any, declared: list[dict[str, Any]], part: str) -> None:
    if not isinstance(given, list) or len(given) != len(declared):
        raise BadRequest(f"`{part}` has to be a list of {len(declared)}.")
    for entry, wanted in zip(given, declared, strict=True):
        if wanted["id"].startswith("{"):
            continue  # pattern-matching ids: the callback checks what it gets
        same = isinstance(entry, dict) and entry.get("id") == wanted["id"]
        if not same or entry.get("property") != wanted["property"]:
            raise BadRequest(f"`{part}` has to name {wanted['id']}.{wanted['property']}.")


def _check_outputs(outputs: Any) -> None:
    entries = outputs if isinstance(outputs, list) else [outputs]
    flat = [e for entry in entries for e in (entry if isinstance(entry, list) else [entry])]
    for entry in flat:
        has_name = isinstance(entry, dict) and isinstance(entry.get("property"), str)
        if not has_name or not isinstance(entry.get("id"), str | dict):
            raise BadRequest("Each of `outputs` has to have an id and a property.")


def _check_texts(inputs: list[dict[str, Any]]) -> None:
    """Check the address a page is asked for."""
    for entry in inputs:
        if not isinstance(entry.get("value"), str | None):
            raise BadRequest(f"{entry['id']}.{entry['property']} has to be text.")
    if not isinstance(inputs[0].get("value"), str):
        raise BadRequest("The address of a page has to be text.")
