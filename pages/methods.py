"""/methods: every rule, formula and default in plain words, generated from what the code uses."""

from __future__ import annotations

from typing import Any

import dash

from components import address
from components.page.html import Html
from components.views import explained, view
from quality.deployment import current
from quality.methods import methods
from quality.page_context import check_address, page_context


def _check(service: Any = None, **_: Any) -> None:
    with current().session() as session:
        check_address(session, service=address.one(service, "service"))


dash.register_page(
    __name__, path="/methods", title="Methods · Brightspot", nav="Methods", order=5, check=_check
)


@explained
def layout(service: Any = None, **_: Any) -> Html:
    here = current()
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"))
    return view("methods/page.html", around=around, module=__name__, sections=methods(here.catalogue))
