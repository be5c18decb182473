"""Find the heading of a table, take the columns that are needed below it, and turn them as declared.

The heading is the first of the top rows that holds every column needed, so title rows do not matter.
It is checked before any row is read, and the message names all that is missing at once.

    sheets ─ heading ─ cells ─ sections, fill_down ─ names and titles as columns ─ across ─┐
    … the next sheet ──────────────────────────────────────────────────────────────────────┴─ joined ─ down
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Container, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

import numpy as np

from catalogue.fields.templates import template
from catalogue.identifiers import cell
from catalogue.sources import MeasurementSource, SourceBase
from catalogue.sources.reshaping import MEASURE, VALUE
from errors import LoadRefusedError
from loaders.parse import guard, reshape, titles, uncalculated
from loaders.parse.files import File, Kind
from loaders.parse.grids import FIRST_FILLED, CellGrid, Grid, grids
from loaders.parse.layout import Heading, Layout, Sought, Wanted, layout
from loaders.parse.tables import Column, Table, clean, kept_rows
from loaders.parse.workbooks import sheets
from loaders.problems import ROWS_OF_A_SHEET, refusal

HEADING_AT_MOST = 60  # letters of a heading that are repeated to people
NO_HEADING = "columns by their letters: `column A`"
ROWS_ABOVE = 3  # of a heading, that may say what the columns of one name are about
SHEETS_LOOKED_AT = 20  # for a heading that the named sheet lacks
CELLS_AT_MOST = 100_000_000  # of a table whose headings become rows: more would not fit into memory


def read_table(
    file: File,
    source: SourceBase,
    needed: Sequence[str],
    also: Wanted | None = None,
    *,
    numbers: Sequence[str] = (),
    is_guarded: bool = True,
) -> Table:
    """Return the columns `needed`, and those whose heading `also` wants (the periods of a wide table; at
    least one). No other column leaves this function: what the catalogue does not name is not read.

    numbers:    columns that are read as numbers; no other may tell who somebody is
    is_guarded: whether that is looked at here; who asks for anything else looks himself
    """
    spared = guard.spared(source, numbers) if is_guarded else None
    sought = Sought.of(source, needed, also)
    said = {"(file)": file.name, **titles.from_file_name(file.name, source.file_name, sought.may)}
    places = [(m, sheet) for m in file.members or (file,) for sheet in sheets(m, source.sheets)]
    # A sheet is known by its name; one of several tables in an archive by what it is called there.
    names = [", ".join(filter(None, [m.called if file.members else "", sheet])) for m, sheet in places]
    file.sheets[:] = names if len(names) > 1 else []
    tables, problems = [], []
    for number, (member, sheet) in enumerate(places):
        own = {"(sheet)": names[number]}
        try:
            is_one_of_many = len(names) > 1
            table = _sheet(member, sheet, sought, {**said, **own}, spared, is_one_of_many=is_one_of_many)
        except LoadRefusedError as error:
            problems += error.problems
            continue
        if table is not None:
            tables.append(replace(table, rows=table.rows + number * ROWS_OF_A_SHEET))
    if problems:
        raise LoadRefusedError(problems)
    if not tables:
        expected = "at least one with " + ", ".join(f"`{name}`" for name in sought.names)
        raise refusal(
            file.name, "has no sheet with the columns of this source", expected, ", ".join(file.sheets)
        )
    file.reading.sheet = ", ".join(filter(None, names))
    whole = _measures_down(file, reshape.joined(tables), sought).where_empty(sought.optional)
    if spared is not None:
        periods = filter(also or (lambda _: False), whole.columns)
        guard.check_texts(file.name, whole, file.reading.headings, spared.union(periods))
    if file.reading.rows_wanted:
        file.reading.table = whole
    return whole


def _sheet(
    file: File,
    sheet: str | None,
    sought: Sought,
    said: dict[str, str],
    spared: frozenset[str] | None,
    *,
    is_one_of_many: bool,
) -> Table | None:
    source = sought.source
    name = f"{file.name}, sheet {sheet}" if is_one_of_many and sheet else file.name
    # Shapes that take counts read what a cell holds, not how it is shown.
    as_shown = isinstance(source, MeasurementSource) or type(source) is SourceBase
    found_in = grids(file, sheet, source.delimiter, source.encoding, as_shown=as_shown)
    ways = [_from_row(name, grid, source) for grid in found_in]
    for grid in ways:
        found = _find(grid, sought)
        if found is not None:
            if spared is not None:
                guard.check_names(name, found, spared)
            said = {**said, **titles.from_sheet_name(name, said["(sheet)"], source.sheet_name, sought.may)}
            table = _take(name, grid, found, sought, said)
            file.reading.delimiter = getattr(grid, "delimiter", "")
            names = dict(enumerate(found.heading.names))
            used = dict.fromkeys(
                [*(names.get(at) or f"column {at + 1}" for at in found.positions), *table.columns]
            )
            file.reading.counted |= _counted(grid.head(), found)
            file.reading.took(found.heading.names, found.heading.skip, [*used], table)
            return table
    if is_one_of_many and "(sheet)" in source.turned.optional:
        return None
    raise _no_heading(name, ways[0], sought, _elsewhere(file, sheet, ways[0], sought))


def _counted(head: Sequence[Sequence[str]], found: Layout) -> dict[str, tuple[str, ...]]:
    """Return what stands above each column that is named by counting: a wrong count takes another's cells."""
    heading = found.heading
    start = max(0, heading.start - ROWS_ABOVE)
    above = heading_of(head[start : heading.skip], start).cells[: heading.start - start]
    return {
        name: tuple(dict.fromkeys(row[at[0]] for row in above if row[at[0]]))
        for name, at in found.singles.items()
        if name not in heading.names and re.fullmatch(r".+ \(\d+\)", name)
    }


