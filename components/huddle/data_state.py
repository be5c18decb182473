"""One quiet line about the data behind a huddle: what is late, was refused, or lacks a part. It opens to say
more, and stands apart from the signals, because late data is no special cause."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from dash import html

from components.page.shell import link, section
from components.words import say
from quality.provenance.lateness import DataState, Lagging, LateFeed, RefusedFile

NAMES_SHOWN = 6


def section_of(state: DataState) -> list[html.Section]:
    """Nothing where all is well: no news takes no room."""
    if not state:
        return []
    return [section("Data", _details(state), id="data-state")]


def _details(state: DataState) -> html.Details:
    lines = [html.Li(line) for line in lines_of(state)]
    more = html.P(link("Every load, and why rows were refused", href="/data"))
    body = html.Div([html.Ul(lines, className="problems"), more], className="disclosure__body")
    return html.Details([html.Summary(summary(state)), body], className="disclosure data-state")


def summary(state: DataState) -> str:
    """`A&E by site is 6 days late; 1 file was refused; 3 of 40 services lack a period`"""
    parts = []
    if len(state.late) == 1:
        parts.append(_late_words(state.late[0]))
    elif state.late:
        parts.append(f"{len(state.late)} feeds are late")
    if state.refused:
        count = len(state.refused)
        parts.append(f"{say.plural(count, 'file')} {'was' if count == 1 else 'were'} refused")
    if state.lagging:
        worst = max(state.lagging, key=lambda one: len(one.services))
        lack = "lacks" if len(worst.services) == 1 else "lack"
        parts.append(f"{len(worst.services)} of {worst.of} services {lack} a period")
    if state.silent_since:
        parts.append("nobody looks for new files")
    return "; ".join(parts)


def lines_of(state: DataState) -> Iterator[str]:
    yield from map(_late, state.late)
    yield from map(_refused, state.refused)
    yield from map(_lagging, state.lagging)
    if state.silent_since:
        yield silent(state.silent_since)


def silent(since: datetime) -> str:
    return f"The watcher has not looked for new files since {since:%H:%M} UTC on {say.day(since.date())}."


def _late_words(feed: LateFeed) -> str:
    if feed.last is None:
        return f"{feed.title} never came"
    return f"{feed.title} is {say.plural(feed.days, 'day')} late"


def _late(feed: LateFeed) -> str:
    if feed.last is None:
        return f"{_late_words(feed)}; it was due by {say.day(feed.due)}."
    if feed.awaited is None:
        due = f"a newer list was due by {say.day(feed.due)}"
        return f"{_late_words(feed)}: complete to {say.day(feed.last)}, {due}."
    last, awaited = say.period(feed.last, feed.frequency), say.period(feed.awaited, feed.frequency)
    return f"{_late_words(feed)}: last data {last}, {awaited} was due by {say.day(feed.due)}."


def _refused(file: RefusedFile) -> str:
    came = f"{file.title}: a file came on {say.day(file.at.date())} and was refused ({file.file_name})"
    return f"{came}, for {say.plural(file.reasons, 'reason')}."


def _lagging(one: Lagging) -> str:
    names = [service.name for service in one.services[:NAMES_SHOWN]]
    more = len(one.services) - len(names)
    said = ", ".join(names) + (f" and {more} more" if more else "")
    has = "has" if len(one.services) == 1 else "have"
    period = say.period(one.awaited, one.frequency)
    return f"{one.title}: {len(one.services)} of {one.of} services {has} no {period}: {said}."
