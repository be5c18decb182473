"""/equity/<indicator>?dimension=…&service=…&group=…: which groups get worse care, and is it chance?
Also as CSV at …/<indicator>.csv. With &part=groups: what the page shows when it is unfolded, alone."""

from __future__ import annotations

from typing import Any

import dash
from flask import Response, request

from components import address
from components.acts.team import team_of
from components.charts.still import still
from components.equity import trend, ways
from components.equity.pictures import pictures_of
from components.equity.scale import Scale
from components.exports.equity import equity_csv, equity_parts_csv
from components.exports.figure_json import figure_response
from components.exports.response import csv_response, no_file
from components.page.html import Html
from components.views import explained, view
from components.words.equity import equity, equity_sentence
from components.words.explain import made as words
from errors import BrightspotError
from quality.change.build_view import can_split
from quality.deployment import current
from quality.equity.build_view import equity_view
from quality.equity.service_funnel import has_funnel
from quality.equity.view import EquityView
from quality.lifecycle.agenda import Agenda, agenda_about
from quality.lifecycle.group_evidence import category_of
from quality.lifecycle.group_signals import called_on, evidence_shown
from quality.lifecycle.signal_life import Standing
from quality.page_context import PageContext, page_context
from quality.people.roles import What
from quality.provenance.loads import last_loads

dash.register_page(
    __name__,
    needs=What.GROUPS,
    path_template="/equity/<code>",
)


@explained
def layout(
    code: Any = None,
    dimension: Any = None,
    service: Any = None,
    group: Any = None,
    did: Any = None,
    part: Any = None,
    made: Any = None,
    **_: Any,
) -> Html:
    if part:
        return _alone(code, dimension, service, group, part)
    if made:
        return _made(made, code, dimension, service, group)
    here = current()
    with here.session() as session:
        found, around = _asked(session, code, dimension, service, group)
        own = agenda_about(session, here.catalogue, found.service, (), here.today, called_on(session, found))
    group = address.one(group, "group")
    place = (found.indicator_code, found.dimension_code, found.service)
    return view(
        "equity/page.html",
        around=around,
        module="pages.equity_index",
        equity=found,
        file=address.equity(*place, file=".csv"),
        parts={name: address.equity(*place, group, part=name) for name in equity.PARTS},
        services=address.funnel(*place, group or _followed_first(found)) if has_funnel(found) else "",
        hide_up_to=here.catalogue.disclosure.hide_up_to,
        scale=Scale.of(found),
        bounds_scale=Scale.of_bounds(found) if found.gap and found.gap.if_unknown else None,
        why=address.indicator(
            found.indicator_code, found.service, part="change", dimension=found.dimension_code
        )
        if can_split(found.indicator)
        else "",
        charts=[
            (one, still(trend.figure(one, found)), address.equity(*place, group, file=".json", part=kind))
            for one, kind in ((found.trend, ""), (found.relative_trend, trend.RELATIVE))
            if one
        ],
        team=team_of(
            own,
            around.tree[found.service],
            around.tree,
            did=address.one(did, "did"),
            then=ways.here(found, group=group),
        ),
        group=group,
        begun=_begun(found, own),
        stood=evidence_shown(found, own.signals),
        nameable=[
            (f"{found.dimension_code}:{one.code}", one.label)
            for one in found.dimension.categories
            if not one.is_unknown
        ],
        **ways.choices(found, around.tree),
    )


def _alone(code: Any, dimension: Any, service: Any, group: Any, part: Any) -> Html:
    """Draw one part of the page alone."""
    with current().session() as session:
        found, around = _asked(session, code, dimension, service, group, part)
    name = _part(part)
    place = (found.indicator_code, found.dimension_code, found.service, address.one(group, "group"))
    return view(
        "equity/part.html",
        around=around,
        module="pages.equity_index",
        equity=found,
        part=name,
        whole=address.equity(*place),
        file=address.equity(*place, file=".csv", part=name),
        crumbs=[(s.name, ways.here(found, service=s.code)) for s in around.tree.path(found.service)[:-1]],
        **pictures_of(name, found),
    )


