"""/equity: every measure that is split by group."""

from __future__ import annotations

from typing import Any

import dash
from dash import html

from components import address
from components.equity import choosers
from components.page import notices, shell
from components.words import equity as words
from quality.deployment import current
from quality.equity.build_view import split_indicators
from quality.page_context import check_address, page_context


def _address(service: str | None) -> str:
    return address.equity(service=service or "")


def _check(service: Any = None, **_: Any) -> None:
    with current().session() as session:
        check_address(session, service=address.one(service, "service"))


dash.register_page(
    __name__,
    path="/equity",
    nav="Equity",
    order=3,
    address=_address,
    check=_check,
)


@notices.explained
def layout(service: Any = None, **_: Any) -> html.Div:
    here = current()
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"))
    indicators = split_indicators(here.catalogue)
    head = shell.page_head(
        "Equity",
        facts=[around.service.name if around.service else around.organisation],
        lede=words.INDEX_LEDE,
    )
    listing: Any = choosers.index(indicators, here.catalogue, around.service)
    if not indicators:
        listing = notices.notice(*words.INDEX_EMPTY)
    return shell.view(head, listing, around=around, module=__name__)
