"""Shape `population`: how many people of each group belong to a service in a year.

year  hb_code    simd  population
2020  S08000015  1           1036
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
from sqlalchemy.orm import Session

from catalogue.expressions import evaluate, parse_sum
from catalogue.sources import PopulationSource
from data.write.conflicts import HeldBy, populations_of_others, take_over_populations
from data.write.loads import remember_repeats
from data.write.reference import put_population
from loaders.dates import reader
from loaders.job import LoadJob, Outcome
from loaders.keys import categories as keys
from loaders.keys import row_filters
from loaders.log import LoadLog
from loaders.observations import source_conflicts
from loaders.observations.grouping import Groups
from loaders.observations.source_conflicts import Precedence
from loaders.parse.headings import read_table
from loaders.parse.tables import Table, clean
from loaders.values import numbers
from loaders.values.separators import OF_AMOUNTS

SHAPES = ("population",)
RANK = 1

People = Mapping[tuple[int, int, int], float]  # service, category, year → how many


def read(job: LoadJob, log: LoadLog) -> People:
    source: PopulationSource = job.source
    breakdown = source.breakdown
    named = [
        source.service,
        source.service_name,
        source.year,
        breakdown.dimension_column if breakdown else None,
        breakdown.column if breakdown else None,
        *source.keep,
        *source.drop,
        *parse_sum(source.count).columns,
    ]
    table = read_table(job.file, source, [name for name in named if name is not None])
    log.counts["read"] += table.lines
    return _people(job, log, row_filters.rows(job, log, table))


def _people(job: LoadJob, log: LoadLog, table: Table) -> People:
    source: PopulationSource = job.source
    service = keys.services(job, log, table)
    category = keys.categories(job, log, table, source.breakdown)
    year = _years(job, log, table)
    count, refused = _counts(job, log, table)
    good = (service != keys.NOBODY) & (category != keys.NOBODY) & (year > 0) & ~refused
    log.counts["missing"] += int((good & np.isnan(count)).sum())
    good &= ~np.isnan(count)  # an unknown number of people is no population
    when = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    job.file.reading.key(table, service, category, when)
    nothing = np.full(len(table), np.nan)
    job.file.reading.understand(None, good, table.rows, (service, category, when), (count, nothing))
    groups = Groups.of(service[good], category[good], year[good])
    rows, count = table.rows[good], count[good]
    if source.combine == "refuse" and groups.has_duplicates:
        partner = groups.partners()
        at = np.flatnonzero(partner >= 0)
        found = [f"the same again in {log.problems.place(rows[partner[i]])}" for i in at]
        log.problems.add(rows[at], None, "one row for each service, year and group", found)
        groups, count = groups.take(partner < 0), count[partner < 0]
    if source.combine == "same":
        groups, count = _once(job, log, rows, groups, count)
    people = _by_key(groups, count)
    if source.breakdown is not None and source.breakdown.everyone_is_sum:
        nobody = np.zeros_like(groups.category)
        people |= _by_key(Groups.of(groups.service, nobody, groups.period), count)
    return people


def _once(
    job: LoadJob, log: LoadLog, rows: np.ndarray, groups: Groups, count: np.ndarray
) -> tuple[Groups, np.ndarray]:
    """A number that is repeated on several rows, once; where they differ all are refused."""
    differ = groups.disagreeing(count)
    expected = "the same number in every row of one service, year and group"
    found = [f"{value:g}" for value in count[differ]]
    log.problems.add_numbers(rows[differ], job.source.count, expected, found)
    first = np.zeros(len(count), dtype=bool)
    first[groups.order[groups.starts]] = True
    return groups.take(first & ~differ), count[first & ~differ]


def _by_key(groups: Groups, count: np.ndarray) -> dict[tuple[int, int, int], float]:
    if not len(count):
        return {}
    services, categories, years = (part.tolist() for part in groups.keys)
    return dict(zip(zip(services, categories, years, strict=True), groups.sums(count).tolist(), strict=True))


def _years(job: LoadJob, log: LoadLog, table: Table) -> np.ndarray:
    """Per row its year; 0 (and a problem) where it cannot be read."""
    source: PopulationSource = job.source
    if source.year is None:
        return np.full(len(table), source.year_is)
    cells = table.columns[clean(source.year)]
    read = reader.reader("%Y")

    def year(text: str) -> int:
        found = read(text)
        return found.year if found and found.year <= job.as_at.year else 0

    years = cells.map(year, np.int64)
    at = np.flatnonzero(years == 0)
    log.problems.add(table.rows[at], source.year, f"a year up to {job.as_at.year}", cells.cells(at))
    return years


def _counts(job: LoadJob, log: LoadLog, table: Table) -> tuple[np.ndarray, np.ndarray]:
    """Per row the number of people, and whether it was refused."""
    source: PopulationSource = job.source
    expression = parse_sum(source.count)
    refused = np.zeros(len(table), dtype=bool)
    values: dict[str, np.ndarray] = {}
    wording = job.cells.plain(OF_AMOUNTS)
    for name in expression.columns:
        cells = table.columns[clean(name)]
        understood = numbers.understand(cells, wording)
        values[name], bad = understood.values, understood.refused
        at = np.flatnonzero(bad)
        found = cells.cells(at)
        expected = [numbers.expected(text, wording.decimal) for text in found]
        log.problems.add_numbers(table.rows[at], name, expected, found)
        refused |= bad
    count = np.broadcast_to(evaluate(expression, values), len(table))
    at = np.flatnonzero(count < 0)
    log.problems.add_numbers(table.rows[at], source.count, "0 or more", [f"{value:g}" for value in count[at]])
    return count, refused | (count < 0)


def store(session: Session, job: LoadJob, log: LoadLog, people: People, load_id: int) -> Outcome:
    people = _settled(session, job, log, people, load_id)
    return Outcome(put_population(session, people, source=job.code, load_id=load_id))


def _settled(session: Session, job: LoadJob, log: LoadLog, people: People, load_id: int) -> People:
    """Without those that another source gives differently, unless this one overrides it."""
    held = populations_of_others(session, people, job.code)
    sources = {load.source for _, load in held.values()}
    stands = {name: source_conflicts.precedence(job.catalogue, job.code, name, True) for name in sources}
    counts: Counter[tuple[Precedence, str]] = Counter()
    refused: dict[HeldBy, list[str]] = {}
    same, confirmed = [], set()
    for key, (count, load) in held.items():
        stand, differs = stands[load.source], people[key] != count
        counts[stand, load.source] += differs
        if stand in {Precedence.REPLACE, Precedence.SUCCEED} and not differs:
            same.append(key)
        elif stand is Precedence.YIELD or not differs:
            confirmed.add(load.load_id)  # with the other load this one's word would go too
        elif stand is Precedence.REFUSE:
            refused.setdefault(load, []).append(_subject(job, key))
    remember_repeats(session.connection(), load_id, confirmed)
    take_over_populations(session, same, job.code, load_id)
    source_conflicts.note(log, counts)
    for load, found in refused.items():
        log.problems.add(np.zeros(len(found), dtype=np.int64), None, source_conflicts.expected(load), found)
    left = {
        k for k, (_, load) in held.items() if stands[load.source] in {Precedence.YIELD, Precedence.REFUSE}
    }
    return {key: count for key, count in people.items() if key not in left}


def _subject(job: LoadJob, key: tuple[int, int, int]) -> str:
    groups = {number: label or "everyone" for (_, label), number in job.ids.category_ids.items()}
    service, category, year = key
    return f"{job.services.by_id[service].code}, {groups[category]}, {year}: another number of people"
