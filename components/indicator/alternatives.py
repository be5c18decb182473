"""Other ways to look at a series: what speaks for each, and a plain link to see it. A chart that is not in
force says so above itself, in its picture, in its text and in its file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from components import address
from components.page.shell import link, section
from components.words.alternatives import evidence, title
from quality.series.key import SeriesKey
from quality.signals.alternative_view import AlternativeView, EarlierLimits, OtherChart
from quality.signals.results import SeriesResult


def offers(found: Sequence[AlternativeView], result: SeriesResult) -> Any:
    """Each with its evidence and its link; nothing at all where nothing is suggested, as for most."""
    if not found:
        return None
    return section(
        "Other ways to look",
        html.Ul([_offer(look, result) for look in found], className="looks"),
        note="The chart above is the one in force. These are suggestions: none is applied by itself.",
        id="looks",
    )


def _offer(look: AlternativeView, result: SeriesResult) -> html.Li:
    # Who recalculated the limits and why stands with the chart's flags already.
    parts: list[Any] = [] if isinstance(look, EarlierLimits) else [html.P(evidence(look, result))]
    if not (isinstance(look, OtherChart) and not look.can_be_drawn):
        href = address.indicator(
            result.key.indicator, result.key.service, result.key.category, look=look.code
        )
        parts.append(html.P(link(f"See it {title(look, result)}", href=href)))
    return html.Li(parts, className="looks__one")


def banner(result: SeriesResult, key: SeriesKey) -> html.Div | None:
    """Above a chart that is not in force; None for the one that is."""
    if result.view is None:
        return None
    back = link(
        "Back to the chart in force", href=address.indicator(key.indicator, key.service, key.category)
    )
    return html.Div(
        [
            html.P([html.Strong("Not in force. "), f"Shown {title(result.view, result)}. "]),
            html.P(evidence(result.view, result)),
            html.P(back, className="no-print"),
        ],
        className="notice notice--later look-banner",
    )
