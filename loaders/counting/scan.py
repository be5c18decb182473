"""One file of records as something DuckDB can select from: only the columns that are asked for, as text."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb
import pandas as pd

from catalogue.expressions import Sql
from catalogue.sources import Join, RecordsSource
from loaders.parse import files, large_files
from loaders.parse.files import File, Kind
from loaders.parse.headings import read_table
from loaders.parse.tables import clean
from loaders.problems import refusal

_DELIMITERS = (",", ";", "\t", "|", "¬")
_HEAD = 40  # rows down which a heading is looked for


@dataclass(frozen=True, slots=True)
class Scan:
    """`sql` gives columns r0, r1 … in the order they were asked for."""

    part: File
    sql: str
    first_row: int
    """Row of the file that the first row of data stands in."""
    rejects: str = ""
    """What to put in place of {keep} in `sql` to have misshapen rows kept apart, and how they are called."""
    delimiter: str = ""

    def select(self, *, keeps_rejects: bool) -> str:
        keep = f"store_rejects=true, rejects_table='{self.rejects}', rejects_scan='{self.rejects}_of'"
        return self.sql.replace("{keep}", keep if keeps_rejects else "ignore_errors=true")


@dataclass(frozen=True)
class Reader:
    """Opens the files of one load."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    sql: Sql

    def scan(self, part: File, source: RecordsSource | Join, needed: Sequence[str], number: int) -> Scan:
        names = [clean(name) for name in needed]
        if part.kind is Kind.TEXT:
            return self._text(part, source, names, number)
        if part.kind in (Kind.PARQUET, Kind.QUERY):
            return self._parquet(part, names)
        return self._workbook(part, source, names, number)

    def _text(self, part: File, source: RecordsSource | Join, names: list[str], number: int) -> Scan:
        path = large_files.prepared(part, source.encoding, self.folder, number)
        with path.open("rb") as file:
            head = file.read(large_files.HEAD)
        heading = _find(part, head.decode("utf-8", "replace").removeprefix("\ufeff"), source, names)
        columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(heading.width))
        taken = ", ".join(f"c{at} AS r{i}" for i, at in enumerate(heading.positions))
        ending = "\\r\\n" if b"\r\n" in head else "\\n"
        rejects = f"rejects{number}"
        select = (
            f"SELECT {taken} FROM read_csv({self.sql.parameter(str(path))}, columns={{{columns}}}, "
            f"auto_detect=false, header=false, skip={heading.rows}, new_line='{ending}', quote='\"', "
            f"escape='\"', delim={self.sql.parameter(heading.delimiter)}, {{keep}})"
        )
        return Scan(part, select, heading.rows + 1, rejects, heading.delimiter)

    def _parquet(self, part: File, names: list[str]) -> Scan:
        try:
            described = self.connection.execute(
                "SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet($f))", {"f": str(part.path)}
            ).fetchall()
        except duckdb.Error:
            raise refusal(part.name, "cannot be read as Parquet", "a whole file") from None
        there = {clean(name): name for (name,) in described}
        _refuse_missing(part, names, list(there), "among its columns")
        quoted = ['"' + there[name].replace('"', '""') + '"' for name in names]
        taken = ", ".join(f"CAST({name} AS VARCHAR) AS r{i}" for i, name in enumerate(quoted))
        return Scan(part, f"SELECT {taken} FROM read_parquet({self.sql.parameter(str(part.path))})", 1)

    def _workbook(self, part: File, source: RecordsSource | Join, names: list[str], number: int) -> Scan:
        described = source if isinstance(source, RecordsSource) else _as_source(source)
        table = read_table(files.read(part.path, _folder(part)), described, names)
        cells = {
            f"r{i}": pd.Series([c.texts[code] for code in c.codes], dtype=object)
            for i, name in enumerate(names)
            for c in (table.columns[name],)
        }
        self.connection.register(f"sheet{number}", pd.DataFrame(cells))
        taken = ", ".join(f"CAST(r{i} AS VARCHAR) AS r{i}" for i in range(len(names)))
        first = int(table.rows[0]) if len(table) else 1
        return Scan(part, f"SELECT {taken} FROM sheet{number}", first)


def _folder(part: File) -> Path:
    """The data folder, from a file below it."""
    return part.path.parents[len(Path(part.name).parts) - 1]


def _as_source(join: Join) -> RecordsSource:
    return RecordsSource.model_construct(
        shape="records", file=join.file, reads=join.reads, sheet=None, header_row=None, header_rows=1
    )


# -- the heading -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Heading:
    positions: list[int]
    width: int
    rows: int
    """Rows down to the first row of data, as a spreadsheet counts, and DuckDB: a quoted cell may hold
    several lines."""
    delimiter: str


def _find(part: File, head: str, source: RecordsSource | Join, names: list[str]) -> _Heading:
    """The first of the top rows that holds every name, read with the likeliest delimiter."""
    said = {"\\t": "\t", "tab": "\t"}.get(source.delimiter or "", source.delimiter)
    likely = sorted((d for d in _DELIMITERS if d in head), key=lambda d: -head.count(d))
    wanted_row = source.header_row if isinstance(source, RecordsSource) else None
    best: list[str] = []
    for delimiter in [said] if said else likely or [","]:
        rows = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
        seen = list(islice(rows, _HEAD))
        for at, row in enumerate(seen):
            cells = [clean(cell) for cell in row]
            if wanted_row is not None and at + 1 != wanted_row:
                continue
            if len(set(cells) & set(names)) > len(set(best) & set(names)) or not best:
                best = cells
            positions = [_position(name, cells) for name in names]
            if None not in positions:
                _refuse_doubled(part, names, cells)
                below = seen[at + 1 :]
                width = max([len(cells), *(len(r) for r in below if not any(r[len(cells) :]))])
                return _Heading([p for p in positions if p is not None], width, at + 1, delimiter)
    _refuse_missing(part, names, best)
    raise AssertionError("a heading that lacks nothing was not found")


def _position(name: str, cells: list[str]) -> int | None:
    """Where a column stands. One without a name is known as `column 1` by its place."""
    if name in cells:
        return cells.index(name)
    place = re.fullmatch(r"column (\d+)", name)
    at = int(place[1]) - 1 if place else -1
    return at if 0 <= at < len(cells) and not cells[at] else None


def _refuse_doubled(part: File, names: list[str], cells: list[str]) -> None:
    for name in names:
        if cells.count(name) > 1:
            raise refusal(part.name, f"has the column `{name}` twice", "each needed column once")


def _refuse_missing(
    part: File, names: list[str], there: list[str], where: str = f"in one of the first {_HEAD} rows"
) -> None:
    missing = [name for name in names if _position(name, there) is None]
    if not missing:
        return
    by_lower = {name.lower(): name for name in there if name}
    said = []
    for name in missing:
        near = difflib.get_close_matches(name.lower(), by_lower, 1, 0.6)
        said.append(f"`{name}`" + (f" (is it `{by_lower[near[0]]}`?)" if near else ""))
    found = ", ".join([name for name in there if name][:20])
    what = f"lacks the column{'s'[: len(missing) > 1]} {', '.join(said)}"
    raise refusal(part.name, what, where, found)
