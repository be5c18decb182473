"""One quiet line about the data behind a huddle: what is late, was refused, or lacks a part. It opens to say
more, and stands apart from the signals, because late data is no special cause."""

from __future__ import annotations

from dash import html

from components.page.shell import link, section
from components.words import data as words
from quality.provenance.data_state import DataState


def section_of(state: DataState) -> list[html.Section]:
    """Show the state of the data; nothing where all is well: no news takes no room."""
    if not state:
        return []
    lines = html.Ul([html.Li(line) for line in words.state_lines(state)], className="problems")
    body = html.Div([lines, html.P(link(words.EVERY_LOAD, href="/data"))], className="disclosure__body")
    details = html.Details([html.Summary(words.state(state)), body], className="disclosure data-state")
    return [section("Data", details, id="data-state")]
