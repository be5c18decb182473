"""Take back what loads stored, all of them in one transaction or none.

    check that it takes back nobody else's word ─ newest load first: values, events, services, populations
    go back ─ sums are made again ─ what changed is judged again

Each undoing is recorded as a load of its own. What is taken back is kept, and an earlier load still shows
what it showed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.database import migrate, transaction
from data.database_errors import plain_database_errors
from data.lock import WAIT, only_loader
from data.models import Load
from data.undo import checks as undo_checks
from data.undo.load import Undone, begin_undo, finish_undo, undo_load
from data.write.observations import Stored
from errors import UndoRefusedError
from loaders.job import CatalogueIds, Outcome, SeriesId
from loaders.keys.catalogue_ids import prepare
from loaders.rollup.roll_up import roll_up
from quality.signals import refresh


@dataclass(frozen=True, slots=True)
class UndoReport:
    """One load that was taken back."""

    load: int
    source: str
    file: str
    loaded_at: datetime
    recorded_as: int
    put_back: int  # values that went back to what an earlier load had said
    removed: int  # values that no earlier load had given


def undo(
    engine: Engine,
    catalogue: Catalogue,
    loads: Sequence[int],
    *,
    why: str = "",
    check: bool = False,
    wait: float = WAIT,
) -> list[UndoReport]:
    """Undo these loads, newest first.

    check: do everything, then roll it back: nothing is written.
    wait:  seconds for another program that loads to be done; then a DatabaseError says who it is.
    """
    with plain_database_errors(), only_loader(engine, "loaders undo", wait=wait):
        if not check:
            migrate(engine)
        with transaction(engine) as session:
            reports = _undo_all(session, catalogue, loads, why)
            if check:
                session.rollback()
        return reports


def _undo_all(session: Session, catalogue: Catalogue, loads: Sequence[int], why: str) -> list[UndoReport]:
    found = _wanted(session, catalogue, loads)
    was_current = refresh.is_up_to_date(session, catalogue)
    ids = prepare(session, catalogue)
    touched: set[SeriesId] = set()
    reports = []
    for load in found:
        report, undone, series = _undo(session, ids, load, why)
        reports.append(report)
        was_current &= not undone.tree_changed
        touched |= series
    _refuse_orphans(session)
    refresh.bring_up_to_date(session, catalogue, touched if was_current else None)
    return reports


def _undo(
    session: Session, ids: CatalogueIds, load: Load, why: str
) -> tuple[UndoReport, Undone, frozenset[SeriesId]]:
    load_id, source, file, at = load.id, load.source, load.file_name, load.finished_at
    number = begin_undo(session, load, why=why, now=_now())
    undone = undo_load(session, load_id, number)
    series = frozenset(undone.series)
    outcome = Outcome(Stored(), series, undone.first, undone.last, tree_changed=undone.tree_changed)
    series |= roll_up(session, ids, outcome, number)[0]
    finish_undo(session, number, undone, _now())
    return UndoReport(load_id, source, file, at, number, undone.put_back, undone.removed), undone, series


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _wanted(session: Session, catalogue: Catalogue, loads: Sequence[int]) -> list[Load]:
    """Return the loads, newest first; refused, with every reason, where one of them cannot be undone."""
    numbers = sorted(set(loads), reverse=True)
    found = {number: session.get(Load, number) for number in numbers}
    problems = [said for number in numbers if (said := _unfit(number, found[number]))]
    wanted = [load for load in found.values() if load is not None]
    if not problems:
        problems = _confirmed(session, catalogue, wanted)
    if problems:
        raise UndoRefusedError(problems)
    return wanted


def _unfit(number: int, load: Load | None) -> str:
    if load is None:
        return f"There is no load {number}. The data page and the table `load` list what was loaded."
    if load.status != "done":
        return f"Load {number} ({load.file_name}) was refused: it stored nothing that could be undone."
    if load.undoes is not None:
        return (
            f"Load {number} is itself the undoing of load {load.undoes}. To have that back, load its file "
            f"again: python -m loaders run {load.source}."
        )
    if load.undone_by is not None:
        return f"Load {number} ({load.file_name}) was undone already, by load {load.undone_by}."
    return ""


def _confirmed(session: Session, catalogue: Catalogue, wanted: Sequence[Load]) -> list[str]:
    """Name the later loads that said again what one of these brought."""
    together = {load.id for load in wanted}
    by_load = {
        load.id: undo_checks.confirming(session, load, together, _related(catalogue, load.source))
        for load in wanted
    }
    problems = [
        f"{_others(later)} again what load {number} brought." for number, later in by_load.items() if later
    ]
    if not problems:
        return []
    also = _closure(session, catalogue, wanted, by_load)
    numbers = " ".join(str(number) for number in sorted(also, reverse=True))
    how = (
        "Nothing is stored twice, so what they said would be lost with it. Undo them together, then load "
        f"again the newest file that is right:\n  python -m loaders undo {numbers}"
    )
    return [*problems, how]


def _closure(
    session: Session, catalogue: Catalogue, wanted: Sequence[Load], by_load: Mapping[int, Sequence[Load]]
) -> set[int]:
    """Return all that would have to be undone together: what confirms the confirming, too."""
    together = {load.id for load in wanted}
    ahead = [load for later in by_load.values() for load in later]
    while ahead:
        load = ahead.pop()
        if load.id not in together:
            together.add(load.id)
            ahead += undo_checks.confirming(session, load, together, _related(catalogue, load.source))
    return together


def _others(later: Sequence[Load]) -> str:
    named = [f"{load.id} ({load.file_name}, {format_day(load.finished_at)})" for load in later]
    return f"Load {named[0]} says" if len(named) == 1 else f"Loads {', '.join(named)} say"


def format_day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def _related(catalogue: Catalogue, source: str) -> set[str]:
    """Return the sources that feed an indicator which this one feeds; itself always."""
    feeding = [set(indicator.sources) for indicator in catalogue.measured.values()]
    return {source}.union(*(sources for sources in feeding if source in sources))


def _refuse_orphans(session: Session) -> None:
    problems = []
    for code, loads in sorted(undo_checks.left_without_service(session).items()):
        numbers = ", ".join(map(str, sorted(loads)))
        one = "load" if len(loads) == 1 else "loads"
        problems.append(f"Service {code} would be gone, but {one} {numbers} brought what still stands there.")
    if problems:
        problems.append("Undo those loads together with it.")
    circle = undo_checks.service_circle(session)
    if circle:
        problems.append(f"Services would be above themselves: {' below '.join(circle)}.")
    if problems:
        raise UndoRefusedError(problems)
