"""/funnel/<indicator>?dimension=…&service=…&group=…: one group in many services, as a funnel.
Also as CSV at …/<indicator>.csv. An equity page fetches what stands in #part where it is unfolded."""

from __future__ import annotations

from typing import Any

import dash
from flask import Response, request

from components import address
from components.charts.still import still
from components.equity import funnel as picture
from components.exports.equity.service_funnel_csv import service_funnel_csv
from components.exports.figure_json import figure_response
from components.exports.response import csv_response, no_file
from components.page.html import Html
from components.views import explained, view
from components.words.equity import service_funnel as words
from quality.deployment import current
from quality.equity.service_funnel import FunnelState, ServiceFunnel, service_funnel
from quality.page_context import PageContext, page_context
from quality.people.roles import What

dash.register_page(__name__, needs=What.GROUPS, path_template="/funnel/<code>")


@explained
def layout(code: Any = None, dimension: Any = None, service: Any = None, group: Any = None, **_: Any) -> Html:
    found, around = _asked(code, dimension, service, group)
    place = (found.indicator_code, found.dimension_code, found.service)
    chosen = found.group.code if found.group else ""
    return view(
        "equity/services.html",
        around=around,
        module="pages.equity_index",
        of=found,
        crumbs=[
            (one.name, address.funnel(*place[:2], one.code, chosen))
            for one in around.tree.path(found.service)[:-1]
        ],
        whole=address.equity(*place),
        chart=still(picture.figure(found)) if found.state is FunnelState.SHOWN else None,
        groups=[(one.label, address.funnel(*place, one.code), one.code == chosen) for one in found.groups],
        file=address.funnel(*place, chosen, file=".csv"),
        source=address.funnel(*place, chosen, file=".json"),
    )


def _asked(code: Any, dimension: Any, service: Any, group: Any) -> tuple[ServiceFunnel, PageContext]:
    """Return the funnel that the address names; of the whole organisation when it names no service."""
    here = current()
    with here.session() as session:
        code = address.one(code, "indicator")
        around = page_context(session, here, address.one(service, "service"), or_top=True, of=code)
        assert around.service is not None
        found = service_funnel(
            session,
            here.catalogue,
            code,
            dimension=address.one(dimension, "dimension"),
            service=around.service.code,
            group=address.one(group, "group"),
        )
    return found, around


def _named(code: str) -> ServiceFunnel:
    found, _ = _asked(code, *(request.args.get(name) for name in ("dimension", "service", "group")))
    return found


def csv(code: str) -> Response:
    """Send the same services, through the same gate, as a file."""
    found = _named(code)
    if found.state is not FunnelState.SHOWN or found.group is None:
        return no_file(words.NO_FILE)
    name = address.file_name(
        found.indicator_code, found.service, f"{found.dimension_code}:{found.group.code}"
    )
    return csv_response(service_funnel_csv(found), f"{name},services")


def figure(code: str) -> Response:
    """Send the funnel, through the same gate, to be explored."""
    found = _named(code)
    return (
        figure_response(picture.figure(found)) if found.state is FunnelState.SHOWN else no_file(words.NO_FILE)
    )


dash.get_app().server.add_url_rule("/funnel/<code>.csv", "service_funnel_csv", csv)
dash.get_app().server.add_url_rule("/funnel/<code>.json", "service_funnel_figure", figure)
