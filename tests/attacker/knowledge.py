"""All that a reader who keeps everything knows of one dimension, as equations over counts that nobody shows.

count      column, group, place: a ward, a month and a version of what was sent of them. All groups of a
           ward and month have a new version once any was changed, as nothing that is shown says which
known      shown numbers; everyone's totals, which no gate holds back; that each column is a part of the
           one before
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tests.attacker.organisations import COLUMNS, MEASURES, Organisation
from tests.attacker.published import Number

Place = tuple[str, str, int]
"""Ward, month, version."""
Equation = tuple[int, int, frozenset[int]]
"""Column, group and the places whose sum was shown."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A sum of counts that is few people of a group, or few of them without the event."""

    name: str
    column: int
    whole: int
    """-1; or the column of which these are the others."""
    group: int
    places: frozenset[int]
    value: int
    width: int
    """To be left open: the threshold, or all that everyone's total leaves."""


class Reader:
    """Somebody who keeps all that is shown of one dimension of an organisation."""

    def __init__(self, organisation: Organisation, dimension: str, numbers: Iterable[Number], k: int) -> None:
        self.organisation, self.dimension, self.k = organisation, dimension, k
        self.groups = organisation.dimensions[dimension]
        measured = {column for code in organisation.measures for column in MEASURES[code] if column}
        self.columns = [column for column in COLUMNS if column in measured]
        self.pairs = [
            tuple(map(self.columns.index, MEASURES[code]))
            for code in organisation.measures
            if MEASURES[code][1]
        ]
        self.inside = {service: organisation.inside(service) for service in organisation.parents}
        self.at: list[dict[tuple[str, str], int]] = []
        """By load, the place of a ward and month."""
        self.true = self._read()
        self.shown: set[Equation] = set()
        for n in numbers:
            if n.dimension == dimension:
                column, group = self.columns.index(n.column), self.groups.index(n.group)
                places = self._places(n.load, n.service, n.months)
                assert self.true[column, group, list(places)].sum() == round(n.value), f"misread: {n}"
                self.shown.add((column, group, places))

    def _read(self) -> np.ndarray:
        """Return (columns, groups, places)."""
        found: list[np.ndarray] = []
        for _, cells in self.organisation.sent:
            now: dict[tuple[str, str], np.ndarray] = defaultdict(
                lambda: np.zeros((len(self.columns), len(self.groups)), dtype=int)
            )
            for (name, group, ward, month, column), count in cells.items():
                if name == self.dimension and column in self.columns:
                    now[ward, month][self.columns.index(column), self.groups.index(group)] = count
            past = self.at[-1] if self.at else {}
            places = {}
            for key, counts in now.items():
                if key in past and (found[past[key]] == counts).all():
                    places[key] = past[key]
                else:
                    places[key] = len(found)
                    found.append(counts)
            self.at.append(places)
        return np.stack(found, axis=-1)

    def _places(self, load: int, service: str, months: Iterable[str]) -> frozenset[int]:
        of_load = self.at[load]
        return frozenset(of_load[ward, month] for ward in self.inside[service] for month in months)

    @cached_property
    def equations(self) -> set[Equation]:
        """What was shown, without what was shown of its parts: a year less its known months."""
        known = {(c, g, next(iter(places))) for c, g, places in self.shown if len(places) == 1}
        while True:
            rest = {
                (c, g, left)
                for c, g, places in self.shown
                if (left := frozenset(p for p in places if (c, g, p) not in known))
            }
            new = {(c, g, next(iter(left))) for c, g, left in rest if len(left) == 1}
            # The last group of a place that is not known follows from everyone's total.
            for column in range(len(self.columns)):
                for place in range(self.true.shape[-1]):
                    left = [g for g in range(len(self.groups)) if (column, g, place) not in known]
                    if len(left) == 1:
                        new.add((column, left[0], place))
            if not new:
                return rest | {(c, g, frozenset([p])) for c, g, p in known}
            known |= new

    def secrets(self) -> Iterator[Secret]:
        """Yield few people of a group, of a ward, hospital or board, in a month, quarter or year, of any
        version."""
        done = set()
        whats = [(column, -1) for column in range(len(self.columns))] + self.pairs
        for load, of_load in enumerate(self.at):
            for span in _spans(sorted({month for _, month in of_load})):
                for service in self.organisation.parents:
                    places = self._places(load, service, span)
                    counts = self.true[:, :, list(places)].sum(axis=-1)
                    for column, whole in whats:
                        by_group = counts[column] if whole < 0 else counts[whole] - counts[column]
                        for group in np.flatnonzero((by_group > 0) & (by_group <= self.k)).tolist():
                            if (key := (column, whole, group, places)) not in done:
                                done.add(key)
                                what = (
                                    self.columns[column]
                                    if whole < 0
                                    else (f"{self.columns[whole]} but not {self.columns[column]}")
                                )
                                name = f"{what} of {self.dimension} {self.groups[group]} in {service}, "
                                name += f"{span[0]} to {span[-1]}, load {load}"
                                width = min(self.k, int(by_group.sum()))
                                yield Secret(name, *key, int(by_group[group]), width)


def _spans(months: list[str]) -> Iterator[list[str]]:
    yield from ([month] for month in months)
    for first, month in enumerate(months):
        if int(month[5:]) % 3 == 1:
            yield from (months[first : first + n] for n in (3, 12) if first + n <= len(months))
