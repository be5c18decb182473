"""/board/services: where each indicator of the board stands at each service inside one."""

from __future__ import annotations

from typing import Any

import dash

from catalogue.models import Domain
from components import address
from components.page.html import Html
from components.views import explained, view
from components.words.board import board as words
from errors import BrightspotError
from quality.board.services_grid import services_grid
from quality.deployment import current
from quality.page_context import page_context
from quality.signals.results import Variation

dash.register_page(__name__, path="/board/services")


@explained
def layout(service: Any = None, domain: Any = None, **_: Any) -> Html:
    here = current()
    only = address.one(domain, "domain")
    if only and only not in set(Domain):
        raise BrightspotError(words.no_domain(only))
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"), or_top=True)
        assert around.service is not None
        code = around.service.code
        chosen = Domain(only) if only else None
        grid = services_grid(session, here.catalogue, service=code, today=here.today, domain=chosen)
    domains = [(words.ALL, address.board_by_service(code), chosen is None)]
    domains += [
        (one.value.capitalize(), address.board_by_service(code, domain=one.value), one is chosen)
        for one in Domain
    ]
    return view(
        "board/services.html",
        around=around,
        module="pages.board",
        grid=grid,
        domains=domains,
        crumbs=[(step.name, address.board_by_service(step.code)) for step in around.tree.path(code)[:-1]],
        CONCERN=Variation.CONCERN,
    )
