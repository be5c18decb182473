"""/equity: where groups get other care than everybody else, over every measure and dimension of a service.
With &dimension=…: by each of its groups. Also as CSV at /equity.csv."""

from __future__ import annotations

from typing import Any

import dash
from flask import Response, request

from components import address
from components.exports.equity.equity_overview_csv import equity_overview_csv
from components.exports.equity.group_matrix_csv import group_matrix_csv
from components.exports.response import csv_response
from components.page.html import Html
from components.views import explained, view
from components.words.equity import group_matrix as words
from errors import NotFoundError
from quality.deployment import current
from quality.equity.build_view import split_indicators
from quality.equity.group_matrix import GroupMatrix, group_matrix
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
def layout(service: Any = None, dimension: Any = None, **_: Any) -> Html:
    catalogue = current().catalogue
    around, place, found = _found(service)
    matrix = _matrix(found, dimension)
    chosen = matrix.dimension_code if matrix else ""
    return view(
        "equity/index.html",
        around=around,
        module=__name__,
        overview=found,
        is_split=bool(split_indicators(catalogue)),
        catalogue=catalogue,
        titles={code: dimension.title for code, dimension in catalogue.dimensions.items()},
        matrix_of=matrix,
        dimensions=[
            (title, address.equity(dimension=code, service=place.code), code == chosen)
            for code, title in [("", words.ALL)]
            + [(code, catalogue.dimensions[code].title) for code in found.dimensions]
        ],
        file=address.equity(dimension=chosen, service=place.code, file=".csv"),
    )


def _found(service: Any) -> tuple[PageContext, Service, EquityOverview]:
    """Return the service that the address names, or the whole organisation, and what was found there."""
    here = current()
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"), or_top=True)
        assert around.service is not None
        return around, around.service, equity_overview(session, here.catalogue, around.service)


def _matrix(found: EquityOverview, dimension: Any) -> GroupMatrix | None:
    """Return the measures by the groups of the dimension that the address names; None where it names none."""
    asked = address.one(dimension, "dimension")
    if not asked:
        return None
    dimensions = current().catalogue.dimensions
    if asked not in dimensions or dimensions[asked].crosses:
        raise NotFoundError(words.no_dimension(asked, found.dimensions))
    return group_matrix(found, asked, dimensions[asked])


def csv() -> Response:
    """Send the same findings, through the same gate, as a file."""
    _, place, found = _found(request.args.get("service"))
    if matrix := _matrix(found, request.args.get("dimension")):
        name = address.file_name("equity", place.code, matrix.dimension_code)
        return csv_response(group_matrix_csv(matrix), name)
    return csv_response(equity_overview_csv(found), address.file_name("equity", place.code))


dash.get_app().server.add_url_rule("/equity.csv", "equity_overview_csv", csv)
