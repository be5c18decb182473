"""/methods: every rule, formula and default in plain words, generated from what the code uses."""

from __future__ import annotations

from typing import Any

import dash

from components import address
from components.page.html import Html
from components.views import explained, view
from quality.deployment import current
from quality.methods import methods
from quality.page_context import page_context

dash.register_page(
    __name__, path="/methods", nav="Methods", order=5, address=lambda service: address.methods(service or "")
)


@explained
def layout(service: Any = None, **_: Any) -> Html:
    here = current()
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"))
    return view("methods/page.html", around=around, module=__name__, sections=methods(here.catalogue))
