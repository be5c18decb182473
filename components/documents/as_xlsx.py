"""The numbers of a frozen pack as a workbook: where each indicator stands, every number with its limits, the
definitions, the decisions, and what the pack was made from. The same pack gives the same bytes.

A text never becomes a formula: cells of text are written as such, whatever they begin with.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from components.documents.as_csv import HEAD
from components.words import packs as words
from quality.packs.frozen import FrozenPack
from quality.packs.value import Entry, Pack

Cell = str | float | date | None
STILL = (1980, 1, 1, 0, 0, 0)
"""The time of every part of the file: the earliest that a zip can hold."""
WIDEST = 60
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Letters that no workbook can hold."""


def xlsx_of(frozen: FrozenPack) -> bytes:
    pack, book = frozen.pack, Workbook()
    book.remove(book.active)
    _sheet(book, words.MATRIX_SHEET, words.MATRIX_COLUMNS, map(_standing, pack.entries))
    _sheet(book, words.NUMBERS, HEAD, (row for entry in pack.entries for row in _numbers(entry)))
    _sheet(book, words.DEFINITIONS, words.DEFINITION_COLUMNS, _definitions(pack))
    _sheet(book, words.RECORD_SHEET, words.RECORD_COLUMNS, _record(pack))
    about = [*words.facts(pack), *words.standing(frozen)]
    _sheet(book, words.ABOUT, words.ABOUT_COLUMNS, [*about, ("", words.NO_GROUPS)])
    book.properties.creator = pack.organisation
    book.properties.title = frozen.title
    book.properties.created = book.properties.modified = frozen.act.at.replace(microsecond=0)
    made = io.BytesIO()
    book.save(made)
    return _still(made.getvalue(), frozen)


def _standing(entry: Entry) -> Sequence[Cell]:
    latest = entry.latest
    numbers = (latest.numerator, latest.denominator, latest.value) if latest else (None, None, None)
    return (
        entry.title,
        entry.domain,
        entry.call,
        entry.variation_word,
        entry.assurance_word,
        latest.label if latest else "",
        *numbers,
        entry.points.unit if entry.points else "",
        entry.target,
        entry.owner,
        entry.sentence,
    )


def _numbers(entry: Entry) -> Iterable[Sequence[Cell]]:
    points = entry.points
    if points is None:
        return
    about = (entry.code, entry.title, entry.domain, entry.owner, entry.definition, entry.rule_set)
    before = (points.numerator, points.denominator, points.value)
    after = (points.centre, points.lower, points.upper, points.target, points.plan)
    for i, label in enumerate(points.labels):
        start = date.fromisoformat(points.periods[i])
        counts, levels = ([values[i] for values in some] for some in (before, after))
        yield (*about, label, start, *counts, points.unit, *levels, points.phase[i], points.marks[i])


def _definitions(pack: Pack) -> Iterable[Sequence[Cell]]:
    return ((entry.title, term, text) for entry in pack.entries for term, text in entry.definitions)


def _record(pack: Pack) -> Iterable[Sequence[Cell]]:
    """Yield what people said about each indicator, and decided."""
    for entry in pack.entries:
        for account in entry.accounts:
            yield from ((entry.title, term, text, account.signed) for term, text in account.parts)
        for one in entry.questions:
            yield entry.title, words.QUESTION, one.text, one.signed
            if one.reply:
                yield entry.title, words.ANSWER, one.reply, one.reply_signed
        yield from ((entry.title, words.DECISION, one.text, one.signed) for one in entry.decisions)
        yield from ((entry.title, words.CHART_DECISIONS, text, "") for text in entry.decided)


def _sheet(book: Workbook, title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write one table: a head that stays in sight, columns as wide as what they hold."""
    sheet = book.create_sheet(title)
    written = [head, *rows]
    for at, row in enumerate(written, start=1):
        for column, value in enumerate(row, start=1):
            _write(sheet, at, column, value)
    for column in range(1, len(head) + 1):
        sheet.cell(1, column).font = Font(bold=True)
        longest = max(len(str(row[column - 1] or "")) for row in written)
        sheet.column_dimensions[get_column_letter(column)].width = min(longest, WIDEST) + 2
    sheet.freeze_panes = "A2"


def _write(sheet: Worksheet, at: int, column: int, value: Cell) -> None:
    cell = sheet.cell(at, column)
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = CONTROL.sub("", value)
    cell.data_type = "s"
    if len(value) > WIDEST:
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _still(made: bytes, frozen: FrozenPack) -> bytes:
    """Return a workbook in which no part says when it was written."""
    then = f"{frozen.act.at:%Y-%m-%dT%H:%M:%SZ}".encode()
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(into, "w") as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + then, content)
            part = zipfile.ZipInfo(name, STILL)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(part, content)
    return into.getvalue()
