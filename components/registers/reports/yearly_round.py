"""The report about the yearly round, and last year's plan beside this year's."""

from __future__ import annotations

from catalogue.models import Catalogue
from components import address
from components.registers.report import Cell, Head, Part, Report, Table, numbers
from components.words.planning import planning_reports as shared
from components.words.planning import yearly_round as words
from components.words.registers import registers
from quality.planning.alignment import plan_year
from quality.planning.yearly_round import ServiceRound, YearlyRound
from quality.reference.service_tree import ServiceTree
from quality.registers.read import Registers
from quality.registers.record import Record


def round_report(found: YearlyRound, catalogue: Catalogue, about: str) -> Report:
    """Return the report. about: the name of the service, or of the organisation."""
    choices = tuple((str(year), str(year), year == found.year) for year in found.years)
    parts = (_services(found), *([_retire(found, catalogue)] if _retiring(found) else []))
    return Report(
        shared.title(words.title(found), about), words.LEDE, parts, (("year", shared.YEAR, choices),)
    )


def _services(found: YearlyRound) -> Part:
    heads = (
        Head(shared.SERVICE),
        Head(words.PLAN),
        Head(words.AGREED),
        *numbers(words.MEASURES, words.AIMS),
        Head(words.SIGNED),
        Head(words.STILL),
    )
    table = Table(words.TABLE, heads, tuple(_row(one) for one in found.services))
    return Part("services", words.SERVICES, (words.summary(found),), table)


def _row(one: ServiceRound) -> tuple[Cell, ...]:
    code = one.service.code
    if one.plan is None:
        plan, agreed, signed = Cell(words.NO_PLAN, address.propose("plan", code)), "", ""
    else:
        plan = Cell(one.plan.title, address.record(one.plan.number))
        agreed, signed = words.by(one.agreed), words.by(one.signed_off)
    return (
        Cell(one.service.name, address.register("planning", code)),
        plan,
        Cell(agreed),
        Cell(words.of(len(one.reviewed), len(one.measures))),
        Cell(words.of(len(one.aims_reviewed), len(one.with_aims))),
        Cell(signed),
        Cell(words.still(one)),
    )


def _retiring(found: YearlyRound) -> list[tuple[ServiceRound, str]]:
    return [(one, code) for one in found.services for code in one.to_retire]


def _retire(found: YearlyRound, catalogue: Catalogue) -> Part:
    rows = tuple(
        (
            Cell(catalogue.indicators[code].title, address.record(one.reviews[code].number)),
            Cell(one.service.name),
            Cell(str(one.reviews[code].said["text"])),
        )
        for one, code in _retiring(found)
        if code in catalogue.indicators
    )
    heads = (Head(shared.MEASURE), Head(shared.SERVICE), Head(registers.REASON))
    return Part("retire", words.RETIRE, (words.RETIRE_NOTE,), Table(words.RETIRE, heads, rows))


def beside(
    plan: Record, before: Record, registers_read: Registers, catalogue: Catalogue, tree: ServiceTree
) -> Part:
    """Return last year's plan beside this year's: each question with both answers, and the objectives."""

    def objectives(one: Record) -> str:
        inside = registers_read.inside(one.number, "objective")
        return "; ".join(objective.title for objective in inside) or words.NOT_SAID

    def said(one: Record, name: str) -> str:
        value = one.said.get(name)
        field = one.declared.fields[name]
        return words.NOT_SAID if value in (None, "") else registers.answer(field, value, catalogue, tree)

    asked = plan.declared.steps[plan.declared.begin].fields
    rows = [
        (Cell(field.label), Cell(said(before, name)), Cell(said(plan, name)))
        for name, field in asked.items()
        if before.said.get(name) or plan.said.get(name)
    ]
    rows.append((Cell(words.OBJECTIVES), Cell(objectives(before)), Cell(objectives(plan))))
    heads = (Head(words.QUESTION), Head(str(plan_year(before))), Head(str(plan_year(plan))))
    ways = (Cell(before.title, address.record(before.number)),)
    return Part("beside", words.BESIDE, (), Table(words.BESIDE, heads, tuple(rows)), ways)
