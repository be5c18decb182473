"""/indicator/<code>?service=…&group=…: one measure of one service, in full. Also as CSV at …/<code>.csv.

With &as_of=12 (a load) or &as_of=2026-03-03 (the end of a day): as it stood then.
"""

from __future__ import annotations

from typing import Any

import dash
from dash import html
from flask import Response, request

from components import address
from components.charts import annotations as flags
from components.charts import control_chart, data_table, graph
from components.exports import series_csv as csv_export
from components.exports import surveillance_csv
from components.indicator import alternatives as looks
from components.indicator import page as indicator_view
from components.indicator import panels, publisher_notes, statements
from components.indicator import surveillance as lasting
from components.page import notices, shell
from components.words import caveats, spc
from components.words.as_of import stood
from errors import BrightspotError, NotFoundError
from quality import as_of as history
from quality import page_context, surveillance
from quality.alternatives import rule_set_comparison
from quality.alternatives import seasonality as seasons
from quality.alternatives import suggest as other_looks
from quality.deployment import Deployment, current
from quality.page_context import PageContext
from quality.provenance import child_sums
from quality.provenance import publisher_notes as notes
from quality.reference import succession
from quality.series.key import SeriesKey
from quality.signals import read as signals
from quality.signals.results import SeriesResult


def _title(code: str = "") -> str:
    found = current().catalogue.indicators.get(address.one(code, "indicator"))
    return f"{found.title if found else 'Indicator'} · Brightspot"


dash.register_page(
    __name__,
    path_template="/indicator/<code>",
    title=_title,
    check=lambda **asked: _check(**asked),
)


def _check(
    code: Any = None, service: Any = None, group: Any = None, as_of: Any = None, look: Any = None, **_: Any
) -> None:
    here = current()
    asked = address.one(as_of, "as_of")
    with here.session() as session:
        if asked:
            history.look_back(session, asked)
            _one_way(address.one(look, "look"))
        signals.find_indicator(here.catalogue, address.one(code, "indicator"))
        page_context.check_address(
            session,
            service=address.one(service, "service"),
            group=address.one(group, "group"),
            or_top=True,
        )
        other = "" if asked else address.one(look, "look")
        if other:
            key, _ = _asked(session, code, service, group)
            other_looks.find_suggested(session, here.catalogue, key, other)


def _one_way(look: str) -> None:
    if look:
        raise BrightspotError("An address can look back (`as_of`) or look in another way (`look`), not both.")


@notices.explained
def layout(
    code: Any = None,
    service: Any = None,
    group: Any = None,
    look: Any = None,
    as_of: Any = None,
    **_query: Any,
) -> html.Div:
    here = current()
    if asked := address.one(as_of, "as_of"):
        return _as_it_stood(code, service, group, look, asked)
    with here.session() as session:
        key, around = _asked(session, code, service, group)
        result = _result(session, key, look)
        added_up = child_sums.child_sums(session, result) if result else None
        below = around.tree[key.service].children
        children = signals.read_statuses(session, services=below, indicators=[key.indicator])
        others = signals.read_statuses(session, services=[key.service])
        said = notes.notes_on(session, here.catalogue, indicator=key.indicator, service=key.service)
        earlier = history.earlier_values(session, result) if result and not result.view else {}
        became = succession.succession(session, here.catalogue, around.tree, key.service, key.indicator)
    indicator = here.catalogue.indicators[key.indicator]
    chooser = indicator_view.measures(here.catalogue, others, key)
    head = indicator_view.head(key, indicator, around, result, chooser)
    if result is None:
        what_became = statements.what_became(became, key.indicator)
        return shell.view(head, notices.no_data(indicator.title), what_became, around=around, module=__name__)
    return shell.view(
        head,
        _hero(result, key),
        statements.since_last_event(result),
        statements.sum_inside(result, added_up),
        statements.what_became(became, key.indicator),
        None if result.view else indicator_view.acts(result),
        None if result.view else looks.offers(other_looks.suggest_views(result), result),
        shell.section(
            "The numbers and what is behind them",
            indicator_view.two_columns(
                [
                    panels.why(
                        result,
                        rule_set_comparison.compare_rule_sets(result),
                        seasons.find_seasonality(result),
                    ),
                    None if result.view else lasting.folded(surveillance.surveillance(result)),
                    indicator_view.folded_definition(
                        panels.definition(indicator, key.indicator, here.catalogue.sources, result)
                    ),
                    publisher_notes.folded(said),
                ],
                indicator_view.folded_table(data_table.series_table(result, added_up, earlier), result),
            ),
            id="behind",
        ),
        indicator_view.inside(children, indicator, around),
        around=around,
        module=__name__,
    )


