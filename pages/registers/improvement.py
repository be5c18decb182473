"""/improvement: tests of change, with what their charts show. Also as CSV at /improvement.csv."""

from __future__ import annotations

from typing import Any

import dash

from components import address
from components.page.html import Html
from components.views import explained
from pages.registers.listed import csv_of, list_view

dash.register_page(
    __name__,
    path="/improvement",
    nav="Registers",
    order=4,
    address=lambda service: address.register("improvement", service or ""),
)


@explained
def layout(**query: Any) -> Html:
    return list_view(__name__, "improvement", query)


dash.get_app().server.add_url_rule("/improvement.csv", "improvement_csv", lambda: csv_of("improvement"))
