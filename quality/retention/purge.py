"""The removal of what was kept long enough.

An act is emptied, not deleted: who did it and what they said are taken out; its kind, day, subject and digest
stay, so that the chain of hashes holds. An act of kind `purge` names every act that was emptied; without it
`ledger.verify` calls them broken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, exists, func, select, text, update
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.models import Act, Audit, Base, Load, LoadProblem, Person, Visit
from quality.acts import ledger
from quality.acts.kinds import KINDS, PURGE
from quality.acts.ledger import LoggedAct
from quality.lifecycle.evidence import Signals, signals_now
from quality.lifecycle.team_history import fold
from quality.people.audit import Entry, Kind, write
from quality.reference.ids import read_all_ids
from quality.retention.periods import AUDIT, LEAVERS, REFUSED, VISITS, first_kept, is_over
from quality.retention.stories import huddles_before, lasts, stories, with_what_follows
from quality.series.key import SeriesKey


@dataclass(frozen=True, slots=True)
class OfTeam:
    """Acts of one team that were kept long enough."""

    acts: tuple[LoggedAct, ...]
    huddles: tuple[LoggedAct, ...]
    """Closed huddles, the oldest first."""

    @property
    def all(self) -> tuple[LoggedAct, ...]:
        return self.acts + self.huddles


@dataclass(frozen=True, slots=True)
class Removal:
    """Records that were kept long enough."""

    acts: Mapping[str, OfTeam] = field(default_factory=dict)
    """By service."""
    others: Mapping[str, int] = field(default_factory=dict)
    """Rows of other records, by what they are."""

    @property
    def is_empty(self) -> bool:
        return not self.acts and not any(self.others.values())


AUDITED, LEFT, VISITED, CELLS = (
    "entries of the audit",
    "accounts of people who left",
    "visits of people who came no more",
    "cells that were refused",
)


def due_for_removal(session: Session, catalogue: Catalogue, today: date, at_least: int = 0) -> Removal:
    """Return what was kept long enough on a day. `at_least`: full years that anything is kept."""
    known = read_all_ids(session).services
    by_service: dict[str, list[LoggedAct]] = {}
    for act in ledger.acts(session, *KINDS):
        by_service.setdefault(act.key.service, []).append(act)
    found = {}
    for code, acts in by_service.items():
        now = signals_now(session, catalogue, code, today) if code in known else {}
        found[code] = due(acts, now, today, at_least)
    counted = {
        name: session.scalar(select(func.count()).select_from(table).where(*where)) or 0
        for name, table, where in _others(today, at_least)
    }
    return Removal({code: acts for code, acts in found.items() if acts.all}, counted)


def purge(
    session: Session,
    catalogue: Catalogue,
    today: date,
    *,
    by: str,
    role: str,
    reason: str,
    at: datetime,
    at_least: int = 0,
) -> Removal:
    """Take out what was kept long enough, write down that it was done, and return it."""
    ledger.begin(session)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete = ON"))  # nothing stays behind in the file
    removal = due_for_removal(session, catalogue, today, at_least)
    for name, table, where in _others(today, at_least):
        if not removal.others[name]:
            continue
        if table is LoadProblem:
            session.execute(update(table).where(*where).values(found=""))
        else:
            session.execute(delete(table).where(*where))
        write(session, [Entry(Kind.REMOVED, by, about=f"{removal.others[name]} {name}: {reason}")])
    for service, acts in removal.acts.items():
        numbers = [act.id for act in acts.all]
        last = max((act.id for act in acts.huddles), default=None)
        said = (numbers, len(acts.huddles), reason, last)
        ledger.append(session, PURGE, *said, key=SeriesKey("", service), by=by, role=role, at=at)
        ledger.empty(session, numbers)
    return removal


def due(acts: list[LoggedAct], now: Signals, today: date, at_least: int) -> OfTeam:
    """Return acts of one team that may go: whole stories, and huddles from before all that stays."""
    told, history = stories(acts, now), fold(acts)
    young = [one for one in told if one.is_open or not all(is_over(act, today, at_least) for act in one.acts)]
    staying = with_what_follows(young, told)
    begun = [story.begun for story in staying if story.begun]
    begun += [thread.begun for thread in history.signals.values() if lasts(thread, now)]
    huddles = huddles_before(history.huddles, min(begun, default=acts[-1].id + 1))
    left = {act.id for story in staying for act in story.acts}
    gone = tuple(act for story in told for act in story.acts if act.id not in left)
    return OfTeam(gone, tuple(act for act in huddles if is_over(act, today, at_least)))


def _others(
    today: date, at_least: int
) -> tuple[tuple[str, type[Base], tuple[ColumnElement[bool], ...]], ...]:
    """Return the other records that are kept for a time: each with what may go."""
    # Whoever comes later may get the same id, and would seem to have done it.
    did_something = exists().where(Act.content.contains(Person.id))
    old_loads = select(Load.id).where(Load.finished_at < first_kept(REFUSED, today, at_least))
    return (
        (AUDITED, Audit, (Audit.at < first_kept(AUDIT, today, at_least), Audit.kind != Kind.REMOVED)),
        (LEFT, Person, (Person.left_at < first_kept(LEAVERS, today, at_least), ~did_something)),
        (VISITED, Visit, (Visit.seen_at < first_kept(VISITS, today, at_least),)),
        (CELLS, LoadProblem, (LoadProblem.load_id.in_(old_loads), LoadProblem.found != "")),
    )