def _part(part: Any) -> str:
    """Return the part that is read alone; nothing for the whole. It is asked for after the view: a service
    that is not the reader's is refused before anything else is said."""
    asked = address.one(part, "part")
    if asked and asked not in equity.PARTS:
        raise BrightspotError(equity.NO_PART.format(known=", ".join(equity.PARTS), asked=asked))
    return asked


def _made(made: Any, *asked: Any) -> Html:
    """Explain the numbers of one part of the page, from the same view."""
    here, part, group = current(), address.one(made, "made"), address.one(asked[-1], "group")
    with here.session() as session:
        found, around = _asked(session, *asked)
        loads = last_loads(session, found.indicator.sources)
    place, numbers = words.place_of(found, part), words.explanations(found, part)
    return view(
        "page/made.html",
        around=around,
        module="pages.equity_index",
        indicator=found.indicator,
        crumbs=[(equity.TITLE.format(measure=found.indicator.title), ways.here(found, group=group))],
        subject=place,
        notes=[words.years(found), words.SOME_HIDDEN if found.hidden and numbers else ""],
        explained=numbers,
        nothing=words.nothing(found, part),
        whence=words.whence(found.indicator, here.catalogue.sources, loads),
        methods="gaps",
    )


def _followed_first(found: EquityView) -> str:
    """Return the code of the group that the gap is about, where there is one."""
    return next((row.code for row in found.known if found.gap and row.label == found.gap.first), "")


def _begun(found: EquityView, own: Agenda) -> list[Standing]:
    """Return the signals of the groups of this page, in the order of the groups; then those of groups that
    there are no more."""
    order = {category_of(found, row): at for at, row in enumerate(found.known)}
    signals = [
        one
        for name, one in own.signals.items()
        if name.indicator == found.indicator_code and name.category.partition(":")[0] == found.dimension_code
    ]
    return sorted(signals, key=lambda one: (order.get(one.name.category, len(order)), one.name.category))


def _asked(
    session: Any, code: Any, dimension: Any, service: Any, group: Any, part: Any = None
) -> tuple[EquityView, PageContext]:
    """Return the view that the address names; of the whole organisation when it names no service."""
    here = current()
    around = page_context(
        session, here, address.one(service, "service"), or_top=True, of=address.one(code, "indicator")
    )
    assert around.service is not None
    found = equity_view(
        session,
        here.catalogue,
        address.one(code, "indicator"),
        dimension=address.one(dimension, "dimension"),
        service=around.service.code,
        group=address.one(group, "group"),
        part=address.one(part, "part"),
    )
    return found, around


def csv(code: str) -> Response:
    """Send the same groups, through the same gate, as a file."""
    asked = (request.args.get(name) for name in ("dimension", "service", "group", "part"))
    with current().session() as session:
        found, _ = _asked(session, code, *asked)
    part = _part(request.args.get("part"))
    name = f"{address.file_name(found.indicator_code, found.service)},by-{found.dimension_code}"
    if not part:
        return csv_response(equity_csv.equity_csv(found), name)
    return csv_response(equity_parts_csv.PARTS[part](found), f"{name},{part}")


def figure(code: str) -> Response:
    """Send a chart of the gap, through the same gate, to be explored: the absolute one, or the relative."""
    asked = (request.args.get(name) for name in ("dimension", "service", "group"))
    with current().session() as session:
        found, _ = _asked(session, code, *asked)
    part = request.args.get("part", "")
    if part not in ("", trend.RELATIVE):
        raise BrightspotError(equity.NO_FIGURE.format(known=trend.RELATIVE, asked=part))
    shown = found.relative_trend if part else found.trend
    if shown is None:
        return no_file(equity_sentence.no_trend(found))
    return figure_response(trend.figure(shown, found))


dash.get_app().server.add_url_rule("/equity/<code>.csv", "equity_csv", csv)
dash.get_app().server.add_url_rule("/equity/<code>.json", "equity_figure", figure)
