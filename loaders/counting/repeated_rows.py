"""Rows that come again: in a later file of the list, or further down.

Extracts overlap: this month's holds the last three months anew. Which rows are one is said by `one_row_per`;
where nothing is said each counts, and a list of files that repeat each other is told of.
"""

from __future__ import annotations

import duckdb

from loaders.counting import row_problems
from loaders.counting.statement import Statement
from loaders.job import LoadJob
from loaders.log import LoadLog
from loaders.problems import many

_ONE_IN = 64  # rows of a long list that are looked at; which they are follows from what stands in them
_LONG = 200_000
_SHARE = 0.05  # of the rows looked at: fewer may well be alike by chance


def note_replaced(job: LoadJob, log: LoadLog, count: int) -> None:
    if count:
        said = ", ".join(f"`{column}`" for column in job.source.one_row_per)
        log.notes.append(f"{many(count, 'row')} left out: a later one has the same {said}, and counts")


def note_alike(connection: duckdb.DuckDBPyConnection, statement: Statement, log: LoadLog) -> None:
    """Note that rows of one file stand in another, alike in every column that is read."""
    if len(statement.scans) < 2 or not statement.columns:
        return
    rows = statement.text_stage(is_numbered=False, keeps_rejects=False)
    whole = f"hash({', '.join(f't{i}' for i in range(len(statement.columns)))})"
    one_in = _ONE_IN if log.counts["read"] > _LONG else 1
    query = (
        f"SELECT count(*), count_if(files > 1) FROM (SELECT row_, count(DISTINCT part) AS files "
        f"FROM (SELECT part, {whole} AS row_ FROM ({rows})) WHERE row_ % {one_in} = 0 GROUP BY row_)"
    )
    parameters = row_problems.used(query, statement.sql.parameters)
    [(seen, alike)] = connection.execute(query, parameters).fetchall()
    if alike and alike >= _SHARE * seen:
        log.notes.append(
            f"about {100 * alike / seen:.0f}% of the rows stand in several of these files, alike in all that "
            "is read, and count in each: if the files overlap, `one_row_per` says which rows are one"
        )
