"""The page of an address inside the document itself, to be read before any script has come, printed or saved.

Dash takes it over (assets/html.js). Where scripts are blocked it stays as it is.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from dash import Dash
from flask import request
from markupsafe import escape

from components.page.html import Html
from server.routes import Page, find_page, read_query


class Application(Dash):
    """Dash, with the page of the address in its document."""

    def interpolate_index(self, **parts: Any) -> str:
        """Return the document: the page that was asked for, and all that Dash needs to take it over."""
        page, variables = find_page(request.path)
        view, title = draw(page, variables | read_query())
        first = f'<div id="first" data-digest="{view.digest}">{view.html}</div>' if view is not None else ""
        parts["title"] = escape(title)
        parts["app_entry"] = f"{first}\n{parts['app_entry']}"
        return super().interpolate_index(**parts)

    def strip_relative_path(self, path: str) -> str:
        """Return the path by which Dash finds a page, read as that of a document is: `%2F` is a slash in a
        code."""
        return unquote(super().strip_relative_path(path) or "")


def draw(page: Page, asked: dict[str, Any]) -> tuple[Html | None, str]:
    """Return the page and its title; no page where its layout is none of ours."""
    view = page["layout"](**asked)
    return view if isinstance(view, Html) else None, page["title"]()
