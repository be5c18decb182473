"""Shape `records`: one row per event, stay, patient or set of observations, counted while it is read.

    arrival           site  sex  departure              month    site  within 4 hours  attendances
    2026-01-03 09:12   H1    F   2026-01-03 11:40   →   2026-01   H1         1              2
    2026-01-07 22:05   H1    M   2026-01-08 04:31

DuckDB reads each file once, with little memory, and answers everything that all indicators ask of it, for
everyone and for every group of every dimension. Only columns that the catalogue lists are read, and only sums
come out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb
import numpy as np

from catalogue import code_lists, identifiers
from catalogue.checks.records import asked
from catalogue.expressions import Sql
from catalogue.fields.periods import Frequency
from catalogue.formula import Formula
from catalogue.models import Indicator
from catalogue.sources import Grouping, RecordsSource, record_queries
from data.write.observations import Values
from loaders.counting import counted_values, duckdb_connection, repeated_rows, row_problems, statement
from loaders.counting.counted_values import Answer
from loaders.counting.scan import Reader
from loaders.counting.statement import Joined, Statement
from loaders.job import LoadJob
from loaders.keys.periods import period_in_name
from loaders.keys.services import NO_SERVICE, code_of, match_services, note_closed
from loaders.log import LoadLog
from loaders.observations import build as measure
from loaders.parse.files import File
from loaders.parse.tables import Column, Table, clean
from loaders.problems import many, refusal

SHAPES = ("records",)
RANK = 2
store = measure.store

_SAMPLE = 20_000  # rows looked at to see whether a column tells who somebody is


def read(job: LoadJob, log: LoadLog) -> Mapping[str, Values]:
    formulas = measure.formulas(job)
    if not formulas:
        return {}
    with duckdb_connection.opened() as (connection, folder):
        try:
            reader = Reader(connection, folder, Sql({}, {}))
            made = _statement(job, reader, formulas)
            statement.prepare(made, formulas)
            return _counted(job, log, connection, made)
        except duckdb.Error as error:  # its message may repeat cells of the file: only its kind is told
            what = f"could not be counted ({type(error).__name__})"
            raise refusal(job.file.name, what, "a file as its entry in the catalogue describes it") from None


# -- what is read ----------------------------------------------------------------------------------


def _statement(job: LoadJob, reader: Reader, formulas: Sequence[tuple[str, Indicator, Formula]]) -> Statement:
    source: RecordsSource = job.source
    questions = record_queries.read(job.code, source, asked(job.catalogue, job.code))
    parts = job.file.parts[""]
    _refuse_identifiers(job, reader, parts)
    chosen_by = {column for _, _, formula in formulas for column in formula.among}
    names = _needed(source, statement.used_in_questions(questions) | chosen_by)
    scans = [reader.scan(part, source, names, number) for number, part in enumerate(parts)]
    joins = [_joined(job, reader, name, questions, 1000 * (at + 1)) for at, name in enumerate(source.join)]
    return Statement(
        source,
        job.catalogue,
        questions,
        job.missing,
        job.as_at,
        scans,
        names,
        joins,
        reader.sql,
        [_fixed_period(source, part) for part in parts] if source.date is None else (),
    )


def _needed(source: RecordsSource, in_formulas: set[str]) -> list[str]:
    """Return the columns of the file that anything is asked of."""
    own = {clean(name) for name in source.reads}
    grouped = [grouping.column for grouping in source.breakdowns.values()]
    joined_by = [here for join in source.join.values() for here in join.on if "." not in here]
    placed = [source.period.column or ""]
    named = [source.service.column or "", *placed, *source.among, *source.drop, *grouped, *in_formulas]
    found = [*(n for n in map(clean, named) if n in own), *map(clean, joined_by)]
    return list(dict.fromkeys([*found, *map(clean, source.one_row_per)]))


def _joined(
    job: LoadJob, reader: Reader, name: str, questions: record_queries.Questions, number: int
) -> Joined:
    join = job.source.join[name]
    there, brings = [*map(clean, join.on.values())], [*map(clean, join.reads)]
    scans = [
        reader.scan(part, join, [*there, *brings], number + at)
        for at, part in enumerate(job.file.parts[name])
    ]
    return Joined(name, scans, [*map(clean, join.on)], brings)


def _fixed_period(source: RecordsSource, part: File) -> Any:
    return source.period.always or period_in_name(source, part)


def _refuse_identifiers(job: LoadJob, reader: Reader, parts: Sequence[File]) -> None:
    """Look at the first rows of every listed column: what tells who somebody is has no place there."""
    source: RecordsSource = job.source
    personal = {clean(name) for name in source.personal}
    names = [name for name in map(clean, source.reads) if name not in personal]
    if not names:
        return
    for number, part in enumerate(parts):
        scan = reader.scan(part, source, names, 900_000 + number)
        rows = f"SELECT * FROM ({scan.select(keeps_rejects=False)}) LIMIT {_SAMPLE}"
        query = f"CREATE OR REPLACE TEMP TABLE head AS {rows}"
        reader.connection.execute(query, row_problems.used(query, reader.sql.parameters))
        for at, name in enumerate(names):
            query = f"SELECT DISTINCT r{at} FROM head WHERE r{at} IS NOT NULL LIMIT {identifiers.LOOKED_AT}"
            found = reader.connection.execute(query).fetchall()
            what = identifiers.by_content([text for (text,) in found])
            if what is not None:
                said = f"column `{name}` seems to hold {what}"
                expected = "it to be left out of `reads`, or put under `personal`"
                raise refusal(part.name, said, expected)
    reader.connection.execute("DROP TABLE IF EXISTS head")


# -- what comes out --------------------------------------------------------------------------------


def _counted(
    job: LoadJob, log: LoadLog, connection: duckdb.DuckDBPyConnection, made: Statement
) -> Mapping[str, Values]:
    source: RecordsSource = job.source
    _refuse_multiplied(connection, made)
    frequencies = {
        counted.indicator.frequency: statement.add_period(made, counted.indicator.frequency)
        for counted in made.counted
    }
    groups = {
        dimension: statement.add_group(made, at, grouping)
        for at, (dimension, grouping) in enumerate(source.breakdowns.items())
        if any(dimension in counted.indicator.dimensions for counted in made.counted)
    }
    sets = _sets(made, frequencies, groups)
    query = made.grouped([*sets.values()])
    found = connection.execute(query, row_problems.used(query, made.sql.parameters)).fetchnumpy()
    all_keys = list(dict.fromkeys(key for one in sets.values() for key in one))
    of_set = {name: found["set_"] == counted_values.set_number(all_keys, one) for name, one in sets.items()}
    sums = {name: _numbers(found[name]) for name in made.sums.values()}
    _count_rows(
        job, log, connection, made, {n: values[of_set[next(iter(sets))]] for n, values in sums.items()}
    )
    service = _services(job, log, connection, made, found)
    results: dict[str, list[Values]] = {}
    for frequency, dimension, mask in _answers(of_set):
        category = counted_values.everyone(int(mask.sum()))
        if dimension is not None:
            group = dimension, groups[dimension]
            category = _categories(
                job, log, connection, made, group, np.ma.asarray(found[groups[dimension]])[mask]
            )
        period = counted_values.filled_array(found[frequencies[frequency]], np.datetime64("NaT"))[mask]
        answer = Answer(
            service[mask],
            category,
            period.astype("datetime64[D]"),
            {name: values[mask] for name, values in sums.items()},
        )
        if dimension is None:
            note_closed(job, log, answer.service, answer.period)
        for counted in made.counted:
            if counted.indicator.frequency is frequency and (
                dimension is None or dimension in counted.indicator.dimensions
            ):
                one = counted_values.values(answer, counted, zero_where_no_rows=source.zero_where_no_rows)
                nowhere = np.zeros(len(one), dtype=np.int64)
                log.spoken.setdefault(counted.code, []).append(
                    (one.service, one.category, one.period, nowhere)
                )
                one = one.take(np.flatnonzero(~counted_values.refused(log, counted, one)))
                if len(one):
                    results.setdefault(counted.code, []).append(one)
    return {code: measure.joined(job, log, code, parts) for code, parts in results.items()}


def _count_rows(
    job: LoadJob,
    log: LoadLog,
    connection: duckdb.DuckDBPyConnection,
    made: Statement,
    totals: Mapping[str, np.ndarray],
) -> None:
    """Count the rows, and tell what could not be used of them."""
    read, kept = (int(totals[name].sum()) for name in (made.total("count(*)"), made.kept))
    log.counts["read"] += read
    log.counts["dropped"] += read - kept
    if made.earlier:
        repeated_rows.note_replaced(job, log, int(totals[made.earlier].sum()))
    row_problems.misshapen(connection, made, log)
    if not kept:
        what = f"has {log.counts['read']:,} rows, and none of them is meant"
        raise refusal(job.file.name, what, "at least one that `only` and `drop` leave")
    if totals[made.trouble].sum():
        row_problems.tell(connection, made, job, log)
    if not made.earlier:
        repeated_rows.note_alike(connection, made, log)


def _sets(
    made: Statement, frequencies: Mapping[Frequency, str], groups: Mapping[str, str]
) -> dict[tuple[Frequency, str | None], list[str]]:
    """Return keys of every set of sums that some indicator needs. Everyone is the sum of the groups of
    any dimension, rows included whose group is not understood: a set of its own only where there is none."""
    found: dict[tuple[Frequency, str | None], list[str]] = {}
    for counted in made.counted:
        for dimension in counted.indicator.dimensions:
            if dimension in groups:
                frequency = counted.indicator.frequency
                found[frequency, dimension] = ["svc", frequencies[frequency], groups[dimension]]
    for frequency, column in frequencies.items():
        if not any(which is frequency for which, _ in found):
            found[frequency, None] = ["svc", column]
    return found


def _answers(
    of_set: Mapping[tuple[Frequency, str | None], np.ndarray],
) -> Iterator[tuple[Frequency, str | None, np.ndarray]]:
    """Yield every set, and for each frequency everyone: in the rows of one of its sets, whichever is
    smallest."""
    for frequency in dict.fromkeys(which for which, _ in of_set):
        masks = {dimension: mask for (which, dimension), mask in of_set.items() if which is frequency}
        yield frequency, None, min(masks.values(), key=np.count_nonzero)
        for dimension, mask in masks.items():
            if dimension is not None:
                yield frequency, dimension, mask


def _refuse_multiplied(connection: duckdb.DuckDBPyConnection, made: Statement) -> None:
    """Refuse a joined file with several rows to one: it would count that one several times."""
    for number, joined in enumerate(made.joins):
        if made.source.join[joined.name].combine:
            continue
        width = len(joined.here)
        by = ", ".join(f"k{i}" for i in range(width))
        query = (
            f"SELECT count(*) FROM (SELECT {by} FROM ({made.join_table(number)}) "
            f"WHERE {' AND '.join(f'k{i} IS NOT NULL' for i in range(width))} GROUP BY {by} "
            "HAVING count(*) > 1)"
        )
        several = connection.execute(query, row_problems.used(query, made.sql.parameters)).fetchall()[0][0]
        if several:
            there = ", ".join(f"`{name}`" for name in made.source.join[joined.name].on.values())
            what = f"has several rows for {several:,} of its {there}: each row here would count several times"
            expected = "one row for each, or `combine`, which says how several become one"
            raise refusal(joined.scans[0].part.name, what, expected)


def _services(
    job: LoadJob,
    log: LoadLog,
    connection: duckdb.DuckDBPyConnection,
    made: Statement,
    found: Mapping[str, Any],
) -> np.ndarray:
    """Return per row of the answer the service's number. Each text is understood, and told of, once."""
    source: RecordsSource = job.source
    texts, which = counted_values.distinct(counted_values.filled_array(found["svc"], "\x00"))
    plain = [text.strip() for text in texts]
    strange = [
        text
        for text, code in zip(texts, plain, strict=True)
        if text != "\x00" and code_of(job, code) not in job.services.ids
    ]
    places = row_problems.first_places(connection, made, "svc", strange) if source.service.column else {}
    rows = np.array([places.get(text, (0, 0))[0] for text in texts])
    column = clean(source.service.column or "")
    is_real = np.array([text != "\x00" for text in texts])
    table = Table(rows, {column or "": Column(np.arange(len(texts)), plain)}).take(is_real)
    ids = np.full(len(texts), NO_SERVICE)
    before = len(log.problems)
    ids[is_real] = match_services(job, log, table)
    if len(log.problems) > before:
        log.problems.further += sum(count - 1 for _, count in places.values())
    return ids[which]