def _from_row(name: str, grid: Grid, source: SourceBase) -> Grid:
    """Take all cells into memory where rows must be looked at one by one."""
    after = source.turned.after
    if not (after or source.turned.sections or source.ends_at_blank_row):
        return grid
    return CellGrid(grid.all_cells(), ends_at_blank_row=source.ends_at_blank_row).below(after, name)


def _candidates(grid: Grid, source: SourceBase) -> list[Heading]:
    head, depth = grid.head(), source.depth
    if source.has_no_heading:
        return [Heading([], [], grid.start, grid.start, max(map(len, head), default=0))]
    starts = range(len(head)) if source.header_row is None else [source.header_row - depth]
    return [
        heading_of(head[start : start + depth], start)
        for start in starts
        if start >= grid.start and start + depth <= len(head)
    ]


def heading_of(rows: Sequence[Sequence[str]], start: int) -> Heading:
    """Return the names of columns. Over several rows, a merged cell holds for the columns to its right, until
    the next one or one above it begins; the last row speaks for its own column only."""
    width = max((len(row) for row in rows), default=0)
    filled: list[list[str]] = []
    for depth, row in enumerate(rows):
        cells = [clean(cell) for cell in row] + [""] * (width - len(row))
        blank = [not cell or (cell == "." and len(rows) > 1) for cell in cells]  # StatsWales fills with "."
        begins = _begun(rows[:depth], width)
        for at in range(width):
            if blank[at]:
                goes_on = at > 0 and depth < len(rows) - 1 and not begins[at]
                cells[at] = cells[at - 1] if goes_on else ""
        filled.append(cells)
    names = [clean(" ".join(parts)) for parts in zip(*filled, strict=True)]
    while names and not names[-1]:
        names.pop()
    return Heading(names, filled, start, start + len(rows), width)


def _begun(rows: Sequence[Sequence[str]], width: int) -> list[bool]:
    """Tell per column whether a label begins in it, in any of these rows."""
    return [any(at < len(row) and clean(row[at]) not in {"", "."} for row in rows) for at in range(width)]


AnyGrid = TypeVar("AnyGrid", bound=Grid)


def locate(file: File, ways: Sequence[AnyGrid], sought: Sought) -> tuple[AnyGrid, Layout]:
    """Return the first way to read a file whose rows have the heading, and where it has the columns."""
    found = next(((grid, found) for grid in ways if (found := _find(grid, sought)) is not None), None)
    if found is None:
        raise _no_heading(file.name, ways[0], sought, "")
    _check(file.name, found[1], sought)
    _ask_for_heading(file.name, found[1], sought)
    return found


