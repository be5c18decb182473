"""Shape `records`: one row per event, stay, patient or set of observations, counted while it is read.

    arrival           site  sex  departure              month    site  within 4 hours  attendances
    2026-01-03 09:12   H1    F   2026-01-03 11:40   →   2026-01   H1         1              2
    2026-01-07 22:05   H1    M   2026-01-08 04:31

DuckDB reads each file once, with little memory, and answers all that indicators ask, for everyone and every
group. Only columns that the catalogue lists are read, and only sums come out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from catalogue import code_lists, identifiers
from catalogue.checks.records import asked
from catalogue.expressions import Sql
from catalogue.fields.periods import Frequency
from catalogue.formula import Formula
from catalogue.models import Indicator
from catalogue.sources import Grouping, Join, RecordsSource, record_queries
from data.models import EVERYONE
from data.write.observations import Values
from errors import LoadRefusedError
from loaders.counting import counted_values, duckdb_connection, repeated_rows, row_problems, statement
from loaders.counting.counted_values import Answer
from loaders.counting.scan import Reader
from loaders.counting.statement import Joined, Statement
from loaders.job import LoadJob
from loaders.keys.categories import cross
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
    zone = job.source.period.time_zone
    with duckdb_connection.opened(zone) as (connection, folder):
        try:
            reader = Reader(connection, folder, Sql({}, {}, has_zone=zone is not None))
            made = _statement(job, reader, formulas)
            statement.prepare(made, formulas)
            return _Count(job, log, connection, made).counted()
        except duckdb.Error as error:  # its message may repeat cells of the file: only its kind is told
            what = f"could not be counted ({type(error).__name__})"
            raise refusal(job.file.name, what, "a file as its entry in the catalogue describes it") from None


def _statement(job: LoadJob, reader: Reader, formulas: Sequence[tuple[str, Indicator, Formula]]) -> Statement:
    source: RecordsSource = job.source
    questions = record_queries.read(job.code, source, asked(job.catalogue, job.code))
    parts, personal = job.file.parts[""], {clean(name) for name in source.personal}
    _refuse_identifiers(reader, source, [name for name in source.reads if clean(name) not in personal], parts)
    for at, (name, join) in enumerate(source.join.items()):
        read_there = [n for n in join.reads if f"{name}.{clean(n)}" not in personal]
        _refuse_identifiers(reader, join, read_there, job.file.parts[name], 1000 * (at + 1))
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
        [source.period.always or period_in_name(source, part) for part in parts] if not source.date else (),
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
    brings = [*map(clean, join.reads)]
    asked_of = [*map(clean, join.on.values()), *brings]
    parts = enumerate(job.file.parts[name], start=number)
    scans = [reader.scan(part, join, asked_of, at) for at, part in parts]
    return Joined(name, scans, [*map(clean, join.on)], brings)


def _refuse_identifiers(
    reader: Reader, source: RecordsSource | Join, reads: Sequence[str], parts: Sequence[File], first: int = 0
) -> None:
    """Look at the headings and the first rows of every listed column: what tells who somebody is has no
    place there."""
    names = [*map(clean, reads)]
    if not names:
        return
    for number, part in enumerate(parts, start=first):
        scan = reader.scan(part, source, names, 900_000 + number)
        for name, headings in zip(names, scan.headings, strict=True):
            what = next(filter(None, map(identifiers.by_name, headings)), None)
            if what is not None:
                raise _refused(part, f"column `{name}` may hold {what}")
        rows = f"SELECT * FROM ({scan.select(keeps_rejects=False)}) LIMIT {_SAMPLE}"
        query = f"CREATE OR REPLACE TEMP TABLE head AS {rows}"
        reader.connection.execute(query, row_problems.used(query, reader.sql.parameters))
        for at, name in enumerate(names):
            query = f"SELECT DISTINCT r{at} FROM head WHERE r{at} IS NOT NULL LIMIT {identifiers.LOOKED_AT}"
            found = reader.connection.execute(query).fetchall()
            what = identifiers.by_content([text for (text,) in found])
            if what is not None:
                raise _refused(part, f"column `{name}` seems to hold {what}")
    reader.connection.execute("DROP TABLE IF EXISTS head")


def _refused(part: File, what: str) -> LoadRefusedError:
    return refusal(part.name, what, "it to be left out of `reads`, or put under `personal`")


@dataclass(frozen=True, eq=False)
class _Count:
    """One counting of a list, while its connection is open."""

    job: LoadJob
    log: LoadLog
    connection: duckdb.DuckDBPyConnection
    made: Statement
    told: set[str] = field(default_factory=set)
    """Dimensions of which was told what is not understood."""

    def _ask(self, query: str) -> duckdb.DuckDBPyConnection:
        return self.connection.execute(query, row_problems.used(query, self.made.sql.parameters))

    def counted(self) -> Mapping[str, Values]:
        source: RecordsSource = self.job.source
        made = self.made
        self._refuse_multiplied()
        frequencies = {
            f: statement.add_period(made, f) for f in (c.indicator.frequency for c in made.counted)
        }
        groups = {
            dimension: statement.add_group(made, at, grouping)
            for at, (dimension, grouping) in enumerate(source.breakdowns.items())
            if any(dimension in self._asked_by(counted.indicator) for counted in made.counted)
        }
        sets = _sets(made, frequencies, self._keys(groups))
        found = self._ask(made.grouped([*sets.values()])).fetchnumpy()
        all_keys = list(dict.fromkeys(key for one in sets.values() for key in one))
        of_set = {n: found["set_"] == counted_values.set_number(all_keys, one) for n, one in sets.items()}
        sums = {n: np.ma.filled(found[n], 0).astype(float) for n in made.sums.values()}
        one_set = of_set[next(iter(sets))]
        self._count_rows({name: int(values[one_set].sum()) for name, values in sums.items()})
        service = self._services(found)
        results: dict[str, list[Values]] = {}
        for frequency, dimension, mask in _answers(of_set):
            category = np.full(int(mask.sum()), EVERYONE)
            if dimension is not None:
                category = self._groups(dimension, groups, found, mask)
            period = np.ma.filled(found[frequencies[frequency]], np.datetime64("NaT"))[mask]
            of_these = {name: values[mask] for name, values in sums.items()}
            answer = Answer(service[mask], category, period.astype("datetime64[D]"), of_these)
            if dimension is None:
                note_closed(self.job, self.log, answer.service, answer.period)
            for counted in made.counted:
                is_split = dimension is None or dimension in counted.indicator.dimensions
                if counted.indicator.frequency is not frequency or not is_split:
                    continue
                one = counted_values.values(answer, counted, zero_where_no_rows=source.zero_where_no_rows)
                nowhere = np.zeros(len(one), dtype=np.int64)
                spoken = (one.service, one.category, one.period, nowhere)
                self.log.spoken.setdefault(counted.code, []).append(spoken)
                one = one.take(~counted_values.refused(self.log, counted, one))
                if len(one):
                    results.setdefault(counted.code, []).append(one)
        return {code: measure.joined(self.job, self.log, code, parts) for code, parts in results.items()}

    def _parents(self, dimension: str) -> tuple[str, ...]:
        """Return the two dimensions that one crosses; else itself."""
        crossing = self.job.catalogue.dimensions.get(dimension)
        return (crossing.crosses if crossing else None) or (dimension,)

    def _asked_by(self, indicator: Indicator) -> set[str]:
        """Return the dimensions by whose columns an indicator is split."""
        return {parent for dimension in indicator.dimensions for parent in self._parents(dimension)}

    def _keys(self, groups: Mapping[str, str]) -> dict[str, list[str]]:
        """Return by dimension the columns of its groups: of one that crosses two others, both."""
        dimensions = {name for counted in self.made.counted for name in counted.indicator.dimensions}
        parents = {dimension: self._parents(dimension) for dimension in sorted(dimensions)}
        return {
            dimension: [groups[parent] for parent in its]
            for dimension, its in parents.items()
            if all(parent in groups for parent in its)
        }

    def _groups(
        self, dimension: str, groups: Mapping[str, str], found: Mapping[str, Any], mask: np.ndarray
    ) -> np.ndarray:
        """Return per row of a set the group's number."""
        numbers = [
            self._categories(parent, groups[parent], np.ma.asarray(found[groups[parent]])[mask])
            for parent in self._parents(dimension)
        ]
        first, *second = numbers
        return cross(self.job.ids, *self._parents(dimension), first, *second) if second else first

    def _count_rows(self, totals: Mapping[str, int]) -> None:
        """Count the rows, and tell what could not be used of them."""
        made, log = self.made, self.log
        for column, total in made.open_offsets.items():
            if totals[total]:
                raise row_problems.open_offset(self.connection, made, self.job, column)
        read, kept = totals[made.total("count(*)")], totals[made.kept]
        log.counts["read"] += read
        log.counts["dropped"] += read - kept
        if made.earlier:
            repeated_rows.note_replaced(self.job, log, totals[made.earlier])
        row_problems.misshapen(self.connection, made, log)
        if not kept:
            what = f"has {log.counts['read']:,} rows, and none of them is meant"
            raise refusal(self.job.file.name, what, "at least one that `only` and `drop` leave")
        if totals[made.trouble]:
            row_problems.tell(self.connection, made, self.job, log)
        if not made.earlier:
            repeated_rows.note_alike(self.connection, made, log)

    def _refuse_multiplied(self) -> None:
        """Refuse a joined file with several rows to one: it would count that one several times."""
        for number, joined in enumerate(self.made.joins):
            join = self.made.source.join[joined.name]
            if join.combine:
                continue
            keys = [f"k{i}" for i in range(len(joined.here))]
            query = (
                f"SELECT count(*) FROM (SELECT {', '.join(keys)} FROM ({self.made.join_table(number)}) "
                f"WHERE {' AND '.join(f'{key} IS NOT NULL' for key in keys)} GROUP BY {', '.join(keys)} "
                "HAVING count(*) > 1)"
            )
            several = self._ask(query).fetchall()[0][0]
            if several:
                there = ", ".join(f"`{name}`" for name in join.on.values())
                what = f"has several rows for {several:,} of its {there}"
                why = "each row here would count several times"
                expected = "one row for each, or `combine`, which says how several become one"
                raise refusal(joined.scans[0].part.name, f"{what}: {why}", expected)

    def _services(self, found: Mapping[str, Any]) -> np.ndarray:
        """Return per row of the answer the service's number. Each text is understood, and told of, once."""
        job, log = self.job, self.log
        which, texts = pd.factorize(np.ma.filled(found["svc"], "\x00"))
        plain = [text.strip() for text in texts]
        is_real = np.array([text != "\x00" for text in texts])
        column, places = job.source.service.column, {}
        if column:
            strange = [t for t in texts if t != "\x00" and code_of(job, t.strip()) not in job.services.ids]
            places = row_problems.first_places(self.connection, self.made, "svc", strange)
        rows = np.array([places.get(text, (0, 0))[0] for text in texts])
        table = Table(rows, {clean(column or ""): Column(np.arange(len(texts)), plain)}).take(is_real)
        ids = np.full(len(texts), NO_SERVICE)
        before = len(log.problems)
        ids[is_real] = match_services(job, log, table)
        if len(log.problems) > before:
            log.problems.further += sum(count - 1 for _, count in places.values())
        return ids[which]

    def _categories(self, dimension: str, column: str, found: np.ndarray) -> np.ndarray:
        """Return per row of the answer the group's number. A row whose group is not understood counts for
        everyone, and is told of."""
        job = self.job
        grouping: Grouping = job.source.breakdowns[dimension]
        named = {name: entry.code for name, entry in job.catalogue.dimensions[dimension].by_code.items()}

        def number(code: str | None) -> int:
            return job.ids.category_ids[dimension, named.get(code, code)] if code else NO_SERVICE

        if grouping.bands:
            bands = [band.code for band in code_lists.bands_of(grouping, job.catalogue.lists)]
            numbers = np.array([number(code) for code in (*bands, grouping.otherwise)], dtype=np.int64)
            which = np.ma.filled(found, -1)
            strange = ["-1"] if (numbers[which] == NO_SERVICE).any() else []
        else:
            understand = code_lists.reader(grouping, named, job.catalogue.lists)
            which, texts = pd.factorize(np.ma.filled(found, ""))
            numbers = np.array([number(understand(text.strip())) for text in texts], dtype=np.int64)
            strange = [text for text, n in zip(texts, numbers, strict=True) if n == NO_SERVICE]
        if strange and dimension not in self.told:
            self.told.add(dimension)
            self._tell_strange(grouping, dimension, column, strange)
        return numbers[which]

    def _tell_strange(self, grouping: Grouping, dimension: str, column: str, strange: Sequence[str]) -> None:
        places = row_problems.first_places(self.connection, self.made, column, strange)
        what = f"a group of {dimension}, or `otherwise` for what is none; such rows count for everyone only"
        told = [text for text in strange if text in places][: row_problems.SHOWN]
        outside = "no number, or one outside the bands" if grouping.bands else ""
        said = [f"{outside or text or 'nothing'} (in {many(places[text][1], 'row')})" for text in told]
        rows = np.array([places[text][0] for text in told], dtype=int)
        self.log.problems.add(rows, grouping.column, what, said)


