"""Compose a pack out of what a session reads: the board of a service, every series of it, and the record.

    compose(session, catalogue, writing, service="glenmore", today=today)

Nothing is decided here: calls, verdicts and sentences are those of the pages. The words come from the caller,
as `components.words` has them; they are kept in the pack, so that a later wording changes no frozen paper.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.disclosure import Disclosure
from catalogue.fields.periods import label
from catalogue.models import Catalogue
from data.models import Load
from data.read.as_of import as_of
from errors import BrightspotError, NotFoundError
from quality.board.board import Board, Row, board
from quality.board.board_calls import CALL_RULES, BoardCall
from quality.disclosure.totals import read_for_everybody
from quality.lifecycle.agenda import Agenda, agenda_about
from quality.lifecycle.team_acts import acts_of
from quality.meetings.briefing import Briefing, Bullet, read_briefing
from quality.meetings.record import Name
from quality.meetings.sittings import forum_of
from quality.packs.documents import DocumentWriting
from quality.packs.frozen import PUBLIC
from quality.packs.value import Account, Cut, Entry, Inside, Latest, Meeting, Numbers, Pack, Points, Said
from quality.provenance.known_to import known_to
from quality.reference.ids import data_version, read_ids
from quality.series.key import SeriesKey
from quality.signals.read import read_series
from quality.signals.refresh import is_up_to_date
from quality.signals.results import SeriesResult, Status, Variation
from stats import Assurance
from stats.arrays import Floats

NOT_JUDGED = (
    "Nothing can be frozen for everybody yet: what is stored was not judged by the rule of this site. Start "
    "it again, with a database of its own."
)
OTHER_SERVICE = "{name} is a forum of {service}: its pack is one of that service."
CALLS = (BoardCall.ALERT, BoardCall.ADVISE, BoardCall.ASSURE, BoardCall.APPLAUD)


@dataclass(frozen=True, slots=True)
class About:
    """One indicator with all that is said of it."""

    row: Row
    status: Status | None
    result: SeriesResult | None
    catalogue: Catalogue
    agenda: Agenda
    today: date
    since: date
    """The day that what changed is counted from."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one indicator, as pages write them."""

    why: str
    variation: str
    assurance: str
    sentence: str
    alt: str
    levels: str
    finding: str
    caption: str
    latest: str
    counted: str
    target: str
    state: str
    definitions: tuple[tuple[str, str], ...]
    signals: tuple[str, ...]
    changes: tuple[str, ...]
    decided: tuple[str, ...]
    data: tuple[str, ...]
    accounts: tuple[Account, ...]
    questions: tuple[Said, ...]
    decisions: tuple[Said, ...]
    marks: tuple[str, ...]
    banded: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Writing:
    """The writer of a pack's words."""

    entry: Callable[[About], Wording]
    summary: Callable[[Board], str]
    bullet: Callable[[Bullet], str]
    """One line of what a meeting is told."""
    edited: Callable[[Briefing], str]
    """The author of these lines."""
    title: Callable[[Pack], str]
    """The title of a pack that nobody gave one."""
    rule: Callable[[Disclosure], str]
    """The rule of a public edition."""
    scheduled: str
    """The reason of one that froze by itself."""
    program: str
    document: DocumentWriting
    """The writer of documents that are made from the record."""


def compose(
    session: Session,
    catalogue: Catalogue,
    writing: Writing,
    *,
    service: str,
    today: date,
    since: date | None = None,
    title: str = "",
    meeting: Name | None = None,
) -> Pack:
    """Return the pack of a service on a day, as the session reads.

    meeting: forum and day of the meeting that it is for. NotFoundError: there is none of this service.
    """
    is_public = catalogue.disclosure.is_public
    if is_public:
        _check_public(session, catalogue)
    of = board(session, catalogue, service=service, today=today, since=since)
    series = {row.code: _series(session, catalogue, row, service) for row in of.rows}
    shown = [row.status for row in of.rows if row.status and not row.is_over]
    agenda = agenda_about(session, catalogue, service, shown, today, asks_groups=False)
    is_back = as_of(session) is not None
    entries = [
        _entry(About(row, row.status, series[row.code], catalogue, agenda, today, of.since), writing, is_back)
        for row in of.rows
    ]
    if is_public:
        entries = [_without_people(one) for one in entries]
    names = sorted({one.rule_set for one in entries if one.rule_set})
    return Pack(
        title=title,
        organisation=catalogue.organisation.name,
        service=of.service.code,
        service_name=of.service.name,
        day=today.isoformat(),
        since=of.since.isoformat(),
        cut=_cut(session, catalogue, of, today),
        catalogue=catalogue.fingerprint,
        rule_sets=tuple((name, _published(of.rows, name)) for name in names),
        program=writing.program,
        summary=writing.summary(of),
        calls=tuple(
            (call.value, CALL_RULES[call], tuple(row.code for row in of.called(call))) for call in CALLS
        ),
        entries=tuple(entries),
        meeting=None
        if meeting is None or is_public
        else _meeting(session, catalogue, writing, meeting, service, today),
        edition=PUBLIC if is_public else "",
        rule=writing.rule(catalogue.disclosure) if is_public else "",
    )


