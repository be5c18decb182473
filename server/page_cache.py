"""Pages kept as they were last sent, until something is loaded, done or redefined, or the day ends.

A page is a function of its address and of what is stored; drawing one takes tens of milliseconds, most of
them in turning components into JSON. The version of the data is looked up for every request (one small
query), so nobody is ever shown a page from before the newest load. Kept compressed, as they went out: the
document of an address, and the view that Dash asks for.

What a page shows to one person is not kept for another: the viewer, with their roles and where these hold, is
a part of the key. Register this after server/sign_in/access.py, which says who that is.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from urllib.parse import unquote

from flask import Flask, Response, g, request
from werkzeug.datastructures import Headers

from quality.deployment import current
from quality.messages.state import state
from quality.provenance.watcher import silent_since
from quality.reference.ids import data_version, newest_act
from server.routes import find_page

BYTES_AT_MOST = 16_000_000
"""Kept in each process: some thousand pages, as a large one has 30 kB compressed."""
BESIDE = 3_000
"""Bytes of an answer that are not its body: headers, and what Python needs to hold them."""
PAGE = "_pages_content.children"
DOCUMENTS = ("/", "/<path:path>")
"""Rules of the addresses at which Dash answers with a document; all others have their own."""


class Kept:
    """The answers that were asked for last, as many as fit. Safe between threads."""

    def __init__(self, bytes_at_most: int) -> None:
        self.bytes_at_most = bytes_at_most
        self.bytes = 0
        self._answers: OrderedDict[Hashable, tuple[Hashable, int, bytes, Headers]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, key: Hashable, version: Hashable) -> Response | None:
        """Return the answer of a key, unless it is another version's."""
        with self._lock:
            found = self._answers.get(key)
            if found is None or found[0] != version:
                return None
            self._answers.move_to_end(key)
        return Response(found[2], headers=found[3].copy())

    def put(self, key: Hashable, version: Hashable, response: Response) -> None:
        """Keep an answer in place of the one before, and let go of those not asked for the longest."""
        body = response.get_data()
        size = len(body) + len(str(key)) + BESIDE
        with self._lock:
            self._drop(key)
            self._answers[key] = (version, size, body, response.headers.copy())
            self.bytes += size
            while self.bytes > self.bytes_at_most:
                self._drop(next(iter(self._answers)))

    def _drop(self, key: Hashable) -> None:
        if (gone := self._answers.pop(key, None)) is not None:
            self.bytes -= gone[1]


def keep_answers(server: Flask, callbacks: str) -> None:
    """Answer page requests from what was sent before, where nothing has changed since.

    Flask calls what is registered first last on the way out: register this before compression.
    """
    kept = Kept(BYTES_AT_MOST)

    @server.before_request
    def answer() -> Response | None:
        key = _key(callbacks)
        if key is None:
            return None
        asked = (key, _version(key))
        found = kept.get(*asked)
        g.answer = asked if found is None else None
        return found

    @server.after_request
    def keep(response: Response) -> Response:
        asked = g.pop("answer", None)
        if asked is None or response.status_code != 200 or response.is_streamed or "status" in g:
            return response
        kept.put(*asked, response)
        return response


def address_of_view(callbacks: str) -> tuple[str, str] | None:
    """Return path and query of the view that Dash asks for, the path read as that of a document is: `%2F` is
    a slash in a code. None for any other request, and for what is not the address of a page."""
    if request.path != callbacks or request.method != "POST":
        return None
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or PAGE not in str(body.get("output")):
        return None
    inputs = body.get("inputs")
    values = [i.get("value") for i in inputs if isinstance(i, dict)] if isinstance(inputs, list) else []
    if len(values) != 2 or not all(isinstance(value, str | None) for value in values):
        return None
    return unquote(values[0] or ""), values[1] or ""


def _key(callbacks: str) -> tuple[Hashable, ...] | None:
    """Return what a page depends on besides the data: its address and how the browser wants it packed."""
    if request.method == "GET" and request.url_rule is not None and request.url_rule.rule in DOCUMENTS:
        address: tuple[str, ...] | None = ("", request.path, request.query_string.decode("latin-1"))
    else:
        address = address_of_view(callbacks)
    if address is None or not find_page(address[-2])[0].get("kept", True):
        return None  # it shows what is no part of the version
    if any(name in part for part in address for name in ("preview=", "did=")):
        return None  # what lies in a folder is no part of the version, nor how long ago an act was
    return (*address, request.headers.get("Accept-Encoding", ""), g.viewer)


def _version(key: tuple[Hashable, ...]) -> Hashable:
    here = current()
    with here.session() as session:
        return (
            data_version(session),
            newest_act(session),
            here.catalogue.fingerprint,
            here.today,
            silent_since(session),
            state(session) if "/data" in key else None,
        )
