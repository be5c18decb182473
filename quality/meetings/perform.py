"""Record something of a meeting: the only way to write such an act.

Everything that stands in the way is said at once. A closed meeting takes nothing more: what was wrong in it
is told by a correction, which stands beside what it corrects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from catalogue.findings import one_of
from catalogue.models import Catalogue
from errors import DecisionError, OvertakenError, Problem
from quality.acts import ledger
from quality.acts.kinds import KINDS, Effect, Sort
from quality.acts.ledger import LoggedAct
from quality.lifecycle import act_form
from quality.lifecycle.evidence import signals_now
from quality.lifecycle.signal_life import SignalName
from quality.meetings.agenda import read_agenda
from quality.meetings.record import CALLS, Records, Refusal, lines, read_records, refusal
from quality.meetings.sittings import Sitting, sitting
from quality.reference.ids import read_ids
from quality.series.key import SeriesKey

MOST_BULLETS = 5
LONGEST_BULLET = 200
A_MOMENT = timedelta(minutes=1)
"""The time within which the same words of the same person are the same act, sent again."""
BEFORE_THE_DAY = frozenset(
    {"papers", "briefing", "received", "outcome_done", "outcome_moved", "outcome_withdrawn", "correction"}
)
"""Kinds that need not wait for the meeting."""
OVERWRITES = frozenset({"briefing", "meeting_closed"})
"""Kinds of which the second of two at once would pass over what the first said."""

_PROBLEMS = {
    Refusal.CLOSED: Problem("meeting", "it is closed", "a correction of what it recorded"),
    Refusal.NO_SUCH: Problem("of", "it is done, or there is no such thing here"),
    Refusal.SAME_DAY: Problem("due", "it is the day that stands there already", "another day"),
}


@dataclass(frozen=True, slots=True)
class ProposedRecord:
    """Something that somebody wants to record of a meeting, as a form sent it."""

    kind: str
    forum: str
    day: date
    said: Mapping[str, str] = field(default_factory=dict)
    expected: int | None = None
    """Number of the newest act of this meeting that the person had before them; 0: none."""


def record(
    session: Session,
    catalogue: Catalogue,
    proposed: ProposedRecord,
    *,
    by: str,
    role: str,
    at: datetime,
    today: date,
    person: str = "",
) -> LoggedAct:
    """Write an act of a meeting down and return it; or the one that it only repeats.

    by: the name that others read; person: the id of who it is. DecisionError says all that stands in the way;
    OvertakenError, what somebody else recorded meanwhile."""
    ledger.begin(session)
    tree, records = read_ids(session).services, read_records(session)
    of = sitting(catalogue, tree, records, proposed.forum, proposed.day)
    typed = {**proposed.said, "forum": proposed.forum, "meeting": proposed.day.isoformat()}
    said, problems = act_form.read(proposed.kind, typed, catalogue, tree, of.service.code, today)
    problems += [] if by.strip() else [Problem("by", "it is empty", "the name of who does it")]
    problems += [] if problems else [*_wrong(proposed.kind, said, catalogue, records, of, today)]
    if problems:
        raise DecisionError(problems)
    if proposed.kind == "meeting_closed" and not of.record.is_closed:
        before = read_agenda(session, catalogue, records, of, today)
        said["agenda"] = [item.written() for item in before.items]
    evidence = _shown(session, catalogue, said, of, today)
    whole = said | ({"evidence": evidence} if evidence else {}) | ({ledger.PERSON: person} if person else {})
    act = LoggedAct(0, proposed.kind, at, by.strip(), role.strip(), SeriesKey("", of.service.code), whole)
    if repeated := _repeated(act, records):
        return repeated
    if (code := refusal(records, act)) is not None:
        raise DecisionError([_PROBLEMS[code]])
    if proposed.kind in OVERWRITES and (theirs := _meanwhile(act, proposed, records)):
        raise OvertakenError(theirs)
    values = [said.get(name) for name in KINDS[proposed.kind].fields]
    number = ledger.append(
        session,
        act.kind,
        *values,
        key=act.key,
        by=act.actor,
        role=act.role,
        person=person,
        at=at,
        evidence=evidence,
    )
    return LoggedAct(number, act.kind, at, act.actor, act.role, act.key, whole)


def _shown(
    session: Session, catalogue: Catalogue, said: Mapping[str, Any], of: Sitting, today: date
) -> dict[str, Any] | None:
    """Return the signal that a decision is about, as it stands; None without one that the meeting knew."""
    if said.get("sort") != Sort.DECISION or not said.get("about"):
        return None
    evidence = signals_now(session, catalogue, of.service.code, today).get(SignalName(said["about"]))
    return evidence.written() if evidence and evidence.period <= of.day else None


def _meanwhile(act: LoggedAct, proposed: ProposedRecord, records: Records) -> LoggedAct | None:
    """Return what somebody else recorded of the meeting since the page was drawn."""
    if proposed.expected is None:
        return None
    name = (proposed.forum, proposed.day)
    newer = (one for number, one in records.acts.items() if number > (proposed.expected or 0))
    return next((one for one in newer if one.by != act.by and records.meeting_of(one) == name), None)


def _repeated(act: LoggedAct, records: Records) -> LoggedAct | None:
    """Return the act of a moment ago that says the same, by the same person."""
    for one in records.acts.values():
        is_same = (one.kind, one.by, one.key, _said(one)) == (act.kind, act.by, act.key, _said(act))
        if is_same and timedelta(0) <= act.at - one.at <= A_MOMENT:
            return one
    return None


def _said(act: LoggedAct) -> dict[str, Any]:
    """Return what somebody said, without what the data showed beside it."""
    return {name: said for name, said in act.content.items() if name != "evidence"}


def _wrong(
    kind: str, said: dict[str, Any], catalogue: Catalogue, records: Records, of: Sitting, today: date
) -> Iterator[Problem]:
    """Yield what is wrong with what was said, as this meeting stands."""
    if kind not in BEFORE_THE_DAY and of.day > today:
        yield Problem("meeting", f"it is on {of.day}, which is still to come", "its day, or a later one")
    if kind in _CHECKS:
        yield from _CHECKS[kind](said, catalogue, of, today)
    if "of" in said and kind != "received":
        first = records.acts.get(said["of"])
        name = records.meeting_of(first) if first else None
        if name is None or name[0] != of.code:
            yield _PROBLEMS[Refusal.NO_SUCH]


def _outcome(said: dict[str, Any], catalogue: Catalogue, of: Sitting, _: date) -> Iterator[Problem]:
    if said["sort"] not in set(Sort):
        yield Problem("sort", "it is no kind of outcome", one_of(Sort, said["sort"]), said["sort"])
    if said["sort"] == Sort.ACTION:
        for name in ("owner", "due"):
            if name not in said:
                yield Problem(name, "an action needs it", "somebody" if name == "owner" else "a day")
    if "about" in said and said["about"] not in catalogue.indicators:
        yield Problem("about", "there is no such measure", one_of(catalogue.indicators, said["about"]))
    others = [code for code in catalogue.forums if code != of.code]
    if "sent_to" in said and said["sent_to"] not in others:
        yield Problem("sent_to", "there is no such other forum", one_of(others, said["sent_to"]))


def _done(said: dict[str, Any], _: Catalogue, _of: Sitting, _today: date) -> Iterator[Problem]:
    if said["effect"] not in set(Effect):
        yield Problem("effect", "it is no answer", one_of(Effect, said["effect"]), said["effect"])


def _papers(said: dict[str, Any], _: Catalogue, _of: Sitting, today: date) -> Iterator[Problem]:
    try:
        sent = date.fromisoformat(said["sent"])
    except ValueError:
        yield Problem("sent", "it is no day", "a day such as 2026-04-01", repr(said["sent"][:20]))
        return
    if sent > today:
        yield Problem("sent", f"{sent} is still to come", "the day on which they went out")


def _attended(said: dict[str, Any], _: Catalogue, of: Sitting, _today: date) -> Iterator[Problem]:
    seats = len(of.forum.members)
    if seats and said["attendance"] > seats:
        yield Problem("attendance", f"it has {seats} members", f"at most {seats}", str(said["attendance"]))


def _briefing(said: dict[str, Any], _: Catalogue, _of: Sitting, _today: date) -> Iterator[Problem]:
    found = [line for call in CALLS for line in lines(str(said.get(call.value, "")))]
    if not found:
        yield Problem("alert", "no line of any of the four was written", "one to five lines in all")
    if len(found) > MOST_BULLETS:
        yield Problem("alert", "there are too many lines", f"at most {MOST_BULLETS} in all", str(len(found)))
    if any(len(line) > LONGEST_BULLET for line in found):
        yield Problem("alert", "a line is too long", f"at most {LONGEST_BULLET} letters")


_Check = Callable[[dict[str, Any], Catalogue, Sitting, date], Iterator[Problem]]
_CHECKS: Mapping[str, _Check] = {
    "outcome": _outcome,
    "outcome_done": _done,
    "papers": _papers,
    "attended": _attended,
    "briefing": _briefing,
}
