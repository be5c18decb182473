"""A measure of a service by the groups of one dimension, as Pareto charts of before and after.

Numbers are those that the gate releases, by year, or by quarter and added up where the time is cut at a day.
What is hidden stays hidden here: it is no zero, and what is added up is then a range.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np
from sqlalchemy.orm import Session

from catalogue.dimensions import Dimension
from catalogue.formula import Improvement
from catalogue.models import Catalogue, Indicator
from quality.disclosure.protected_counts import ProtectedCounts, ReleasedCounts, group_tree
from quality.equity.build_view import dimension_of
from quality.equity.pareto.part import ParetoPart, part_of
from quality.reference.ids import read_ids
from quality.series.calendar_blocks import Blocks, Grain
from quality.signals.measure_type import Kind, measure_type
from stats.arrays import Floats

FEWEST_SHOWN = 2
"""Groups that must be shown: the order of one says nothing."""
CHOICES = 12
"""Quarters whose first day can be chosen to cut the time at."""


class ParetoState(StrEnum):
    SHOWN = "shown"
    NO_DATA = "no data"
    SHORT = "short"
    """Not one complete year, or quarter after the day."""
    TOO_FEW = "too few"
    """Fewer than two groups may be shown."""
    NOT_COUNTED = "not counted"
    """A mean, a score or a time between events: there is nothing to add up."""


class Counted(StrEnum):
    """The thing that bars count."""

    EVENTS = "events"
    MISSED = "missed"
    """People or things of the denominator that are not in the numerator, where more of it is better."""


@dataclass(frozen=True, slots=True)
class ParetoView:
    state: ParetoState
    indicator_code: str
    indicator: Indicator
    dimension_code: str
    dimension: Dimension
    service: str
    service_name: str
    counted: Counted = Counted.EVENTS
    around: date | None = None
    """Day that the time is cut at; None: the latest year against the year before."""
    quarters: tuple[date, ...] = ()
    """Days that the time can be cut at, the newest first."""
    parts: tuple[ParetoPart, ...] = ()
    """Before, then after; or the one that there is."""
    spans: tuple[tuple[date, date], ...] = ()
    """First and last day of each part."""
    hide_up_to: int = 0

    @property
    def after(self) -> ParetoPart:
        return self.parts[-1]

    @property
    def hidden(self) -> int:
        return max((part.hidden for part in self.parts), default=0)


def pareto_view(
    session: Session,
    catalogue: Catalogue,
    code: str,
    *,
    dimension: str = "",
    service: str,
    around: date | None = None,
) -> ParetoView:
    """Return the charts of one indicator; of its first dimension where none is named. NotFoundError: there is
    no such thing."""
    dimension, known = dimension_of(catalogue, code, dimension), read_ids(session)
    known.check_groups(service)
    place, indicator = known.services[service], catalogue.indicators[code]
    measure = measure_type(indicator)
    is_missed = measure.kind is Kind.PROPORTION and indicator.improvement is Improvement.INCREASE
    view = ParetoView(
        ParetoState.NO_DATA,
        code,
        indicator,
        dimension,
        catalogue.dimensions[dimension],
        service,
        place.name,
        Counted.MISSED if is_missed else Counted.EVENTS,
        around,
        hide_up_to=catalogue.disclosure.hide_up_to,
    )
    if measure.kind is Kind.OTHER:
        return replace(view, state=ParetoState.NOT_COUNTED)
    tree = group_tree(session, catalogue, code, dimension)
    counts = tree.of(place.id) if tree else None
    return view if counts is None else _filled(view, counts)


def _filled(view: ParetoView, counts: ProtectedCounts) -> ParetoView:
    blocks = counts.blocks
    view = replace(view, quarters=tuple(blocks.quarters[1:][-CHOICES:][::-1]))
    windows = _windows(blocks, view.around)
    if not windows:
        return replace(view, state=ParetoState.SHORT)
    grain, columns = _columns(blocks, windows)
    released = counts.released(grain)
    parts = tuple(_part(view, counts, released, some) for some in columns)
    too_few = any(len(part.shown) < min(FEWEST_SHOWN, len(part.bars)) for part in parts)
    if too_few:
        return replace(view, state=ParetoState.TOO_FEW)
    return replace(
        view,
        state=ParetoState.SHOWN,
        parts=parts,
        spans=tuple((blocks.quarters[one.start], blocks.ends[one.stop - 1]) for one in windows),
    )


def _windows(blocks: Blocks, around: date | None) -> list[slice]:
    """Return the quarters before and after a day, as many on either side; without a day those of the latest
    year, and of the year before it where it is known."""
    times, year = len(blocks.starts), blocks.per_year
    if around is None:
        found = [slice(times - 2 * year, times - year), slice(times - year, times)]
        return [one for one in found if one.start >= 0]
    first = next((at for at, start in enumerate(blocks.quarters) if start >= around), times)
    last = sum(end < around for end in blocks.ends)
    size = min(year, times - first, last)
    return [slice(last - size, last), slice(first, first + size)] if size else []


def _columns(blocks: Blocks, windows: list[slice]) -> tuple[Grain, list[slice]]:
    """Return the grain to ask the gate at, and the columns of each window. By year the gate shows the latest
    one and the one before alone, of more groups than by quarter."""
    year, times = blocks.per_year, len(blocks.starts)
    by_year = {times - year, times - 2 * year}
    if all(one.start in by_year and one.stop - one.start == year for one in windows):
        return Grain.YEAR, [slice(one.start, one.start + 1) for one in windows]
    return Grain.QUARTER, windows


def _part(view: ParetoView, counts: ProtectedCounts, released: ReleasedCounts, columns: slice) -> ParetoPart:
    own = _counted(view, released.numerator, released.denominator)[:, columns].sum(axis=1)
    whole = _counted(view, released.total_numerator, released.total_denominator)[columns].sum()
    found = [None if is_hidden or np.isnan(one) else max(float(one), 0.0) for one, is_hidden in
             zip(own.tolist(), released.is_hidden.tolist(), strict=True)]  # fmt: skip
    return part_of(
        "",
        [group.label for group in counts.groups],
        found,
        None if np.isnan(whole) else float(whole),
        [group.is_unknown for group in counts.groups],
    )


def _counted(view: ParetoView, numerator: Floats, denominator: Floats) -> Floats:
    return denominator - numerator if view.counted is Counted.MISSED else numerator
