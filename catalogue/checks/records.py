"""Check records, and how columns become groups of people."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue import code_lists
from catalogue.expressions import Kind
from catalogue.findings import Finding, Place, finding, unknown
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


def asked(catalogue: Catalogue, source: str) -> list[Asked]:
    """Return every formula that reads a source of records."""
    return [
        Asked(place_of(code, catalogue.indicators, number), f, ratio_part(code) or RatioPart.NUMERATOR)
        for code, indicator in catalogue.measured.items()
        for number, f in enumerate(indicator.data)
        if f.source == source
    ]


def records_make_sense(catalogue: Catalogue) -> Iterator[Finding]:
    for name, source in catalogue.sources.items():
        if isinstance(source, RecordsSource):
            yield from record_queries.read(name, source, asked(catalogue, name)).mistakes
    for code, indicator in catalogue.measured.items():
        for number, formula in enumerate(indicator.data):
            read = catalogue.sources.get(formula.source)
            if formula.when is not None and read is not None and not isinstance(read, RecordsSource):
                what = f"{owner_of(code)}: a question is for records, {formula.source} has shape {read.shape}"
                place = (*place_of(code, catalogue.indicators, number), "only")
                yield finding(place, what, "column -> the values of rows that count")


def joins_combine(catalogue: Catalogue) -> Iterator[Finding]:
    """Find columns of joined files whose rows cannot become one so: `any` is for yes and no."""
    for name, source in catalogue.sources.items():
        if not isinstance(source, RecordsSource):
            continue
        kinds = record_queries.read(name, source, asked(catalogue, name)).kinds
        for joined, join in source.join.items():
            for column, how in join.combine.items():
                kind = kinds.get(f"{joined}.{' '.join(column.split())}", Kind.TEXT)
                if kind not in _COMBINED.get(how, {kind}):
                    place = ("sources", name, "join", joined, "combine", column)
                    what = f"{name}: `{column}` is {kind.value}, and `{how}` is for {_wanted(how)}"
                    expected = f"`largest` or `smallest`, or in `reads` that it holds {_wanted(how)}"
                    yield finding(place, what, expected)


_COMBINED = {"any": {Kind.YES_NO}, "sum": {Kind.NUMBER}}


def _wanted(how: str) -> str:
    return next(iter(_COMBINED[how])).value


def groupings_fit(catalogue: Catalogue) -> Iterator[Finding]:
    for place, dimension, grouping in _groupings(catalogue):
        name = place[1]
        if dimension is not None and dimension not in catalogue.dimensions:
            path = (*place, "dimension") if place[2] == "breakdown" else place
            what = f"{name} is broken down by an unknown dimension"
            yield unknown(path, what, catalogue.dimensions, dimension)
            continue
        # Several dimensions one under the other: each row names its own.
        named = catalogue.dimensions.values() if dimension is None else [catalogue.dimensions[dimension]]
        known = {code for one in named for code in one.by_code}
        own = catalogue.lists.get(grouping.list or "")
        known |= {entry.code for entry in own.entries} if own else set()
        for written, code in grouping.codes.items():
            if code not in known | (own.texts if own else set()) and code_lists.GROUP_GAP not in code:
                what = f"{name}: {written!r} stands for an unknown group"
                yield unknown((*place, "codes", written), what, sorted(known), code)
        if dimension is not None:
            for what, expected, found in _misfits(catalogue, dimension, grouping):
                yield finding(place, f"{name}: {what}", expected, found)


def _misfits(catalogue: Catalogue, dimension: str, grouping: Grouping) -> Iterator[tuple[str, str, str]]:
    described = catalogue.dimensions[dimension]
    known = described.by_code
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
        if isinstance(source, PopulationSource) and source.breakdown:
            yield ("sources", name, "breakdown"), source.breakdown.dimension, source.breakdown
        if isinstance(source, MeasurementSource):
            for number, one in enumerate(source.breakdown):
                yield ("sources", name, "breakdown", number), one.dimension, one
        if isinstance(source, RecordsSource):
            for dimension, grouping in source.breakdowns.items():
                yield ("sources", name, "breakdowns", dimension), dimension, grouping


NUMBERS_COME_FROM = (MeasurementSource, EventsSource, RecordsSource)
"""Sources whose only use is that indicators read them."""
