"""One page as text: whatever is read is HTML, and whatever is operated is a Dash component in a slot of it.

dash-renderer resets every component of a tree that it replaces and wakes every subscriber for each, so that a
redraw costs the square of the page. One component that holds the HTML costs the same for any page.

    Html(html="<h1>…</h1><div data-slot="0"></div>", children=[Input(…)])
"""

from __future__ import annotations

from typing import ClassVar
from zlib import crc32

from dash.development.base_component import Component


class Html(Component):
    """HTML with slots for components (assets/html.js draws it)."""

    _namespace = "brightspot"
    _type = "Html"
    _children_props: ClassVar[list[str]] = []
    _base_nodes: ClassVar[list[str]] = ["children"]
    _prop_names: ClassVar[list[str]] = ["children", "html", "digest"]
    _valid_wildcard_attributes: ClassVar[list[str]] = []
    available_properties = _prop_names
    available_wildcard_properties = _valid_wildcard_attributes

    def __init__(self, html: str, children: list[Component] | None = None) -> None:
        # The digest lets the browser keep what the document brought, where it is the same.
        super().__init__(html=html, digest=f"{crc32(html.encode()):08x}", children=children or [])
