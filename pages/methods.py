"""/methods: every rule, formula and default in plain words, generated from what the code uses."""

from __future__ import annotations

from typing import Any

import dash
from dash import html

from components import address
from components.methods import reference as method_list
from components.page import notices, shell
from components.words import page
from quality.deployment import current
from quality.methods import methods
from quality.page_context import check_address, page_context


def _check(service: Any = None, **_: Any) -> None:
    with current().session() as session:
        check_address(session, service=address.one(service, "service"))


dash.register_page(__name__, path="/methods", nav="Methods", order=5, check=_check)


@notices.explained
def layout(service: Any = None, **_: Any) -> html.Div:
    here = current()
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"))
    sections = methods(here.catalogue)
    head = shell.page_head(
        "Methods",
        lede=page.METHODS_LEDE,
    )
    parts = [
        shell.section(
            section.title,
            html.P(section.intro),
            method_list.entries(section),
            *method_list.tables(section),
            id=section.id,
        )
        for section in sections
    ]
    return shell.view(
        head, method_list.contents(sections), *parts, around=around, module=__name__, narrow=True
    )
