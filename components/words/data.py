"""Texts of the data page, and of the huddle's line about its data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from catalogue.fields.periods import step
from components.words import say
from quality.messages.state import State
from quality.provenance.data_state import DataState, Lagging, RefusedFile
from quality.provenance.lateness import Feed, FeedState
from quality.provenance.loads import SHOWN_LOADS, LoadRecord, RowProblem
from quality.provenance.preview import Preview
from quality.provenance.preview_text import chapters

__all__ = ["chapters"]

NAME, FEEDS, LOADS_TITLE, INDICATOR, NEVER, NOTE = "Data", "Feeds", "Loads", "Indicator", "never", "note"
ONLY = "Only {title}. {all}"
ALL_LOADS = "All feeds and loads"
NOT_STATED = "Not stated"
PUBLISHERS_WORDS = "What publishers' words mean"
NO_FOLDER = "There is no data folder to read from."
NOTHING_LOADED = "Nothing has been loaded yet."
HOW_TO_LOAD = "To load what the catalogue names, run `python -m loaders run`."
LATE = (
    "Late: data for a finished period has not arrived by its due date. Ended: it has not come for two years."
)
LOADS = "Left out: by the source's own filters. Revised: replaced an earlier value, which is kept."
SHARES = (
    "People with unknown group, in whole per cent, over the last year of complete periods. Each number opens "
    "how completely the group is recorded over time."
)

STATES = {
    FeedState.ON_TIME: "On time",
    FeedState.LATE: "Late",
    FeedState.ENDED: "Ended",
    FeedState.MISSING: "Never arrived",
}
FEEDS_CAPTION = "Feeds, and whether the next of each is late"
FEED_HEADS = ("Feed", "State", "Data to", "Next due", "Rhythm", "Last load")
LOADS_CAPTION = "The newest loads and what each contained"
LOAD_HEADS = ("Loaded", "Source and file")
COUNTS = ("Rows read", "Left out", "New", "Revised", "Unchanged", "Refused", "Missing")
NO_DATA, WAS_DUE, ENDED = "no data", "was due {day}", "nothing more"
PREVIEW = "Preview the next load"
REFUSED_FILE = " File refused"
SHARES_CAPTION = "Share of people with unknown group, last year of complete periods"
INCOMPLETE, NOT_STATED_OF = "under 90% recorded", " not stated, {dimension}: over time"
NOT_SPLIT, TOO_FEW = "not split", "too few to say"

STATE = "Data"
EVERY_LOAD = "See every load, and why rows were refused"
NAMES_SHOWN = 6
NEXT_LOAD = "The next load of {title}"
NO_SOURCE = "There is no source with the code {code!r}."
LOADS_OF = "{day}: loads of {feed.title}"
OF_FEED = " of {feed.title}"
LOAD = "load {number}"
IN_CHAPTER = "{section}, {chapter}"


def only_service(name: str) -> str:
    return f"{name}: {SHARES[0].lower()}{SHARES[1:]}"


def loads_note(found: Sequence[LoadRecord]) -> str:
    return LOADS if len(found) < SHOWN_LOADS else f"The newest {len(found)}. {LOADS}"


def preview_note(found: Preview) -> str:
    groups = "Numbers about groups of people are not shown here. " if found.hides_groups else ""
    return f"As at {say.day(found.as_at)}. {groups}Nothing was saved."


def summary(found: list[Feed], today: date) -> str:
    """Say `12 of 14 feeds on time on 19 November 2026; 1 late, 1 never arrived.`"""
    late = sum(feed.state is FeedState.LATE for feed in found)
    missing = sum(feed.state is FeedState.MISSING for feed in found)
    ended = sum(feed.is_ended for feed in found)
    rest = ((late, "late"), (missing, "never arrived"), (ended, "ended"))
    behind = ", ".join(f"{count} {word}" for count, word in rest if count)
    good = len(found) - late - missing - ended
    on_time = f"{good} of {say.plural(len(found), 'feed')} on time on {say.day(today)}"
    return f"{on_time}{'; ' + behind if behind else ''}."


# -- one load -------------------------------------------------------------------------------------


def plain(heads: Iterable[str], css: str = "") -> list[tuple[str, str]]:
    """Return each head with the class of its column."""
    return [(head, css) for head in heads]


def moment(one: LoadRecord) -> str:
    return f"{say.short_day(one.finished_at.date())}, {one.finished_at:%H:%M}"


def counts(one: LoadRecord) -> zip[tuple[str, int]]:
    amounts = (one.read, one.dropped, one.new, one.revised, one.unchanged, one.rejected, one.missing)
    return zip(COUNTS, amounts, strict=True)


def undoing(one: LoadRecord) -> str:
    """Say `Undone on 4 Mar by load 15: the wrong month was sent`."""
    if one.undoes:
        return f"Undid load {one.undoes}"
    if one.undone is None:
        return ""
    why = f": {one.undone.why}" if one.undone.why else ""
    return f"Undone on {say.short_day(one.undone.on)} by load {one.undone.number}{why}"


def why_refused(one: LoadRecord) -> str:
    listed = len({problem.row for problem in one.problems if problem.row is not None})
    shown = f" (the first {listed} are shown)" if 0 < listed < one.rejected else ""
    rows = "1 row was" if one.rejected == 1 else f"{one.rejected:,} rows were"
    return f"{'Why the file was refused' if one.is_refused else f'Why {rows} refused'}{shown}"


def problems(one: LoadRecord) -> list[str]:
    return [problem(found) for found in one.problems]


def problem(one: RowProblem) -> str:
    parts = (f"row {one.row:,}" if one.row else "", f"column {one.column}" if one.column else "")
    place = ", ".join(part for part in parts if part)
    what = f"expected {one.expected}" if one.expected else ""
    if not place:  # the whole file: what it lacks is said in words of its own
        return "; ".join(part for part in (one.found, what) if part)
    found = f"found {one.found}" if one.found else ""
    return f"{place}: {', '.join(part for part in (what, found) if part)}"


# -- the huddle's line ----------------------------------------------------------------------------


def state(found: DataState) -> str:
    """Say `A&E by site is 6 days late; 1 file was refused; 3 of 40 services have a missing period`."""
    parts = []
    if len(found.late) == 1:
        parts.append(_late(found.late[0], found.today))
    elif found.late:
        parts.append(f"{len(found.late)} feeds are late")
    if found.refused:
        count = len(found.refused)
        parts.append(f"{say.plural(count, 'file')} {'was' if count == 1 else 'were'} refused")
    if found.lagging:
        worst = max(found.lagging, key=lambda one: len(one.services))
        have = "has" if len(worst.services) == 1 else "have"
        parts.append(f"{len(worst.services)} of {worst.of} services {have} a missing period")
    if found.silent_since:
        parts.append("the watcher for new files has stopped")
    return "; ".join(parts)


def state_lines(found: DataState) -> list[str]:
    late = [_late_line(feed, found.today) for feed in found.late]
    lines = [*late, *map(_refused, found.refused), *map(_lagging, found.lagging)]
    return [*lines, silent(found.silent_since)] if found.silent_since else lines


def messages(found: State) -> list[str]:
    """Say what keeps people from being told."""
    count, since = found.not_told, found.silent_since
    was = "message was not sent" if count == 1 else "messages were not sent"
    said = [SENDER_SILENT.format(time=f"{since:%H:%M}", day=say.day(since.date()))] if since else []
    return said + ([NOT_TOLD.format(count=f"{count:,}", was=was)] if count else [])


SENDER_SILENT = (
    "Nobody has been told of anything by mail or chat since {time} UTC on {day}: "
    "`python -m server.messages send` has stopped."
)
NOT_TOLD = (
    "In the last week {count} {was}, although it was tried for a day: ask those who were to be told. "
    "`python -m server.messages list` says why."
)


def silent(since: datetime) -> str:
    return f"The watcher has not checked for new files since {since:%H:%M} UTC on {say.day(since.date())}."


def _late(feed: Feed, today: date) -> str:
    if feed.data_to is None:
        return f"{feed.title} never arrived"
    return f"{feed.title} is {say.plural((today - feed.due).days, 'day')} late"


def _late_line(feed: Feed, today: date) -> str:
    late, due = _late(feed, today), f"due by {say.day(feed.due)}."
    if feed.data_to is None:
        return f"{late}. It was {due}"
    if feed.is_list:
        return f"{late}: complete to {say.day(feed.data_to)}. A newer list was {due}"
    awaited = feed.data_to + timedelta(days=1)
    last = say.period(step(awaited, feed.frequency, -1), feed.frequency)
    return f"{late}: last data {last}. {say.period(awaited, feed.frequency)} was {due}"


def _refused(file: RefusedFile) -> str:
    came = f"{file.title}: a file arrived on {say.day(file.at.date())} and was refused ({file.file_name})"
    return f"{came}, for {say.plural(file.reasons, 'reason')}."


def _lagging(one: Lagging) -> str:
    names = ", ".join(service.name for service in one.services[:NAMES_SHOWN])
    more = len(one.services) - NAMES_SHOWN
    has = "has" if len(one.services) == 1 else "have"
    which = f"{len(one.services)} of {one.of} services {has} no {say.period(one.awaited, one.frequency)}"
    return f"{one.title}: {which}: {names}{f' and {more} more' if more > 0 else ''}."
