"""/pareto/<indicator>?dimension=…&service=…&around=2026-04-01: which few groups make most of what is counted?
Also as CSV, SVG and PNG at …/<indicator>.csv, .svg and .png."""

from __future__ import annotations

from datetime import date
from typing import Any

import dash
from flask import Response, request

from components import address
from components.charts.pareto import pareto_scene
from components.charts.scene import Scene
from components.documents.scene_file import scene_response
from components.exports.equity.pareto_csv import pareto_csv
from components.exports.response import csv_response, no_file
from components.page.html import Html
from components.views import explained, view
from components.words import say
from components.words.equity import pareto as words
from errors import BrightspotError
from quality.deployment import current
from quality.equity.pareto.build import ParetoState, ParetoView, pareto_view
from quality.page_context import PageContext, page_context
from quality.people.roles import What

dash.register_page(__name__, needs=What.GROUPS, path_template="/pareto/<code>")
FILES = ("csv", "svg", "png")


@explained
def layout(
    code: Any = None, dimension: Any = None, service: Any = None, around: Any = None, **_: Any
) -> Html:
    found, context = _asked(code, dimension, service, around)
    place = (found.indicator_code, found.dimension_code, found.service)
    cut = found.around.isoformat() if found.around else ""
    days = [one.isoformat() for one in found.quarters]
    if cut and cut not in days:
        days.insert(0, cut)
    titles = words.titles(found)
    return view(
        "equity/pareto.html",
        around=context,
        module="pages.equity_index",
        of=found,
        titles=titles,
        pictures=[_scene(found, at) for at in range(len(found.parts))],
        crumbs=[
            (one.name, address.pareto(*place[:2], one.code, around=cut))
            for one in context.tree.path(found.service)[:-1]
        ],
        page=address.pareto(found.indicator_code),
        whole=address.equity(*place),
        dimensions=[
            (
                current().catalogue.dimensions[other].title,
                address.pareto(found.indicator_code, other, found.service, around=cut),
                other == found.dimension_code,
            )
            for other in current().catalogue.compared_by(found.indicator)
        ],
        days=[(one, say.short_day(date.fromisoformat(one)), one == cut) for one in days],
        files=[(one.upper(), address.pareto(*place, around=cut, file=f".{one}")) for one in FILES],
    )


def _asked(code: Any, dimension: Any, service: Any, around: Any) -> tuple[ParetoView, PageContext]:
    """Return the charts that the address names; of the whole organisation when it names no service."""
    here = current()
    with here.session() as session:
        code = address.one(code, "indicator")
        context = page_context(session, here, address.one(service, "service"), or_top=True, of=code)
        assert context.service is not None
        found = pareto_view(
            session,
            here.catalogue,
            code,
            dimension=address.one(dimension, "dimension"),
            service=context.service.code,
            around=_day(address.one(around, "around")),
        )
    return found, context


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BrightspotError(words.NO_DAY.format(asked=text)) from None


def _scene(found: ParetoView, only: int | None = None) -> Scene:
    some = slice(None) if only is None else slice(only, only + 1)
    alt = words.alt(found) if only is None else f"{words.PICTURE}. {words.titles(found)[only]}."
    return pareto_scene(found.parts[some], words.titles(found)[some], alt)


def _named(code: str) -> ParetoView:
    found, _ = _asked(code, *(request.args.get(name) for name in ("dimension", "service", "around")))
    return found


def _file_name(found: ParetoView) -> str:
    cut = f",from-{found.around}" if found.around else ""
    return f"{address.file_name(found.indicator_code, found.service)},pareto-by-{found.dimension_code}{cut}"


def csv(code: str) -> Response:
    """Send the same bars, through the same gate, as a file."""
    found = _named(code)
    if found.state is not ParetoState.SHOWN:
        return no_file(words.NO_FILE)
    return csv_response(pareto_csv(found.parts, words.titles(found), words.alt(found)), _file_name(found))


def picture(code: str, kind: str) -> Response:
    """Send the same charts beside each other as a picture."""
    found = _named(code)
    if found.state is not ParetoState.SHOWN:
        return no_file(words.NO_FILE)
    return scene_response(_scene(found), _file_name(found), kind)


server = dash.get_app().server
server.add_url_rule("/pareto/<code>.csv", "pareto_csv", csv)
server.add_url_rule("/pareto/<code>.svg", "pareto_svg", lambda code: picture(code, "svg"))
server.add_url_rule("/pareto/<code>.png", "pareto_png", lambda code: picture(code, "png"))
