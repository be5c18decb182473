"""/balance: acts of planning, control, assurance and improvement in twelve months, by service."""

from __future__ import annotations

from typing import Any

import dash

from components import address
from components.page.html import Html
from components.views import explained, view
from components.words.registers import planning as words
from quality.deployment import current
from quality.page_context import page_context
from quality.registers.balance import Aspect, balance

dash.register_page(__name__, path="/balance")


@explained
def layout(service: Any = None, **_: Any) -> Html:
    here = current()
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"))
        found = balance(session, around.service.code if around.service else "", here.today)
    above = around.tree.path(around.service.code)[:-1] if around.service else []
    return view(
        "registers/balance.html",
        around=around,
        module="pages.registers.improvement",
        found=found,
        heads=[(words.rhythm(aspect), "number") for aspect in Aspect],
        aspects=[(aspect, words.NAMES[aspect]) for aspect in Aspect],
        crumbs=[(step.name, address.register("balance", step.code)) for step in above],
    )
