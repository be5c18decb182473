"""Everything a database holds, in names instead of numbers and without times: two databases that were filled
on different ways can be compared.

    contents(engine)  →  {"observation": ["(('falls',), ('W1',), ('', ''), date(2026, 1, 1), …)", …], …}
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, Table, select
from sqlalchemy.orm import Session

from data.database import is_empty, snapshot
from data.models import Base

DERIVED = ("series_status", "signal", "fact")
TIMES = {"started_at", "finished_at", "first_used"}
LABELS = {
    "service": ("code",),
    "category": ("dimension", "code"),
    "indicator": ("code",),
    "definition": ("indicator_id", "fingerprint"),
    "load": ("source", "file_hash"),
}
OTHER_LOADS = {"matured_by", "undoes", "undone_by"}  # numbers of loads without a key of their own

Contents = dict[str, list[str]]


def contents(engine: Engine, *, derived: bool = True) -> Contents | None:
    """None where there are no tables. A load that said again what an earlier one said is left out: it changes
    nothing, and a program that was killed is started again."""
    if is_empty(engine):
        return None
    with snapshot(engine) as session:
        label = _labels(session)
        return {
            table.name: sorted(repr(row) for row in _rows(session, table, label))
            for table in Base.metadata.sorted_tables
            if derived or table.name not in DERIVED
        }


def _labels(session: Session) -> Callable[[str, Any], Any]:
    known: dict[str, dict[Any, Any]] = {}
    for name in ("service", "category", "indicator", "definition", "load"):
        table = Base.metadata.tables[name]
        known[name] = {
            row.id: tuple(
                known["indicator"][row.indicator_id] if column == "indicator_id" else getattr(row, column)
                for column in LABELS[name]
            )
            for row in session.execute(select(table))
        }
    return lambda name, number: None if number is None else known[name][number]


def _rows(session: Session, table: Table, label: Callable[[str, Any], Any]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    seen: set[Any] = set()
    first = _first_loads(session)
    newest = _newest_notes(session) if table.name == "load" else {}
    for row in session.execute(select(table).order_by(*table.primary_key)).mappings():
        number = row["id"] if table.name == "load" else row.get("load_id")
        if table.name in {"load", "load_problem"} and number not in first:
            continue
        told = {"notes": newest[row["source"], row["file_hash"]]} if newest else {}
        values = tuple(
            _value(table, name, value, label) for name, value in {**row, **told}.items() if name != "id"
        )
        if table.name == "load_repeat":
            if values[0] == values[1] or values in seen:
                continue
            seen.add(values)
        found.append(tuple(value for value in values if value is not ...))
    return found


def _newest_notes(session: Session) -> dict[tuple[str, str], str | None]:
    """What is told at the end of a run stands with the load of that run, also where it said again what an
    earlier one brought."""
    load = Base.metadata.tables["load"].c
    query = select(load.source, load.file_hash, load.notes).order_by(load.id)
    return {(row.source, row.file_hash): row.notes for row in session.execute(query)}


def _first_loads(session: Session) -> set[int]:
    load = Base.metadata.tables["load"].c
    first: dict[tuple[str, str], int] = {}
    for row in session.execute(select(load.id, load.source, load.file_hash).order_by(load.id)):
        first.setdefault((row.source, row.file_hash), row.id)
    return set(first.values())


def _value(table: Table, name: str, value: Any, label: Callable[[str, Any], Any]) -> Any:
    if name in TIMES:
        return ...
    if name in OTHER_LOADS:
        return label("load", value)
    keys = table.c[name].foreign_keys
    if keys:
        return label(next(iter(keys)).column.table.name, value)
    if table.name == "fact" and name == "value":
        return re.sub(r"load \d+", "load", value)
    return value
