"""The report about staff who are trained in improvement."""

from __future__ import annotations

from catalogue.registers.declared import RecordKind
from components import address
from components.registers.report import Cell, Head, Part, Report, Table
from components.words import say
from components.words.planning import planning_reports as shared
from components.words.planning import trained as words
from quality.planning.training import Training


def training_report(found: Training, projects: RecordKind, service: str, about: str) -> Report:
    """Return the report. projects: the kind of record that levels lead."""
    return Report(
        shared.title(words.TITLE, about),
        words.LEDE,
        (_coverage(found, service), _levels(found, projects)),
    )


def _coverage(found: Training, service: str) -> Part:
    rows = tuple(
        (
            Cell(one.name, address.register("planning", one.code, kind="training")),
            *(Cell(words.share(counts.get(level), found)) for level in found.levels),
        )
        for one, counts in found.rows
    )
    heads = (Head(words.SERVICE), *(Head(level.title) for level in found.levels.values()))
    ways = (Cell(words.COUNT, address.propose("training", service)),)
    return Part("coverage", words.COVERAGE, (words.summary(found),), Table(words.TABLE, heads, rows), ways)


def _levels(found: Training, projects: RecordKind) -> Part:
    fields = projects.steps[projects.begin].fields
    by = next((one.leads for one in fields.values() if one.leads), None)
    kinds = fields[by].choices if by else {}
    named = {code for level in found.levels.values() for code in level.leads}
    free = [word for code, word in kinds.items() if code not in named]

    def leads(codes: tuple[str, ...]) -> str:
        return say.capital("; ".join([*free, *(kinds.get(code, code) for code in codes)])) or words.ANYBODY

    rows = tuple((Cell(one.title), Cell(one.note), Cell(leads(one.leads))) for one in found.levels.values())
    heads = (Head(words.LEVEL), Head(words.MEANS), Head(words.LEADS))
    return Part("levels", words.LEVELS, (), Table(words.LEVEL_TABLE, heads, rows))
