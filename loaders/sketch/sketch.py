"""`python -m loaders sketch FILE`: a first catalogue entry for an unknown file.

    find_table     where the table is          column_profiles       what each column holds
    column_roles   who, which group            period_column         the period
    row_selection  which rows count            candidate_measures    what to measure
    yaml_text, yaml_entries                    the YAML, with a comment on every guess

What is written is a catalogue that can be checked and loaded as it is; what it says are guesses by a program
that has seen one file. Only headings, labels of groups and marks are repeated from the file, never cells of
columns with many values, and nothing of a column that may tell who somebody is.
"""

from __future__ import annotations

import re
from pathlib import Path

from catalogue.fields.qualifiers import DEFAULT_MISSING
from catalogue.models import Catalogue
from loaders.parse import files
from loaders.problems import refusal
from loaders.sketch import (
    candidate_measures,
    choose_sheet,
    find_table,
    period_column,
    population_tables,
    row_selection,
    stated_period,
    two_column_periods,
)
from loaders.sketch.candidate_measures import Measure
from loaders.sketch.column_profiles import Profile, profiles
from loaders.sketch.column_roles import Roles, roles
from loaders.sketch.find_table import Found
from loaders.sketch.period_column import Timing
from loaders.sketch.yaml_text import Sketch, slug, written

_OF_ONE = {
    "a health number",
    "the number of a person",
    "the number of one stay or event",
    "a date of birth",
    "NHS, CHI or H&C numbers",
    "NHS numbers",
    "National Insurance numbers",
}
"""What `catalogue.identifiers` calls things that only records of people have."""
_AGES = 15  # more different ages than age bands would be
_COUNTED = re.compile(r"\b(count|counts|number|total|population|people|persons|attendances)\b")


def sketch(
    path: Path,
    folder: Path,
    *,
    sheet: str | None = None,
    known: frozenset[str] = frozenset(),
    catalogue: Catalogue | None = None,
    with_services: bool = False,
) -> str:
    """Write a starter entry for this file as YAML.

    known:         codes of services that the database has
    catalogue:     one whose dimensions and missing marks are known already
    with_services: also a source of the services in the file, so that it loads from nothing
    """
    found = choose_sheet.best(find_table.tables(path, folder, sheet))
    made = _sketched(found, files.name_below(path, folder), known, catalogue)
    return written(made, with_services=with_services)


def _sketched(found: Found, path: str, known: frozenset[str], catalogue: Catalogue | None) -> Sketch:
    columns = profiles(found.table)
    personal = _personal(columns)
    across, time = period_column.headings(list(columns))
    if not across:
        time = two_column_periods.best({n: p for n, p in columns.items() if n not in personal})
    not_across = {n: p for n, p in columns.items() if n not in across}
    parts = roles(not_across, None if across else time, known, personal)
    taken = {parts.service, parts.service_name, *parts.personal, *across, *(time.columns if time else ())}
    chosen = [] if across else candidate_measures.candidates(columns, {name for name in taken if name})
    dimension_columns = [n for n in parts.categories if n in columns]
    chosen = [p for p in chosen if p.name not in dimension_columns]
    is_records = _is_records(parts, time, columns)
    measure_column = _measure_column(parts, columns) if across else None
    stem = Path(path).name.split(".")[0]
    persons = None
    if not is_records:
        persons = population_tables.people(found, columns, parts, time, chosen, stem, is_wide=bool(across))
    if persons is not None:
        chosen = [columns[name] for name in persons.years[:1] or (persons.count,)]
        time = None if across else time
        across, measure_column = [], None
    found_measures = _measures(chosen, across, columns, is_records, measure_column)
    if is_records:
        row_selection.of_records(columns, parts)
    else:
        are_scores = bool(found_measures) and all(m.is_score for m in found_measures)
        counted = chosen or [columns[name] for name in across[:1]]
        left = row_selection.choose(
            found.table, columns, None if across else time, parts, counted, are_scores, known
        )
        if time is not None and not across and parts.keep:
            time = two_column_periods.among(columns, time, left)
    if not found_measures and parts.service is None:
        what = "holds no numbers and no codes of services"
        raise refusal(
            found.file.name, what, "a table with numbers by service and time, or a list of services"
        )
    if is_records and time is None and parts.service is None and len(found_measures) == 1:
        what = "has rows about people, without a date or a service"
        raise refusal(
            found.file.name, what, "a date to count them by, or another file that they can be joined to"
        )
    shape = _shape(parts, across, found_measures, is_records=is_records)
    shape = "population" if persons is not None else shape
    said = stated_period.said(found.titles, found.sheet, stem) if time is None else None
    in_name = period_column.in_name(stem) if time is None else None
    new = parts.breakdown is not None and not _knows(catalogue, parts, columns)
    return Sketch(
        slug(Path(path).name.split(".")[0], 30),
        path,
        found,
        columns,
        time,
        persons.years if persons is not None else tuple(across),
        measure_column,
        in_name,
        said,
        parts,
        tuple(found_measures),
        shape,
        is_records,
        new,
        persons,
        frozenset(catalogue.missing if catalogue else DEFAULT_MISSING),
        slug(Path(path).name.split(".")[0], 20).upper(),
    )


