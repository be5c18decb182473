"""`python -m loaders sketch FILE`: a first catalogue entry for an unknown file.

    find_table     where the table is          column_profiles       what each column holds
    column_roles   who, which group            period_column         the period
    row_selection  which rows count            candidate_measures    what to measure
    yaml_text, entry.yaml.jinja                the YAML, with a comment on every guess

What is written is a catalogue that can be checked and loaded as it is; what it says are guesses by a program
that has seen one file. Only headings, labels of groups and marks are repeated from the file, never cells of
columns with many values, and nothing of a column that may tell who somebody is.
"""

from __future__ import annotations

import re
from pathlib import Path

from catalogue.fields.qualifiers import DEFAULT_MISSING
from catalogue.identifiers import OF_ONE
from catalogue.models import Catalogue
from loaders.parse import files
from loaders.problems import refusal
from loaders.sketch import (
    candidate_measures,
    choose_sheet,
    find_table,
    merged_labels,
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

_AGES = 15  # more different ages than age bands would be
_COUNTED = re.compile(r"\b(count|counts|number|total|population|people|persons|attendances)\b")


def sketch(
    path: Path,
    folder: Path,
    sheet: str | None = None,
    known: frozenset[str] = frozenset(),
    catalogue: Catalogue | None = None,
    *,
    with_services: bool = False,
) -> str:
    """Write a starter entry for this file as YAML.

    known:         codes of services that the database has
    catalogue:     one whose dimensions and missing marks are known already
    with_services: also a source of the services in the file, so that it loads from nothing
    """
    found = merged_labels.filled(choose_sheet.best(find_table.tables(path, folder, sheet)))
    made = _sketched(found, files.name_below(path, folder), known, catalogue)
    return written(made, with_services=with_services)


def _sketched(found: Found, path: str, known: frozenset[str], catalogue: Catalogue | None) -> Sketch:
    stem = Path(path).name.split(".")[0]
    columns = profiles(found.table)
    personal = _personal(columns)
    across, time = period_column.headings(list(columns))
    if not across:
        time = two_column_periods.best({n: p for n, p in columns.items() if n not in personal})
    down = None if across else time  # the period of each row
    if OF_ONE.intersection(personal.values()):
        days = time.columns if time else ()
        own = [name for name, p in columns.items() if p.tells_rows_apart and name not in days]
        personal = dict.fromkeys(own, "a text of its own for each row") | personal
    parts = roles({n: p for n, p in columns.items() if n not in across}, down, known, personal)
    taken = {parts.service, parts.service_name, *personal, *parts.categories, *(time.columns if time else ())}
    chosen = [] if across else candidate_measures.candidates(columns, taken)
    is_records = _is_records(parts, time, columns)
    measure_column = _measure_column(parts, columns) if across else None
    persons = None
    if not is_records:
        persons = population_tables.people(found, columns, parts, time, chosen, stem, is_wide=bool(across))
    if persons is not None:
        chosen = [columns[name] for name in persons.years[:1] or (persons.count,)]
        time, across, measure_column = down, [], None
    measures = _measures(chosen, across, columns, is_records, measure_column)
    if is_records:
        row_selection.of_records(columns, parts)
    else:
        are_scores = bool(measures) and all(m.is_score for m in measures)
        counted = chosen or [columns[name] for name in across[:1]]
        left = row_selection.choose(found.table, columns, down, parts, counted, are_scores, known)
        if down is not None and parts.keep:
            time = two_column_periods.among(columns, down, left)
    if parts.service is None and not measures:
        what = "holds no numbers and no codes of services"
        raise refusal(
            found.file.name, what, "a table with numbers by service and time, or a list of services"
        )
    if parts.service is None and is_records and time is None and len(measures) == 1:
        what = "has rows about people, without a date or a service"
        raise refusal(
            found.file.name, what, "a date to count them by, or another file that they can be joined to"
        )
    return Sketch(
        code=slug(stem, 30),
        path=path,
        found=found,
        columns=columns,
        time=time,
        across=persons.years if persons is not None else tuple(across),
        measure_column=measure_column,
        in_name=period_column.in_name(stem) if time is None else None,
        said=stated_period.said(found.titles, found.sheet, stem) if time is None or time.is_single else None,
        roles=parts,
        measures=measures,
        shape="population" if persons else _shape(parts, across, measures, is_records=is_records),
        is_records=is_records,
        new_dimension=parts.breakdown is not None and not _knows(catalogue, parts, columns),
        people=persons,
        default_missing=frozenset(catalogue.missing if catalogue else DEFAULT_MISSING),
        one_service=slug(stem, 20).upper(),
    )


def _measures(
    chosen: list[Profile],
    across: list[str],
    columns: dict[str, Profile],
    is_records: bool,
    measure_column: str | None,
) -> list[Measure]:
    if is_records:
        flags = [p.name for p in columns.values() if p.is_flag and "number" not in p.words.split()]
        shares = [Measure(flag, "1", is_proportion=True) for flag in flags]
        return [Measure("rows"), *shares][: candidate_measures.MOST]
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
    if OF_ONE.intersection(parts.personal.values()) or (time is not None and time.has_time):
        return True
    ages = [p for p in columns.values() if p.words == "age" and p.is_number and len(p.filled) > _AGES]
    return bool(ages) and not any(_COUNTED.search(p.words) for p in columns.values())


def _personal(columns: dict[str, Profile]) -> dict[str, str]:
    """Find what may tell who somebody is. `Name` alone is that of a service, unless rows are of people."""
    found = {name: p.personal for name, p in columns.items() if p.personal is not None}
    if not OF_ONE.intersection(found.values()):
        return {name: what for name, what in found.items() if what != "a person's name"}
    return found


def _shape(parts: Roles, across: list[str], found: list[Measure], *, is_records: bool) -> str:
    if is_records or across:
        return "records" if is_records else "wide"
    return "tidy" if found or parts.service is None else "services"


def _knows(catalogue: Catalogue | None, parts: Roles, columns: dict[str, Profile]) -> bool:
    """Tell whether the catalogue's dimension of that name has every group of the column."""
    if catalogue is None or parts.breakdown is None or parts.breakdown[0] not in catalogue.dimensions:
        return False
    known = catalogue.dimensions[parts.breakdown[0]].by_code
    return all(text in known or text == parts.everyone for text in columns[parts.breakdown[1]].by_text)