def _ask_for_heading(name: str, found: Layout, sought: Sought) -> None:
    """Refuse an entry that names no column by a heading and does not say whether there is one: any first row
    would be taken for it, and lost."""
    source = sought.source
    by_place = [n for n in found.singles if re.fullmatch(r"column ([A-Z]{1,2}|\d+)", n)]
    if source.header is None and by_place and len(by_place) == len(found.singles) and not found.across:
        what = (
            "is read by the places of its columns alone, and nothing says whether its first row is a heading"
        )
        raise refusal(name, what, "`header: 1` if it is, `header: none` if it is data already")


def _find(grid: Grid, sought: Sought) -> Layout | None:
    fitting = [
        found for heading in _candidates(grid, sought.source) if (found := layout(heading, sought)).fits
    ]
    # Where names may be measures further down, the row that has most of them is the heading.
    return min(fitting, key=lambda found: len(found.later), default=None)


def _take(name: str, grid: Grid, found: Layout, sought: Sought, said: dict[str, str]) -> Table:
    source, heading = sought.source, found.heading
    _check(name, found, sought)
    _ask_for_heading(name, found, sought)
    said = {**said, **titles.above(name, grid.head()[: heading.start], sought)}
    wanted = found.positions
    marks = [FIRST_FILLED] if source.turned.sections else []
    rows, cells = grid.columns(heading.skip, heading.width, [*wanted, *marks], source.footer)
    table = Table(rows, {str(at): Column.of(cells[at]) for at in (*wanted, *marks)})
    uncalculated.refuse(name, table, heading.names)
    parts: list[str] = []
    if source.turned.sections:
        table, parts = _sections(grid, table, heading, sought)
    # Blank lines, and notes that stand in other columns.
    table = table.take(~table.is_blank(map(str, wanted)))
    if not len(table):
        raise refusal(name, "holds a heading and nothing below it", "at least one row of data")
    columns = {part: table.columns[part] for part in parts}
    columns |= {
        single: reshape.first_filled([table.columns[str(at)] for at in positions])
        for single, positions in found.singles.items()
    }
    columns |= {single: Column.constant("", len(table)) for single in found.absent}
    down = [name for column in source.fill_down if (name := clean(column)) in columns]
    columns |= dict(zip(down, reshape.filled_down([columns[column] for column in down]), strict=True))
    columns |= {part: Column.constant(text, len(table)) for part, text in said.items()}
    return _turned(name, Table(table.rows, columns), table, found, sought)


def _turned(name: str, table: Table, read: Table, found: Layout, sought: Sought) -> Table:
    """Make rows of what stands across; only what is needed goes on."""
    asked, measures = sought.source.turned.headings, sought.source.turned.measures
    pivot = [clean(measures.column), clean(measures.value)] if measures else []
    if asked is None:
        needed = {*sought.needed, *found.singles, *pivot} - set(found.later)
        return Table(table.rows, {n: c for n, c in table.columns.items() if n in needed})
    if len(found.across) * len(table) > CELLS_AT_MOST:
        what = f"has {len(found.across) * len(table):,} cells below the headings that `headings` reads"
        raise refusal(name, what, f"at most {CELLS_AT_MOST:,}: name fewer of them in `words`")
    across = {f"({at})": read.columns[str(at)] for at, _ in found.across}
    fixed = [n for n in table.columns if n in {*sought.needed, *pivot}]
    whole = Table(table.rows, {**table.columns, **across})
    said = [(f"({at})", {clean(k): v for k, v in what.items()}) for at, what in found.across]
    return reshape.across(
        whole, said, fixed, VALUE, MEASURE, keeps_empty=measures is not None or _explains_empty(sought.source)
    )


def _explains_empty(source: SourceBase) -> bool:
    return getattr(source, "explains_empty", False)


