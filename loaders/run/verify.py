"""Checks that everything in the database is whole. Only reads, from one snapshot, whatever else goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from catalogue.two_sources import RatioPart, code_of
from data.database import newest_version, snapshot, version
from data.models import Base, IndicatorKey
from data.write.observations import ROLLED_UP, Values, loaded_values
from data.write.reference import service_parents
from loaders.rollup import two_sources
from loaders.rollup.sum_children import rolled_up
from quality.acts import ledger
from quality.signals import refresh

SHOWN = 5  # problems of one check that are told; the rest are counted


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what it looked at, in plain words, and everything that is wrong."""

    what: str
    problems: list[str]

    @property
    def is_well(self) -> bool:
        return not self.problems


def verify(engine: Engine, catalogue: Catalogue, known: Mapping[int, str] | None = None) -> Iterator[Finding]:
    """Yield each check as it is done. Where the tables themselves are not right, it ends with them. `known`:
    hashes of acts that somebody noted elsewhere, by number."""
    with snapshot(engine) as session:
        yield _file(session)
        tables = _tables(session)
        yield tables
        if not tables.is_well:
            return
        yield _references(session)
        yield _acts(session, known)
        for check in (_loads, _order):
            yield check(session)
        yield _sums(session, catalogue)
        yield _judgements(session, catalogue)


def _file(session: Session) -> Finding:
    if session.get_bind().dialect.name != "sqlite":
        return Finding("The server's files: looked after by the server itself", [])
    try:
        said = [row[0] for row in session.execute(text("PRAGMA integrity_check"))]
    except DatabaseError as wrong:  # so damaged that looking through it ends
        said = [str(wrong.orig)]
    return Finding("The database's file, page by page", [] if said == ["ok"] else said)


def _tables(session: Session) -> Finding:
    there, newest = version(session.connection()), newest_version()
    problems = [] if there == newest else [f"they have version {there}, and {newest} is the newest"]
    known = inspect(session.connection())
    names = set(known.get_table_names())
    for table in Base.metadata.sorted_tables:
        if table.name not in names:
            problems.append(f"{table.name} is missing")
            continue
        columns = {column["name"] for column in known.get_columns(table.name)}
        problems += [f"{table.name} has no {c.name}" for c in table.columns if c.name not in columns]
    return Finding(f"The tables: {len(Base.metadata.tables)} of version {there}", problems)


# Numbers of loads without a key of their own in the tables.
_LOOSE = [
    ("observation", "matured_by"),
    ("observation_revision", "matured_by"),
    ("load", "undoes"),
    ("load", "undone_by"),
]


def _references(session: Session) -> Finding:
    """Check that whatever a row refers to is there."""
    keys = [
        (table.name, key.parent.name, key.column.table.name, key.column.name)
        for table in Base.metadata.sorted_tables
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
    ]
    keys += [(table, column, "load", "id") for table, column in _LOOSE]
    problems = []
    for table, column, other, named in keys:
        lost = session.scalar(
            text(
                f"SELECT count(*) FROM {table} a LEFT JOIN {other} b ON b.{named} = a.{column} "
                f"WHERE a.{column} IS NOT NULL AND b.{named} IS NULL"
            )
        )
        if lost:
            problems.append(f"{lost:,} rows of {table}: their {column} is not in {other}")
    return Finding(f"What rows refer to: {len(keys)} kinds of reference", problems)


def _acts(session: Session, known: Mapping[int, str] | None) -> Finding:
    count = session.scalar(text("SELECT count(*) FROM act"))
    number, noted = ledger.newest(session)
    what = f"What people decided: {count:,} acts, each following from the one before"
    what += f"; to note elsewhere: {number}:{noted[: ledger.SEAL]}" if count else ""
    broken = ledger.verify(session, known)
    return Finding(what, [f"number {one} was changed, or the one before it was taken away" for one in broken])


_OF_LOADS = ("population", "population_revision", "service", "service_revision", "publisher_note", "event")
# Every value, person count, service, text or event that a load brought stands once with its number: now, or
# as what a later load superseded.
_STORED = "SELECT load_id, sum(few), sum(many) FROM ({}) AS counted GROUP BY load_id".format(
    " UNION ALL ".join(
        f"SELECT {load} AS load_id, count(*) AS few, {many} AS many FROM {table} WHERE {rows} GROUP BY 1"
        for table, load, many, rows in (
            ("observation", "load_id", "count(*)", "origin = 'loaded'"),
            ("observation_revision", "load_id", "count(*)", "origin = 'loaded'"),
            *((table, "load_id", "count(*)", "1 = 1") for table in _OF_LOADS),
            ("event", "superseded_by", "0", "superseded_by IS NOT NULL"),
        )
    )
)


