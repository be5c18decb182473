"""A change by the services just inside: everyone's numbers, which stand on a page of each of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy.orm import Session

from catalogue.models import Indicator
from data.read.as_of import as_of
from data.write.child_sums import sums_of
from quality.change.split import Counts, Name, add_rest, split_change
from quality.change.view import Kind, Split, State, Whole
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service
from quality.series.calendar_blocks import Blocks, blocks
from quality.series.matrix import SeriesMatrix, read_matrix
from quality.signals.measure_type import Kind as MeasureKind
from quality.signals.measure_type import MeasureType, measure_type
from stats.arrays import Bools

ENOUGH = 1 / 2
"""Of a year's periods: with fewer numbers there is no year to compare."""


@dataclass(frozen=True, slots=True, eq=False)
class _Years:
    """The numbers of a service and of those inside it, and the columns of the two years."""

    matrix: SeriesMatrix
    own: int
    """The row of the service itself."""
    known: Bools
    """(S, P) numbers that count: of a share or a rate, both halves are there."""
    blocks: Blocks

    @property
    def columns(self) -> tuple[slice, slice]:
        return self.blocks.year_columns(back=1), self.blocks.year_columns()

    @property
    def days(self) -> list[int]:
        """Columns of both years."""
        return [column for year in self.columns for column in range(year.start, year.stop)]

    def sums(self) -> Counts:
        """Return the sums (4, S) over periods of which the service itself has a number."""
        counted = self.known & self.known[self.own]
        both = [np.where(counted, counts, 0.0) for counts in (self.matrix.numerator, self.matrix.denominator)]
        sums = [counts[:, year].sum(axis=1) for counts in both for year in self.columns]
        return Counts(np.nan_to_num(np.stack(sums)))


def by_service(session: Session, code: str, indicator: Indicator, place: Service) -> Split:
    """Return the change of a service's number by the services just inside it."""
    found, measure = read_ids(session), measure_type(indicator)
    inside = found.services.children(place.code)
    levels = {child.level for child in inside}
    empty = Split("", "", State.NO_PARTS, noun=levels.pop() if len(levels) == 1 else "service")
    if code not in found.indicator_ids or not inside:
        return empty
    numbers = [place.id, *(child.id for child in inside)]
    matrix = read_matrix(session, found.indicator_ids[code], indicator.frequency, services=numbers)
    years = _years(matrix, place, indicator, measure)
    if matrix is None or years is None:
        return replace(empty, state=State.SHORT)
    rows = [row for row, number in enumerate(matrix.service.tolist()) if number != place.id]
    if not years.known[rows].any():
        return empty
    names = {child.id: Name(Kind.SERVICE, child.name, child.code) for child in inside}
    sums = years.sums()
    own, parts = Counts(sums.of[:, years.own]), Counts(sums.of[:, rows])
    named, whole = [names[int(matrix.service[row])] for row in rows], Whole.OWN
    filled = add_rest(named, parts, own, Name(Kind.REST, ""), measure)
    if filled is None:
        whole = Whole.MORE_INSIDE
    elif len(filled[0]) > len(named) and not _nothing_missing(session, code, place, years):
        whole = Whole.NOT_ALL_KNOWN
    else:
        named, parts = filled
    split = split_change(replace(empty, whole=whole, state=State.SHOWN), named, parts, measure)
    if split is None:
        return replace(empty, state=State.SHORT)
    before, after = years.columns
    gaps = ~years.known[:, years.days]
    lacking = gaps[rows] & ~gaps[years.own]
    return replace(
        split,
        year_before=(matrix.periods[before.start], years.blocks.ends[-1 - years.blocks.per_year]),
        year_after=(matrix.periods[after.start], years.blocks.ends[-1]),
        missing=int(gaps[years.own].sum()),
        incomplete=int((lacking.any(axis=1) & ~lacking.all(axis=1)).sum()),
    )


def _years(
    matrix: SeriesMatrix | None, place: Service, indicator: Indicator, measure: MeasureType
) -> _Years | None:
    """Return the latest complete year of the service and the one before; None where either is not there, or
    has few numbers."""
    if matrix is None or place.id not in matrix.service:
        return None
    own = int(np.flatnonzero(matrix.service == place.id)[0])
    known: Bools = ~np.isnan(matrix.numerator)
    if measure.kind is not MeasureKind.COUNT:
        known &= ~np.isnan(matrix.denominator)
    gathered = blocks(matrix.periods, indicator.frequency, known[own] & ~matrix.is_immature[own])
    years = _Years(matrix, own, known, gathered)
    if any(year.stop == year.start or known[own, year].mean() < ENOUGH for year in years.columns):
        return None
    return years


def _nothing_missing(session: Session, code: str, place: Service, years: _Years) -> bool:
    """Tell if what a service holds beyond those inside may be said: only where none of them, nor of theirs,
    lacks a number. What is missing there is somebody's number (`quality.provenance.child_sums`), and of an
    earlier load nobody knows."""
    if as_of(session) is not None:
        return False
    sums = sums_of(session, read_ids(session).indicator_ids[code], place.id)
    needed = {years.matrix.periods[column] for column in years.days if years.known[years.own, column]}
    return needed <= sums.keys()
