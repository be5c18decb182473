"""PDSA cycles as flags on the chart of the measure that they should move. None claims to be the cause of
anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from catalogue.fields.periods import holding
from catalogue.models import Catalogue
from quality.acts.decision import Decision, DecisionKind
from quality.registers.read import Registers, read_registers
from quality.registers.record import Record
from quality.series.key import SeriesKey
from quality.signals.results import SeriesResult

TEST, CYCLE = "test_of_change", "cycle"
SAID = "PDSA {number} of “{title}”, {next}"
UNDER_WAY = "under way"


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
        study = cycle.last("study")
        following = cycle.declared.fields["next"].choices.get(str(cycle.said.get("next")), "")
        said = SAID.format(
            number=number,
            title=test.title,
            next=f"next: {following}" if following else UNDER_WAY,
        )
        act = study or cycle.begun
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


def offered_to(registers: Registers, key: SeriesKey, services: Iterable[str]) -> list[Record]:
    """Return tests of change that worked elsewhere on the same measure and that a service has not taken up:
    closed ones that were not abandoned."""
    seen = {*services}
    found = []
    for one in registers.of_kinds([TEST]):
        is_other = one.measure == key.indicator and one.service != key.service and one.service in seen
        if not is_other or one.state != "closed" or one.said.get("outcome") == "abandon":
            continue
        if all(child.service != key.service for child in registers.inside(one.number, "uptake")):
            found.append(one)
    return found
