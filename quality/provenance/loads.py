"""Loads that were done: what came, what was refused and why, what was taken back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.identifiers import masked
from catalogue.models import Catalogue
from data.models import Load, LoadProblem
from quality.reference.scope import scope_of

SHOWN_LOADS = 30
SHOWN_PROBLEMS = 20  # of one load: the first say what is wrong, the rest is usually the same again


@dataclass(frozen=True, slots=True)
class RowProblem:
    """The reason why one row, or the whole file when there is no row, was not taken."""

    row: int | None
    column: str | None
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Undoing:
    """That a load was taken back."""

    number: int  # the load that records it
    on: date
    why: str


@dataclass(frozen=True, slots=True)
class LoadRecord:
    """One run of a loader over one file, or the undoing of one."""

    title: str
    file_name: str
    finished_at: datetime
    is_refused: bool
    read: int
    dropped: int
    rejected: int
    new: int
    revised: int
    unchanged: int
    missing: int
    problems: tuple[RowProblem, ...]  # the first few
    notes: tuple[str, ...] = ()
    """Notes beside the refused rows: how many values are missing and why, for one."""
    number: int = 0
    undoes: int | None = None
    """It took back what that load had stored: `revised` values went back, `missing` were removed."""
    undone: Undoing | None = None


@dataclass(frozen=True, slots=True)
class LastLoad:
    """The newest load of a source that was taken and stands."""

    number: int
    file_name: str
    on: date


def last_loads(session: Session, sources: Collection[str]) -> dict[str, LastLoad]:
    """Return the newest load of each source that was taken and not undone; none of those without one."""
    newest = (
        select(func.max(Load.id))
        .where(
            Load.source.in_(sources), Load.status == "done", Load.undone_by.is_(None), Load.undoes.is_(None)
        )
        .group_by(Load.source)
    )
    query = select(Load.source, Load.id, Load.file_name, Load.finished_at).where(Load.id.in_(newest))
    return {
        source: LastLoad(number, masked(file_name.rpartition("/")[2]), at.date())
        for source, number, file_name, at in session.execute(query)
    }


def read_loads(session: Session, catalogue: Catalogue, *, source: str = "") -> list[LoadRecord]:
    """Return the newest loads, of one source or of all, newest first. Whoever may see only some services is
    not told what rows were refused for, as these may be of others."""
    is_whole = scope_of(session).services is None
    query = select(Load.__table__).order_by(Load.id.desc()).limit(SHOWN_LOADS)
    if source:
        query = query.where(Load.source == source)
    found = []
    for row in session.execute(query):
        entry = catalogue.sources.get(row.source)
        is_refused = row.status == "refused"
        found.append(
            LoadRecord(
                number=row.id,
                title=(entry.title if entry else "") or row.source,
                file_name=masked(row.file_name),
                finished_at=row.finished_at,
                is_refused=is_refused,
                read=row.rows_read,
                dropped=row.rows_dropped,
                rejected=row.rows_rejected,
                new=row.values_new,
                revised=row.values_revised,
                unchanged=row.values_unchanged,
                missing=row.values_missing,
                problems=_problems(session, row.id) if is_whole and (row.rows_rejected or is_refused) else (),
                undoes=row.undoes,
                undone=_undoing(session, row.undone_by),
                notes=() if row.undoes or not is_whole else tuple((row.notes or "").splitlines()),
            )
        )
    return found


def _undoing(session: Session, number: int | None) -> Undoing | None:
    record = session.get(Load, number) if number else None
    return Undoing(record.id, record.finished_at.date(), record.notes or "") if record else None


def _problems(session: Session, load_id: int) -> tuple[RowProblem, ...]:
    query = (
        select(LoadProblem.row, LoadProblem.column, LoadProblem.expected, LoadProblem.found)
        .where(LoadProblem.load_id == load_id)
        .order_by(LoadProblem.id)
        .limit(SHOWN_PROBLEMS)
    )
    return tuple(RowProblem(*row) for row in session.execute(query))
