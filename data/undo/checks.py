"""Checks that a load can be taken back without silently taking back what others said, or what they stand
on."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from data.models import Load, LoadRepeat, Service
from data.read.as_of import STANDS
from data.undo.versioned_tables import NO_WORD, VERSIONED
from data.write.observations import LOADED
from data.write.reference import find_circle, service_parents


def confirming(
    session: Session, load: Load, together: Collection[int], related: Collection[str]
) -> list[Load]:
    """Return later loads that still count and said again, or built upon, what this one brought. Nothing of
    that was stored twice, so taking this one back alone would take back their word with it.

    together: loads that are undone with it
    related:  sources that feed the same indicators; of loads from before repeats were written down, those of
              these sources that left values unchanged in the same periods may have repeated it
    """
    counting = (Load.undone_by.is_(None), Load.undoes.is_(None), Load.id.not_in(together))
    words = [load.id, *_undoings_of_same(session, load.id)]
    said_again = select(LoadRepeat.load_id).where(LoadRepeat.repeated.in_(words))
    found = {one.id: one for one in session.scalars(select(Load).where(Load.id.in_(said_again), *counting))}
    unknown = select(Load).where(
        Load.id > load.id,
        Load.source.in_(related),
        Load.values_unchanged > 0,
        Load.id.not_in(select(LoadRepeat.load_id)),
        *counting,
    )
    found |= {one.id: one for one in session.scalars(unknown) if _overlap(one, load)}
    return [found[number] for number in sorted(found)]


def _overlap(one: Load, other: Load) -> bool:
    if one.data_from is None or other.data_from is None or one.data_to is None or other.data_to is None:
        return True
    return one.data_from <= other.data_to and other.data_from <= one.data_to


def _undoings_of_same(session: Session, load_id: int) -> set[int]:
    """Return undoings that a later load repeated, and that may have put back what this load said."""
    repeated = select(LoadRepeat.repeated).where(LoadRepeat.repeated > load_id)
    undoings = set(session.scalars(select(Load.id).where(Load.undoes.is_not(None), Load.id.in_(repeated))))
    if not undoings:
        return set()
    connection = session.connection()
    return {number for words in _WORDS for number in _sharing(connection, *words, undoings, load_id)}


_EVENT_KEY = "indicator_id, service_id, happened_on, position"
_WORDS = (
    *((kept.keys, {kept.current: kept.keys, kept.revisions: kept.keys}) for kept in VERSIONED),
    ("service_id", {"service": "id AS service_id", "service_revision": "service_id"}),
    (_EVENT_KEY, {"event": _EVENT_KEY}),
)
"""Things that loads speak of: the columns of the key, and how each table has them."""


def _sharing(
    connection: Connection, key: str, tables: Mapping[str, str], undoings: Collection[int], load_id: int
) -> set[int]:
    def rows(where: str) -> str:
        parts = (f"SELECT {keys}, load_id FROM {table} WHERE {where}" for table, keys in tables.items())
        return f"({' UNION ALL '.join(parts)})"

    theirs = rows(f"load_id IN ({', '.join(map(str, sorted(undoings)))})")
    query = f"SELECT DISTINCT u.load_id FROM {theirs} u JOIN {rows(f'load_id = {load_id}')} l USING ({key})"
    return set(connection.exec_driver_sql(query).scalars())


_STANDING = (
    ("observation", f"origin = '{LOADED}'", "observation_revision", f"origin = '{LOADED}'"),
    ("event", "superseded_by IS NULL", "event", "superseded_by IS NOT NULL"),
    ("event_coverage", "true", "event_coverage_revision", "true"),
    ("population", "true", "population_revision", "true"),
)


def left_without_service(session: Session) -> dict[str, set[int]]:
    """Return by code of a service that no load names any more the loads whose values, or services below it,
    still stand there."""
    hidden = dict(session.execute(select(Service.id, Service.code).where(~STANDS)).all())
    if not hidden:
        return {}
    connection = session.connection()
    numbers = ", ".join(map(str, sorted(hidden)))
    inside = f"service_id IN ({numbers})"
    found: dict[str, set[int]] = {}
    for table, stands, earlier, stood in _STANDING:
        query = f"SELECT DISTINCT service_id FROM {table} WHERE {inside} AND {stands}"
        services = set(connection.exec_driver_sql(query).scalars())
        # An undoing may have put back what stands there: named is whose word it is.
        said = " UNION ".join(
            f"SELECT service_id, load_id FROM {one} WHERE {inside} AND {where} AND load_id NOT IN {NO_WORD}"
            for one, where in ((table, stands), (earlier, stood))
        )
        for service, load in connection.exec_driver_sql(said) if services else ():
            if service in services:
                found.setdefault(hidden[service], set()).add(load)
    below = select(Service.parent_id, Service.load_id).where(STANDS, Service.parent_id.in_(hidden))
    for parent, load in session.execute(below):
        found.setdefault(hidden[parent], set()).add(load or 0)
    return found


def service_circle(session: Session) -> list[str]:
    """Return the codes of services that are above themselves; none where the tree is one."""
    circle = find_circle({child: [parent] for child, parent in service_parents(session).items()})
    codes = dict(session.execute(select(Service.id, Service.code)).all()) if circle else {}
    return [codes[one] for one in circle]
