"""Pages kept as they were last sent, until something is loaded, done or redefined, or the day ends.

A page is a function of its address and of what is stored; drawing one takes tens of milliseconds, most of
them in turning components into JSON. The version of the data is looked up for every request (one small
query), so nobody is ever shown a page from before the newest load. Kept compressed, as they went out.

Whoever adds sign-in: what a page shows to one person must not be kept for another. Put the scope of the
signed-in person into `_key`, and register this after the check of who it is.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from flask import Flask, Response, g, request

from quality.deployment import current
from quality.provenance.watcher import silent_since
from quality.reference.ids import data_version

MOST = 256
"""Pages kept in each process; a large one is 30 kB compressed."""
PAGE = "_pages_content.children"


def keep_answers(server: Flask, callbacks: str) -> None:
    """Answer page requests from what was sent before, where nothing has changed since.

    Flask calls what is registered first last on the way out: register this before compression.
    """
    kept: OrderedDict[Hashable, tuple[Hashable, bytes, list[tuple[str, str]]]] = OrderedDict()
    lock = Lock()

    @server.before_request
    def answer() -> Response | None:
        key = _key(callbacks)
        if key is None:
            return None
        g.answer = (key, _version())
        with lock:
            found = kept.get(key)
            if found is None or found[0] != g.answer[1]:
                return None
            kept.move_to_end(key)
        g.answer = None
        return Response(found[1], headers=found[2])

    @server.after_request
    def keep(response: Response) -> Response:
        asked = g.pop("answer", None)
        if asked is None or response.status_code != 200 or response.is_streamed or g.get("is_fault"):
            return response
        with lock:
            kept[asked[0]] = (asked[1], response.get_data(), list(response.headers))
            kept.move_to_end(asked[0])
            while len(kept) > MOST:
                kept.popitem(last=False)
        return response


def address_of_view(callbacks: str) -> tuple[str, str] | None:
    """Return path and query of the view that Dash asks for; None for any other request, and for what is not
    the address of a page."""
    if request.path != callbacks or request.method != "POST":
        return None
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or PAGE not in str(body.get("output")):
        return None
    inputs = body.get("inputs")
    values = [i.get("value") for i in inputs if isinstance(i, dict)] if isinstance(inputs, list) else []
    if len(values) != 2 or not all(isinstance(value, str | None) for value in values):
        return None
    return values[0] or "", values[1] or ""


def _key(callbacks: str) -> Hashable:
    """Return what a page depends on besides the data: its address and how the browser wants it packed."""
    address = address_of_view(callbacks)
    if address is None or any("preview=" in part for part in address):
        return None  # what lies in a folder is no part of the version
    return (*address, request.headers.get("Accept-Encoding", ""))


def _version() -> Hashable:
    here = current()
    with here.session() as session:
        return data_version(session), here.catalogue.fingerprint, here.today, silent_since(session)
