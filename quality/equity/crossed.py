"""Groups of two dimensions at once, and what is left of a difference between groups when they are made alike
in the other: the gap by deprivation as if all were of the same ages.

Everything is counted from numbers that may be shown. A hidden group is not adjusted: its result would be one
more sum over hidden numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy.orm import Session

from catalogue.dimensions import CROSSED, Dimension
from catalogue.models import Catalogue
from quality.disclosure.protected_counts import ProtectedCounts, group_tree
from quality.equity.comparison import Comparison, finite
from quality.equity.crossed_view import Adjusted, AdjustedGap, Band, Cell, Crossed, Triple, WhyNot
from quality.equity.gap import EVERYBODY_ELSE, compared_pair
from quality.reference.service_tree import Service
from quality.series.calendar_blocks import Grain
from quality.signals.measure_type import Kind
from stats.arrays import Bools, Floats
from stats.equity.alike import Alike, gap_of, made_alike
from stats.equity.standardise import standard_population

LEAST_KNOWN = 0.9
"""Of the people of a group that its numbers by both are about, for it to be adjusted."""


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Shown counts (A, G) of the latest year, NaN where hidden, beside those of the bands (A,)."""

    numerator: Floats
    denominator: Floats
    is_hidden: Bools
    band_numerator: Floats
    band_denominator: Floats
    is_unknown: Bools
    """(A,) bands."""


EUROPEAN = "the European Standard Population 2013"


def crossed_of(
    session: Session,
    catalogue: Catalogue,
    case: Comparison,
    page: tuple[str, str],
    place: Service,
    group: str,
) -> Crossed | None:
    """Return the groups of the first dimension that is loaded together with the one of the page (indicator,
    dimension); None where none is for the same year."""
    indicator, dimension = page
    for name in catalogue.crossings(catalogue.indicators[indicator]):
        crosses = catalogue.dimensions[name].crosses
        if crosses is None or dimension not in crosses:
            continue
        trees = [group_tree(session, catalogue, indicator, one) for one in (name, *crosses)]
        counts = [tree.of(place.id) if tree else None for tree in trees]
        both, first, second = counts
        if both is None or first is None or second is None or not both.blocks.years:
            continue
        if {one.blocks.ends[-1:] for one in (both, first, second)} == {case.counts.blocks.ends[-1:]}:
            by = catalogue.dimensions[crosses[0]], catalogue.dimensions[crosses[1]]
            table = _table(both, first, second)
            found = _shown(case, by, table, first, second)
            return found if dimension == crosses[0] else _adjusted(case, found, table, first, place, group)
    return None


def _table(both: ProtectedCounts, first: ProtectedCounts, second: ProtectedCounts) -> _Table:
    at = {group.code: i for i, group in enumerate(both.groups)}
    order = np.array([[at[f"{a.code}{CROSSED}{g.code}"] for g in second.groups] for a in first.groups])
    shown, of_band = both.released(Grain.YEAR), first.released(Grain.YEAR)
    return _Table(
        shown.numerator[order, -1],
        shown.denominator[order, -1],
        shown.is_hidden[order],
        of_band.numerator[:, -1],
        of_band.denominator[:, -1],
        np.array([group.is_unknown for group in first.groups]),
    )


def _shown(
    case: Comparison,
    by: tuple[Dimension, Dimension],
    table: _Table,
    first: ProtectedCounts,
    second: ProtectedCounts,
) -> Crossed:
    x, n = table.numerator, table.denominator
    value, (lower, upper) = case.measure.value(x, n), case.measure.interval(x, n)
    bands = []
    for i, band in enumerate(first.groups):
        cells = (
            Cell(
                band.label,
                group.label,
                band.is_unknown or group.is_unknown,
                bool(table.is_hidden[i, j]),
                *(finite(part[i, j]) for part in (x, n, value, lower, upper)),
            )
            for j, group in enumerate(second.groups)
        )
        everyone = finite(table.band_numerator[i]), finite(table.band_denominator[i])
        bands.append(Band(band.label, band.is_unknown, *everyone, 0.0, tuple(cells)))
    return Crossed(*by, tuple(group.label for group in second.groups), tuple(bands))


