"""One page as text: whatever is read is HTML, and whatever is operated is a Dash component in a slot of it.

dash-renderer resets every component of a tree that it replaces and wakes every subscriber for each, so that a
redraw costs the square of the page. One component that holds the HTML costs the same for any page.

    Html(html="<h1>…</h1><div data-slot="0"></div>", children=[Graph(…)])
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar
from zlib import crc32

from dash.development.base_component import Component
from markupsafe import escape

_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
_ATTRIBUTES = {
    "className": "class",
    "htmlFor": "for",
    "httpEquiv": "http-equiv",
    "acceptCharset": "accept-charset",
}
_OF_DASH = frozenset({"children", "key", "n_clicks", "disable_n_clicks", "loading_state", "style"})


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


def to_html(tree: Any) -> Html:
    """Turn a tree of `dash.html` components into one component; what is operated goes into slots."""
    slots: list[Component] = []
    text = "".join(_write(tree, slots))
    return Html(text, slots)


def _write(node: Any, slots: list[Component]) -> Iterator[str]:
    if node is None or node is True or node is False:
        return
    if isinstance(node, list | tuple):
        for part in node:
            yield from _write(part, slots)
    elif not isinstance(node, Component):
        yield str(escape(node))
    elif node._namespace != "dash_html_components":
        yield f'<div data-slot="{len(slots)}"></div>'
        slots.append(node)
    else:
        yield from _element(node, slots)


def _element(node: Component, slots: list[Component]) -> Iterator[str]:
    name = node._type.lower()
    yield f"<{name}{''.join(_attributes(node))}>"
    if name not in _VOID:
        yield from _write(getattr(node, "children", None), slots)
        yield f"</{name}>"


def _attributes(node: Component) -> Iterator[str]:
    for name, value in sorted(vars(node).items()):  # Dash keeps them in any order
        if name == "style" and value:
            yield f' style="{escape(_style(value))}"'
        if name in _OF_DASH or value is None or value is False:
            continue
        if value is True and not name.startswith(("aria-", "data-")):
            yield f" {name.lower()}"
        elif name in node._prop_names or name.startswith(("aria-", "data-")) or name == "role":
            yield f' {_ATTRIBUTES.get(name, name.lower())}="{escape(value)}"'


def _style(declared: dict[str, Any]) -> str:
    return ";".join(f"{_kebab(name)}:{value}" for name, value in declared.items())


def _kebab(name: str) -> str:
    if name.startswith("--"):
        return name
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
