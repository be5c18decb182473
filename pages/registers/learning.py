"""/learning?service=…&words=…: what others learnt about the measures of a service, to be searched."""

from __future__ import annotations

from typing import Any

import dash

from catalogue.registers.shipped import registers
from components import address
from components.page.html import Html
from components.registers.shown import shown_to
from components.views import explained, view
from quality.deployment import current
from quality.page_context import page_context
from quality.reference.ids import read_all_ids
from quality.registers.learning import read_learning
from quality.registers.read import read_registers

dash.register_page(__name__, path="/learning")


@explained
def layout(service: Any = None, words: Any = None, **_: Any) -> Html:
    here, asked = current(), address.one(words, "words")
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"))
        code = around.service.code if around.service else ""
        found = read_learning(session, here.catalogue, code, asked)
        kept = read_registers(session, here.catalogue)
        whole = read_all_ids(session).services
    return view(
        "registers/learning.html",
        around=around,
        module="pages.registers.improvement",
        found=found,
        shown=shown_to(kept, around.tree, whole),
        asked=asked,
        crumbs=[(registers()["improvement"].name, address.register("improvement", code))],
    )
