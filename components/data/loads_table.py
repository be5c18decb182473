"""Draw what was loaded: feeds, the loads with what was refused and why, and what is not recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from dash import html

from catalogue.models import Catalogue
from components import address
from components.page import blocks
from components.page.blocks import scrolling
from components.page.shell import fill, link
from components.words import data as words
from components.words import say
from quality.equity.completeness import Completeness
from quality.provenance.lateness import Feed
from quality.provenance.loads import LoadRecord


def table(
    caption: str, heads: Iterable[tuple[str, str]], rows: list[html.Tr], css: str = "stack"
) -> html.Div:
    """Draw a table that on a small screen becomes a stack of cards."""
    hidden = html.Caption(caption, className="visually-hidden")
    return scrolling(blocks.table(heads, rows, css, hidden), caption, "table-frame")


def _cell(label: str, content: Any, css: str = "") -> html.Td:
    return html.Td(content, className=css, **{"data-label": label})


def feeds(found: Sequence[Feed], *, previews: bool = False) -> html.Div:
    """List the feeds. `previews`: with a way to see what the next load of each would do."""
    heads = [(head, "") for head in words.FEED_HEADS]
    rows = [_feed(feed, previews=previews) for feed in found]
    return table(words.FEEDS_CAPTION, heads, rows, "stack feeds")


def _feed(feed: Feed, *, previews: bool) -> html.Tr:
    mark = html.Span(className=f"state state--{feed.state.name.lower()}", **{"aria-hidden": "true"})
    day = html.Span(say.short_day(feed.due), className="in-one-line")
    due = html.Span(fill(words.WAS_DUE, day=day)) if feed.is_late else day
    last = _to_loads(feed, feed.last_load) if feed.last_load else "never"
    state = html.Span([mark, words.STATES[feed.state]], className="state-line")
    data_to = say.short_day(feed.data_to) if feed.data_to else words.NO_DATA
    cells = (state, data_to, due, feed.frequency.value, last)
    return html.Tr(
        [
            html.Th([feed.title, _to_preview(feed)] if previews else feed.title, scope="row"),
            *(
                _cell(head, cell, "next-due" if cell is due else "")
                for head, cell in zip(words.FEED_HEADS[1:], cells, strict=True)
            ),
        ]
    )


def _to_loads(feed: Feed, last: datetime) -> html.A:
    day = say.short_day(last.date())
    # A hidden text in the last column would make the page scroll sideways.
    name = {"aria-label": words.LOADS_OF.format(feed=feed, day=day)}
    return link(day, href=address.data(feed.source), **name)


def _to_preview(feed: Feed) -> html.A:
    hidden = html.Span(words.OF_FEED.format(feed=feed), className="visually-hidden")
    return link(words.PREVIEW, hidden, href=address.data_preview(feed.source), className="to-preview")


def loads(found: Sequence[LoadRecord]) -> html.Div:
    heads = [*((head, "") for head in words.LOAD_HEADS), *((head, "number") for head in words.COUNTS)]
    rows = [row for load in found for row in _load(load)]
    return table(words.LOADS_CAPTION, heads, rows)


def _load(load: LoadRecord) -> list[html.Tr]:
    outcome = html.Strong(words.REFUSED_FILE) if load.is_refused else ""
    file = html.Span(load.file_name, className="file-name")
    counts = (load.read, load.dropped, load.new, load.revised, load.unchanged, load.rejected, load.missing)
    row = html.Tr(
        [
            html.Th(_moment(load), scope="row"),
            # One part, since on a small screen the parts of a cell stand beside each other.
            _cell("Source", html.Div([load.title, outcome, file, _undoing(load)])),
            *(
                _cell(label, f"{amount:,}", "number" if amount else "number muted")
                for label, amount in zip(words.COUNTS, counts, strict=True)
            ),
        ]
    )
    if not load.problems and not load.notes:
        return [row]
    why, notes = words.why_refused(load), say.plural(len(load.notes), "note")
    behind = [_behind(why, [*map(words.problem, load.problems)]), _behind(notes, load.notes)]
    return [row, html.Tr(html.Td(behind, colSpan=9, className="why"))]


def _behind(summary: str, lines: Sequence[str]) -> html.Details | None:
    listed = html.Ul([*map(html.Li, lines)], className="problems")
    return html.Details([html.Summary(summary), listed], className="disclosure") if lines else None


def _moment(load: LoadRecord) -> list[Any]:
    number = html.Span(words.LOAD.format(number=load.number), className="file-name")
    return [f"{say.short_day(load.finished_at.date())}, {load.finished_at:%H:%M}", number]


def _undoing(load: LoadRecord) -> html.Span | None:
    text = words.undoing(load)
    return html.Span(text if load.undoes else html.Strong(text), className="file-name") if text else None


def completeness(found: Sequence[Completeness], catalogue: Catalogue) -> html.Div:
    """Tabulate the share of people whose group is not stated: indicators down, dimensions across."""
    dimensions = [code for code in catalogue.dimensions if any(one.dimension == code for one in found)]
    shares = {(one.indicator, one.dimension): one for one in found}
    heads = [("Indicator", ""), *((catalogue.dimensions[code].title, "number") for code in dimensions)]
    rows = [
        html.Tr(
            [
                html.Th(catalogue.indicators[code].title, scope="row"),
                *(_share(shares.get((code, d)), catalogue.dimensions[d].title) for d in dimensions),
            ]
        )
        for code in dict.fromkeys(one.indicator for one in found)
    ]
    return table(words.SHARES_CAPTION, heads, rows)


def _share(one: Completeness | None, label: str) -> html.Td:
    if one is None:
        return _cell(label, words.NOT_SPLIT, "number muted")
    if one.not_stated is None:
        return _cell(label, words.TOO_FEW, "number muted")
    bar = html.Span(
        html.Span(style={"width": f"{one.not_stated}%"}), className="share-bar", **{"aria-hidden": "true"}
    )
    return _cell(label, [bar, f"{one.not_stated}%"], "number share")