def _loads(session: Session) -> Finding:
    """Check that a load counted what it stored. It may have stored more than was new or revised, where the
    same numbers came with another definition; never less, and nothing where it was refused. What undoings put
    back stands beside what it replaced, and is not counted here."""
    loads = session.execute(
        text(
            "SELECT id, source, status, values_new + values_revised AS said, values_unchanged AS same, "
            "undoes FROM load ORDER BY id"
        )
    ).all()
    stored = {row[0]: (int(row[1]), int(row[2])) for row in session.execute(text(_STORED)) if row[0]}
    problems = []
    for load in loads:
        at_most, there = stored.get(load.id, (0, 0))
        if load.status == "refused" and there:
            problems.append(f"load {load.id} ({load.source}) was refused, and {there:,} values are stored")
        elif (load.undoes is None and at_most < load.said) or (
            load.undoes is None and there > load.said + load.same
        ):
            problems.append(
                f"load {load.id} ({load.source}) stored {load.said:,} values, {there:,} are there"
            )
    return Finding(f"What each of {len(loads):,} loads stored, against what it counted", problems)


def _order(session: Session) -> Finding:
    """Check that nothing was superseded by the load that brought it, or by an earlier one."""
    tables = [t.name for t in Base.metadata.sorted_tables if {"superseded_by", "load_id"} <= set(t.c.keys())]
    problems = []
    for table in tables:
        wrong = session.scalar(text(f"SELECT count(*) FROM {table} WHERE superseded_by <= load_id"))
        if wrong:
            problems.append(f"{wrong:,} rows of {table} ended before they began")
    return Finding("What was superseded, in the order of loads", problems)


def _sums(session: Session, catalogue: Catalogue) -> Finding:
    """Check parents' values against their children's, added up now."""
    ids = {row.code: row.id for row in session.query(IndicatorKey)}
    parents = service_parents(session)
    problems, count = [], 0
    for code, indicator in catalogue.indicators.items():
        parts = [code_of(code, part) for part in RatioPart] if indicator.has_two_sources else []
        is_made = (indicator.additive and not indicator.is_rare_event) or indicator.has_two_sources
        if not is_made or not {code, *parts} <= ids.keys():
            continue
        stored = loaded_values(session, ids[code], origin=ROLLED_UP)
        made = _made(session, catalogue, code, ids, parents)
        count += len(stored)
        different = _different(made, stored)
        if different:
            of_what = "pairs of its parts" if parts else "sums of their children"
            who = "values" if parts else "values of parents"
            problems.append(f"{code}: {different:,} {who} are not the {of_what}")
    return Finding(f"Sums: {count:,} values of parents, added up again", problems)


def _made(
    session: Session, catalogue: Catalogue, code: str, ids: Mapping[str, int], parents: Mapping[int, int]
) -> Values:
    indicator = catalogue.indicators[code]
    if indicator.has_two_sources:
        return two_sources.derived(session, catalogue, code, ids, parents).made
    loaded = loaded_values(session, ids[code])
    return rolled_up(loaded, parents, has_denominator=indicator.has_denominator) if len(loaded) else loaded


def _different(made: Values, stored: Values) -> int:
    made, stored = made.in_key_order(), stored.in_key_order()
    keys = ("service", "category", "period")
    if len(made) == len(stored) and all(np.array_equal(getattr(made, k), getattr(stored, k)) for k in keys):
        unlike = np.zeros(len(made), dtype=bool)
        for name in ("numerator", "denominator"):
            # Added in another order, the last bits of broken numbers may differ.
            unlike |= ~np.isclose(getattr(made, name), getattr(stored, name), rtol=1e-9, equal_nan=True)
        return int(unlike.sum())
    pairs = [set(zip(*(getattr(v, k).tolist() for k in keys), strict=True)) for v in (made, stored)]
    return len(pairs[0] ^ pairs[1])


def _judgements(session: Session, catalogue: Catalogue) -> Finding:
    if not refresh.is_up_to_date(session, catalogue):
        return Finding(
            "Judgements: of another catalogue or an earlier load, made again at the next start", []
        )
    try:
        found = refresh.differs_from_fresh(session, catalogue)
    except (KeyError, TypeError, ValueError) as error:  # an act whose content was changed, most likely
        return Finding(
            "Judgements", [f"they cannot be made again ({type(error).__name__}): see what is above"]
        )
    problems = [
        f"{code}: {count:,} stored judgements are not what they would be now" for code, count in found.items()
    ]
    return Finding("Judgements, made again and compared", problems)


def lines(finding: Finding) -> list[str]:
    """Write one line, and one for each of the first problems."""
    if finding.is_well:
        return [f"well   {finding.what}."]
    more = len(finding.problems) - SHOWN
    told = [f"         {problem}" for problem in finding.problems[:SHOWN]]
    return [f"WRONG  {finding.what}:", *told, *([f"         and {more:,} more"] if more > 0 else [])]
