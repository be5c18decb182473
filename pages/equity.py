"""/equity/<indicator>?dimension=…&service=…&group=…: which groups get worse care, and is it chance?
Also as CSV at …/<indicator>.csv."""

from __future__ import annotations

from typing import Any

import dash
from dash import html
from flask import Response, request

from components import address
from components.equity import choosers, findings, groups_plot
from components.equity import notes as equity_notes
from components.equity import trend as equity_trend
from components.exports import equity_csv
from components.exports.response import csv_response
from components.page import notices, shell
from components.words import equity as words
from quality.deployment import current
from quality.equity.build_view import dimension_of, equity_view
from quality.equity.view import EquityView, State
from quality.page_context import PageContext, check_address, page_context

dash.register_page(
    __name__,
    path_template="/equity/<code>",
    check=lambda **asked: _check(**asked),
)


def _check(code: Any = None, dimension: Any = None, service: Any = None, group: Any = None, **_: Any) -> None:
    here = current()
    asked, by = address.one(code, "indicator"), address.one(dimension, "dimension")
    by = dimension_of(here.catalogue, asked, by)
    follow = address.one(group, "group")
    with here.session() as session:
        check_address(
            session,
            service=address.one(service, "service"),
            group=f"{by}:{follow}" if follow else "",
            or_top=True,
        )


@notices.explained
def layout(
    code: Any = None, dimension: Any = None, service: Any = None, group: Any = None, **_: Any
) -> html.Div:
    here = current()
    with here.session() as session:
        view, around = _asked(session, code, dimension, service, group)
    below = [place for place in around.tree.children(view.service) if place.code in view.measured_in]
    return shell.view(
        choosers.head(view, around.tree, here.catalogue),
        choosers.choosers(view, here.catalogue, below),
        *_body(view, around),
        around=around,
        module="pages.equity_index",
    )


def _asked(
    session: Any, code: Any, dimension: Any, service: Any, group: Any
) -> tuple[EquityView, PageContext]:
    """Return the view that the address names; of the whole organisation when it names no service."""
    here = current()
    around = page_context(
        session, here, address.one(service, "service"), or_top=True, of=address.one(code, "indicator")
    )
    assert around.service is not None
    view = equity_view(
        session,
        here.catalogue,
        address.one(code, "indicator"),
        dimension=address.one(dimension, "dimension"),
        service=around.service.code,
        group=address.one(group, "group"),
    )
    return view, around


def _body(view: EquityView, around: PageContext) -> list[Any]:
    if view.state in (State.NO_DATA, State.SHORT):
        return [
            html.Div(equity_notes.no_numbers(words.by_dimension(view), view.without_value), className="hero")
        ]
    rule = current().catalogue.disclosure
    parts: list[Any] = [
        findings.hero(view, groups_plot.table(view)),
        equity_notes.hidden(view, rule, around.tree),
    ]
    if view.gap is not None:
        title = words.gap_title(view.gap, view)
        figures = [findings.followed(view), findings.gap_figures(view)]
        parts.append(shell.section(words.THE_GAP, *figures, id="gap", note=title))
        no_trend = words.NO_TREND.format(gap=view.gap)
        over_time = equity_trend.chart(view.trend, view) if view.trend else html.P(no_trend)
        note = words.OVER_TIME_NOTE if view.trend else None
        parts.append(shell.section(words.OVER_TIME, over_time, id="trend", note=note))
    unknown = equity_notes.unknown(view)
    if said := equity_notes.without_value(view.without_value):
        unknown.append(html.P(said))
    parts.append(shell.section(words.NOT_KNOWN, *unknown, id="unknown"))
    return [*parts, equity_notes.method(view), equity_notes.raise_it(view)]


def csv(code: str) -> Response:
    """Send the same groups, through the same gate, as a file."""
    with current().session() as session:
        view, _ = _asked(session, code, request.args.get("dimension"), request.args.get("service"), None)
    name = address.file_name(view.indicator_code, view.service)
    return csv_response(equity_csv.equity_csv(view), f"{name},by-{view.dimension_code}")


dash.get_app().server.add_url_rule("/equity/<code>.csv", "equity_csv", csv)
