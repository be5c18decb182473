"""Shape `services`: the tree of services, from codes with parents or from one pair of columns per level.

    code  name        level     parent          region_code  region_name  org_code  org_name
    B1    Glenmore    board                     Y62          North West   R0A       Manchester
    H1    Northfield  hospital  B1              Y62          North West   RBV       The Christie

A file may name a service in many rows (a file of measurements does): its last name holds, but two
parents are refused. With `adds: unknown` the file adds codes that nothing else has named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy.orm import Session

from catalogue.findings import one_of
from catalogue.sources import ServicesSource
from data.write.reference import ServiceRow, find_circle, put_services
from loaders.dates import offsets, reader
from loaders.job import LoadJob, Outcome
from loaders.keys import succession
from loaders.keys.services import filled_up
from loaders.log import LoadLog
from loaders.parse.headings import read_table
from loaders.parse.tables import Table, clean, distinct_rows, kept_rows
from loaders.problems import refusal

SHAPES = ("services",)
RANK = 0

NAME_AT_MOST, CODE_AT_MOST = 200, 64


@dataclass(frozen=True, slots=True)
class Tree:
    rows: Sequence[ServiceRow]
    fields: frozenset[str]  # what the source knows about; the rest of a known service stays

    def __bool__(self) -> bool:
        """Tell whether the file says anything."""
        return bool(self.rows)


def read(job: LoadJob, log: LoadLog) -> Tree:
    source: ServicesSource = job.source
    known = job.services.ids
    kept = _kept(job, log) if source.code or source.levels else None
    if kept is not None and source.adds == "successors":
        closes = [(row, cells.get(clean(source.closed or ""), "")) for row, cells in distinct_rows(kept)]
        days = {
            row: _day(job, log, row, source.closed, text) for row, text in closes if text not in job.missing
        }
        return Tree(*succession.read(job, log, kept, days))
    rows = distinct_rows(kept) if kept is not None else ()
    make = _levels if source.levels else _single
    entries = (entry for row, cells in rows for entry in make(job, log, row, cells))
    if source.adds == "unknown":  # what it says of the others is no matter, even where it contradicts itself
        entries = (entry for entry in entries if entry[1].code not in known)
    found = _gathered(job, log, entries, known)
    for row in _roots(source):
        found.setdefault(row.code, row)
    if source.adds == "unknown":
        found = {code: row for code, row in found.items() if code not in known}
    _refuse_circles(job, found)
    found = {code: succession.declared(job, row) for code, row in found.items()}
    return Tree(list(found.values()), _fields(source))


def _kept(job: LoadJob, log: LoadLog) -> Table:
    """Return the rows of the file that `only` and `drop` leave."""
    source: ServicesSource = job.source
    table = read_table(job.file, source, _columns(job))
    log.counts["read"] += table.lines
    kept = table.take(kept_rows(table, source.only, source.drop))
    log.counts["dropped"] += table.lines - kept.lines
    return kept


def store(session: Session, job: LoadJob, log: LoadLog, tree: Tree, load_id: int) -> Outcome:
    stored, moved = put_services(session, tree.rows, fields=tree.fields, load_id=load_id)
    return Outcome(stored, tree_changed=moved)


def _level(job: LoadJob) -> str | None:
    """Return the level of every row, where the entry names one of the organisation's."""
    level: str | None = job.source.level
    return level if level in job.catalogue.organisation.levels else None


def _columns(job: LoadJob) -> list[str]:
    source: ServicesSource = job.source
    pairs = [column for level in source.levels for column in (level.code, level.name)]
    single = (source.code, source.name, source.parent, source.opened, source.closed)
    level = None if _level(job) else source.level
    named = [*pairs, *single, level, source.successor, *source.only, *source.drop]
    return [name for name in named if name is not None]


def _fields(source: ServicesSource) -> frozenset[str]:
    fields = {"name", "level"}
    if source.levels or source.parent or source.root:
        fields.add("parent_id")
    fields |= {name for name in ("opened", "closed") if getattr(source, name)}
    return frozenset(fields | ({"successor_code"} if source.successor or source.successors else set()))


def _roots(source: ServicesSource) -> list[ServiceRow]:
    above: list[str | None] = [None, *(e if isinstance(e, str) else e.code for e in source.root)]
    return [
        ServiceRow(entry.code, entry.name, entry.level, parent)
        for entry, parent in zip(source.root, above, strict=False)
        if not isinstance(entry, str)
    ]


Entry = tuple[int, ServiceRow]  # row in the file, what it says


