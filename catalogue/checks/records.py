"""Check records, and how columns become groups of people."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue import code_lists
from catalogue.models import Catalogue
from catalogue.sources import (
    EventsSource,
    Grouping,
    MeasurementSource,
    PopulationSource,
    RecordsSource,
    record_queries,
)
from catalogue.sources.grouping import DROP
from catalogue.sources.record_queries import Asked
from catalogue.two_sources import RatioPart, owner_of, place_of, ratio_part

Place = tuple[str | int, ...]
Offence = tuple[Place, tuple[str, str, str]]
"""A place in the catalogue, and what is wrong, what was expected, what was found."""


def asked(catalogue: Catalogue, source: str) -> list[Asked]:
    """Return every formula that reads a source of records."""
    return [
        Asked(
            place_of(code, catalogue.indicators, number),
            f.numerator,
            f.denominator,
            f.when,
            ratio_part(code) or RatioPart.NUMERATOR,
            f.among,
        )
        for code, indicator in catalogue.measured.items()
        for number, f in enumerate(indicator.data)
        if f.source == source
    ]


def records_make_sense(catalogue: Catalogue) -> Iterator[Offence]:
    for name, source in catalogue.sources.items():
        if isinstance(source, RecordsSource):
            yield from record_queries.read(name, source, asked(catalogue, name)).mistakes
    for code, indicator in catalogue.measured.items():
        for number, formula in enumerate(indicator.data):
            read = catalogue.sources.get(formula.source)
            if formula.when is not None and read is not None and not isinstance(read, RecordsSource):
                what = f"{owner_of(code)}: a question is for records, {formula.source} has shape {read.shape}"
                place = (*place_of(code, catalogue.indicators, number), "only")
                yield place, (what, "column -> the values of rows that count", "")


def groupings_fit(catalogue: Catalogue) -> Iterator[Offence]:
    for place, dimension, grouping in _groupings(catalogue):
        if dimension is None:
            continue  # several dimensions one under the other: each row names its own
        if dimension not in catalogue.dimensions:
            if place[2] == "breakdowns":
                what = f"{place[1]} is broken down by an unknown dimension"
                yield place, (what, ", ".join(catalogue.dimensions) or "none is defined yet", dimension)
            continue
        for what, expected, found in _misfits(catalogue, dimension, grouping):
            if place[2] == "breakdown" and "stands for an unknown group" in what:
                continue  # breakdowns_name_known_groups says so
            yield place, (f"{place[1]}: {what}", expected, found)


def _misfits(catalogue: Catalogue, dimension: str, grouping: Grouping) -> Iterator[tuple[str, str, str]]:
    described = catalogue.dimensions[dimension]
    known = described.by_code
    for written, code in grouping.codes.items():
        if code not in known:
            yield f"{written!r} stands for an unknown group", ", ".join(known), code
    if grouping.otherwise not in {None, DROP, *known}:
        yield "`otherwise` is an unknown group", ", ".join([*known, DROP]), str(grouping.otherwise)
    try:
        bands = code_lists.bands_of(grouping, catalogue.lists)
    except ValueError as error:
        yield str(error), "", ""
        bands = ()
    lacking = [band.code for band in bands if band.code not in known]
    if lacking:
        yield f"bands that {dimension} has no group for", ", ".join(known), ", ".join(lacking)
    is_deprivation = (described.list or "").startswith("deprivation")
    if grouping.list is not None and grouping.list not in catalogue.lists:
        yield "an unknown code list", ", ".join(catalogue.lists), grouping.list
    elif grouping.list is not None:
        chosen = catalogue.lists[grouping.list]
        is_deprivation |= chosen.has_direction
        lacking = [c for c in code_lists.misfits(chosen, known) if c not in grouping.codes]
        if lacking and grouping.otherwise is None:
            expected = f"a group of {dimension} for each, `codes` for them, or `otherwise`"
            yield f"codes of {grouping.list} without a group", expected, ", ".join(lacking)
    if is_deprivation and grouping.one_is is None:
        yield "which end is deprived is not said", "one_is: most deprived, or one_is: least deprived", ""
    if grouping.one_is == "least deprived" and grouping.list is None:
        yield "`one_is` turns a list round, and none is named", "list: deprivation_quintiles, …", ""


def _groupings(catalogue: Catalogue) -> Iterator[tuple[Place, str | None, Grouping]]:
    for name, source in catalogue.sources.items():
        if isinstance(source, MeasurementSource | PopulationSource) and source.breakdown:
            yield ("sources", name, "breakdown"), source.breakdown.dimension, source.breakdown
        if isinstance(source, RecordsSource):
            for dimension, grouping in source.breakdowns.items():
                yield ("sources", name, "breakdowns", dimension), dimension, grouping


NUMBERS_COME_FROM = (MeasurementSource, EventsSource, RecordsSource)
"""Sources whose only use is that indicators read them."""