def _measures_down(file: File, table: Table, sought: Sought) -> Table:
    pivot = sought.source.turned.measures
    if pivot is None:
        missing = [n for n in sought.needed if n not in table.columns]
        assert not missing, missing
        return table
    wanted = [name for name in sought.needed if name not in table.columns]
    table, chosen = _chosen_measures(table, sought)
    column = table.columns[clean(pivot.column)]
    column = reshape.joined_columns([Column(column.codes, [clean(text) for text in column.texts])])
    lacking = [name for name in wanted if name not in column.texts and name not in sought.optional]
    if lacking:
        said = ", ".join(f"`{name}`{_nearest(name, column.texts)}" for name in lacking)
        expected = f"a column so called, or a measure in the cells of `{pivot.column}`"
        raise refusal(file.name, f"lacks {said}", expected, ", ".join(column.texts[:20]))
    is_key = clean(pivot.column) in sought.needed and chosen is None
    keys = {n: c for n, c in table.columns.items() if n != clean(pivot.column) or is_key}
    whole = replace(table, columns=keys, own_rows={}, is_turned=True)
    turned = reshape.down(whole, column, clean(pivot.value), wanted, _speaking_of_cells(sought, keys))
    if sought.source.turned.headings is not None and not _explains_empty(sought.source):
        turned = turned.take(~turned.is_blank(map(clean, wanted)))  # months still to come
    if chosen is None:
        return turned
    return turned.with_column(clean(pivot.column), Column.constant(chosen, len(turned)))


def _speaking_of_cells(sought: Sought, names: Container[str]) -> list[str]:
    """Return the columns of qualifiers: each row of them speaks of the one measure of that row. One that
    chooses rows stays as it is."""
    source = sought.source
    qualifiers = source.qualifiers if isinstance(source, MeasurementSource) else {}
    choosing = {clean(name) for name in (*source.only, *source.drop)}
    return [name for each in qualifiers if (name := clean(each)) in names and name not in choosing]


def _chosen_measures(table: Table, sought: Sought) -> tuple[Table, str | None]:
    """Leave out rows by `keep` and `drop` of measures before they become columns. What is left fits them,
    so one of the measures may stand for the rest from here on. None: nothing asks for the column by
    itself."""
    source = sought.source
    assert source.turned.measures is not None
    name = clean(source.turned.measures.column)
    keep = {column: texts for column, texts in source.only.items() if clean(column) == name}
    drop = {column: texts for column, texts in source.drop.items() if clean(column) == name}
    if not keep and not drop:
        return table, None
    table = table.take(kept_rows(table, keep, drop))
    if not len(table):
        return table, None
    return table, table.columns[name].cells(np.array([0]))[0]


def _sections(grid: Grid, table: Table, heading: Heading, sought: Sought) -> tuple[Table, list[str]]:
    """Make columns of rows that say what follows; leave them and repeated headings out."""
    pattern = template(clean(sought.source.turned.sections or ""))
    mark = table.columns[str(FIRST_FILLED)]
    read = [pattern.readings(clean(text), sought.may)[:1] for text in mark.texts]
    is_mark = np.array([bool(found) for found in read], dtype=bool)[mark.codes]
    titles_above = [clean(cell) for row in grid.head()[: heading.start] for cell in row if clean(cell)]
    before = next((r for t in reversed(titles_above) if (r := pattern.readings(t, sought.may))), [{}])[0]
    start = np.maximum.accumulate(np.where(is_mark, np.arange(len(table)), -1))
    columns = dict(table.columns)
    for part in pattern.parts:
        texts = [before.get(part, ""), *(found[0][part] if found else "" for found in read)]
        codes = np.where(start >= 0, mark.codes[np.maximum(start, 0)] + 1, 0)
        columns[clean(part)] = Column(codes, texts)
    is_heading = np.zeros(len(table), dtype=bool)
    places = [int(name) for name in table.columns if int(name) != FIRST_FILLED]
    for row in grid.head()[heading.start : heading.skip]:
        cells = {str(at): (row[at] if at < len(row) else "",) for at in places}
        if any(cell.strip() for (cell,) in cells.values()):
            is_heading |= np.logical_and.reduce([table.columns[n].is_in(cell) for n, cell in cells.items()])
    kept = Table(table.rows, columns).take(~(is_mark | is_heading))
    return kept, [clean(part) for part in pattern.parts]


def _check(name: str, found: Layout, sought: Sought) -> None:
    """Refuse a heading that names a needed column twice, or that can be read in two ways."""
    heading = found.heading
    for single in found.singles:
        for option in sought.options(single):
            if heading.names.count(option) > 1:
                places = ", ".join(str(i + 1) for i, n in enumerate(heading.names) if n == option)
                expected = f"each needed column once; or name one of them: `{option} (1)`, `{option} (2)`"
                raise refusal(name, f"has the column `{option}` twice", expected, f"columns {places}")
    if found.unclear:
        text, readings = found.unclear[0]
        expected = "`words` in `headings` that list what one of the parts may be"
        raise titles.unclear(name, text, readings, expected)
    seen: dict[tuple[tuple[str, str], ...], int] = {}
    for at, said in found.across:
        key = tuple(sorted(said.items()))
        if key in seen:
            what = f"has the heading `{heading.names[at] if at < len(heading.names) else ''}` twice"
            raise refusal(name, what, "each once", f"columns {seen[key] + 1}, {at + 1}")
        seen[key] = at


