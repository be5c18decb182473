"""The ways on from every page: the entries of the masthead, and the services to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash

from quality.people.person import may
from quality.people.roles import What
from quality.reference.service_tree import Service, ServiceTree

VERSION = "0.1.0"
LISTED = 60
"""More services than this are not listed in the chooser: it shows those near the current one instead."""


def nav_entries(service: Service | None, viewer: Any = None) -> list[tuple[str, str, str]]:
    """List (module, word, address) of every page that registered with `nav="…"` and that the viewer may see,
    in its `order`.

    `address=function(service code or None) -> address or None` makes the link keep the service; None leaves
    the entry out (a huddle needs a service).
    """
    code = service.code if service else None
    entries = []
    for module, page in dash.page_registry.items():
        if not page.get("nav") or not _may_see(page, viewer):
            continue
        make = page.get("address")
        address = make(code) if make else page["relative_path"]
        if address:
            entries.append((module, page["nav"], address))
    return entries


def menu_entries(viewer: Any = None) -> list[tuple[str, str]]:
    """List (word, address) of every page that registered with `menu="…"` and that the viewer may see: they
    stand under the viewer's own name, as few need them."""
    pages = [page for page in dash.page_registry.values() if page.get("menu") and _may_see(page, viewer)]
    return [(page["menu"], page["relative_path"]) for page in pages]


def _may_see(page: Mapping[str, Any], viewer: Any) -> bool:
    return not viewer or may(viewer.person, page.get("needs", What.READ))


def chooser_groups(tree: ServiceTree, current: Service | None) -> list[tuple[str, list[Service]]]:
    """Group the services to choose from: a small tree whole, else path, siblings and children."""
    if len(tree.by_code) <= LISTED or current is None:
        return _whole_tree(tree) if len(tree.by_code) <= LISTED else [("", tree.roots[:LISTED])]
    groups = [("Up", tree.path(current.code)[:-1]), ("Beside", tree.siblings(current.code)[:LISTED])]
    if current.children:
        groups.append(("Inside", tree.children(current.code)[:LISTED]))
    return [group for group in groups if group[1]]


def _whole_tree(tree: ServiceTree) -> list[tuple[str, list[Service]]]:
    middles = [middle for root in tree.roots for middle in tree.children(root.code)]
    return [("", tree.roots), *((middle.name, list(tree.below(middle.code))) for middle in middles)]
