"""The report about measures by kind and the objectives that they carry."""

from __future__ import annotations

from catalogue.models import Catalogue
from components import address
from components.registers.report import Cell, Head, Part, Report, Table
from components.words.planning import alignment as words
from components.words.planning import planning_reports as shared
from components.words.planning import yearly_round
from quality.planning.alignment import Alignment
from quality.reference.service_tree import ServiceTree


def alignment_report(found: Alignment, catalogue: Catalogue, tree: ServiceTree, about: str) -> Report:
    """Return the report. about: the name of the service, or of the organisation."""
    parts = (_kinds(found, catalogue), _objectives(found, catalogue, tree), _carrying(found, catalogue))
    return Report(
        shared.title(words.TITLE, about), words.LEDE, (*parts, _agreed(found, tree), _lacking(found, tree))
    )


def _kinds(found: Alignment, catalogue: Catalogue) -> Part:
    rows = tuple(
        (
            Cell(words.kind(kind)),
            Cell("; ".join(catalogue.indicators[code].title for code in codes) or words.NONE),
        )
        for kind, codes in found.kinds.items()
    )
    table = Table(words.KINDS, (Head(words.KIND), Head(words.MEASURES)), rows)
    return Part("kinds", words.KINDS, (words.missing(found),), table)


def _objectives(found: Alignment, catalogue: Catalogue, tree: ServiceTree) -> Part:
    rows = []
    for one in found.objectives:
        code = found.carried.get(one.number)
        measure = (
            Cell(catalogue.indicators[code].title, address.indicator(code, one.service))
            if code
            else Cell(words.NO_MEASURE)
        )
        rows.append((Cell(one.title, address.record(one.number)), Cell(tree[one.service].name), measure))
    heads = (Head(words.OBJECTIVE), Head(shared.SERVICE), Head(words.CARRIED))
    return Part(
        "objectives",
        words.OBJECTIVES,
        (words.objectives(found),),
        Table(words.OBJECTIVES, heads, tuple(rows)),
    )


def _carrying(found: Alignment, catalogue: Catalogue) -> Part:
    rows = tuple(
        (
            Cell(catalogue.indicators[code].title),
            Cell(words.kind(catalogue.indicators[code].kind)),
            Cell("; ".join(one.title for one in found.carries(code)) or words.NO_OBJECTIVE),
        )
        for code in found.measures
    )
    heads = (Head(shared.MEASURE), Head(words.KIND), Head(words.CARRIES))
    return Part("carrying", words.CARRYING, (words.carrying(found),), Table(words.CARRYING, heads, rows))


def _agreed(found: Alignment, tree: ServiceTree) -> Part:
    rows = tuple(
        (
            Cell(one.title, address.record(one.number)),
            Cell(tree[one.service].name),
            Cell(str(one.said.get("agreed_by", ""))),
            Cell(yearly_round.by(act) if (act := one.last("agree")) else words.NOT_AGREED),
        )
        for one in found.plans
    )
    heads = (Head(words.PLAN), Head(shared.SERVICE), Head(words.BY_USERS), Head(words.BY))
    said = () if rows else (words.NO_PLAN,)
    return Part("agreed", words.AGREED, said, Table(words.AGREED, heads, rows))


def _lacking(found: Alignment, tree: ServiceTree) -> Part:
    rows = tuple(
        (Cell(tree[code].name, address.report("measures", code)), Cell(words.kinds(kinds)))
        for code, kinds in found.missing.items()
        if kinds
    )
    table = Table(words.LACKING, (Head(shared.SERVICE), Head(words.LACKS)), rows)
    return Part("lacking", words.LACKING, (words.lacking(found),), table)
