"""The report about whom a service serves."""

from __future__ import annotations

from catalogue.models import Catalogue
from components import address
from components.registers.report import Cell, Head, Part, Report, Table, numbers
from components.words import say
from components.words.planning import people_served as words
from quality.planning.people_served import Dimension, Known, PeopleServed


def people_report(found: PeopleServed, catalogue: Catalogue) -> Report:
    """Return the report: a part for each dimension."""
    choices = tuple(
        (code, catalogue.indicators[code].title, code == found.measure) for code in found.measures
    )
    return Report(
        words.title(found),
        words.LEDE,
        people_parts(found, catalogue),
        (("measure", words.MEASURE, choices),) if choices else (),
    )


def people_parts(found: PeopleServed, catalogue: Catalogue) -> tuple[Part, ...]:
    """Return the parts of it, also for the page of a plan."""
    service = found.service.name
    if not found.may_see:
        return (Part("people", words.title(found), (words.NOT_YOURS,)),)
    if not found.has_any and all(one.known is Known.NOT_LOADED for one in found.dimensions):
        return (Part("people", words.title(found), (words.NONE_LOADED.format(service=service),)),)
    parts = tuple(_part(one, found, catalogue) for one in found.dimensions)
    title = catalogue.indicators[found.measure].title if found.measure else ""
    said = words.compared(found, title)
    return (Part("counted", words.COMPARED, said), *parts) if said else parts


def _part(one: Dimension, found: PeopleServed, catalogue: Catalogue) -> Part:
    measure = catalogue.indicators[found.measure].title if found.measure else ""
    said = (words.population(one, found.service.name), words.use(one, measure))
    if one.known is not Known.SHOWN:
        return Part(one.code, one.title, said)
    heads = (Head(words.GROUP), *numbers(words.RESIDENTS, words.OF_100))
    if one.use:
        heads = (*heads, *numbers(words.COUNTED), Head(words.RATIO))
    rows = tuple(
        (
            Cell(group.label),
            Cell(say.count(group.residents)),
            Cell(words.of_100(group.share)),
            *((Cell(text) for text in words.against(group, one.use)) if one.use else ()),
        )
        for group in one.groups
    )
    ways = (Cell(words.SEE_EQUITY, address.equity(found.measure, one.code, found.service.code)),)
    table = Table(words.TABLE.format(dimension=say.inside(one.title)), heads, rows)
    return Part(one.code, one.title, said, table, ways if one.use else ())
