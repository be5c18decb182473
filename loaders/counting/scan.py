"""One file of records as something DuckDB can select from: only the columns that are asked for, as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from catalogue.expressions import Sql
from catalogue.sources import Join, RecordsSource, SourceBase
from loaders.parse import files, large_files
from loaders.parse.files import File, Kind
from loaders.parse.grids import ParquetGrid, text_grids
from loaders.parse.headings import locate, read_table
from loaders.parse.layout import Heading, Layout, Sought
from loaders.parse.tables import clean


@dataclass(frozen=True, slots=True)
class Scan:
    """`sql` gives columns r0, r1 … in the order they were asked for."""

    part: File
    sql: str
    first_row: int  # row of the file that the first row of data stands in
    rejects: str = ""
    """The text for {keep} in `sql` by which misshapen rows are kept apart, and their name."""
    delimiter: str = ""
    headings: tuple[tuple[str, ...], ...] = ()
    """The heading of each column in the file, however the entry names it."""

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
            return self._parquet(part, source, names)
        return self._workbook(part, source, names, number)

    def _text(self, part: File, source: RecordsSource | Join, names: list[str], number: int) -> Scan:
        path = large_files.prepared(part, source.encoding, self.folder, number)
        with path.open("rb") as file:
            head = file.read(large_files.HEAD)
        text = head.decode("utf-8", "replace").removeprefix("\ufeff")
        sought = Sought.of(_plainly(source), names, None)
        grid, found = locate(part, text_grids(part, text, source.delimiter), sought)
        skip, width = found.heading.skip, found.heading.width
        width = max([width, *(len(row) for row in grid.head()[skip:] if not any(row[width:]))])
        columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
        taken = ", ".join(f"c{found.singles[name][0]} AS r{i}" for i, name in enumerate(names))
        ending = "\\r\\n" if b"\r\n" in head else "\\n"
        rejects = f"rejects{number}"
        select = (
            f"SELECT {taken} FROM read_csv({self.sql.parameter(str(path))}, columns={{{columns}}}, "
            f"auto_detect=false, header=false, skip={skip}, new_line='{ending}', quote='\"', "
            f"escape='\"', delim={self.sql.parameter(grid.delimiter)}, {{keep}})"
        )
        return Scan(part, select, skip + 1, rejects, grid.delimiter, _headings(found, names))

    def _parquet(self, part: File, source: RecordsSource | Join, names: list[str]) -> Scan:
        grid, found = locate(part, [ParquetGrid(part)], Sought.of(_plainly(source), names, None))
        there = [grid.head()[0][found.singles[name][0]].replace('"', '""') for name in names]
        taken = ", ".join(f'CAST("{name}" AS VARCHAR) AS r{i}' for i, name in enumerate(there))
        select = f"SELECT {taken} FROM read_parquet({self.sql.parameter(str(part.path))})"
        return Scan(part, select, 1, headings=_headings(found, names))

    def _workbook(self, part: File, source: RecordsSource | Join, names: list[str], number: int) -> Scan:
        folder = part.path.parents[len(Path(part.name).parts) - 1]  # the one that names of files start from
        file = files.read(part.path, folder)
        table = read_table(file, _plainly(source), names, is_guarded=False)
        whole = Heading([*file.reading.headings], [], 0, 0, len(file.reading.headings))
        places = map(whole.position, names)
        headings = [tuple(whole.all_names(at)) if at is not None else () for at in places]
        columns = enumerate(table.columns[name] for name in names)
        cells = {f"r{i}": pd.Series([c.texts[code] for code in c.codes], dtype=object) for i, c in columns}
        self.connection.register(f"sheet{number}", pd.DataFrame(cells))
        taken = ", ".join(f"CAST(r{i} AS VARCHAR) AS r{i}" for i in range(len(names)))
        first = int(table.rows[0]) if len(table) else 1
        return Scan(part, f"SELECT {taken} FROM sheet{number}", first, headings=tuple(headings))


def _headings(found: Layout, names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(found.heading.all_names(found.singles[name][0])) for name in names)


def _plainly(source: RecordsSource | Join) -> SourceBase:
    """Return an entry that asks for columns by their names and nothing else."""
    sheet, header = (None, None) if isinstance(source, Join) else (source.sheet, source.header)
    return SourceBase(file="x", sheet=sheet, header=header)
