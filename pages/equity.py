"""/equity/<indicator>?dimension=…&service=…&group=…: which groups get worse care, and is it chance?
Also as CSV at …/<indicator>.csv. With &part=groups: what the page shows when it is unfolded, alone."""

from __future__ import annotations

from typing import Any

import dash
from flask import Response, request

from components import address
from components.acts.team import team_of
from components.charts.still import still
from components.equity import trend
from components.equity.pictures import pictures_of
from components.equity.scale import Scale
from components.exports import equity_csv, equity_parts_csv
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
from quality.equity.panels import Elsewhere
from quality.equity.service_funnel import has_funnel
from quality.equity.view import EquityView
from quality.lifecycle.agenda import Agenda, agenda_about
from quality.lifecycle.group_evidence import category_of
from quality.lifecycle.group_signals import called_on, evidence_shown
from quality.lifecycle.signal_life import Standing
from quality.page_context import PageContext, page_context
from quality.people.roles import What
from quality.provenance.loads import last_loads
from quality.reference.service_tree import ServiceTree

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
            then=_here(found, group=group),
        ),
        group=group,
        begun=_begun(found, own),
        stood=evidence_shown(found, own.signals),
        nameable=[
            (f"{found.dimension_code}:{one.code}", one.label)
            for one in found.dimension.categories
            if not one.is_unknown
        ],
        **_choices(found, around.tree),
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
        crumbs=[(s.name, _here(found, service=s.code)) for s in around.tree.path(found.service)[:-1]],
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
    return view(
        "equity/made.html",
        around=around,
        module="pages.equity_index",
        equity=found,
        asked=part,
        subject=words.place_of(found, part),
        explained=words.explanations(found, part),
        whence=words.whence(found.indicator, here.catalogue.sources, loads),
        whole=_here(found, group=group),
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


def _choices(found: EquityView, tree: ServiceTree) -> dict[str, Any]:
    """Return the ways on from here, as plain links: other measures, dimensions, services and groups."""
    catalogue, by = current().catalogue, found.dimension_code
    below = [place for place in tree.children(found.service) if place.code in found.measured_in]
    return {
        "crumbs": [(s.name, _here(found, service=s.code)) for s in tree.path(found.service)[:-1]],
        "measures": [
            (
                one.title,
                address.equity(other, by if by in one.dimensions else "", found.service),
                other == found.indicator_code,
            )
            for other, one in catalogue.indicators.items()
            if one.dimensions
        ],
        "dimensions": [
            (catalogue.dimensions[other].title, _here(found, dimension=other), other == by)
            for other in catalogue.compared_by(found.indicator)
        ],
        "inside": [(place.name, _here(found, service=place.code), False) for place in below],
        "follow": [(label, _here(found, group=code), on) for label, code, on in _followed(found)],
        "elsewhere": [_elsewhere(found, one, tree) for one in found.elsewhere],
    }


def _elsewhere(found: EquityView, one: Elsewhere, tree: ServiceTree) -> tuple[str, str, str, bool]:
    """Return name and address of a page that may show more, what it shows, and if it is a service above."""
    is_above = one.service != found.service
    name = tree[one.service].name if is_above else current().catalogue.dimensions[one.dimension].title
    href = _here(found, dimension=one.dimension, service=one.service)
    return name, href, equity.groups_shown(one.shown, one.groups), is_above


def _followed(found: EquityView) -> list[tuple[str, str, bool]]:
    """Return the groups that may be followed, where a dimension has no order: two or more that are shown."""
    if found.gap is None or found.gap.second != equity.EVERYBODY_ELSE:
        return []
    shown = [
        (row.label, row.code, row.label == found.gap.first) for row in found.known if row.value is not None
    ]
    return shown if len(shown) > 1 else []


def _here(found: EquityView, *, dimension: str = "", service: str = "", group: str = "") -> str:
    """Return the address of this page with one thing changed."""
    by = dimension or found.dimension_code
    return address.equity(found.indicator_code, by, service or found.service, group)


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
    shown = found.relative_trend if request.args.get("part") == trend.RELATIVE else found.trend
    if shown is None:
        return no_file(equity_sentence.no_trend(found))
    return figure_response(trend.figure(shown, found))


dash.get_app().server.add_url_rule("/equity/<code>.csv", "equity_csv", csv)
dash.get_app().server.add_url_rule("/equity/<code>.json", "equity_figure", figure)
