"""What was loaded: feeds, the loads themselves with what was refused and why, and what is not recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from dash import html

from catalogue.models import Catalogue
from components import address
from components.page.shell import link
from components.words import say
from quality.equity.completeness import Completeness
from quality.provenance.loads import Feed, FeedState, LoadRecord, RowProblem

STATE_WORDS = {FeedState.ON_TIME: "On time", FeedState.LATE: "Late", FeedState.MISSING: "Never came"}


def table(caption: str, heads: Sequence[tuple[str, str]], rows: Sequence[html.Tr], css: str = "") -> html.Div:
    """`heads`: word and class of each column; numbers stand right."""
    head = html.Tr([html.Th(word, scope="col", className=style) for word, style in heads])
    body = [html.Caption(caption, className="visually-hidden"), html.Thead(head), html.Tbody(list(rows))]
    # A region that scrolls has to be reachable by keyboard, and a region needs a name.
    return html.Div(
        html.Table(body, className=f"table {css}".strip()),
        className="table-frame",
        tabIndex=0,
        role="region",
        **{"aria-label": caption},
    )


def _cell(label: str, content: Any, css: str = "") -> html.Td:
    return html.Td(content, className=css, **{"data-label": label})


# -- feeds -----------------------------------------------------------------------------------------


def feeds(found: Sequence[Feed], *, previews: bool = False) -> html.Div:
    """`previews`: with a way to see what the next load of each would do."""
    heads = [("Feed", ""), ("State", ""), ("Data to", ""), ("Next due", ""), ("Comes", ""), ("Last load", "")]
    return table(
        "Feeds, and whether the next of each is late",
        heads,
        [_feed(feed, previews=previews) for feed in found],
        "stack feeds",
    )


def _feed(feed: Feed, *, previews: bool) -> html.Tr:
    mark = html.Span(className=f"state state--{feed.state.name.lower()}", **{"aria-hidden": "true"})
    day = html.Span(say.short_day(feed.due), className="in-one-line")
    due = html.Span(["was due ", day]) if feed.is_late else day
    last = _to_loads(feed, feed.last_load) if feed.last_load else "never"
    return html.Tr(
        [
            html.Th([feed.title, _to_preview(feed)] if previews else feed.title, scope="row"),
            _cell("State", html.Span([mark, STATE_WORDS[feed.state]], className="state-line")),
            _cell("Data to", say.short_day(feed.data_to) if feed.data_to else "no data"),
            _cell("Next due", due, "next-due"),
            _cell("Comes", feed.frequency.value),
            _cell("Last load", last),
        ]
    )


def _to_loads(feed: Feed, last: datetime) -> html.A:
    day = say.short_day(last.date())
    # A hidden text in the last column would make the page scroll sideways.
    return link(day, href=address.data(feed.source), **{"aria-label": f"{day}: loads of {feed.title}"})


def _to_preview(feed: Feed) -> html.A:
    hidden = html.Span(f" of {feed.title}", className="visually-hidden")
    return link(
        "Preview the next load", hidden, href=address.data_preview(feed.source), className="to-preview"
    )


# -- loads -----------------------------------------------------------------------------------------


def loads(found: Sequence[LoadRecord]) -> html.Div:
    numbers = ("Rows read", "Left out", "New", "Revised", "Unchanged", "Rejected", "Missing")
    heads = [("Loaded", ""), ("Source and file", ""), *((word, "number") for word in numbers)]
    rows = [row for load in found for row in _load(load)]
    return table("The newest loads, with what came of each", heads, rows, "stack")


def _load(load: LoadRecord) -> list[html.Tr]:
    outcome = html.Strong(" Refused whole") if load.is_refused else ""
    row = html.Tr(
        [
            html.Th(_moment(load), scope="row"),
            _cell(
                "Source",
                # One part, since on a small screen the parts of a cell stand beside each other.
                html.Div(
                    [load.title, outcome, html.Span(load.file_name, className="file-name"), _undoing(load)]
                ),
            ),
            *(
                _cell(label, f"{amount:,}", "number" if amount else "number muted")
                for label, amount in (
                    ("Rows read", load.read),
                    ("Left out", load.dropped),
                    ("New", load.new),
                    ("Revised", load.revised),
                    ("Unchanged", load.unchanged),
                    ("Rejected", load.rejected),
                    ("Missing", load.missing),
                )
            ),
        ],
    )
    if not load.problems and not load.notes:
        return [row]
    behind = [_problems(load) if load.problems else None, _notes(load) if load.notes else None]
    return [row, html.Tr(html.Td(behind, colSpan=9, className="why"))]


def _notes(load: LoadRecord) -> html.Details:
    count = "1 note" if len(load.notes) == 1 else f"{len(load.notes)} notes"
    notes = html.Ul([html.Li(note) for note in load.notes], className="problems")
    return html.Details([html.Summary(count), notes], className="disclosure")


def _moment(load: LoadRecord) -> list[Any]:
    number = html.Span(f"load {load.number}", className="file-name")
    return [f"{say.short_day(load.finished_at.date())}, {load.finished_at:%H:%M}", number]


def _undoing(load: LoadRecord) -> html.Span | None:
    """`Taken back on 4 Mar by load 15: the wrong month was sent`"""
    if load.undoes:
        return html.Span(f"Took back load {load.undoes}", className="file-name")
    if load.undone is None:
        return None
    why = f": {load.undone.why}" if load.undone.why else ""
    day = say.short_day(load.undone.on)
    return html.Span(
        html.Strong(f"Taken back on {day} by load {load.undone.number}{why}"), className="file-name"
    )


def _problems(load: LoadRecord) -> html.Details:
    listed = len({problem.row for problem in load.problems if problem.row is not None})
    shown = f"; the first {listed} are shown" if 0 < listed < load.rejected else ""
    rows = "1 row was" if load.rejected == 1 else f"{load.rejected:,} rows were"
    title = "Why the file was refused" if load.is_refused else f"Why {rows} rejected"
    return html.Details(
        [
            html.Summary(f"{title}{shown}"),
            html.Ul([html.Li(_problem(problem)) for problem in load.problems], className="problems"),
        ],
        className="disclosure",
    )


def _problem(problem: RowProblem) -> str:
    place = ", ".join(
        part
        for part in (
            f"row {problem.row:,}" if problem.row else "",
            f"column {problem.column}" if problem.column else "",
        )
        if part
    )
    what = f"expected {problem.expected}" if problem.expected else ""
    if not place:  # the whole file: what it lacks is said in words of its own
        return "; ".join(part for part in (problem.found, what) if part)
    found = f"found {problem.found}" if problem.found else ""
    return f"{place}: {', '.join(part for part in (what, found) if part)}"


# -- completeness ----------------------------------------------------------------------------------


def completeness(found: Sequence[Completeness], catalogue: Catalogue) -> html.Div:
    """Indicators down, dimensions across: the share of people whose group is not stated."""
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
    return table(
        "Share of people whose group is not stated, last year of complete periods", heads, rows, "stack"
    )


def _share(one: Completeness | None, label: str) -> html.Td:
    if one is None:
        return _cell(label, "not split", "number muted")
    if one.not_stated is None:
        return _cell(label, "too few to say", "number muted")
    bar = html.Span(
        html.Span(style={"width": f"{one.not_stated}%"}), className="share-bar", **{"aria-hidden": "true"}
    )
    return _cell(label, [bar, f"{one.not_stated}%"], "number share")


def summary(found: Sequence[Feed], today: date) -> str:
    """`12 of 14 feeds on time on 19 November 2026; 1 late, 1 never came.`"""
    late = sum(feed.state is FeedState.LATE for feed in found)
    missing = sum(feed.state is FeedState.MISSING for feed in found)
    rest = [f"{late} late" if late else "", f"{missing} never came" if missing else ""]
    behind = ", ".join(part for part in rest if part)
    on_time = f"{len(found) - late - missing} of {say.plural(len(found), 'feed')} on time on {say.day(today)}"
    return f"{on_time}{'; ' + behind if behind else ''}."