def _levels(job: LoadJob, log: LoadLog, row: int, cells: dict[str, str]) -> Iterator[Entry]:
    source: ServicesSource = job.source
    parent = source.top
    for level in source.levels:
        code = filled_up(cells[clean(level.code)], source.width)
        if code:  # a level that this branch does not have
            yield row, ServiceRow(code, _named(job, code, cells[clean(level.name)]), level.level, parent)
            parent = code


def _single(job: LoadJob, log: LoadLog, row: int, cells: dict[str, str]) -> Iterator[Entry]:
    source: ServicesSource = job.source

    def cell(column: str | None) -> str | None:
        text = cells[clean(column)] if column else ""
        return None if text in job.missing else text

    code = filled_up(cells[clean(source.code or "")], source.width)
    parent = filled_up(cell(source.parent) or "", source.width) or source.top
    yield (
        row,
        ServiceRow(
            code,
            _named(job, code, cell(source.name) or ""),
            _level(job) or cell(source.level) or "",
            None if parent == code else parent,
            _day(job, log, row, source.opened, cell(source.opened)),
            _day(job, log, row, source.closed, cell(source.closed)),
            filled_up(cell(source.successor) or "", source.width) or None,
        ),
    )


def _named(job: LoadJob, code: str, name: str) -> str:
    given = job.source.names.get(code) or ("" if name in job.missing else name)
    return given or code


def _day(job: LoadJob, log: LoadLog, row: int, column: str | None, text: str | None) -> date | None:
    if not text:
        return None
    written, zone = job.source.date_format, job.source.time_zone
    if zone is None and offsets.first_open([text], [written]):
        question = offsets.question(column or "", text, lambda zone: f"time_zone: {zone}")
        raise refusal(job.file.name, *question)
    text = text.removesuffix(".0")  # 20180201.0: a number that was once a date
    day = reader.for_format(written, zone=zone, any_year=True)(text)
    if day is None:
        _reject(log, row, column, reader.expected(written), text)
    return day


def _reject(log: LoadLog, row: int, column: str | None, expected: str, found: str) -> None:
    log.problems.add(np.array([row]), column, expected, [found])


def _gathered(
    job: LoadJob, log: LoadLog, entries: Iterator[Entry], known: dict[str, int]
) -> dict[str, ServiceRow]:
    """Return by code what holds: the last row's word, if its parent and level make sense."""
    found: dict[str, ServiceRow] = {}
    rows: dict[str, int] = {}
    for row, entry in entries:
        if _is_refused(job, log, row, entry, found.get(entry.code), rows.get(entry.code, 0)):
            continue
        found[entry.code] = entry
        rows.setdefault(entry.code, row)
    roots = {entry.code for entry in job.source.roots}
    refused = {""}
    while refused:  # a refused parent takes its children with it
        here = {*found, *known, *roots}
        refused = {code for code, entry in found.items() if entry.parent and entry.parent not in here}
        for code in sorted(refused):
            parent = found.pop(code).parent or ""
            expected = f"the code of a known service above {code}"
            _reject(log, rows[code], job.source.parent, expected, parent)
    return found


def _is_refused(
    job: LoadJob, log: LoadLog, row: int, entry: ServiceRow, before: ServiceRow | None, first: int
) -> bool:
    source: ServicesSource = job.source
    levels = job.catalogue.organisation.levels
    if not any(map(str.isalnum, entry.code)):  # `-` beside England: a total, and no service
        expected = "a code with letters or digits; `drop` leaves out rows about no service"
        _reject(log, row, source.code, expected, entry.code)
    elif len(entry.code) > CODE_AT_MOST:
        _reject(log, row, source.code, f"a code of 1 to {CODE_AT_MOST} letters", entry.code)
    elif len(entry.name) > NAME_AT_MOST:
        _reject(log, row, source.name, f"a name of at most {NAME_AT_MOST} letters", entry.name)
    elif entry.level not in levels:
        _reject(log, row, source.level, f"a level: {one_of(levels, entry.level)}", entry.level)
    elif before is not None and before.parent != entry.parent:
        expected = f"one parent for {entry.code} ({log.problems.place(first)} says {before.parent})"
        _reject(log, row, source.parent, expected, entry.parent or "")
    else:
        return False
    return True


def _refuse_circles(job: LoadJob, found: dict[str, ServiceRow]) -> None:
    """Refuse the whole file where a service is above itself: it would make every sum wrong."""
    parents = {service.code: service.parent for service in job.services}
    parents |= {code: row.parent for code, row in found.items()}
    if circle := find_circle({code: [above] for code, above in parents.items() if above is not None}):
        raise refusal(
            job.file.name, "has services that are above themselves", "a tree", " below ".join(circle)
        )
