"""Find the table in an unknown file: its sheet, its heading, where it ends, and all its columns as text."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from catalogue.sources import SourceBase
from errors import LoadRefusedError
from loaders.dates.detect import looks_like_a_period
from loaders.parse import files, workbooks
from loaders.parse.files import File, Kind
from loaders.parse.grids import Grid, grids
from loaders.parse.headings import heading_of, read_table
from loaders.parse.tables import Table, clean
from loaders.problems import refusal

NUMBER = re.compile(
    r"[-+]?((\d{1,3}(,\d{3})+|\d+)(\.\d+)?|\.\d+)(e[-+]?\d{1,3})? ?%?", re.IGNORECASE
)  # E06000001 is a code
_FOOTNOTE = re.compile(
    r"\W*(source|notes?|footnotes?|copyright|contact|\(c\)|©|data|\d+[.)]|\*)", re.IGNORECASE
)
_AGE = re.compile(r"(?:aged? ?|age_)?(\d{1,3}) ?(?:\+|plus|and over|years?)?", re.IGNORECASE)
_AGES = 10  # headings in a row that count up
_BODY = 12  # rows below a heading that are looked at
_LONGEST_HEADING = 160
_ALIKE = 2  # rows that are needed to see how a table is written
_FORMS = 3  # ways of writing in one column


@dataclass(frozen=True, eq=False)
class Found:
    """A table, and what a source has to say so that it is found again."""

    file: File
    sheet: str | None
    header_row: int  # counting from 1; 0 where there is none
    header_rows: int
    table: Table
    other_sheets: tuple[Found, ...] = ()  # their tables
    footer: str | None = None
    fill_down: tuple[str, ...] = ()  # columns whose label stands once for several rows
    titles: tuple[tuple[str, ...], ...] = ()  # the rows above the heading


def tables(path: Path, folder: Path, sheet: str | None = None) -> list[Found]:
    """Return the table of the named sheet; if none is named, those of all visible sheets, in their order."""
    file = files.read(path, folder)
    found: list[Found] = []
    refused: LoadRefusedError | None = None
    # Those that people see: workbooks keep look-up tables in hidden ones.
    seen = workbooks.sheets(file, ["*"] if file.kind is Kind.EXCEL else None)
    for name in seen if sheet is None else [sheet]:
        try:
            found.append(_in_sheet(file, name))
        except LoadRefusedError as error:
            refused = error
    if not found:
        raise refused or refusal(file.name, "holds no table", "a heading with rows below it")
    return found


def _in_sheet(file: File, sheet: str | None) -> Found:
    grid = max(grids(file, sheet, None, None, as_shown=True), key=_steadiness)
    head = [[clean(cell) for cell in row] for row in grid.head()]
    at = _heading(head) if file.kind is not Kind.PARQUET else 0
    if at is None:
        raise refusal(file.name, "holds no table", "a heading with rows below it")
    if _is_data(head, at):
        return _without_heading(file, sheet, head[at:])
    depth, names = _depth(head, at)
    unique = [name for name in dict.fromkeys(names) if name and names.count(name) == 1]
    repeated = [(i, name) for i, name in enumerate(names) if name and names.count(name) > 1]
    places = [f"{name} ({names[: i + 1].count(name)})" for i, name in repeated]
    if len(unique) + len(places) < 2:
        raise refusal(file.name, "holds no table", "a heading with rows below it")
    source = SourceBase(file="x", sheet=sheet and (sheet,), header=f"{at + 2 - depth}-{at + 1}")
    unnamed = [f"column {i + 1}" for i, name in enumerate(names) if not name and _is_filled(head, at, i)]
    also = set(unique).__contains__ if unique else None
    table = read_table(file, source, [*unnamed, *places], also, is_guarded=False)
    table, footer = _without_footer(table)
    titles = tuple(tuple(row) for row in head[: at + 1 - depth])
    return Found(file, sheet, at + 1, depth, table, footer=footer, titles=titles)


def _without_heading(file: File, sheet: str | None, rows: Sequence[Sequence[str]]) -> Found:
    source = SourceBase(file="x", sheet=sheet and (sheet,), header="none")
    width = max(map(len, rows))
    table = read_table(file, source, [f"column {at + 1}" for at in range(width)], is_guarded=False)
    table, footer = _without_footer(table)
    return Found(file, sheet, 0, 0, table, footer=footer)


def _is_data(head: Sequence[Sequence[str]], at: int) -> bool:
    """Tell a table without a heading: its first row is written as those below it, in each column, and holds
    digits where they do."""
    body = [row for row in head[at + 1 :] if any(row)][:_BODY]
    if any(any(row) for row in head[:at]) or len(body) < _ALIKE:
        return False
    has_digits = False
    for cell, *below in zip_longest(head[at], *body, fillvalue=""):
        forms = {form(text) for text in below if text}
        if len(forms) > _FORMS:  # a text of any kind says nothing
            continue
        if not cell or form(cell) not in forms:
            return False
        has_digits |= any("9" in one for one in forms)
    return has_digits


def form(text: str) -> str:
    """Return where letters and digits stand in a text: `W12` → `A9`; numbers of any length are alike."""
    return "9" if is_number(text) else re.sub(r"[A-Za-z]+", "A", re.sub(r"\d+", "9", text))


def _steadiness(grid: Grid) -> tuple[int, int]:
    """Return how many rows have the commonest number of cells, if that is more than one."""
    widths = [len(row) for row in grid.head()]
    commonest = max(set(widths), key=widths.count, default=0)
    return (widths.count(commonest) if commonest > 1 else 0, commonest)


def is_number(text: str) -> bool:
    return bool(text) and any(c.isdigit() for c in text) and NUMBER.fullmatch(text) is not None


def _heading(head: Sequence[Sequence[str]]) -> int | None:
    """Return the last row of the heading: names, with data in the next row that is not blank."""
    for share, of_names in ((0.7, False), (0.4, False), (0.7, True)):
        for at, row in enumerate(head):
            body = [r for r in head[at + 1 : at + 1 + _BODY] if any(r)]
            if body and _is_heading(row, body, share, of_names=of_names):
                return at
    return next((at for at, row in enumerate(head) if sum(map(bool, row)) >= 2), None)


def _is_heading(row: Sequence[str], body: Sequence[Sequence[str]], share: float, *, of_names: bool) -> bool:
    """Judge a row. `of_names`: of a table without numbers, whose heading is only told by being first."""
    filled = [cell for cell in row if cell]
    width = statistics.median(sum(map(bool, r)) for r in body)
    if len(filled) < max(2, share * width) or any(len(cell) > _LONGEST_HEADING for cell in filled):
        return False
    ages = set(ages_across(row))
    odd = sum(is_number(cell) and not _is_period(cell) and cell not in ages for cell in filled)
    if odd > 0.2 * len(filled):
        return False
    columns = enumerate(zip_longest(*body, fillvalue=""))
    numeric = [i for i, cells in columns if sum(map(_is_datum, cells)) * 2 > len(body)]
    if of_names or not numeric:
        return of_names and len(set(filled)) == len(filled) and width >= 2
    first = next((r for r in body if sum(map(bool, r)) >= 0.5 * width), body[0])
    return any(i < len(first) and _is_datum(first[i]) for i in numeric) and not _looks_like_data(row, numeric)


def _is_period(text: str) -> bool:
    """Tell a heading that is a period: `75` among others is a number, not the year 1975."""
    return looks_like_a_period(text) and re.fullmatch(r"\d{1,3}", text) is None


def _is_datum(text: str) -> bool:
    return is_number(text) or bool(re.fullmatch(r"\d{4}-\d\d-\d\d.*|\d{1,2}/\d{1,2}/\d{2,4}", text))


def ages_across(names: Sequence[str]) -> list[str]:
    """Find headings that count up by one, as single years of age do: `0 1 2 … 90+`, `Age0 Age1 …`."""
    found = [(name, match) for name in names if (match := _AGE.fullmatch(name))]
    numbers = [int(match[1]) for _, match in found]
    is_run = len(numbers) >= _AGES and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return [name for name, _ in found] if is_run else []


def _looks_like_data(row: Sequence[str], numeric: Sequence[int]) -> bool:
    """Tell if most columns of numbers hold one in this row, other than a year, a month or an age."""
    if ages_across(row):
        return False
    cells = [row[i] for i in numeric if i < len(row) and row[i]]
    return bool(cells) and sum(is_number(c) and not _is_period(c) for c in cells) * 2 > len(cells)


def _depth(head: Sequence[Sequence[str]], at: int) -> tuple[int, list[str]]:
    """Return how many rows the heading spans: more than one only if that tells columns apart."""
    best, names = 1, heading_of(head[at : at + 1], at).names
    for depth in range(2, min(5, at + 1) + 1):
        if not (_lacking(names) and sum(map(bool, head[at + 1 - depth])) >= 2):
            break
        deeper = heading_of(head[at + 1 - depth : at + 1], at).names
        if _lacking(deeper) < _lacking(names):
            best, names = depth, deeper
    return best, names


def _lacking(names: Sequence[str]) -> int:
    """Count columns that cannot be named: repeated or empty headings."""
    return sum(not name or names.count(name) > 1 for name in names)


def _is_filled(head: Sequence[Sequence[str]], at: int, position: int) -> bool:
    body = [row for row in head[at + 1 :] if any(row)]
    return sum(position < len(row) and bool(row[position]) for row in body) * 2 > len(body) > 0


def _without_footer(table: Table) -> tuple[Table, str | None]:
    """Cut notes below the data. What begins like one is said by its first word, never by its text."""
    columns = table.columns.values()
    for at in range(max(0, len(table) - 40), len(table)):
        filled = [text for column in columns if (text := column.texts[column.codes[at]])]
        note = _FOOTNOTE.match(filled[0]) if len(filled) in {1, 2} and len(columns) > 2 else None
        if note is not None and at > 0 and not is_number(filled[0]):
            return table.take(table.rows < table.rows[at]), note[0].strip()
    return table, None
