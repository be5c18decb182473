"""The report about what measuring costs, and what comes of it."""

from __future__ import annotations

from catalogue.models import Catalogue
from components import address
from components.registers.report import Cell, Head, Part, Report, Table, numbers
from components.words.planning import burden as words
from components.words.planning import planning_reports as shared
from quality.planning.burden import Burden
from quality.reference.service_tree import ServiceTree


def burden_report(found: Burden, catalogue: Catalogue, tree: ServiceTree, service: str, about: str) -> Report:
    """Return the report. service: its code; empty for all."""
    parts = (
        _unused(found, catalogue, tree, service),
        _measures(found, catalogue, service),
        _audits(found, catalogue, tree),
    )
    return Report(shared.title(words.TITLE, about), words.LEDE, parts)


def _unused(found: Burden, catalogue: Catalogue, tree: ServiceTree, service: str) -> Part:
    measures = (
        (
            Cell(catalogue.indicators[one.code].title, _chart(one.code, service)),
            Cell(words.MEASURE),
            Cell(words.minutes(one.hours_a_year)),
        )
        for one in found.unused
    )
    audits = (
        (
            Cell(one.record.title, address.record(one.record.number)),
            Cell(words.AUDIT),
            Cell(words.minutes(one.hours_a_year)),
        )
        for one in found.unused_audits
    )
    heads = (Head(words.MEASURE), Head(words.KIND), *numbers(words.HOURS))
    ways = (Cell(words.REVIEW, address.report("round", service)),)
    table = Table(words.UNUSED_TABLE, heads, (*measures, *audits))
    return Part("unused", words.UNUSED, (words.unused(found),), table, ways)


def _chart(code: str, service: str) -> str:
    return address.indicator(code, service)


def _measures(found: Burden, catalogue: Catalogue, service: str) -> Part:
    rows = tuple(
        (
            Cell(catalogue.indicators[one.code].title, _chart(one.code, service)),
            Cell(words.minutes(one.minutes)),
            Cell(f"{one.collected_in:,}"),
            Cell(words.minutes(one.hours_a_year)),
            Cell(words.decided(one.decided, catalogue)),
        )
        for one in found.measures
    )
    heads = (
        Head(words.MEASURE),
        *numbers(words.MINUTES, words.COLLECTED, words.HOURS),
        Head(words.DECIDED),
    )
    return Part("measures", words.MEASURES, (words.summary(found),), Table(words.TABLE, heads, rows))


def _audits(found: Burden, catalogue: Catalogue, tree: ServiceTree) -> Part:
    rows = tuple(
        (
            Cell(one.record.title, address.record(one.record.number)),
            Cell(tree[one.record.service].name),
            Cell(words.minutes(one.minutes)),
            Cell(words.minutes(one.hours_a_year)),
            Cell(words.decided(one.decided, catalogue)),
        )
        for one in found.audits
    )
    heads = (
        Head(words.AUDIT),
        Head(shared.SERVICE),
        *numbers(words.MINUTES_OF_AUDIT, words.HOURS),
        Head(words.DECIDED),
    )
    return Part(
        "audits", words.AUDITS, () if rows else (words.NO_AUDITS,), Table(words.AUDIT_TABLE, heads, rows)
    )
