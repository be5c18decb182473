"""The view of an address: inside the document itself, to be read before any script has come, printed or
saved; and as the answer when Dash asks for the view of the next address.

Dash would draw that by the callback of its pages. It is answered here instead, with the view that the
document of the same address was just given, and without a walk through components.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

from dash import Dash
from dash._utils import to_json
from flask import Flask, Response, g, request
from markupsafe import escape

from components.page.html import Html
from components.views import forbidden
from server import assets, titles
from server.page_cache import address_of_view
from server.routes import find_page, read_query
from server.sign_in.access import need_of_page, refusal

Drawn = tuple[Html, str]
JUST_DRAWN = 8
"""Views kept for the moment between a document and Dash's question."""
_just_drawn: OrderedDict[Hashable, Drawn] = OrderedDict()


class Application(Dash):
    """Dash, with the page of the address in its document."""

    def interpolate_index(self, **parts: Any) -> str:
        """Return the document: the page that was asked for, and all that Dash needs to take it over."""
        view, title = draw(request.path, request.query_string.decode(errors="replace"))
        first = f'<div id="first" data-digest="{view.digest}">{view.html}</div>'
        parts["title"] = escape(title)
        parts["scripts"] = assets.without_unused(parts["scripts"])
        parts["app_entry"] = f"{first}\n{parts['app_entry']}"
        return super().interpolate_index(**parts)


def answer_views(server: Flask, callbacks: str) -> None:
    """Answer Dash's question for the view of an address. Register this behind the check of what browsers send
    and the kept answers."""

    @server.before_request
    def answer() -> Response | None:
        asked = address_of_view(callbacks)
        if asked is None:
            return None
        view, title = draw(asked[0], asked[1].removeprefix("?"))
        told = {"_pages_content": {"children": view}, "_pages_store": {"data": {"title": title}}}
        if not view.children:
            parts = {"children": [], "html": view.html, "digest": view.digest}
            told["_pages_content"] = {"children": {"props": parts, "type": "Html", "namespace": "brightspot"}}
            text = json.dumps({"multi": True, "response": told}, separators=(",", ":"))
        else:
            text = to_json({"multi": True, "response": told})
        return Response(text, mimetype="application/json")


def draw(path: str, query: str) -> Drawn:
    """Return the view of an address and its title."""
    asked = g.get("answer")  # the address and the version of the data, where an answer may be kept
    key = (path, query, asked[1], g.viewer) if asked else None
    drawn = _just_drawn.get(key) or _draw(path, query)
    if key and "status" not in g:
        _just_drawn[key] = drawn
        while len(_just_drawn) > JUST_DRAWN:
            _just_drawn.popitem(last=False)
    return drawn


def _draw(path: str, query: str) -> Drawn:
    page, variables = find_page(path)
    asked = variables | read_query(query)
    why = refusal(need_of_page(page))
    view: Html = forbidden(why) if why else page["layout"](**asked)
    return view, titles.title(view.html, asked)
