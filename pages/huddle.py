"""/huddle/<service>: ten minutes standing, at half past eight. `?tv=1` for the screen on the wall."""

from __future__ import annotations

from typing import Any

import dash

from components import address
from components.huddle import wall
from components.page.html import Html
from components.views import explained, view
from quality.deployment import current
from quality.huddle import huddle
from quality.page_context import page_context

dash.register_page(
    __name__,
    path_template="/huddle/<service>",
    order=1,
    nav="Huddle",
    address=lambda service: address.huddle(service) if service else None,
)


@explained
def layout(service: Any = None, tv: Any = None, **_query: Any) -> Html:
    here = current()
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"), or_top=True)
        found = huddle(session, here.catalogue, around.service.code, today=here.today)
    return view(
        "huddle/wall.html" if address.one(tv, "tv") == "1" else "huddle/page.html",
        around=around,
        module=__name__,
        found=found,
        catalogue=here.catalogue,
        crumbs=[(step.name, address.huddle(step.code)) for step in around.tree.path(found.service.code)[:-1]],
        wall=wall,
    )
