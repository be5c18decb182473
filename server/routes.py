"""From an address to the page that answers it, alike for documents, their status, and what Dash asks for."""

from __future__ import annotations

from typing import Any

import dash
from dash._pages import _parse_query_string, _path_to_page
from flask import request

Page = dict[str, Any]
"""A page as Dash registers it."""


def find_page(path: str) -> tuple[Page, dict[str, str]]:
    """Return the page of a path and what its variables say; where there is none, the page that says so."""
    page, variables = _path_to_page(path.strip("/"))
    if not page:
        page = next(page for page in dash.page_registry.values() if is_missing(page))
    return page, variables or {}


def is_missing(page: Page) -> bool:
    return bool(page["module"].endswith("not_found_404"))


def read_query() -> dict[str, Any]:
    """Return the query as Dash hands it to a page: what is given once as text, else as a list."""
    query: dict[str, Any] = _parse_query_string(f"?{request.query_string.decode(errors='replace')}")
    return query
