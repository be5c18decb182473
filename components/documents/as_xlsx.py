"""The numbers of a frozen pack as a workbook: where each indicator stands, every number with its limits, the
definitions, the decisions, and what the pack was made from. The same pack gives the same bytes.

A text never becomes a formula: cells of text are written as such, whatever they begin with.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date

from xlsxwriter import Workbook

from components.documents.as_csv import HEAD
from components.words import packs as words
from components.words.say import ended
from quality.packs.frozen import FrozenPack
from quality.packs.value import Entry, Pack, Points

Cell = str | float | date | None
WIDEST, LONGEST = 60, 32767
"""Letters of a column, and of a cell."""
LONGEST_NAME, UNNAMED = 31, re.compile(r"[\[\]:*?/\\']")
"""Letters of the name of a sheet, and those that it cannot hold."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Letters that no workbook can hold."""


def xlsx_of(frozen: FrozenPack) -> bytes:
    pack, made = frozen.pack, io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        if pack.document:
            for number, one in enumerate(pack.sections, 1):
                _sheet(book, _sheet_name(number, one.title), one.head, one.rows or [(one.empty,)])
        else:
            _sheet(book, words.MATRIX_SHEET, words.matrix_columns(pack), map(_standing, pack.entries))
            _sheet(book, words.NUMBERS, HEAD, _numbers(frozen))
            _sheet(book, words.DEFINITIONS, words.DEFINITION_COLUMNS, _definitions(pack))
            _sheet(book, words.RECORD_SHEET, words.RECORD_COLUMNS, _record(pack))
        about = [*words.facts(pack), *words.standing(frozen)]
        _sheet(book, words.ABOUT, words.ABOUT_COLUMNS, [*about, ("", words.NO_GROUPS)])
        # Otherwise the file would say when it was written.
        then = frozen.act.at.replace(microsecond=0)
        book.set_properties({"title": frozen.title, "author": pack.organisation, "created": then})
    return made.getvalue()


def _sheet_name(number: int, title: str) -> str:
    """Return a name that a workbook allows: short, without some letters, and unlike every other."""
    return f"{number} {UNNAMED.sub(' ', title)}"[:LONGEST_NAME].strip()


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
        " ".join(map(ended, (*entry.signals, *entry.changes, *entry.data))),
        *((entry.finding, entry.caption) if entry.finding else ()),
    )


def _numbers(frozen: FrozenPack) -> Iterable[Sequence[Cell]]:
    standing = words.state(frozen)
    for entry in frozen.pack.entries:
        if entry.points is not None:
            yield from ((*row, standing) for row in _periods(entry, entry.points))


def _periods(entry: Entry, points: Points) -> Iterable[Sequence[Cell]]:
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
    """Yield what the meeting is told, what people said about each indicator, and decided."""
    if pack.meeting is not None:
        about, signed = words.meeting(pack.meeting), pack.meeting.signed
        yield from ((about, word, text, signed) for word, lines in pack.meeting.lines for text in lines)
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
    sheet = book.add_worksheet(title)
    day, wrapped = (
        book.add_format(looks)
        for looks in ({"num_format": "yyyy-mm-dd"}, {"text_wrap": True, "valign": "top"})
    )
    widths = [len(name) for name in head]
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                text = CONTROL.sub("", value)[:LONGEST]
                sheet.write_string(at, column, text, wrapped if len(text) > WIDEST else None)
            elif isinstance(value, date):
                sheet.write_datetime(at, column, value, day)
            elif value is not None:
                sheet.write_number(at, column, value)
            widths[column] = max(widths[column], len(str(value or "")))
    bold = book.add_format({"bold": True})
    for column, name in enumerate(head):
        sheet.write_string(0, column, name, bold)
        sheet.set_column(column, column, min(widths[column], WIDEST) + 2)
    sheet.freeze_panes(1, 0)
