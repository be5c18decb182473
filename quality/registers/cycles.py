"""PDSA cycles as flags on the chart of the measure that they should move. None claims to be the cause of
anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from catalogue.fields.periods import holding
from catalogue.models import Catalogue
from quality.acts.decision import Decision, DecisionKind
from quality.registers.read import Registers, read_registers
from quality.registers.record import Record
from quality.series.key import SeriesKey
from quality.signals.read import read_statuses
from quality.signals.results import SeriesResult, Variation

TEST, CYCLE, UPTAKE = "test_of_change", "cycle", "uptake"
SAID = "PDSA {number} of “{title}”, {next}"


def with_cycles(session: Session, catalogue: Catalogue, result: SeriesResult) -> SeriesResult:
    """Return a series with the PDSA cycles of its service's tests of change among its annotations."""
    if result.key.category or result.view is not None:
        return result
    registers = read_registers(session, catalogue)
    flags = [flag for test in tests_about(registers, result.key) for flag in _flags(registers, test, result)]
    if not flags:
        return result
    notes = sorted((*result.annotations, *flags), key=lambda one: one.begins)
    return replace(result, annotations=tuple(notes))


def tests_about(registers: Registers, key: SeriesKey) -> list[Record]:
    """Return the tests of change that a series is the measure of, the newest first."""
    found = (one for one in registers.of_kinds([TEST]) if one.measure == key.indicator)
    return sorted((one for one in found if one.service == key.service), key=lambda one: -one.number)


def _flags(registers: Registers, test: Record, result: SeriesResult) -> Iterator[Decision]:
    for number, cycle in enumerate(registers.inside(test.number, CYCLE), 1):
        days = [day for day in (cycle.day("first_day"), cycle.day("last_day")) if day]
        first, last = (_period(day, result) for day in (days[0], days[-1]))
        following = cycle.declared.fields["next"].choices.get(str(cycle.said.get("next")), "")
        said = SAID.format(
            number=number,
            title=test.title,
            next=f"next: {following}" if following else cycle.standing.label,
        )
        act = cycle.moved
        yield Decision(
            kind=DecisionKind.ANNOTATION,
            period=last,
            text=said,
            actor=act.actor,
            role=act.role,
            at=act.at,
            first_period=first if first < last else None,
            act=act.id,
        )


def _period(day: date, result: SeriesResult) -> date:
    """Return the period of a chart that holds a day; of rare events, the day itself."""
    return day if result.indicator.is_rare_event else holding(day, result.indicator.frequency)


def tests_of(session: Session, catalogue: Catalogue, key: SeriesKey) -> tuple[Record, ...]:
    """Return the tests of change that a series is the measure of, the newest first; none of one group."""
    return () if key.category else tuple(tests_about(read_registers(session, catalogue), key))


def learnt_elsewhere(session: Session, catalogue: Catalogue, result: SeriesResult) -> tuple[Record, ...]:
    """Return tests of change on the same measure in other services that its own has not taken up, where it
    shows a concern: closed ones that were not abandoned."""
    key = result.key
    if key.category or result.status.variation is not Variation.CONCERN:
        return ()
    registers = read_registers(session, catalogue)
    found = []
    for one in registers.of_kinds([TEST]):
        if one.measure != key.indicator or one.service == key.service or not _worked(one):
            continue
        if all(child.service != key.service for child in registers.inside(one.number, UPTAKE)):
            found.append(one)
    return tuple(found)


def could_take_up(session: Session, catalogue: Catalogue, record: Record) -> tuple[str, ...]:
    """Return the codes of services that could take up what a test of change taught: its measure shows a
    concern there now."""
    if record.kind != TEST or not _worked(record) or record.measure not in catalogue.indicators:
        return ()
    taken = {one.service for one in read_registers(session, catalogue).inside(record.number, UPTAKE)}
    statuses = read_statuses(session, indicators=[record.measure], only_special=True)
    concerned = {one.key.service for one in statuses if one.variation is Variation.CONCERN}
    return tuple(sorted(concerned - taken - {record.service}))


def _worked(one: Record) -> bool:
    return one.state == "closed" and one.said.get("outcome") != "abandon"
