"""/indicator/<code>?service=…&group=…: one measure of one service, in full. Also as CSV at …/<code>.csv.

With &as_of=12 (a load) or &as_of=2026-03-03 (the end of a day): as it stood then. With &part=rules: what the
page shows when it is unfolded, alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import dash
from flask import Response, g, redirect, request

from components import address
from components.acts.team import team_of
from components.charts import control_chart
from components.charts.still import Still, still
from components.exports.change_csv import change_csv
from components.exports.figure_json import figure_response
from components.exports.response import csv_response, no_file
from components.exports.series_csv import series_csv
from components.exports.surveillance_csv import lasting_csv
from components.indicator.decider import decider_of, may_decide
from components.page.html import Html
from components.views import explained, refused, view
from components.words import decide as decide_words
from components.words import indicator as words
from components.words.acts.refusals import refusal
from components.words.as_of import stood
from components.words.change import why_changed
from components.words.explain import made, series_made
from errors import BrightspotError, DecisionError, ForbiddenError, OvertakenError
from quality.acts.decision import DecisionKind
from quality.acts.in_force import NO_DECISIONS, WITHDRAWAL
from quality.decide import decide
from quality.decide.checks import DecisionRequest, Person
from quality.deployment import Deployment, current
from quality.indicator_view import Asked, SeriesView, indicator_view, series_view
from quality.lifecycle.telling import SURE
from quality.people.roles import What
from quality.reference.ids import read_ids
from quality.series.key import SeriesKey
from quality.series_made import series_made as numbers_made
from quality.surveillance import surveillance

dash.register_page(
    __name__,
    path_template="/indicator/<code>",
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


@explained
def layout(**query: Any) -> Html:
    asked, part, did = _asked(**query), _part(**query), address.one(query.get("did"), "did")
    if of_chart := address.one(query.get("made"), "made"):
        return _made(asked, of_chart)
    of = indicator_view(current(), asked, rest=part == "inside", why=part == "change", sizes=part == "sizes")
    series, key, how = of.series, of.series.key, {"look": asked.view, "as_of": asked.as_of}
    link = partial(address.indicator, key.indicator, key.service, key.category, **how)
    return view(
        "indicator/part.html" if part else "indicator/page.html",
        around=series.context,
        module=__name__,
        of=of,
        chart=still(control_chart.figure(series.result, is_explored=False))
        if series.result and not part
        else None,
        crumbs=_crumbs(series),
        part=part,
        parts={name: link(part=name) for name in words.PARTS},
        file=link(file=".csv"),
        file_name=_file_name(series),
        figure=link(file=".json"),
        made_of=link(made=series_made.ASKED) if series.result and not asked.view else "",
        change=of.change.by_first(address.one(query.get("dimension"), "dimension")) if of.change else None,
        change_file=link(file="/change.csv"),
        whole=link(),
        team=team_of(of.agenda, series.context.tree[key.service], series.context.tree, did=did, then=link())
        if of.agenda and not part
        else None,
        decider=None if part else decider_of(series, did, address.one(query.get("since"), "since")),
    )


def _made(asked: Asked, of_chart: str) -> Html:
    """Explain the numbers of the chart, from the same value."""
    if of_chart != series_made.ASKED:
        raise BrightspotError(series_made.NO_SUCH.format(asked=of_chart))
    found = numbers_made(current(), asked)
    series, key = found.series, found.series.key
    return view(
        "page/made.html",
        around=series.context,
        module=__name__,
        indicator=series.indicator,
        crumbs=[
            (
                series.indicator.title,
                address.indicator(key.indicator, key.service, key.category, asked.view, asked.as_of),
            )
        ],
        subject=series_made.subject(found),
        notes=[series_made.place(found)],
        explained=series_made.explanations(found),
        nothing=series_made.NOTHING,
        whence=made.whence(series.indicator, series.catalogue.sources, found.loads),
        methods="charts",
    )


def _crumbs(series: SeriesView) -> list[tuple[str, str]]:
    """Return the same measure of the services above, and the huddle of this one."""
    *above, here = series.context.tree.path(series.key.service)
    up = [(s.name, address.indicator(series.key.indicator, s.code, series.key.category)) for s in above]
    return [*up, (here.name, address.huddle(here.code))]


def _still(series: SeriesView) -> Still | None:
    return still(control_chart.figure(series.result, is_explored=False)) if series.result else None


def _part(part: Any = None, **_: Any) -> str:
    """Return the part of the page that is read alone; nothing for the whole."""
    asked = address.one(part, "part")
    if asked and asked not in words.PARTS:
        raise BrightspotError(words.NO_PART.format(known=", ".join(words.PARTS), asked=asked))
    return asked


def csv(code: str) -> Response:
    """Answer with the same series, through the same gate, as a file."""
    found = _named(code)
    if found.result is None:
        return _no_series(found)
    note = stood(found.past) if found.past else ""
    return csv_response(series_csv(found.result, found.child_sums, note), _file_name(found))


def figure(code: str) -> Response:
    """Answer with the chart of the same series, to be explored."""
    found = _named(code)
    return figure_response(control_chart.figure(found.result)) if found.result else _no_series(found)


def _named(code: str) -> SeriesView:
    """Return the series that the address of a file names."""
    return series_view(current(), _asked(**{**request.args, "code": code}))


def _no_series(found: SeriesView) -> Response:
    return no_file(words.NO_SERIES_THEN if found.past else words.NO_SERIES)


def decision(code: str) -> Any:
    """Record a decision about the chart, and lead back to it. What stands in the way is said, with 409 where
    somebody else was faster."""
    here, form = current(), request.form
    asked = _asked(code, request.args.get("service"), request.args.get("group"))
    key = SeriesKey(asked.indicator, asked.service, asked.group)
    with here.session() as session:
        tree = read_ids(session).services
        tree[key.service]  # NotFoundError, ForbiddenError
        if not may_decide(g.person, key, tree):
            raise ForbiddenError(decide_words.NOT_YOURS)
        role = g.person.role_for(What.DECIDE, key.service, tree)
    who = Person(g.person.name, role, g.person.id)
    if form.get("kind") not in (WITHDRAWAL, *DecisionKind):
        raise BrightspotError(decide_words.NO_KIND)
    try:
        done = _decided(here, key, form, who)
    except OvertakenError as error:
        return refused(_overtaken(here, key, error, form.get("text", "")), 409)
    except DecisionError as error:
        return refused(refusal(error), 400, error.asks)
    return redirect(address.after(address.indicator(key.indicator, key.service, key.category), done), 303)


def _decided(here: Deployment, key: SeriesKey, form: Mapping[str, str], who: Person) -> int:
    """Record what a form says; give the number of the act."""
    expected = address.number(form.get("expected", ""))
    reason, sure = form.get("text", ""), form.get(SURE, "")
    told = {"at": here.now, "expected": expected}
    with here.writing() as session:
        if form["kind"] == WITHDRAWAL:
            act = address.number(form.get("act", "")) or 0
            _, gone = decide.withdraw(session, here.catalogue, act, reason, who, only=key, sure=sure, **told)
            return gone.withdrawn.act if gone.withdrawn else 0
        said = {name: form.get(name, "") for name in ("period", "first_period", "value", "start_value")}
        asked = DecisionRequest(DecisionKind(form["kind"]), key, text=reason, sure=sure, **said)
        return decide.decide(session, here.catalogue, asked, who, today=here.today, **told).act


def _overtaken(here: Deployment, key: SeriesKey, error: OvertakenError, text: str) -> str:
    """Say what somebody else decided meanwhile, with what was typed: nothing of it is lost."""
    with here.session() as session:
        decided = read_ids(session).decisions.get(key, NO_DECISIONS)
    return decide_words.overtaken(error.act, decided, here.catalogue.indicators[key.indicator], text)


def lasting_file(code: str) -> Response:
    """Answer with the numbers behind small lasting changes."""
    asked = _asked(code, request.args.get("service"), request.args.get("group"))
    series = series_view(current(), asked)
    found = surveillance(series.result) if series.result else None
    if found is None:
        return no_file(words.NOT_WATCHED)
    return csv_response(lasting_csv(found), f"{_file_name(series)},lasting")


def change_file(code: str) -> Response:
    """Answer with what a change is made of."""
    found = indicator_view(current(), _asked(**{**request.args, "code": code}), why=True)
    if found.change is None or not found.change.is_split:
        return no_file(why_changed.ONE_GROUP if found.change is None else why_changed.NO_FILE)
    note = stood(found.series.past) if found.series.past else ""
    return csv_response(change_csv(found.change, note), f"{_file_name(found.series)},change")


def _file_name(series: SeriesView) -> str:
    key, shown = series.key, series.result.view if series.result else None
    as_of = series.past.asked if series.past else ""
    return address.file_name(key.indicator, key.service, key.category, shown.code if shown else "", as_of)


dash.get_app().server.add_url_rule("/indicator/<code>.csv", "indicator_csv", csv)
dash.get_app().server.add_url_rule("/indicator/<code>.json", "indicator_figure", figure)
dash.get_app().server.add_url_rule("/indicator/<code>/decide", "indicator_decide", decision, methods=["POST"])
dash.get_app().server.add_url_rule("/indicator/<code>/lasting.csv", "lasting_csv", lasting_file)
dash.get_app().server.add_url_rule("/indicator/<code>/change.csv", "change_csv", change_file)
