"""Shape `population`: how many people of each group belong to a service in a year.

year  hb_code    simd  population
2020  S08000015  1           1036
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from sqlalchemy.orm import Session

from catalogue.expressions import parse_sum
from catalogue.formula import Formula
from catalogue.sources import PopulationSource
from data.write.conflicts import Held, PastLoad, populations_of_others, take_over_populations
from data.write.observations import Values
from data.write.reference import put_population
from loaders.dates import reader
from loaders.job import LoadJob, Outcome
from loaders.keys.categories import NO_CATEGORY, match_categories
from loaders.keys.row_filters import select_rows
from loaders.keys.services import NO_SERVICE, match_services
from loaders.log import LoadLog
from loaders.observations import build as measure
from loaders.observations import combining, source_conflicts
from loaders.observations.grouping import Groups
from loaders.observations.lacking import Lacking
from loaders.parse.headings import read_table
from loaders.parse.tables import Table, clean
from loaders.values.separators import OF_AMOUNTS

SHAPES = ("population",)
RANK = 1

People = Mapping[tuple[int, int, int], float]  # service, category, year → how many


def read(job: LoadJob, log: LoadLog) -> People:
    source: PopulationSource = job.source
    breakdown = source.breakdown
    named = [
        *source.service.needed,
        None if source.year_is else source.year,
        *(breakdown.columns if breakdown else ()),
        *source.only,
        *source.drop,
    ]
    numbers = parse_sum(source.count).columns
    needed = [name for name in (*named, *numbers) if name is not None]
    table = read_table(job.file, source, needed, numbers=numbers)
    log.counts["read"] += table.lines
    return _people(job, log, select_rows(job, log, table))


def _people(job: LoadJob, log: LoadLog, table: Table) -> People:
    source: PopulationSource = job.source
    service = match_services(job, log, table)
    category = match_categories(job, log, table, [source.breakdown] if source.breakdown else [])
    year = _years(job, log, table)
    count, refused = _counts(job, log, table)
    good = (service != NO_SERVICE) & (category != NO_CATEGORY) & (year > 0) & ~refused
    log.counts["missing"] += int((good & np.isnan(count)).sum())
    good &= ~np.isnan(count)  # an unknown number of people is no population
    when = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    when[year == 0] = np.datetime64("NaT")
    job.file.reading.key(table, service, category, when)
    nothing = np.full(len(table), np.nan)
    job.file.reading.understand(None, good, table.rows, (service, category, when), (count, nothing))
    groups = Groups.of(service[good], category[good], when[good])
    said = np.zeros(len(groups.order), dtype=np.int8)
    parts = combining.Parts(table.rows[good], groups, count[good], nothing[good], said)
    formula = Formula(source=job.code, numerator=source.count)
    one = combining.combined(parts, (source.combine, source.combine), formula, log.problems)
    lacks = Lacking.of(service, category, when, table.rows, np.flatnonzero(~good))
    one = lacks.taken_out(log, one, "people", are_sums=source.combine == combining.SUM)
    values = Values.without_denominators(*one.groups.keys, one.numerator)
    if source.breakdown is not None and source.breakdown.everyone_is_sum:
        groups = Groups.of(values.service, np.zeros_like(values.category), values.period)
        everyone = Values.without_denominators(*groups.keys, groups.sums(values.numerator))
        values = Values.join([values, lacks.without_everyone(log, everyone, "people")])
    years = values.period.astype("datetime64[Y]").astype(int) + 1970
    keys = zip(values.service.tolist(), values.category.tolist(), years.tolist(), strict=True)
    return dict(zip(keys, values.numerator.tolist(), strict=True))


def _years(job: LoadJob, log: LoadLog, table: Table) -> np.ndarray:
    """Return per row its year; 0 (and a problem) where it cannot be read."""
    source: PopulationSource = job.source
    if source.year_is is not None:
        return np.full(len(table), source.year_is)
    cells = table.columns[clean(source.year)]
    read = reader.for_format("%Y")

    def year(text: str) -> int:
        found = read(text)
        return found.year if found and found.year <= job.as_at.year else 0

    years = cells.map(year, np.int64)
    log.refuse_cells(table, source.year, years == 0, f"a year up to {job.as_at.year}")
    return years


def _counts(job: LoadJob, log: LoadLog, table: Table) -> tuple[np.ndarray, np.ndarray]:
    """Return per row the number of people, and whether it was refused."""
    source: PopulationSource = job.source
    expression = parse_sum(source.count)
    everything = np.ones(len(table), dtype=bool)
    (count,), refused = measure.plain_numbers(job, log, table, everything, [expression], OF_AMOUNTS)
    log.refuse_numbers(table, source.count, count < 0, "0 or more", count)
    return count, refused | (count < 0)


def store(session: Session, job: LoadJob, log: LoadLog, people: People, load_id: int) -> Outcome:
    """Write the populations that no other source gives differently, unless this one overrides it."""
    others = populations_of_others(session, people, job.code)
    keys = list(others)
    ruling = source_conflicts.rule(session, job, log, _held(people, others), load_id, job.catalogue.sources)
    taken = [keys[at] for at in np.flatnonzero(ruling.is_taken & ~ruling.held.differs)]
    take_over_populations(session, taken, job.code, load_id)
    for load, at in ruling.refused():
        found = [_subject(job, keys[i]) for i in at]
        log.problems.add(np.zeros_like(at), None, source_conflicts.expected(load), found)
    left = {keys[at] for at in np.flatnonzero(~ruling.is_taken)}
    new = {key: count for key, count in people.items() if key not in left}
    return Outcome(put_population(session, new, source=job.code, load_id=load_id))


def _held(people: People, others: Mapping[tuple[int, int, int], tuple[float, PastLoad]]) -> Held:
    count = np.array([count for count, _ in others.values()], dtype=np.float64)
    new = np.array([people[key] for key in others], dtype=np.float64)
    loads = [load for _, load in others.values()]
    ids = np.array([load.load_id for load in loads], dtype=np.int64)
    by_id = {load.load_id: load for load in loads}
    return Held(np.arange(len(ids)), count, np.full(len(ids), np.nan), ids, new != count, by_id)


def _subject(job: LoadJob, key: tuple[int, int, int]) -> str:
    service, category, year = key
    return f"{job.services.by_id[service].code}, {job.group_of(category)}, {year}: another number of people"