def _measures(
    chosen: list[Profile],
    across: list[str],
    columns: dict[str, Profile],
    is_records: bool,
    measure_column: str | None,
) -> list[Measure]:
    if is_records:
        flags = [p.name for p in columns.values() if p.is_flag and "number" not in p.words.split()][
            : candidate_measures.MOST - 1
        ]
        return [Measure("rows"), *(Measure(flag, "1", is_proportion=True) for flag in flags)]
    if not across:
        return candidate_measures.measures(chosen)
    whole = all(columns[name].is_whole for name in across if columns[name].is_number)
    names = list(columns[measure_column].filled)[: candidate_measures.MOST] if measure_column else ["value"]
    return [Measure(name, is_score=not whole) for name in names]


def _measure_column(parts: Roles, columns: dict[str, Profile]) -> str | None:
    """Find the column that says what each row counts, where periods stand across."""
    found = [name for name in parts.categories if row_selection.NAMES_A_MEASURE.search(columns[name].words)]
    if found:
        parts.categories.remove(found[0])
    return found[0] if found else None


def _is_records(parts: Roles, time: Timing | None, columns: dict[str, Profile]) -> bool:
    """Tell rows about single people or stays: by numbers of their own, a time of day, or an age each."""
    if _OF_ONE.intersection(parts.personal.values()) or (time is not None and time.has_time):
        return True
    ages = [p for p in columns.values() if p.words == "age" and p.is_number and len(p.filled) > _AGES]
    return bool(ages) and not any(_COUNTED.search(p.words) for p in columns.values())


def _personal(columns: dict[str, Profile]) -> dict[str, str]:
    """Find what may tell who somebody is. `Name` alone is that of a service, unless rows are of people."""
    found = {name: p.personal for name, p in columns.items() if p.personal is not None}
    if _OF_ONE.intersection(found.values()):
        return found
    return {name: what for name, what in found.items() if what != "a person's name"}


def _shape(parts: Roles, across: list[str], found: list[Measure], *, is_records: bool) -> str:
    if is_records:
        return "records"
    if across:
        return "wide"
    if not found and parts.service is not None:
        return "services"
    return "tidy"


def _knows(catalogue: Catalogue | None, parts: Roles, columns: dict[str, Profile]) -> bool:
    """Tell whether the catalogue's dimension of that name has every group of the column."""
    if catalogue is None or parts.breakdown is None or parts.breakdown[0] not in catalogue.dimensions:
        return False
    known = catalogue.dimensions[parts.breakdown[0]].by_code
    return all(text in known or text == parts.everyone for text in columns[parts.breakdown[1]].by_text)
