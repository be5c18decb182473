"""The page of an address inside the document itself, to be read before any script has come, printed or saved.

Dash takes it over (assets/html.js). Where scripts are blocked it stays as it is.
"""

from __future__ import annotations

from typing import Any

import dash
from dash import Dash
from dash._pages import _parse_query_string, _path_to_page
from flask import request
from markupsafe import escape

from components.page.html import Html


class Application(Dash):
    """Dash, with the page of the address in its document."""

    def interpolate_index(self, **parts: Any) -> str:
        """Return the document: the page that was asked for, and all that Dash needs to take it over."""
        view, title = draw(request.path, request.query_string.decode(errors="replace"))
        first = f'<div id="first" data-digest="{view.digest}">{view.html}</div>' if view is not None else ""
        parts["title"] = escape(title)
        parts["app_entry"] = f"{first}\n{parts['app_entry']}"
        return super().interpolate_index(**parts)


def draw(path: str, query: str) -> tuple[Html | None, str]:
    """Return the page of an address and its title; no page where its layout is none of ours."""
    page, variables = _path_to_page(path.strip("/"))
    if not page:
        page = next(p for name, p in dash.page_registry.items() if name.endswith("not_found_404"))
    title = page["title"]
    asked = {**(variables or {}), **_parse_query_string(f"?{query}")}
    view = page["layout"](**asked)
    return view if isinstance(view, Html) else None, title(**(variables or {})) if callable(title) else title
