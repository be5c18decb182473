"""Values that lack a part: a row of theirs was refused, or one of their columns stands nowhere in the file.

    W1  falls      3      →  kept          W1  F    3     →  kept
    W1  bed_days 540                       W1  M  lots    →  refused; everyone (F and M) is left as it was
    W2  fals       1      →  refused: no row says `falls` of W2
    W2  bed_days 498

What is left of such a value looks like any other number. So it is never stored, and what was known stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from catalogue.fields import periods
from catalogue.models import Indicator
from data.models import EVERYONE
from data.read.service_names import KnownServices
from data.write.observations import Values
from loaders.keys.categories import NO_CATEGORY
from loaders.keys.services import NO_SERVICE
from loaders.log import LoadLog
from loaders.observations.combining import Parts
from loaders.observations.grouping import packed
from loaders.parse.tables import Table, clean
from loaders.problems import many

NAMED_AT_MOST = 3


def note_empty_parts(
    log: LoadLog, indicator: Indicator, parts: Parts, is_missing: np.ndarray, known: KnownServices
) -> None:
    """Name sums that are missing although some of their parts are known: they are in no sum above either.
    `is_missing` tells it of each row.
    """
    groups = parts.groups
    empty = groups.sums(is_missing.astype(int))
    at = np.flatnonzero((empty > 0) & (empty < groups.sizes))
    if not len(at):
        return
    service, _, period = groups.keys
    told = []
    for group in at[:NAMED_AT_MOST].tolist():
        inside = groups.order[groups.starts[group] :][: groups.sizes[group]]
        day = periods.label(period[group].item(), indicator.frequency)
        row = log.problems.place(parts.rows[inside[is_missing[inside]][0]])
        told.append(f"{known.by_id[int(service[group])].name}, {day} ({row})")
    more = f" and {len(at) - len(told):,} more" if len(at) > len(told) else ""
    log.note(
        f"{indicator.label}: {many(len(at), 'sum is', 'sums are')} missing, as a part has no number, and no "
        f"sum above counts what is known: {'; '.join(told)}{more}"
    )


def absent_cells(table: Table, columns: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows lack some of these columns, and which of them lack all: those speak of something
    else."""
    masks = [table.is_absent(clean(name)) for name in columns]
    if not masks:
        return np.zeros(len(table), dtype=bool), np.zeros(len(table), dtype=bool)
    some, every = np.logical_or.reduce(masks), np.logical_and.reduce(masks)
    return some & ~every, every


@dataclass(frozen=True, eq=False)
class Lacking:
    """The keys of values that rows were refused of, and those rows."""

    keys: np.ndarray  # packed
    of_everyone: np.ndarray  # the same for the sum of all groups
    is_of_any: np.ndarray  # nobody can say of which group the row is
    rows: np.ndarray

    @classmethod
    def of(
        cls, service: np.ndarray, category: np.ndarray, period: np.ndarray, rows: np.ndarray, at: np.ndarray
    ) -> Lacking:
        """Gather them. A row whose service or period nobody can read is no part of a value that is known."""
        at = at[(service[at] != NO_SERVICE) & ~np.isnat(period[at])]
        group = category[at]
        everyone = packed(service[at], np.full_like(group, EVERYONE), period[at])
        known = packed(service[at], np.maximum(group, EVERYONE), period[at])
        return cls(known, everyone, group == NO_CATEGORY, rows[at])

    def taken_out(self, log: LoadLog, one: Parts, label: str, *, are_sums: bool) -> Parts:
        """Return the values that lack nothing. A row of an unknown group may be a part of any, if they are
        sums."""
        service, category, period = one.groups.keys
        key, everyone = packed(service, category, period), packed(service, 0 * category, period)
        lacks = np.isin(key, self.keys[~self.is_of_any])
        is_part = np.isin(self.keys, key) & ~self.is_of_any
        if are_sums:
            lacks |= np.isin(everyone, self.of_everyone[self.is_of_any])
            is_part |= np.isin(self.of_everyone, everyone) & self.is_of_any
        self._note(log, label, lacks, is_part)
        return one.take(~lacks) if lacks.any() else one

    def without_everyone(self, log: LoadLog, everyone: Values, label: str) -> Values:
        """Return the sums of groups of services and periods that lack no group."""
        key = packed(everyone.service, np.zeros_like(everyone.category), everyone.period)
        lacks = np.isin(key, self.of_everyone)
        self._note(log, f"everyone of {label}", lacks, np.isin(self.of_everyone, key))
        return everyone.take(~lacks)

    def _note(self, log: LoadLog, label: str, lacks: np.ndarray, is_part: np.ndarray) -> None:
        if not lacks.any():
            return
        rows = np.unique(self.rows[is_part]).tolist()
        places = ", ".join(map(log.problems.place, rows[:NAMED_AT_MOST])) + " …" * (len(rows) > NAMED_AT_MOST)
        log.note(
            f"{many(int(lacks.sum()), 'value')} of {label} not taken, so that what was known stays: they "
            f"have rows that could not be used ({places})"
        )


def refuse_halves(log: LoadLog, table: Table, at: np.ndarray, columns: Sequence[str]) -> None:
    """Refuse rows (by position) of which one of the columns stands nowhere in the file."""
    for name in columns:
        lacks = at[table.is_absent(clean(name))[at]]
        expected = f"a cell for `{name}` of the same service and period: look at how its row is labelled"
        log.problems.add(table.rows[lacks], name, expected, ["none in the file"] * len(lacks))
