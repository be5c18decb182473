"""Check dimensions that cross two others, and files with a column for each of two."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.dimensions import CROSSED, LONGEST_CODE
from catalogue.findings import Finding, finding, unknown
from catalogue.models import Catalogue
from catalogue.sources import MeasurementSource


def crossings_can_be(catalogue: Catalogue) -> Iterator[Finding]:
    """Find crossings of what is not there, of one dimension with itself, or of a crossing."""
    plain = [code for code, dimension in catalogue.dimensions.items() if dimension.crosses is None]
    for name, dimension in catalogue.dimensions.items():
        path = ("dimensions", name, "categories")
        if dimension.crosses is None:
            if joined := [c.code for c in dimension.categories if CROSSED in c.code]:
                what = f"{name}: `{CROSSED.strip()}` between spaces joins groups of two dimensions"
                yield finding(path, what, "another code", ", ".join(joined))
            continue
        wrong = [parent for parent in dimension.crosses if parent not in plain]
        for parent in wrong:
            yield unknown(path, f"{name} is of two dimensions, and one is unknown", plain, parent)
        if dimension.crosses[0] == dimension.crosses[1]:
            yield finding(path, f"{name} crosses a dimension with itself", "two different ones", path[1])
        elif not wrong and (long := [c.code for c in dimension.categories if len(c.code) > LONGEST_CODE]):
            expected = f"codes of at most {LONGEST_CODE} letters together"
            yield finding(path, f"{name}: the codes of two groups are too long joined", expected, long[0])


def crossed_with_both(catalogue: Catalogue) -> Iterator[Finding]:
    """Find indicators by two dimensions at once that are not by each of them."""
    for code, indicator in catalogue.indicators.items():
        for number, name in enumerate(indicator.dimensions):
            crossing = catalogue.dimensions.get(name)
            lacking = [
                one for one in (crossing and crossing.crosses) or () if one not in indicator.dimensions
            ]
            if lacking:
                path, what = ("indicators", code, "dimensions", number), f"{code} is split by {name}"
                yield finding(path, f"{what}, and not by each of the two", f"{' and '.join(lacking)} too")


def crossed_columns_fit(catalogue: Catalogue) -> Iterator[Finding]:
    """Find files with a column for each of two dimensions that no dimension crosses."""
    known = [set(dimension.crosses) for dimension in catalogue.dimensions.values() if dimension.crosses]
    for name, source in catalogue.sources.items():
        parts = source.breakdown if isinstance(source, MeasurementSource) else ()
        pair = [part.dimension for part in parts if part.dimension in catalogue.dimensions]
        if len(pair) > 1 and set(pair) not in known:
            what = f"{name} has rows by two dimensions at once, and no dimension has their groups"
            expected = f"one with `categories: [{', '.join(map(str, pair))}]`"
            yield finding(("sources", name, "breakdown"), what, expected)
