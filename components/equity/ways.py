"""The ways on from an equity page, as plain links."""

from __future__ import annotations

from typing import Any

from components import address
from components.words.equity import equity, equity_numbers
from quality.deployment import current
from quality.equity.panels import Elsewhere
from quality.equity.view import EquityView
from quality.reference.service_tree import ServiceTree


def choices(found: EquityView, tree: ServiceTree) -> dict[str, Any]:
    """Return the ways on from here, as plain links: other measures, dimensions, services and groups."""
    catalogue, by = current().catalogue, found.dimension_code
    below = [place for place in tree.children(found.service) if place.code in found.measured_in]
    return {
        "crumbs": [(s.name, here(found, service=s.code)) for s in tree.path(found.service)[:-1]],
        "measures": [
            (
                one.title,
                address.equity(other, by if by in one.dimensions else "", found.service),
                other == found.indicator_code,
            )
            for other, one in catalogue.indicators.items()
            if one.dimensions
        ],
        "dimensions": [
            (catalogue.dimensions[other].title, here(found, dimension=other), other == by)
            for other in catalogue.compared_by(found.indicator)
        ],
        "inside": [(place.name, here(found, service=place.code), False) for place in below],
        "follow": [(label, here(found, group=code), on) for label, code, on in _followed(found)],
        "elsewhere": [_elsewhere(found, one, tree) for one in found.elsewhere],
    }


def _elsewhere(found: EquityView, one: Elsewhere, tree: ServiceTree) -> tuple[str, str, str, bool]:
    """Return name and address of a page that may show more, what it shows, and if it is a service above."""
    is_above = one.service != found.service
    name = tree[one.service].name if is_above else current().catalogue.dimensions[one.dimension].title
    href = here(found, dimension=one.dimension, service=one.service)
    return name, href, equity.groups_shown(one.shown, one.groups), is_above


def _followed(found: EquityView) -> list[tuple[str, str, bool]]:
    """Return the groups that may be followed, where a dimension has no order: two or more that are shown."""
    if found.gap is None or found.gap.second not in (equity_numbers.EVERYBODY_ELSE, found.reference):
        return []
    shown = [
        (row.label, row.code, row.label == found.gap.first)
        for row in found.known
        if row.rest is not None and row.value is not None
    ]
    return shown if len(shown) > 1 else []


def here(found: EquityView, *, dimension: str = "", service: str = "", group: str = "") -> str:
    """Return the address of this page with one thing changed."""
    by = dimension or found.dimension_code
    return address.equity(found.indicator_code, by, service or found.service, group)
