"""Compose a document that is declared in catalogue/registers/documents: a pack whose sections are tables.

    compose_document(session, catalogue, WRITING.document, AskedDocument("annual_report", "glenmore"), today)

It is frozen, hashed, signed and withdrawn as every pack is.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from catalogue.registers.document import DocumentKind, DocumentSection
from data.models import Load
from data.read.as_of import as_it_stands
from errors import BrightspotError, NotFoundError
from quality.as_of import at_end_of_day
from quality.packs.answers import Reading, Row, newest_of, rows_of
from quality.packs.value import Cut, Pack, Section
from quality.provenance.known_to import known_to
from quality.reference.ids import data_version, read_ids
from quality.registers.gap_analysis import read_gap
from quality.registers.read import find_record, read_registers
from quality.registers.record import Record

NO_DOCUMENT = "There is no document called {asked!r}. There are {known}."
NEEDS_RECORD = "The {name} is about a {kind}: open it from the page of one."
NOT_ABOUT = "The {name} is about a {kind}, and record {number} is a {other}."
ELSEWHERE = "Record {number} is of {of}: its documents are not those of {service}."
OF_SERVICE = "The {name} is about a service, and not about one record."
NOT_BEGUN = "Record {number} was begun on {begun}: no document about it ends on {day}."
NOT_THEN = "A document ends on a day from {first} to today. The address gives {day}."
FOR_STAFF = "Documents made from the record hold what people wrote: they are not made where everybody reads."


EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class AskedDocument:
    """A document that somebody wants, as an address or a form names it."""

    code: str
    service: str
    about: int = 0
    """Number of the record that it is about; 0: none."""
    until: date | None = None
    """Last day of its time; the day it is made if not given."""


@dataclass(frozen=True, slots=True)
class DocumentWriting:
    """The writer of a document's words."""

    head: Callable[[str, DocumentSection, Reading], str]
    """The name of a column."""
    cell: Callable[[str, Row, Reading], str]
    summary: Callable[[DocumentKind, Reading], str]
    program: str


def declared(catalogue: Catalogue, code: str) -> DocumentKind:
    """Return what is declared of a document. NotFoundError: there is none."""
    known = catalogue.all_documents
    if code not in known:
        raise NotFoundError(NO_DOCUMENT.format(asked=code, known=", ".join(known)))
    return known[code]


def compose_document(
    session: Session, catalogue: Catalogue, writing: DocumentWriting, asked: AskedDocument, today: date
) -> Pack:
    """Return a document as the session reads it, without a title: what stood at the end of its last day.

    NotFoundError, ForbiddenError: what it is about is not there, or not for whoever reads. BrightspotError:
    it cannot be made so.
    """
    if catalogue.disclosure.is_public:
        raise BrightspotError(FOR_STAFF)
    kind, last = declared(catalogue, asked.code), asked.until or today
    if not EARLIEST <= last <= today:
        raise BrightspotError(NOT_THEN.format(first=EARLIEST, day=last))
    with at_end_of_day(session, catalogue, last, today) as then:
        reading = _reading(session, then, kind, asked, last)
        return _composed(session, reading, kind, writing, asked)


def _composed(
    session: Session, reading: Reading, kind: DocumentKind, writing: DocumentWriting, asked: AskedDocument
) -> Pack:
    catalogue, last = reading.catalogue, reading.last
    rows = [(one, rows_of(session, reading, one)) for one in kind.sections]
    load, _, _ = data_version(session)
    loaded = session.scalar(select(func.max(Load.finished_at)).where(Load.id == load))
    known = known_to(session, catalogue, last, reading.service).day
    return Pack(
        title="",
        organisation=catalogue.organisation.name,
        service=reading.service.code,
        service_name=reading.service.name,
        day=last.isoformat(),
        since=reading.first.isoformat(),
        cut=Cut(
            load=load,
            loaded=loaded.isoformat(sep=" ", timespec="minutes") if loaded else "",
            act=max((newest_of(found) for _, found in rows), default=0),
            data_to=known.isoformat() if known else "",
        ),
        catalogue=catalogue.fingerprint,
        rule_sets=(),
        program=writing.program,
        summary=writing.summary(kind, reading),
        calls=(),
        entries=(),
        document=asked.code,
        document_name=kind.name,
        about=asked.about,
        sections=tuple(_section(one, found, writing, reading) for one, found in rows),
    )


def _reading(
    session: Session, catalogue: Catalogue, kind: DocumentKind, asked: AskedDocument, last: date
) -> Reading:
    tree, record, gap = read_ids(session).services, None, None
    service = tree[asked.service]
    if kind.about is None and asked.about:
        raise BrightspotError(OF_SERVICE.format(name=kind.name))
    if kind.about is not None:
        record = _record(session, catalogue, kind, asked.about, last)
        if record.service != service.code:
            told = {"number": record.number, "of": tree[record.service].name, "service": service.name}
            raise BrightspotError(ELSEWHERE.format(**told))
    # Others will read the document than who freezes it.
    with as_it_stands(session):
        now = read_registers(session, catalogue, withheld=False)
    registers = now.until(last, catalogue.record_kinds)
    if record is not None:
        record = registers[record.number]
        gap = read_gap(session, catalogue, registers, record, last)
    is_whole = record is not None and kind.since_begun
    first = record.begun.at.date() if record and is_whole else months_before(last, kind.months)
    return Reading(catalogue, tree, registers, service, first, last, record, gap)


def _record(session: Session, catalogue: Catalogue, kind: DocumentKind, number: int, last: date) -> Record:
    wanted = catalogue.record_kinds[kind.about or ""].name
    if not number:
        raise BrightspotError(NEEDS_RECORD.format(name=kind.name, kind=wanted))
    with as_it_stands(session):
        _, record = find_record(session, catalogue, number, withheld=False)
    if record.kind != kind.about:
        told = {"number": number, "other": record.declared.name}
        raise BrightspotError(NOT_ABOUT.format(name=kind.name, kind=wanted, **told))
    begun = record.begun.at.date()
    if begun > last:
        raise BrightspotError(NOT_BEGUN.format(number=number, begun=begun, day=last))
    return record


def months_before(last: date, months: int) -> date:
    """Return the first day of so many months that end on a day: of twelve to 31 March, 1 April."""
    after = last + timedelta(days=1)
    year, month = divmod(after.year * 12 + after.month - 1 - months, 12)
    return date(year, month + 1, min(after.day, monthrange(year, month + 1)[1]))


def _section(
    one: DocumentSection, found: Sequence[Row], writing: DocumentWriting, reading: Reading
) -> Section:
    return Section(
        title=one.title,
        note=one.note,
        empty="" if found else one.empty,
        head=tuple(writing.head(column, one, reading) for column in one.columns),
        rows=tuple(tuple(writing.cell(column, row, reading) for column in one.columns) for row in found),
    )
