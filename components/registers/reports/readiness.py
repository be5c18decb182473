"""The answers of a readiness assessment, for the page of its record."""

from __future__ import annotations

from components.registers.report import Cell, Head, Part, Table, numbers
from components.words import say
from components.words.planning import readiness as words
from quality.planning.readiness import Distribution, Readiness


def readiness_parts(found: Readiness) -> tuple[Part, ...]:
    """Return what is said of the answers, and a table for each part once they may be seen."""
    said = (words.people(found), words.own(found), words.earlier(found))
    if not found.statements:
        return (Part("answers", words.ANSWERS, (words.NO_STATEMENTS,)),)
    first = Part("answers", words.ANSWERS, (*said, words.NO_MEAN if found.is_opened else words.APART))
    if not found.is_opened or found.this.people < found.fewest:
        return (first,)
    by_part: dict[str, list[str]] = {}
    for code, one in found.statements.items():
        by_part.setdefault(one.part, []).append(code)
    return (first, *(_part(found, name, codes, place) for place, (name, codes) in enumerate(by_part.items())))


def _part(found: Readiness, name: str, codes: list[str], place: int) -> Part:
    heads = (Head(words.STATEMENT), *numbers(words.YEAR, *(say.capital(one) for one in found.scale)))
    rows = [
        (Cell(words.statement(found.statements[code])), Cell(words.year(one)), *_counts(one, code, found))
        for code in codes
        for one in (found.this, *found.before)
    ]
    table = Table(words.TABLE.format(part=name or words.ANSWERS), heads, tuple(rows))
    return Part(f"answers-{place + 1}", name or words.ANSWERS, (), table)


def _counts(one: Distribution, code: str, found: Readiness) -> list[Cell]:
    counts = one.counts.get(code)
    if counts is None:
        return [Cell(words.WITHHELD.format(fewest=found.fewest)), *[Cell("")] * (len(found.scale) - 1)]
    return [Cell(str(count)) for count in counts]
