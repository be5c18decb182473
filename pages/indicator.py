"""/indicator/<code>?service=…&group=…: one measure of one service, in full. Also as CSV at …/<code>.csv.

With &as_of=12 (a load) or &as_of=2026-03-03 (the end of a day): as it stood then.
"""

from __future__ import annotations

from typing import Any

import dash
from dash import html
from flask import Response, request

from components import address
from components.exports.response import csv_response, no_file
from components.exports.series_csv import series_csv
from components.exports.surveillance_csv import lasting_csv
from components.indicator import page
from components.page import notices, shell
from components.words import indicator as words
from components.words.as_of import stood
from quality.deployment import current
from quality.indicator_view import Asked, SeriesView, check_asked, indicator_view, series_view
from quality.surveillance import surveillance

dash.register_page(
    __name__,
    path_template="/indicator/<code>",
    check=lambda **query: check_asked(current(), _asked(**query)),
)


def _asked(
    code: Any = None, service: Any = None, group: Any = None, look: Any = None, as_of: Any = None, **_: Any
) -> Asked:
    return Asked(
        indicator=address.one(code, "indicator"),
        service=address.one(service, "service"),
        group=address.one(group, "group"),
        view=address.one(look, "look"),
        as_of=address.one(as_of, "as_of"),
    )


@notices.explained
def layout(**query: Any) -> html.Div:
    view = indicator_view(current(), _asked(**query))
    return shell.view(*page.parts(view), around=view.series.context, module=__name__)


def csv(code: str) -> Response:
    """Answer with the same series, through the same gate, as a file."""
    view = series_view(current(), _asked(**{**request.args, "code": code}))
    if view.result is None:
        return no_file(words.NO_SERIES_THEN if view.past else words.NO_SERIES)
    note = stood(view.past) if view.past else ""
    return csv_response(series_csv(view.result, view.child_sums, note), _file_name(view))


def lasting_file(code: str) -> Response:
    """Answer with the numbers behind small lasting changes."""
    asked = _asked(code, request.args.get("service"), request.args.get("group"))
    view = series_view(current(), asked)
    found = surveillance(view.result) if view.result else None
    if found is None:
        return no_file(words.NOT_WATCHED)
    return csv_response(lasting_csv(found), f"{_file_name(view)},lasting")


def _file_name(view: SeriesView) -> str:
    key, shown = view.key, view.result.view if view.result else None
    as_of = view.past.asked if view.past else ""
    return address.file_name(key.indicator, key.service, key.category, shown.code if shown else "", as_of)


dash.get_app().server.add_url_rule("/indicator/<code>.csv", "indicator_csv", csv)
dash.get_app().server.add_url_rule("/indicator/<code>/lasting.csv", "lasting_csv", lasting_file)
