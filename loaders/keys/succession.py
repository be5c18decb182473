"""Successors of services: which codes came after a code, out of the catalogue or out of a file of its own.

old_code  new_code  date           A code may have several successors (a trust that was split), and a code
RW6       RM3       2021-10-01     several predecessors (trusts that merged). What else is known of a
RW6       R0A       2021-10-01     service stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from catalogue.sources import ServicesSource
from data.read.service_names import SEPARATOR, split_successors
from data.write.reference import ServiceRow, find_circle
from loaders.job import LoadJob
from loaders.keys.services import filled_up
from loaders.log import LoadLog
from loaders.parse.tables import Table, clean, distinct_rows
from loaders.problems import many, refusal, some

LETTERS_AT_MOST = 64


def declared(job: LoadJob, row: ServiceRow) -> ServiceRow:
    """Return the row with the successors that the catalogue names, where it names some."""
    codes = job.source.successors.get(row.code)
    return replace(row, successor=_joined(job, row.code, codes)) if codes else row


def read(
    job: LoadJob, log: LoadLog, table: Table, closed_on: Mapping[int, date | None]
) -> tuple[list[ServiceRow], frozenset[str]]:
    """Return the services whose successors the file names, and what it says of them. `closed_on`: by row."""
    source: ServicesSource = job.source
    after: dict[str, list[str]] = {code: list(codes) for code, codes in source.successors.items()}
    closed: dict[str, date] = {}
    for row, cells in distinct_rows(table):
        code, new = _code(job, cells, source.code), _code(job, cells, source.successor)
        if code and new and new not in after.setdefault(code, []):
            after[code].append(new)
        day = closed_on.get(row)
        if code and day:
            closed[code] = max(day, closed.get(code, day))
    _note_strangers(job, log, after)
    rows = [
        ServiceRow(
            service.code,
            service.name,
            "",
            closed=closed.get(service.code) or service.closed,
            successor=_joined(job, service.code, after[service.code]),
        )
        for service in job.services
        if service.code in after
    ]
    ahead = {service.code: service.successors for service in job.services}
    ahead |= {row.code: split_successors(row.successor) for row in rows}
    if circle := find_circle(ahead):  # it has no end to follow to
        raise refusal(job.file.name, "has codes that succeed each other", "an end", " → ".join(circle))
    return rows, frozenset({"successor_code", *(["closed"] if source.closed else [])})


def _code(job: LoadJob, cells: Mapping[str, str], column: str | None) -> str:
    text = cells.get(clean(column or ""), "")
    return "" if text in job.missing else filled_up(text, job.source.width)


def _note_strangers(job: LoadJob, log: LoadLog, after: Mapping[str, Sequence[str]]) -> None:
    """Say which codes are in no tree: neither dropped nor made in silence."""
    known = job.services.ids
    strangers = sorted(after.keys() - set(known))
    if strangers:
        codes = many(len(strangers), "earlier code is", "earlier codes are")
        log.note(f"{codes} in no tree, and left out: {some(strangers)}")
    ahead = sorted({new for code, codes in after.items() if code in known for new in codes} - set(known))
    if ahead:
        codes = many(len(ahead), "successor of a known code is", "successors of known codes are")
        log.note(f"{codes} in no tree: {some(ahead)}")


def _joined(job: LoadJob, code: str, codes: Sequence[str]) -> str | None:
    text = SEPARATOR.join(codes)
    if len(text) > LETTERS_AT_MOST:
        what = f"has {len(codes)} successors of {code}"
        raise refusal(job.file.name, what, f"at most {LETTERS_AT_MOST} letters of codes", text)
    return text or None
