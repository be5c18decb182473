"""/assurance: Audits and standards held against evidence. Also as CSV at /assurance.csv."""

from __future__ import annotations

from typing import Any

import dash

from components.page.html import Html
from components.views import explained
from pages.registers.listed import csv_of, list_view

dash.register_page(
    __name__,
    path="/assurance",
)


@explained
def layout(**query: Any) -> Html:
    return list_view(__name__, "assurance", query)


dash.get_app().server.add_url_rule("/assurance.csv", "assurance_csv", lambda: csv_of("assurance"))