def _adjusted(
    case: Comparison, found: Crossed, table: _Table, first: ProtectedCounts, place: Service, group: str
) -> Crossed:
    """Return the table with each known group of the second as if it were like everyone in the first."""
    if not case.measure.has_chance or not found.is_shown:
        return found
    known = ~table.is_unknown
    bands = [one.code for one in first.groups if not one.is_unknown]
    weights = _european(bands) if case.measure.kind is Kind.RATE else None
    x, n = table.numerator[known], table.denominator[known]
    alike = _made_alike(case, table, x, n, weights)
    rows = tuple(
        _row(case, alike, j, float(np.nansum(n[:, j])), bool(table.is_hidden[:, j].any()))
        for j in np.flatnonzero(~case.is_unknown).tolist()
    )
    mix = iter(table.band_denominator[known] if weights is None else weights)
    weighed = tuple(
        band if band.is_unknown else replace(band, weight=float(next(mix))) for band in found.bands
    )
    standard = place.name if weights is None else EUROPEAN
    found = replace(found, standard=standard, adjusted=rows, bands=weighed)
    return replace(found, gap=_gap(case, found, table, weights, group))


def _european(bands: Sequence[str]) -> Floats | None:
    """Return the European Standard Population by these bands; None where they do not join it."""
    try:
        return standard_population(bands)
    except ValueError:
        return None


def _made_alike(case: Comparison, table: _Table, x: Floats, n: Floats, weights: Floats | None) -> Alike:
    known = ~table.is_unknown
    return made_alike(
        x.T,
        n.T,
        table.band_numerator[known],
        table.band_denominator[known],
        weights,
        is_share=case.measure.kind is Kind.PROPORTION,
    )


def _row(case: Comparison, alike: Alike, j: int, known: float, is_hidden: bool) -> Adjusted:
    group, all_of_it = case.counts.groups[j], case.year.denominator[j, -1]
    value, ratio, why_not = None, None, None
    if is_hidden:
        why_not = WhyNot.HIDDEN
    elif not known >= LEAST_KNOWN * all_of_it:
        why_not = WhyNot.UNKNOWN
    else:
        value, ratio = _value(case, alike, j), _triple(alike.ratio, alike.ratio_lower, alike.ratio_upper, j)
        why_not = WhyNot.FEW if value is None and ratio is None else None
    return Adjusted(group.code, group.label, value, ratio, why_not)


def _value(case: Comparison, alike: Alike, at: int) -> Triple | None:
    per = case.measure.per
    return _triple(per * alike.value, per * alike.lower, per * alike.upper, at)


def _triple(value: Floats, lower: Floats, upper: Floats, at: int) -> Triple | None:
    found = (float(value[at]), float(lower[at]), float(upper[at]))
    return found if np.isfinite(found).all() else None


def _gap(
    case: Comparison, found: Crossed, table: _Table, weights: Floats | None, group: str
) -> AdjustedGap | None:
    """Return the gap of the page with both made alike; None where either cannot be."""
    pair = compared_pair(case, group)
    if pair is None:
        return None
    first, second = pair
    groups = case.counts.groups
    one = found.of(groups[first].code)
    other = found.of(groups[second].code) if second is not None else None
    theirs = other.value if other else None
    if one is None or one.value is None:
        return None
    if second is None:
        theirs = _rest(case, table, first, weights)
    x, n = case.now()
    rest_x, rest_n = case.rest()
    crude = case.measure.value(x, n)[first] - (
        case.measure.value(rest_x, rest_n)[first] if second is None else case.measure.value(x, n)[second]
    )
    if theirs is None or not np.isfinite(crude):
        return None
    name = EVERYBODY_ELSE if second is None else groups[second].label
    sides = (one.value, theirs)
    return AdjustedGap(groups[first].label, name, sides, gap_of(*sides), float(crude))


def _rest(case: Comparison, table: _Table, first: int, weights: Floats | None) -> Triple | None:
    """Return everybody else made alike: of each band the other groups; where one is hidden, of each band all,
    less the group, less those not stated where their number may be shown."""
    known = ~table.is_unknown
    left_out = case.is_unknown & ~table.is_hidden.any(axis=0)
    left_out[first] = True
    others = ~case.is_unknown & ~left_out
    is_whole = not table.is_hidden.any()
    rest = [
        (count[:, others].sum(axis=1) if is_whole else of_band - count[:, left_out].sum(axis=1))[known][
            :, np.newaxis
        ]
        for of_band, count in (
            (table.band_numerator, table.numerator),
            (table.band_denominator, table.denominator),
        )
    ]
    return _value(case, _made_alike(case, table, rest[0], rest[1], weights), 0)