def _categories(
    job: LoadJob,
    log: LoadLog,
    connection: duckdb.DuckDBPyConnection,
    made: Statement,
    group: tuple[str, str],
    found: np.ndarray,
) -> np.ndarray:
    """Return per row of the answer the group's number. A row whose group is not understood counts for
    everyone, and is told of."""
    dimension, column = group
    grouping: Grouping = job.source.breakdowns[dimension]
    categories = {name: entry.code for name, entry in job.catalogue.dimensions[dimension].by_code.items()}
    if grouping.bands:
        bands = [band.code for band in code_lists.bands_of(grouping, job.catalogue.lists)]
        numbers = [job.ids.category_ids[dimension, categories[code]] for code in bands]
        outside = grouping.otherwise and job.ids.category_ids[dimension, categories[grouping.otherwise]]
        table = np.array([*numbers, outside or NO_SERVICE], dtype=np.int64)
        ids: np.ndarray = table[counted_values.filled_array(found, -1)]
        texts, strange = ["-1"], ["-1"] if (ids == NO_SERVICE).any() else []
    else:
        understand = code_lists.reader(grouping, categories, job.catalogue.lists)
        texts, which = counted_values.distinct(counted_values.filled_array(found, ""))
        codes = [understand(text.strip()) for text in texts]
        ids = np.array(
            [
                NO_SERVICE if code is None else job.ids.category_ids[dimension, categories.get(code, code)]
                for code in codes
            ]
        )[which]
        strange = [text for text, code in zip(texts, codes, strict=True) if code is None]
    _tell_strange(log, connection, made, grouping, (dimension, column), strange)
    return ids


def _tell_strange(
    log: LoadLog,
    connection: duckdb.DuckDBPyConnection,
    made: Statement,
    grouping: Grouping,
    group: tuple[str, str],
    strange: Sequence[str],
) -> None:
    if not strange:
        return
    dimension, column = group
    places = row_problems.first_places(connection, made, column, strange)
    what = f"a group of {dimension}, or `otherwise` for what is none; such rows count for everyone only"
    told = [text for text in strange if text in places][: row_problems.SHOWN]
    said = [
        f"{'no number, or one outside the bands' if grouping.bands else text or 'nothing'} "
        f"(in {many(places[text][1], 'row')})"
        for text in told
    ]
    log.problems.add(np.array([places[text][0] for text in told], dtype=int), grouping.column, what, said)


def _numbers(column: Any) -> np.ndarray:
    return counted_values.filled_array(column, 0).astype(np.float64)
