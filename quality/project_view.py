"""A test of change on one page: its chart, cycles, tasks, diagrams, learning, and the acts of a month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from errors import BrightspotError, NotFoundError
from quality.acts.ledger import LoggedAct
from quality.as_of import at_end_of_day
from quality.registers.cycles import CYCLE, TEST, UPTAKE, with_cycles
from quality.registers.effect import Effect, effect_of
from quality.registers.read import Registers, find_record
from quality.registers.record import Record
from quality.series.key import SeriesKey
from quality.signals.read import read_series
from quality.signals.results import SeriesResult

ACTION = "action"
NO_PROJECT = "Record {number} is no test of change, so there is no report of it."
NOT_BEGUN = "Record {number} was begun on {day}: there is no report of it for {month}."
NO_MONTH = "A month is written as 2026-04. This is none: {asked!r}."


@dataclass(frozen=True, slots=True, eq=False)
class Project:
    """A test of change with all that belongs to it. Everything is in the order in which it was begun."""

    record: Record
    registers: Registers
    effect: Effect | None
    result: SeriesResult | None
    """The chart of its measure, with its cycles; None without one."""
    cycles: Sequence[Record]
    tasks: Sequence[Record]
    """Open ones first."""
    diagrams: Sequence[Record]
    uptakes: Sequence[Record]
    happened: Sequence[tuple[LoggedAct, Record]]
    """Acts of the month that is asked for, or all of them."""
    month: date | None
    months: Sequence[date]
    """First days of the months in which anything was done, the newest first."""


def read_project(
    session: Session, catalogue: Catalogue, number: int, today: date, month: str = ""
) -> Project:
    """Return the project of a record. month: `2026-04`: as it stood at the end of it; empty: as it stands.
    NotFoundError: the record is none; BrightspotError: it is no month, or one before it began."""
    registers, record = find_record(session, catalogue, number)
    if record.kind != TEST:
        raise NotFoundError(NO_PROJECT.format(number=number))
    asked = _first_day(month)
    months = {act.at.date().replace(day=1) for act, _ in _acts(registers, record)}
    last = today if asked is None else min(last_day(asked), today)
    if last < today:
        registers = registers.until(last, catalogue.record_kinds)
        if number not in registers.records:
            raise BrightspotError(NOT_BEGUN.format(number=number, day=record.begun.at.date(), month=month))
        record = registers[number]
    with at_end_of_day(session, catalogue, last, today) as then:
        return _project(session, then, registers, record, asked, months)


def _project(
    session: Session,
    catalogue: Catalogue,
    registers: Registers,
    record: Record,
    asked: date | None,
    months: Collection[date],
) -> Project:
    inside, acts = registers.inside(record.number), _acts(registers, record)
    return Project(
        record=record,
        registers=registers,
        effect=effect_of(session, catalogue, record),
        result=_chart(session, catalogue, record),
        cycles=[one for one in inside if one.kind == CYCLE],
        tasks=sorted((one for one in inside if one.kind == ACTION), key=lambda one: not one.is_open),
        diagrams=[one for one in inside if one.declared.diagram],
        uptakes=[one for one in inside if one.kind == UPTAKE],
        happened=[(act, one) for act, one in acts if asked is None or act.at.date().replace(day=1) == asked],
        month=asked,
        months=sorted(months, reverse=True),
    )


def _acts(registers: Registers, record: Record) -> list[tuple[LoggedAct, Record]]:
    family = (record, *registers.inside(record.number))
    return sorted(((act, one) for one in family for act in one.acts), key=lambda pair: pair[0].id)


def last_day(first: date) -> date:
    """Return the last day of a month. first: its first day"""
    return first.replace(day=monthrange(first.year, first.month)[1])


def _first_day(month: str) -> date | None:
    try:
        return date.fromisoformat(f"{month}-01") if month else None
    except ValueError:
        raise BrightspotError(NO_MONTH.format(asked=month)) from None


def _chart(session: Session, catalogue: Catalogue, record: Record) -> SeriesResult | None:
    if record.measure not in catalogue.indicators:
        return None
    result = read_series(session, catalogue, SeriesKey(record.measure, record.service))
    return with_cycles(session, catalogue, result) if result else None
