"""/planning: Plans of services. Also as CSV at /planning.csv."""

from __future__ import annotations

from typing import Any

import dash

from components.page.html import Html
from components.views import explained
from pages.registers.listed import csv_of, list_view

dash.register_page(
    __name__,
    path="/planning",
)


@explained
def layout(**query: Any) -> Html:
    return list_view(__name__, "planning", query)


dash.get_app().server.add_url_rule("/planning.csv", "planning_csv", lambda: csv_of("planning"))