def _as_it_stood(code: Any, service: Any, group: Any, look: Any, asked: str) -> html.Div:
    """The page as of an earlier load: what was known and decided then, and nothing that leads to acting."""
    with history.deployment_as_of(current(), asked) as (session, there, past):
        key, around, result = _stood(session, there, code, service, group, look)
        below = around.tree[key.service].children
        children = signals.read_statuses(session, services=below, indicators=[key.indicator])
        said = notes.notes_on(session, there.catalogue, indicator=key.indicator, service=key.service)
        earlier = history.earlier_values(session, result) if result else {}
    indicator = there.catalogue.indicators[key.indicator]
    head = indicator_view.head(key, indicator, around, result, None)
    changed, has_sums = _since(result, key) if result else (None, False)
    banner = statements.looking_back(past, key, changed, has_sums=has_sums)
    if result is None:
        return shell.view(head, banner, notices.no_data(indicator.title), around=around, module=__name__)
    definition = panels.definition(indicator, key.indicator, there.catalogue.sources, result)
    return shell.view(
        head,
        banner,
        _hero(result, key, asked),
        statements.since_last_event(result),
        shell.section(
            "The numbers and what is behind them",
            indicator_view.two_columns(
                [
                    panels.why(
                        result,
                        rule_set_comparison.compare_rule_sets(result),
                        seasons.find_seasonality(result),
                    ),
                    indicator_view.folded_definition(definition),
                    publisher_notes.folded(said),
                ],
                indicator_view.folded_table(data_table.series_table(result, earlier=earlier), result),
            ),
            id="behind",
        ),
        indicator_view.inside(children, indicator, around, asked),
        around=around,
        module=__name__,
    )


def _stood(
    session: Any, there: Deployment, code: Any, service: Any, group: Any, look: Any
) -> tuple[SeriesKey, PageContext, SeriesResult | None]:
    _one_way(address.one(look, "look"))
    key, around = _asked(session, code, service, group, there)
    return key, around, signals.read_series(session, there.catalogue, key)


def _since(result: SeriesResult, key: SeriesKey) -> tuple[int | None, bool]:
    """How many of these values are others now (None where that is not counted), and whether the page of now
    tells what the services inside add up to."""
    with current().session() as session:
        try:
            now = signals.read_series(session, current().catalogue, key)
        except NotFoundError:  # the service was taken back since
            now = None
        has_sums = now is not None and child_sums.child_sums(session, now) is not None
    return None if result.indicator.is_rare_event else history.changed_since(result, now), has_sums


def _asked(
    session: Any, code: Any, service: Any, group: Any, here: Deployment | None = None
) -> tuple[SeriesKey, PageContext]:
    """Which series the address names; the whole organisation when it names no service."""
    here = here or current()
    indicator = address.one(code, "indicator")
    signals.find_indicator(here.catalogue, indicator)
    around = page_context.page_context(
        session, here, address.one(service, "service"), or_top=True, of=indicator
    )
    return SeriesKey(indicator, around.service.code, address.one(group, "group")), around


def _result(session: Any, key: SeriesKey, look: Any) -> SeriesResult | None:
    """The series in force, or in the other way that the address asks for."""
    asked = address.one(look, "look")
    catalogue = current().catalogue
    if asked:
        return other_looks.view_as(session, catalogue, key, asked)
    return signals.read_series(session, catalogue, key)


def _hero(result: SeriesResult, key: SeriesKey, as_of: str = "") -> html.Figure:
    said = [spc.sentence(result.status, result.indicator), *caveats.qualifier_sentences(result)]
    sentence = " ".join(said)
    return indicator_view.hero(
        sentence,
        panels.standing(result.status, result.indicator),
        graph.graph(control_chart.figure(result), id="indicator-chart", alt=spc.alt_text(result)),
        flags.flag_list(result),
        indicator_view.downloads(key, result.view.code if result.view else "", as_of),
        banner=looks.banner(result, key),
    )


def csv(code: str) -> Response:
    """The same series, through the same gate, as a file."""
    if asked := address.one(request.args.get("as_of"), "as_of"):
        return _csv_as_it_stood(code, asked)
    with current().session() as session:
        key, _ = _asked(session, code, request.args.get("service"), request.args.get("group"))
        result = _result(session, key, request.args.get("look"))
        added_up = child_sums.child_sums(session, result) if result else None
    if result is None:
        return _no_file("There is no data for this series.")
    return _file(csv_export.series_csv(result, added_up), key, result.view.code if result.view else "")


def _csv_as_it_stood(code: str, asked: str) -> Response:
    given = request.args
    with history.deployment_as_of(current(), asked) as (session, there, past):
        key, _, result = _stood(
            session, there, code, given.get("service"), given.get("group"), given.get("look")
        )
    if result is None:
        return _no_file("There was no data for this series then.")
    return _file(csv_export.series_csv(result, note=stood(past)), key, f"as-of-{asked}")


def lasting_file(code: str) -> Response:
    """The numbers behind small lasting changes."""
    with current().session() as session:
        key, _ = _asked(session, code, request.args.get("service"), request.args.get("group"))
        result = _result(session, key, None)
    found = surveillance.surveillance(result) if result else None
    if found is None:
        return _no_file("This series is not looked at for small lasting changes.")
    return _file(surveillance_csv.lasting_csv(found), key, "lasting")


def _no_file(why: str) -> Response:
    return Response(f"{why}\r\n", status=404, mimetype="text/plain")


def _file(text: str, key: SeriesKey, what: str) -> Response:
    name = "-".join(p for p in (key.indicator, key.service, key.category.replace(":", "-"), what) if p)
    ascii_name = name.encode("ascii", "ignore").decode().replace('"', "")
    headers = {"Content-Disposition": f'attachment; filename="{ascii_name}.csv"'}
    # The mark at the front tells Excel that the text is UTF-8.
    return Response("\ufeff" + text, mimetype="text/csv", headers=headers)


dash.get_app().server.add_url_rule("/indicator/<code>.csv", "indicator_csv", csv)
dash.get_app().server.add_url_rule("/indicator/<code>/lasting.csv", "lasting_csv", lasting_file)
