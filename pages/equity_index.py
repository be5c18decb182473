"""/equity: every measure that is split by group."""

from __future__ import annotations

from typing import Any

import dash

from components import address
from components.page.html import Html
from components.views import explained, view
from quality.deployment import current
from quality.equity.build_view import split_indicators
from quality.page_context import page_context
from quality.people.roles import What


def _address(service: str | None) -> str:
    return address.equity(service=service or "")


dash.register_page(
    __name__,
    needs=What.GROUPS,
    path="/equity",
    nav="Equity",
    order=3,
    address=_address,
)


@explained
def layout(service: Any = None, **_: Any) -> Html:
    here = current()
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"))
    titles = {code: dimension.title for code, dimension in here.catalogue.dimensions.items()}
    split = split_indicators(here.catalogue)
    return view("equity/index.html", around=around, module=__name__, indicators=split, titles=titles)
