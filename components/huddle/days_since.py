"""Days since the last harm, never alone: with the usual gap, how often chance makes one this long, and how
much was reported, so that silence is not celebrated."""

from __future__ import annotations

from dash import html

from components import address
from components.page.shell import link
from components.words import huddle as words
from quality.huddle import DaysSince


def days_since(since: DaysSince, service: str, *, is_brief: bool = False) -> html.Div:
    """Show the days since the last event. `is_brief` says the same in fewer words, for the wall."""
    brief = (words.brief_gap(since), words.brief_reporting(since))
    context = brief if is_brief else (words.gap(since), words.reporting(since))
    href = address.indicator(since.code, service)
    return html.Div(
        [
            html.P(
                [
                    html.Strong(f"{since.days:,}", className="days__number"),
                    link(words.days_since(since), href=href, className="days__what"),
                ],
                className="days__head",
            ),
            *[html.P(text, className="note") for text in context],
        ],
        className="days",
    )