def _elsewhere(file: File, sheet: str | None, grid: Grid, sought: Sought) -> str:
    """Return where the heading stands instead, as words behind what was expected; "" if it is nowhere to
    be seen."""
    source = sought.source
    anywhere = replace(sought, source=source.model_copy(update={"header": None}))
    if source.header_row is not None:
        found = _find(grid, anywhere)
        if found is not None:
            return f"; they are in row {found.heading.skip}: say `header: {found.heading.skip}`"
        rows = [layout(heading, anywhere) for heading in _candidates(grid, anywhere.source)]
        best = max(rows, key=lambda row: _likeness(row, anywhere), default=None)
        if best is not None and best.singles and best.heading.skip != source.header_row:
            return f"; row {best.heading.skip} looks more like the heading"
    for other in sheets(file, ["*"])[:SHEETS_LOOKED_AT] if file.kind is Kind.EXCEL else ():
        if other == sheet:
            continue
        with suppress(LoadRefusedError):  # a damaged sheet that nobody asked for is not what is wrong
            if any(_find(way, anywhere) is not None for way in grids(file, other, None, None)):
                return f"; they are in the sheet `{other}`: say `sheet: {other}`"
    return ""


def _no_heading(name: str, grid: Grid, sought: Sought, elsewhere: str) -> LoadRefusedError:
    source = sought.source
    layouts = [layout(heading, sought) for heading in _candidates(grid, source)]
    best = max(layouts, key=lambda found: _likeness(found, sought), default=None)
    if source.has_no_heading:
        said = ", ".join(f"`{n}`" for n in (best.missing if best else sought.names))
        return refusal(name, f"has no heading (`header: none`), so nothing is called {said}", NO_HEADING)
    present = [n for n in best.heading.names if n] if best else []
    if best is not None and best.unclear:
        _check(name, best, sought)
    missing = best.missing if best else sought.names
    found = ", ".join(map(_heading_like, present[:20])) + (" …" if len(present) > 20 else "")
    if not missing and sought.also is not None:
        words = "no column heading reads as a period"
        period = getattr(source, "period", None)
        written = " or ".join(period.format if period and period.format else ("auto",))
        return refusal(name, words, f"headings written as {written}{elsewhere}")
    if not missing and source.turned.headings is not None:
        read = source.turned.headings.read
        written = " / ".join(read.values() if isinstance(read, dict) else read)
        return refusal(name, "no column heading reads as `headings` says", f"headings like {written}", found)
    said = ", ".join(f"`{n}`{_nearest(n, present)}" for n in missing)
    looked_at = len(grid.head())
    searched = "the first row" if looked_at == 1 else f"one of the first {looked_at} rows"
    where = f"row {source.header_row}" if source.header_row else searched
    if len(present) == 1:
        found += " (one column only: is `delimiter` right?)"
    return refusal(name, f"lacks the column{'s'[: len(missing) > 1]} {said}", f"in {where}{elsewhere}", found)


def _heading_like(name: str) -> str:
    """Return a cell as it is repeated to people. A file without a heading has somebody's record there:
    what is long, or holds a long number, is not repeated."""
    is_told = len(name) <= HEADING_AT_MOST and not re.search(r"\d{5}", name) and cell(name) == name
    return name if is_told else "…"


def _likeness(found: Layout, sought: Sought) -> tuple[int, int, int]:
    """Return how much a row looks like the heading: needed names, nearly needed ones, filled cells."""
    names = found.heading.names
    near = sum(bool(difflib.get_close_matches(n, names, 1, 0.7)) for n in found.missing)
    return len(found.singles) + bool(found.across), near, sum(bool(n) for n in names)


def _nearest(name: str, present: Sequence[str]) -> str:
    by_lower = {p.lower(): p for p in present}
    near = difflib.get_close_matches(name.lower(), by_lower, 1, 0.6)
    return f" (is it `{by_lower[near[0]]}`?)" if near else ""
