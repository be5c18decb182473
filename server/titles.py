"""Titles of pages, by which a reader tells tabs, bookmarks and history apart: heading, and whose numbers."""

from __future__ import annotations

from re import DOTALL, search
from typing import Any

from markupsafe import Markup

from components.words import page as words
from quality.deployment import current
from quality.reference.ids import read_ids


def title(html: str, asked: dict[str, Any]) -> str:
    """Return the title of what was drawn for what was asked."""
    return words.TITLE.format(name=_name(html, asked.get("service")))


def _name(html: str, code: Any) -> str:
    """Return the heading of a page, with the service that was asked for where the heading names none."""
    heading = search("<h1[^>]*>(.*?)</h1>", html, DOTALL)
    name = Markup(heading[1]).striptags() if heading else ""
    if not isinstance(code, str) or name in words.MISTAKES:
        return name
    with current().session() as session:
        service = read_ids(session).services.by_code.get(code.strip())
    return name if service is None or service.name in name else f"{name}, {service.name}"