def _sets(
    made: Statement, frequencies: Mapping[Frequency, str], groups: Mapping[str, Sequence[str]]
) -> dict[tuple[Frequency, str | None], list[str]]:
    """Return keys of every set of sums that some indicator needs. Everyone is the sum of the groups of
    any dimension, rows included whose group is not understood: a set of its own only where there is none."""
    found: dict[tuple[Frequency, str | None], list[str]] = {}
    for counted in made.counted:
        for dimension in counted.indicator.dimensions:
            if dimension in groups:
                frequency = counted.indicator.frequency
                found[frequency, dimension] = ["svc", frequencies[frequency], *groups[dimension]]
    for frequency, column in frequencies.items():
        if not any(which is frequency for which, _ in found):
            found[frequency, None] = ["svc", column]
    return found


def _answers(
    of_set: Mapping[tuple[Frequency, str | None], np.ndarray],
) -> Iterator[tuple[Frequency, str | None, np.ndarray]]:
    """Yield every set, and for each frequency everyone: in the rows of its smallest set."""
    for frequency in dict.fromkeys(which for which, _ in of_set):
        masks = {dimension: mask for (which, dimension), mask in of_set.items() if which is frequency}
        yield frequency, None, min(masks.values(), key=np.count_nonzero)
        for dimension, mask in masks.items():
            if dimension is not None:
                yield frequency, dimension, mask
