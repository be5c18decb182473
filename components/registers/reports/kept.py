"""The report about how each kind of record is kept."""

from __future__ import annotations

from collections.abc import Mapping

from catalogue.registers.declared import RecordKind
from catalogue.registers.shipped import registers
from components.registers.report import Cell, Head, Part, Report, Table
from components.words import say
from components.words.planning import kept as words


def kept_report(kinds: Mapping[str, RecordKind]) -> Report:
    """Return the report, out of the declarations alone."""
    about = registers()
    rows = tuple(
        (
            Cell(say.capital(one.name)),
            Cell(about[one.listed_in].name),
            Cell(one.purpose),
            Cell(one.lawful_basis),
            Cell(words.kept(code, kinds)),
            Cell(say.capital(one.owner)),
            Cell(words.shown(one)),
        )
        for code, one in kinds.items()
    )
    heads = (words.KIND, words.REGISTER, words.PURPOSE, words.BASIS, words.KEPT, words.OWNER, words.ADDED_UP)
    table = Table(words.TABLE, tuple(Head(word) for word in heads), rows)
    return Report(
        words.TITLE, words.LEDE, (Part("kinds", words.TABLE, (words.STAFF, words.TOGETHER), table),)
    )