def _check_public(session: Session, catalogue: Catalogue) -> None:
    """Let everyone's numbers pass the gate. What is stored of them has to have passed it as well: where a
    site of staff judged them last, nothing is said."""
    read_for_everybody(session, catalogue)
    if not is_up_to_date(session, catalogue):
        raise BrightspotError(NOT_JUDGED)


def _without_people(entry: Entry) -> Entry:
    """Leave out what people wrote: no rule reads it for what it may tell of few."""
    words = ("accounts", "questions", "decisions", "decided")
    # The text of a chart may be an author's, and holds what was noted of its points.
    alt = f"{entry.title}. {entry.sentence}" if entry.alt else ""
    return entry.model_copy(update={"state": "", "inside": None, "alt": alt, **dict.fromkeys(words, ())})


def _meeting(
    session: Session, catalogue: Catalogue, writing: Writing, name: Name, service: str, today: date
) -> Meeting:
    code, day = name
    forum, own = forum_of(catalogue, read_ids(session).services, code)
    if own.code != read_ids(session).services[service].code:
        raise NotFoundError(OTHER_SERVICE.format(name=forum.name, service=own.name))
    told = read_briefing(session, catalogue, code, day, today)
    lines = {call.value: tuple(map(writing.bullet, bullets)) for call, bullets in told.by_call.items()}
    return Meeting(
        forum=code,
        name=forum.name,
        day=day.isoformat(),
        lines=tuple(lines.items()),
        signed=writing.edited(told),
    )


def _series(session: Session, catalogue: Catalogue, row: Row, service: str) -> SeriesResult | None:
    if row.status is None:
        return None
    found = read_series(session, catalogue, SeriesKey(row.code, service))
    return found and replace(found, status=row.status)


def _cut(session: Session, catalogue: Catalogue, of: Board, today: date) -> Cut:
    load, decision, _ = data_version(session)
    loaded = session.scalar(select(func.max(Load.finished_at)).where(Load.id == load))
    known = known_to(session, catalogue, today, of.service).day
    own = acts_of(session, of.service.code)
    return Cut(
        load=load,
        loaded=loaded.isoformat(sep=" ", timespec="minutes") if loaded else "",
        act=max(decision, own[-1].id if own else 0),
        data_to=known.isoformat() if known else "",
    )


def _published(rows: Sequence[Row], name: str) -> str:
    """Return where the rule set that judged something is published; empty for one of its own."""
    used = (row.indicator.rules for row in rows if row.status and row.status.rule_set == name)
    return next((rules.source for rules in used), "")


def _entry(about: About, writing: Writing, is_back: bool) -> Entry:
    row, status, result = about.row, about.status, about.result
    said, indicator = writing.entry(about), about.row.indicator
    return Entry(
        code=row.code,
        title=indicator.title,
        label=indicator.label,
        domain=indicator.domain.value,
        owner=indicator.owner,
        definition=indicator.fingerprint,
        definitions=said.definitions,
        rule_set=status.rule_set if status else "",
        improvement=indicator.improvement.sign,
        call=row.call.value,
        why=said.why,
        variation=(status.variation if status else Variation.TOO_FEW).value,
        direction=status.direction if status else 0,
        assurance=(status.assurance if status else Assurance.NONE).value,
        variation_word=said.variation,
        assurance_word=said.assurance,
        sentence=said.sentence,
        alt=said.alt,
        levels=said.levels,
        finding=said.finding,
        caption=said.caption,
        latest=_latest(about, said),
        target=status.target if status else None,
        target_words=said.target,
        points=_points(result, said) if result is not None else None,
        signals=said.signals,
        changes=said.changes,
        decided=said.decided,
        data=said.data,
        state=said.state,
        accounts=said.accounts,
        questions=said.questions,
        decisions=said.decisions,
        # Where services stood at an earlier load is not stored.
        inside=None if is_back or not row.below.judged else Inside(
            judged=row.below.judged, concerns=row.below.concerns, improvements=row.below.improvements
        ),
    )  # fmt: skip


def _latest(about: About, said: Wording) -> Latest | None:
    status = about.status
    if status is None or status.period is None:
        return None
    return Latest(
        period=status.period.isoformat(),
        label=label(status.period, about.row.indicator.frequency),
        numerator=None if about.row.indicator.is_rare_event else status.numerator,
        denominator=status.denominator,
        value=status.value,
        words=said.latest,
        counted=said.counted,
    )


def _points(result: SeriesResult, said: Wording) -> Points:
    frequency = result.indicator.frequency
    return Points(
        periods=tuple(period.isoformat() for period in result.periods),
        labels=tuple(label(period, frequency) for period in result.periods),
        # What lies between rare events is calculated: it is no count.
        numerator=(None,) * len(result.periods)
        if result.indicator.is_rare_event
        else _plain(result.numerator),
        denominator=_plain(result.denominator),
        value=_plain(result.values),
        centre=_plain(result.centre),
        lower=_plain(result.lower),
        upper=_plain(result.upper),
        target=_plain(result.target),
        plan=_plain(result.plan),
        phase=tuple(int(one) + 1 for one in result.phase),
        marks=said.marks,
        banded=said.banded,
        is_provisional=result.status.is_provisional,
        unit=result.indicator.unit,
    )


def _plain(values: Floats) -> Numbers:
    """Return numbers to ten digits, as files of the pages have them: the last ones of a sum are not the same
    on every machine."""
    return tuple(None if np.isnan(one) else float(f"{one:.10g}") for one in values.tolist())
