"""/equity: where groups get other care than everybody else, over every measure and dimension of a service.
Also as CSV at /equity.csv."""

from __future__ import annotations

from typing import Any

import dash
from flask import Response, request

from components import address
from components.exports.equity_overview_csv import equity_overview_csv
from components.exports.response import csv_response
from components.page.html import Html
from components.views import explained, view
from quality.deployment import current
from quality.equity.build_view import split_indicators
from quality.equity.overview import EquityOverview, equity_overview
from quality.page_context import PageContext, page_context
from quality.people.roles import What
from quality.reference.service_tree import Service


def _address(service: str | None) -> str:
    return address.equity(service=service or "")


dash.register_page(
    __name__,
    needs=What.GROUPS,
    path="/equity",
    nav="Equity",
    order=3,
    address=_address,
)


@explained
def layout(service: Any = None, **_: Any) -> Html:
    catalogue = current().catalogue
    around, place, found = _found(service)
    return view(
        "equity/index.html",
        around=around,
        module=__name__,
        overview=found,
        is_split=bool(split_indicators(catalogue)),
        catalogue=catalogue,
        titles={code: dimension.title for code, dimension in catalogue.dimensions.items()},
        file=address.equity(service=place.code, file=".csv"),
    )


def _found(service: Any) -> tuple[PageContext, Service, EquityOverview]:
    """Return the service that the address names, or the whole organisation, and what was found there."""
    here = current()
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"), or_top=True)
        assert around.service is not None
        return around, around.service, equity_overview(session, here.catalogue, around.service)


def csv() -> Response:
    """Send the same findings, through the same gate, as a file."""
    _, place, found = _found(request.args.get("service"))
    return csv_response(equity_overview_csv(found), address.file_name("equity", place.code))


dash.get_app().server.add_url_rule("/equity.csv", "equity_overview_csv", csv)
