"""Alternative views of a series: what speaks for each, and a plain link to it. A chart that is not the
official one says so above itself, in its picture, in its text and in its file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from components import address
from components.page.shell import link, section
from components.words import alternatives as words
from quality.series.key import SeriesKey
from quality.signals.alternative_view import AlternativeView, EarlierLimits, OtherChart
from quality.signals.results import SeriesResult


def offers(found: Sequence[AlternativeView], result: SeriesResult) -> Any:
    """Offer each with its evidence and its link; nothing at all where nothing is suggested, as for most."""
    if not found:
        return None
    return section(
        words.TITLE,
        html.Ul([_offer(look, result) for look in found], className="looks"),
        note=words.NOTE,
        id="looks",
    )


def _offer(look: AlternativeView, result: SeriesResult) -> html.Li:
    # Who recalculated the limits and why stands with the chart's flags already.
    parts: list[Any] = [] if isinstance(look, EarlierLimits) else [html.P(words.evidence(look, result))]
    if not (isinstance(look, OtherChart) and not look.can_be_drawn):
        href = address.indicator(
            result.key.indicator, result.key.service, result.key.category, look=look.code
        )
        parts.append(html.P(link(words.view_link(look, result), href=href)))
    return html.Li(parts, className="looks__one")


def banner(result: SeriesResult, key: SeriesKey) -> html.Div | None:
    """Stand above a chart that is not the official one; None for the one that is."""
    if result.view is None:
        return None
    back = link(words.BACK, href=address.indicator(key.indicator, key.service, key.category))
    return html.Div(
        [
            html.P([html.Strong(words.NOT_OFFICIAL), words.shown(result.view, result)]),
            html.P(words.evidence(result.view, result)),
            html.P(back, className="no-print"),
        ],
        className="notice notice--later look-banner",
    )
