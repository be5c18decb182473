"""/you-said/<service>: what people said of a service and what was done about it, for everybody."""

from __future__ import annotations

from typing import Any

import dash

from components import address
from components.page.html import Html
from components.views import explained, view
from quality.deployment import current
from quality.page_context import page_context
from quality.registers.experience import public_experience

dash.register_page(__name__, path_template="/you-said/<service>")


@explained
def layout(service: Any = None, **_: Any) -> Html:
    here = current()
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"), or_top=True)
        found = public_experience(session, here.catalogue, around.service.code, here.today)
    above = around.tree.path(around.service.code)[:-1]
    return view(
        "registers/you_said.html",
        around=around,
        module="pages.registers.improvement",
        found=found,
        crumbs=[(step.name, address.you_said(step.code)) for step in above],
    )
