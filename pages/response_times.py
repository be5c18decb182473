"""/signals/response-times: how long signals wait for the first act, and escalations for their reply, on
control charts, by tier and service. Also as CSV at /signals/response-times.csv."""

from __future__ import annotations

from typing import Any

import dash
from flask import Response, request

from components import address
from components.charts import control_chart
from components.charts.still import Still, still
from components.exports.response import csv_response
from components.exports.response_times_csv import response_times_csv
from components.page.html import Html
from components.views import explained, view
from components.words import outcomes
from components.words import response_times as words
from errors import BrightspotError
from quality.deployment import Deployment, current
from quality.outcomes.response_times import ResponseTimes, Timed, response_times
from quality.page_context import PageContext, page_context
from quality.people.roles import What

dash.register_page(__name__, path="/signals/response-times", needs=What.READ)


@explained
def layout(service: Any = None, tier: Any = None, **_: Any) -> Html:
    here = current()
    code, level = address.one(service, "service"), address.one(tier, "tier")
    around, found = _found(here, code, level)
    return view(
        "signals/response_times.html",
        around=around,
        module="pages.signals",
        found=found,
        stills={
            "first-act-chart": _still(found.first_act),
            "reply-chart": _still(found.reply),
            "in-time-chart": _still(found.in_time),
        },
        tier=level,
        crumbs=[(outcomes.SIGNALS, address.signals(code)), (outcomes.NAME, address.outcomes(code))],
        near=around.tree.near(code),
        file=address.response_times(code, file=".csv", tier=level),
    )


def _still(timed: Timed) -> Still | None:
    """Draw a chart of two points or more."""
    if timed.result is None or timed.points < 2:
        return None
    return still(control_chart.figure(timed.result, is_explored=False))


def _found(here: Deployment, service: str, tier: str) -> tuple[PageContext, ResponseTimes]:
    with here.session() as session:
        around = page_context(session, here, service)
        tree = around.tree
        services = [*tree.below(service)] if service else [*tree.by_code.values()]
        name = around.service.name if around.service else around.organisation
        found = response_times(session, here.catalogue, services, here.today, name=name, tier=tier)
    known = [*dict.fromkeys([*here.catalogue.organisation.levels, *(one.tier for one in found.tiers)])]
    if tier and tier not in known:
        raise BrightspotError(words.no_tier(tier, known))
    return around, found


def csv() -> Response:
    """Send what the charts show as a file."""
    here = current()
    service, tier = (address.one(request.args.get(name), name) for name in ("service", "tier"))
    _, found = _found(here, service, tier)
    return csv_response(response_times_csv(found), address.file_name("response-times", service, tier))


dash.get_app().server.add_url_rule("/signals/response-times.csv", "response_times_csv", csv)
