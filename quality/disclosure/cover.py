"""Hide more, until nobody can be worked out of all that was ever shown: the last word of the gate.

What hides small numbers line by line (`suppression`, `across_services`) knows neither what was shown after
earlier loads nor what several lines say together. Here the whole is looked at, as a reader has it who keeps
everything, and a number more is hidden wherever it leaves too little open: first coarser sums of the same
group, then another group beside it, then the same in a service beside or above.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quality.disclosure.exchange import (
    People,
    Secret,
    given_away,
    holding,
    own_people,
    still_given_away,
)
from quality.disclosure.release_log import NOT_THERE, Past, published_years
from quality.series.calendar_blocks import Blocks, Grain
from stats.arrays import Bools, Floats

GRAINS = (Grain.PERIOD, Grain.QUARTER, Grain.YEAR)
FEWEST_INSIDE = 2
"""Services that hide a group for the one around them: one alone would be what the others leave."""
Family = tuple[int | None, list[int], list[int]]
MOST_ROUNDS = 60
"""Far more than were ever needed; then all of a service is hidden."""


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """One measure of a set that is settled together."""

    groups: Floats
    """(3, S, G, P)"""
    blocks: Blocks
    past: Past


def hide_more(
    measures: Sequence[Measure],
    hidden: Mapping[Grain, Bools],
    children: Mapping[int, Sequence[int]],
    k: int,
) -> None:
    """Add to what is hidden (S, G) at each grain."""
    if not k or not measures:
        return
    for measure in measures:
        _hide_what_is_left(measure, hidden)
    services = measures[0].groups.shape[1]
    inside = holding(services, children)
    own = [own_people(measure.groups, children) for measure in measures]
    family = _families(services, children)
    above = {row: parent for parent, rows in children.items() for row in rows}
    size = sum(
        np.abs(measure.groups[0]).sum(axis=-1) + measure.groups[1].sum(axis=-1) for measure in measures
    )
    closed: list[list[Secret]] = []
    for measure, people in zip(measures, own, strict=True):
        known = _people(measure, people, hidden, inside)
        closed.append(given_away(known, above, k) if measure.groups.any() else [])
    for _ in range(MOST_ROUNDS):
        numbers = dict.fromkeys((s.grain, s.service, s.group) for of_it in closed for s in of_it)
        if not numbers:
            return
        given_up = {which for which in numbers if not _hide_one(hidden, *which, family, size)}
        for at, (measure, people) in enumerate(zip(measures, own, strict=True)):
            left = [s for s in closed[at] if (s.grain, s.service, s.group) not in given_up]
            if left:
                left = still_given_away(_people(measure, people, hidden, inside), above, left, k)
            closed[at] = left
    for of_it in closed:
        for secret in of_it:
            for mask in hidden.values():
                mask[secret.service] = True


def _people(measure: Measure, own: Floats, hidden: Mapping[Grain, Bools], inside: Bools) -> People:
    told = _Told(measure, hidden, inside)
    spans = _spans(measure.blocks, measure.groups.shape[-1])
    return People(own, inside, told.numbers(), spans, told.sums, told.tables(hidden))


def _hide_what_is_left(measure: Measure, hidden: Mapping[Grain, Bools]) -> None:
    """Hide quarters and years of which all but one period was shown before: they are that period. A series
    that was shown to November and is hidden from December on has no year to December."""
    blocks, past = measure.blocks, measure.past
    last_open = past.last_open[..., np.newaxis]
    known = (last_open >= past.changed[:, np.newaxis]) & (last_open > 0)
    was_open = hidden[Grain.PERIOD] & (past.last_open > 0)
    if not was_open.any():
        return
    spans = _spans(blocks, known.shape[-1])
    for grain, times in ((Grain.YEAR, published_years(blocks)), (Grain.QUARTER, range(len(blocks.first)))):
        before = past.years if grain is Grain.YEAR else past.quarters
        for time in times:
            first, last = spans[grain][time]
            is_one = (~known[..., first:last]).sum(axis=-1) == 1
            for service, group in np.argwhere(was_open & is_one & ~before[..., time]).tolist():
                _close(hidden, service, group, grain)


def _families(services: int, children: Mapping[int, Sequence[int]]) -> list[Family]:
    """Return for each service the one above, those beside it and those inside."""
    found: list[Family] = [(None, [], list(children.get(row, []))) for row in range(services)]
    for parent, rows in children.items():
        for row in rows:
            found[row] = parent, [other for other in rows if other != row], found[row][2]
    return found


def _hide_one(
    hidden: Mapping[Grain, Bools],
    grain: Grain,
    service: int,
    group: int,
    family: Sequence[Family],
    size: Floats,
) -> bool:
    """Hide one number more that may help a number of this grain; False where there is none left.

    What is finer goes first: years are what people compare groups by.
    """
    path = [service]
    while (above := family[path[-1]][0]) is not None:
        path.append(above)
    for finer in GRAINS[: GRAINS.index(grain) + 1] if grain is not Grain.YEAR else [Grain.YEAR]:
        if _hide_at(hidden, path, group, finer, family, size):
            return True
    return any(
        _hide_at(hidden, path, group, coarser, family, size) for coarser in GRAINS[GRAINS.index(grain) + 1 :]
    )


def _hide_at(
    hidden: Mapping[Grain, Bools],
    path: Sequence[int],
    group: int,
    grain: Grain,
    family: Sequence[Family],
    size: Floats,
) -> bool:
    """Hide what costs least: one group more in the services in which this one is hidden, or in one service
    more the groups that are hidden here."""
    mask = hidden[grain]
    for at in path:
        if _close(hidden, at, group, grain):
            return True
        above, beside, _ = family[at]
        rows = [at, *(s for s in beside if mask[s, group])]
        here = np.flatnonzero(mask[at]).tolist()
        ways = [[(s, g) for s in rows if size[s, g] > 0] for g in range(size.shape[1]) if not mask[at, g]]
        ways += [[(s, g) for g in here if size[s, g] > 0] for s in beside if not mask[s, group]]
        for g in here:
            bare = (s for inside in _bare(mask[:, g], at, family) for s in inside)
            ways += [[(s, g)] for s in bare if size[s, g] > 0]
        if above is not None and not mask[above, group]:
            ways.append([(above, g) for g in here if size[above, g] > 0])
        ways = [new for way in ways if (new := [cell for cell in way if not mask[cell]])]
        if ways:
            for cell in min(ways, key=lambda way: (len(way), sum(size[cell] for cell in way))):
                _close(hidden, *cell, grain)
            return True
    return False


def _bare(is_hidden: Bools, at: int, family: Sequence[Family]) -> Iterator[list[int]]:
    """Yield the services inside a hidden one of which too few are hidden, and so on downwards: what is hidden
    of a hospital must not be what its wards add up to."""
    inside = family[at][2]
    if is_hidden[inside].sum() < min(FEWEST_INSIDE, len(inside)):
        yield inside
    for service in inside:
        if is_hidden[service]:
            yield from _bare(is_hidden, service, family)


def _close(hidden: Mapping[Grain, Bools], service: int, group: int, grain: Grain) -> bool:
    """Hide a grain of a group and all that are finer; False where it was hidden."""
    is_new = not hidden[grain][service, group]
    for finer in GRAINS[: GRAINS.index(grain) + 1]:
        hidden[finer][service, group] = True
    return is_new


def _spans(blocks: Blocks, periods: int) -> dict[Grain, list[tuple[int, int]]]:
    first, last = blocks.first, blocks.last
    return {
        Grain.PERIOD: [(column, column + 1) for column in range(periods)],
        Grain.QUARTER: list(zip(first, last, strict=True)),
        Grain.YEAR: list(zip(first, last[blocks.per_year - 1 :], strict=False)),
    }


class _Told:
    """All that is shown, or was, of the sums that a group of a service is part of in a period. What is known
    by period adds nothing to its quarter, what is known by quarter nothing to its year."""

    def __init__(self, measure: Measure, hidden: Mapping[Grain, Bools], inside: Bools) -> None:
        self.measure, self.inside = measure, inside
        services, _, periods = self.shape = measure.groups.shape[1:]
        blocks = measure.blocks
        self.quarter_of = np.full(periods, -1)
        for quarter, (first, last) in enumerate(zip(blocks.first, blocks.last, strict=True)):
            self.quarter_of[first:last] = quarter
        in_year = np.zeros((blocks.years, periods), dtype=np.bool_)
        for year in range(blocks.years):
            in_year[year, blocks.first[year] : blocks.last[year + blocks.per_year - 1]] = True
        self.known = [self._known_of(row, hidden, in_year) for row in range(services)]

    def _known_of(
        self, row: int, hidden: Mapping[Grain, Bools], in_year: Bools
    ) -> tuple[Bools, Bools, Bools]:
        """Return what is known of the sums of one service, by each place inside it: its months and quarters
        (G, S, P), and its years (Y, G, S, P)."""
        past, rows = self.measure.past, np.flatnonzero(self.inside[row])
        since = past.changed[rows]
        in_quarter = self.quarter_of >= 0
        shown = {grain: ~mask[row][:, np.newaxis, np.newaxis] for grain, mask in hidden.items()}
        months: Any = shown[Grain.PERIOD] | past.is_since(past.last_open[row], since)
        before = np.pad(past.quarters[row], ((0, 0), (0, 1)))[:, self.quarter_of]
        quarters = (shown[Grain.QUARTER] & in_quarter) | (
            before[:, np.newaxis] & past.is_since(past.last_quarter[row], since)
        )
        years = np.repeat(past.years[row].T[:, :, np.newaxis, np.newaxis], rows.size, axis=2)
        years = np.repeat(years, since.shape[1], axis=3)
        for year in published_years(self.measure.blocks):
            years[year] |= shown[Grain.YEAR]
        months, quarters = (np.broadcast_to(known, years.shape[1:] if years.size else months.shape).copy()
                            for known in (months, quarters))  # fmt: skip
        quarters &= ~months
        years = years & in_year[:, np.newaxis, np.newaxis] & ~months & ~quarters
        return months, quarters, years

    def tables(self, hidden: Mapping[Grain, Bools]) -> dict[Grain, Bools]:
        """Return (S, T) by grain: some group of a service is shown, or was."""
        past = self.measure.past
        shown: dict[Grain, Any] = {grain: ~mask.all(axis=1, keepdims=True) for grain, mask in hidden.items()}
        was_open: Any = past.last_open.any(axis=1, keepdims=True)
        years = np.zeros((self.shape[0], self.measure.blocks.years), dtype=np.bool_)
        years[:, published_years(self.measure.blocks)] = shown[Grain.YEAR]
        return {
            Grain.PERIOD: shown[Grain.PERIOD] | (was_open & (past.changed < NOT_THERE)),
            Grain.QUARTER: shown[Grain.QUARTER] | past.quarters.any(axis=1),
            Grain.YEAR: years | past.years.any(axis=1),
        }

    def numbers(self) -> NDArray[np.uint64]:
        """Return (S, G, P): equal where exactly the same was told, 0 where nothing was."""
        services, _, periods = self.shape
        random = np.random.default_rng(0)
        sizes = periods, len(self.measure.blocks.first) + 1, self.measure.blocks.years
        months, quarters, years = (
            random.integers(1, 2**63, size=(services, size), dtype=np.uint64) for size in sizes
        )
        told = np.zeros(self.shape, dtype=np.uint64)
        for row, (by_month, by_quarter, by_year) in enumerate(self.known):
            there = by_month * months[row] + by_quarter * quarters[row][self.quarter_of]
            for year, known in enumerate(by_year):
                there = there + known * years[row][year]
            told[np.flatnonzero(self.inside[row])] += there.swapaxes(0, 1)
        return told

    def sums(self, service: int, group: int, period: int) -> list[tuple[int, Grain, int]]:
        """Name the sums told of a group that hold those of one place."""
        found: list[tuple[int, Grain, int]] = []
        for row in np.flatnonzero(self.inside[:, service]).tolist():
            months, quarters, years = self.known[row]
            at = group, int(self.inside[row, :service].sum()), period
            if months[at]:
                found.append((row, Grain.PERIOD, period))
            elif quarters[at]:
                found.append((row, Grain.QUARTER, int(self.quarter_of[period])))
            else:
                found += [(row, Grain.YEAR, year) for year in np.flatnonzero(years[:, *at]).tolist()]
        return found
