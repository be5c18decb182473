"""Days since the last harm, never alone: with the usual gap, how often chance makes one this long, and how
much was reported, so that silence is not celebrated."""

from __future__ import annotations

from dash import html

from components import address
from components.page.shell import link
from components.words import rare_events, say, spc
from quality.huddle import DaysSince
from quality.signals.results import Status

RARE = 0.05
"""A gap that fewer than 1 in 20 would reach is worth a word; it is not proof of anything."""


def days_since(since: DaysSince, service: str, *, is_brief: bool = False) -> html.Div:
    """`is_brief` says the same in fewer words, for the wall."""
    noun = "day" if since.days == 1 else "days"
    title = since.indicator.label[0].lower() + since.indicator.label[1:]
    what = f"{noun} since the last: {title}" if since.last else f"{noun} on record, none with: {title}"
    context = (
        (brief_gap(since), brief_reports(since)) if is_brief else (gap_words(since), reporting_words(since))
    )
    return html.Div(
        [
            html.P(
                [
                    html.Strong(f"{since.days:,}", className="days__number"),
                    link(what, href=address.indicator(since.code, service), className="days__what"),
                ],
                className="days__head",
            ),
            *[html.P(text, className="note") for text in context],
        ],
        className="days",
    )


def gap_words(since: DaysSince) -> str:
    if since.last is None or since.usual_gap is None or since.chance is None:
        return f"None in {say.plural(since.recorded_days, 'day')} on record: too few to say what is usual."
    known = f", known to {say.day(since.known_to)}" if since.known_to else ""
    usual = f"Last on {say.day(since.last)}{known}. {rare_events.usual_gap_words(since.usual_gap)}"
    often = f"Chance alone makes a gap this long {say.chance(since.chance)} times"
    if since.chance < RARE:
        return f"{usual} {often}: longer than usual."
    return f"{usual} {often}: nothing unusual."


def reporting_words(since: DaysSince) -> str:
    """How many incidents were reported meanwhile: few reports and no harm may mean that nobody reports."""
    status = since.reporting
    if status is None or status.value is None or status.period is None:
        return "How much is reported is not measured here, so a long gap may also be silence."
    label = spc.variation_label(status.variation, status.direction).lower()
    return f"Incidents reported meanwhile, in the latest period: {_reports(status)} ({label})."


def brief_gap(since: DaysSince) -> str:
    if since.last is None or since.usual_gap is None or since.chance is None:
        return f"{say.plural(since.recorded_days, 'day')} on record: too few to say what is usual."
    gap = rare_events.gap_words(since.usual_gap)
    return f"Usual gap {gap}; by chance {say.chance(since.chance)} last this long."


def brief_reports(since: DaysSince) -> str:
    if since.reporting is None or since.reporting.value is None:
        return "How much is reported is not measured."
    return f"Incidents reported, latest period: {_reports(since.reporting)}."


def _reports(status: Status) -> str:
    """The count itself where there is one: a rate would hide how few reports it rests on."""
    return say.count(status.numerator if status.numerator is not None else status.value)
