"""/propose?kind=…&service=…: the form that begins a record of a register."""

from __future__ import annotations

from typing import Any

import dash
from flask import g

from catalogue.registers.shipped import registers
from components import address
from components.page.html import Html
from components.registers.shown import shown_to
from components.views import explained, view
from quality.deployment import current
from quality.page_context import page_context
from quality.people.person import may
from quality.people.roles import What
from quality.reference.ids import read_all_ids
from quality.reference.service_tree import Service
from quality.registers.perform import declared_step
from quality.registers.read import read_registers

dash.register_page(__name__, path="/propose")


@explained
def layout(kind: Any = None, service: Any = None, measure: Any = None, **_: Any) -> Html:
    here, code = current(), address.one(kind, "kind")
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"))
        kinds = here.catalogue.record_kinds
        declared, step = declared_step(here.catalogue, code, kinds[code].begin if code in kinds else "")
        found = read_registers(session, here.catalogue)
        whole = read_all_ids(session).services
    tree, here_code = around.tree, around.service.code if around.service else ""

    def may_begin(one: Service) -> bool:
        return one.is_open(here.today) and may(g.person, What(step.may), one.code, tree)

    return view(
        "registers/propose.html",
        around=around,
        module="pages.registers.improvement",
        code=code,
        kind=declared,
        shown=shown_to(found, tree, whole),
        measure=address.one(measure, "measure"),
        services=[one for one in tree.by_code.values() if may_begin(one)],
        is_allowed=around.service is not None and may_begin(around.service),
        crumbs=[(registers()[declared.listed_in].name, address.register(declared.listed_in, here_code))],
    )
