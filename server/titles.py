"""Titles of pages, by which a reader tells tabs, bookmarks and history apart: the heading, and whose numbers.

Dash asks for a title after the page, and says nothing of the query: what was drawn says it instead.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from re import DOTALL, search
from typing import Any

import dash
from flask import g
from markupsafe import Markup

from components.page.html import Html
from components.words import page as words
from quality.deployment import current
from quality.reference.ids import read_ids


def name_pages() -> None:
    """Give every registered page the title of what it draws."""
    for page in dash.page_registry.values():
        page["layout"] = _named(page["layout"])
        page["title"] = lambda **_: g.title


def _named(layout: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(layout)
    def draw(**asked: Any) -> Any:
        view = layout(**asked)
        g.title = words.TITLE.format(name=_name(view, asked.get("service")))
        return view

    return draw


def _name(view: Any, code: Any) -> str:
    """Return the heading of a page, with the service that was asked for where the heading names none."""
    heading = search("<h1[^>]*>(.*?)</h1>", view.html, DOTALL) if isinstance(view, Html) else None
    name = Markup(heading[1]).striptags() if heading else ""
    if not isinstance(code, str) or name in words.MISTAKES:
        return name
    with current().session() as session:
        service = read_ids(session).services.by_code.get(code.strip())
    return name if service is None or service.name in name else f"{name}, {service.name}"
