"""From an address to the page that answers it, alike for documents, their status, and what Dash asks for."""

from __future__ import annotations

from typing import Any

import dash
from dash._pages import _parse_query_string, _path_to_page

Page = dict[str, Any]
"""A page as Dash registers it."""


def find_page(path: str) -> tuple[Page, dict[str, str]]:
    """Return the page of a path and what its variables say; where there is none, the page that says so."""
    page, variables = _path_to_page(path.strip("/"))
    if not page:
        page = next(p for name, p in dash.page_registry.items() if name.endswith("not_found_404"))
    return page, variables or {}


def read_query(query: str) -> dict[str, Any]:
    """Return the query as Dash hands it to a page: what is given once as text, else as a list."""
    asked: dict[str, Any] = _parse_query_string(f"?{query}")
    return asked
