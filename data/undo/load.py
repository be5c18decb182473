"""Take back what one load stored, in sets: each value goes back to the newest one of an earlier load that
was not itself undone, or is removed. What is taken back is kept as a revision.

    load 1   load 2   undone   now stands                   The answer depends only on which loads were
    3        5        2        3   (as of load 3)           undone, never on their order: it is the newest
    3        5        1        5   (load 2 said it)         word of a load that still counts. Sums, and what
    3        5        1, 2     nothing                      an undoing itself put back, are no load's word.

Whether a load may be undone at all is asked first, in data/undo/checks.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, tuple_, update
from sqlalchemy.orm import Session

from data.models import Event, Load, PublisherNote, Service, ServiceRevision
from data.undo.versioned_tables import COVERAGE, NO_WORD, OBSERVATIONS, VERSIONED, Versioned
from data.write.loads import begin_load, end_rows, keep_version

SeriesId = tuple[int, int, int]

UNDONE = "(SELECT id FROM load WHERE undone_by IS NOT NULL)"

SEVERAL = "several sources"


@dataclass
class Undone:
    """The outcome of taking one load back."""

    put_back: int = 0
    removed: int = 0
    series: set[SeriesId] = field(default_factory=set)
    first: date | None = None
    last: date | None = None
    tree_changed: bool = False
    from_loads: set[int] = field(default_factory=set)
    """The loads whose word stands again."""


def begin_undo(session: Session, load: Load, *, why: str, now: datetime) -> int:
    """Record the undoing, and return its number; the load says from here on that it is undone."""
    number = begin_load(
        session,
        source=load.source,
        file_name=load.file_name,
        file_hash=load.file_hash,
        as_at=load.as_at,
        now=now,
        undoes=load.id,
        notes=why or None,
    )
    session.execute(update(Load).where(Load.id == load.id).values(undone_by=number))
    return number


def finish_undo(session: Session, number: int, undone: Undone, now: datetime) -> None:
    """Close the record. Values that stand again count as those of the source whose word they are, so that
    its next file meets its own."""
    sources = set(session.scalars(select(Load.source).where(Load.id.in_(undone.from_loads))))
    fields: dict[str, Any] = {"finished_at": now, "values_revised": undone.put_back}
    fields |= {"values_missing": undone.removed, "data_from": undone.first, "data_to": undone.last}
    if sources:
        fields["source"] = sources.pop() if len(sources) == 1 else SEVERAL
    session.execute(update(Load).where(Load.id == number).values(fields))


def undo_load(session: Session, load_id: int, number: int) -> Undone:
    """Take back everything that a load stored. `number` is the load that records it (`begin_undo`)."""
    undone = Undone()
    connection = session.connection()
    for kept in VERSIONED:
        _undo_versioned(connection, kept, load_id, number, undone)
    for row in _undo_marked(session, Event, _EVENT, _EVENT_SAYS, load_id, number, undone):
        undone.series.add((row["indicator_id"], row["service_id"], row["category_id"]))
        _widen(undone, [row["happened_on"]])
    _undo_services(session, load_id, number, undone)
    _undo_marked(session, PublisherNote, _NOTE, ("text",), load_id, number, undone)
    session.flush()
    session.expire_all()
    return undone


# -- a current table and its revisions -----------------------------------------------------------------


def _undo_versioned(
    connection: Connection, kept: Versioned, load_id: int, number: int, undone: Undone
) -> None:
    _stage_keys(connection, kept, load_id)
    _stage_put_back(connection, kept)
    # What a later load changed, and did not take from this one, stays as it is.
    stays = (
        f"SELECT {kept.keys_of('c')} FROM put_back b CROSS JOIN {kept.current} c "
        f"WHERE {kept.same('c', 'b')} AND c.load_id <> {load_id} AND {kept.same('c', 'b', kept.content)}"
    )
    _stage(connection, "undo_stays", stays)
    for table in ("put_back", "undo_keys"):
        connection.exec_driver_sql(
            f"DELETE FROM {table} WHERE ({kept.keys}) IN (SELECT {kept.keys} FROM undo_stays)"
        )
    going = f"FROM undo_keys k CROSS JOIN {kept.current} c WHERE {kept.same('c', 'k')}"
    if kept.only:
        going += f" AND (c.{kept.only} OR ({kept.keys_of('c')}) IN (SELECT {kept.keys} FROM put_back))"
    _replace(connection, kept, going, number, undone)
    _note_series(connection, kept, undone)


def _stage(connection: Connection, name: str, query: str) -> None:
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {name} AS {query}")


def _stage_keys(connection: Connection, kept: Versioned, load_id: int) -> None:
    """Stage the keys of whatever this load said, or found complete."""
    mine = f"load_id = {load_id}" + (f" OR matured_by = {load_id}" if kept.has_maturity else "")
    where = f"({mine})" + (f" AND {kept.only}" if kept.only else "")
    said = (f"SELECT {kept.keys} FROM {table} WHERE {where}" for table in (kept.current, kept.revisions))
    _stage(connection, "undo_keys", " UNION ".join(said))


def _stage_put_back(connection: Connection, kept: Versioned) -> None:
    """Stage for each key the newest word of a load that still counts."""
    said = [
        f"(v.is_immature OR (v.matured_by IS NOT NULL AND v.matured_by IN {UNDONE})) AS is_immature"
        if name == "is_immature"
        else f"v.{name}"
        for name in kept.content
    ]
    keys = kept.keys_of("v")
    only = f" AND v.{kept.only}" if kept.only else ""
    newest_first = "v.load_id DESC, v.stands DESC, v.id DESC"
    every = [
        f"SELECT {keys}, {', '.join(f'v.{name}' for name in kept.content)}, v.load_id, "
        f"{'v.matured_by' if kept.has_maturity else 'NULL AS matured_by'}, {stands} AS stands, {row} AS id "
        f"FROM undo_keys k CROSS JOIN {table} v WHERE {kept.same('v', 'k')}"
        for table, stands, row in ((kept.current, 1, "0"), (kept.revisions, 0, "v.id"))
    ]
    _stage(
        connection,
        "put_back",
        f"SELECT {kept.keys}, {', '.join(kept.content)}, load_id FROM ("
        f"SELECT {keys}, {', '.join(said)}, v.load_id, row_number() OVER (PARTITION BY {keys} "
        f"ORDER BY {newest_first}) AS place FROM ({' UNION ALL '.join(every)}) v "
        f"WHERE v.load_id NOT IN {NO_WORD}{only}) ranked WHERE place = 1",
    )


def _replace(connection: Connection, kept: Versioned, going: str, number: int, undone: Undone) -> None:
    maturity = ("matured_by",) if kept.has_maturity else ()
    columns = (*kept.key, *kept.content, "load_id", *maturity)
    _stage(connection, "undo_going", f"SELECT {', '.join(f'c.{name}' for name in columns)} {going}")
    connection.exec_driver_sql(
        f"INSERT INTO {kept.revisions} ({', '.join(columns)}, superseded_by) "
        f"SELECT {', '.join(columns)}, {number} FROM undo_going"
    )
    connection.exec_driver_sql(
        f"DELETE FROM {kept.current} WHERE ({kept.keys}) IN (SELECT {kept.keys} FROM undo_going)"
    )
    stored = ", ".join((*kept.key, *kept.content))
    connection.exec_driver_sql(
        f"INSERT INTO {kept.current} ({stored}, load_id) SELECT {stored}, {number} FROM put_back"
    )
    back = connection.exec_driver_sql("SELECT load_id, count(*) FROM put_back GROUP BY load_id").all()
    gone = connection.exec_driver_sql("SELECT count(*) FROM undo_going").scalar_one()
    count = sum(row[1] for row in back)
    undone.put_back += count
    undone.removed += max(gone - count, 0)
    undone.from_loads |= {row[0] for row in back}


def _note_series(connection: Connection, kept: Versioned, undone: Undone) -> None:
    if kept is OBSERVATIONS:
        rows = connection.exec_driver_sql(
            "SELECT indicator_id, service_id, category_id, min(period_start), max(period_start) "
            "FROM undo_keys GROUP BY indicator_id, service_id, category_id"
        ).all()
        _widen(undone, (day for row in rows for day in row[3:]))
        undone.series |= {(row[0], row[1], row[2]) for row in rows}
    elif kept is COVERAGE:
        rows = connection.exec_driver_sql("SELECT indicator_id, service_id FROM undo_keys").all()
        undone.series |= {(row[0], row[1], 0) for row in rows}


def _widen(undone: Undone, days: Iterable[Any]) -> None:
    told = [day if isinstance(day, date) else date.fromisoformat(day) for day in days]
    if told:
        undone.first = min([*told, *([undone.first] if undone.first else [])])
        undone.last = max([*told, *([undone.last] if undone.last else [])])


# -- rows that are marked with the load that ended them -------------------------------------------------

_EVENT = ("indicator_id", "service_id", "category_id", "happened_on", "position")
_EVENT_SAYS = ("count", "opportunities", "definition_id")
_NOTE = ("source", "about", "subject", "heading")


def _undo_marked(
    session: Session,
    model: type[Event] | type[PublisherNote],
    key: Sequence[str],
    says: Sequence[str],
    load_id: int,
    number: int,
    undone: Undone,
) -> list[Any]:
    """Take back a list, and return a row of each key that changed. It says what there is, and by leaving it
    out that there is none: both are its word."""
    changed = []
    counting = set(session.scalars(select(Load.id).where(Load.undone_by.is_(None), Load.undoes.is_(None))))
    for rows in _versions_touched(session, model, key, load_id):
        standing = next((row for row in rows if row["superseded_by"] is None), None)
        words = {load for row in rows for load in (row["load_id"], row["superseded_by"])} & counting
        last = max(words, default=0)
        wanted = next((row for row in rows if row["load_id"] == last), None)
        if _is_same(standing, wanted, says, load_id):
            continue
        if standing is not None:
            end_rows(session, model, [standing["id"]], number)
        if wanted is not None:
            again = {name: wanted[name] for name in (*key, *says)}
            session.execute(insert(model), [again | {"load_id": number}])
            undone.put_back += 1
            undone.from_loads.add(last)
        else:
            undone.removed += 1
        changed.append(rows[0])
    return changed


def _is_same(standing: Any, wanted: Any, says: Sequence[str], load_id: int) -> bool:
    if standing is None or wanted is None:
        return standing is wanted
    return standing["load_id"] != load_id and all(standing[name] == wanted[name] for name in says)


def _versions_touched(
    session: Session, model: type[Event] | type[PublisherNote], key: Sequence[str], load_id: int
) -> list[list[Any]]:
    """Return every version, standing or not, of what a load brought or ended, oldest first."""
    columns = [model.__table__.c[name] for name in key]
    mine = or_(model.load_id == load_id, model.superseded_by == load_id)
    touched = select(*columns).where(mine).distinct()
    query = select(model.__table__).where(tuple_(*columns).in_(touched)).order_by(model.id)
    found: dict[tuple[Any, ...], list[Any]] = {}
    for row in session.execute(query).mappings():
        found.setdefault(tuple(row[name] for name in key), []).append(row)
    return list(found.values())


# -- services -----------------------------------------------------------------------------------------


_SERVICE_SAYS = ("name", "level", "parent_id", "opened", "closed", "successor_code")


def _undo_services(session: Session, load_id: int, number: int, undone: Undone) -> None:
    out = set(
        session.scalars(select(Load.id).where((Load.undone_by.is_not(None)) | Load.undoes.is_not(None)))
    )
    revised = select(ServiceRevision.service_id).where(ServiceRevision.load_id == load_id)
    query = select(Service).where((Service.load_id == load_id) | Service.id.in_(revised))
    for service in session.scalars(query).all():
        earlier = session.scalars(
            select(ServiceRevision).where(ServiceRevision.service_id == service.id)
        ).all()
        words = [*earlier, service]
        counting = [word for word in words if word.load_id is None or word.load_id not in out]
        wanted = max(counting, key=lambda word: word.load_id or 0, default=None)
        if wanted is service:
            continue
        undone.tree_changed |= wanted is None or wanted.parent_id != service.parent_id
        if wanted is None:
            undone.removed += 1
            if service.load_id != load_id:  # an undoing had put this load's word back
                keep_version(session, service, number)
                service.load_id = load_id
            continue
        same = all(getattr(wanted, name) == getattr(service, name) for name in _SERVICE_SAYS)
        if same and service.load_id != load_id:
            continue
        keep_version(session, service, number)
        for name in _SERVICE_SAYS:
            setattr(service, name, getattr(wanted, name))
        service.load_id = number
        undone.put_back += 1
        undone.from_loads |= {wanted.load_id} - {None}  # type: ignore[arg-type]
    session.flush()
