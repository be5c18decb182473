"""Find groups that are made of groups of another dimension, as fifths are of tenths, or broad ages of narrow.

    tenths   1  2  3  4 …    A fifth less the tenth that is shown is the tenth that is not. So a group is
    fifths   1     2    …    shown only where all that it is made of are, and tells nothing that they do not.

Nobody has to declare it: it is seen in the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations, product

import numpy as np

from quality.disclosure.crossed_groups import hide_beside_hidden, is_crossed
from quality.disclosure.table import Table
from quality.series.calendar_blocks import Grain
from stats.arrays import Bools, Floats

MOST = 0.5
"""Of the numbers above zero, that have to be such sums: a few that were typed wrongly hide no nesting."""

_DUST, _IS_PART = 1e-6, 0.5
COUNTS = ("numerator", "denominator")
Hidden = Mapping[str, dict[Grain, Bools]]
"""By dimension."""


def hide_sums(hidden: Hidden, tables: Mapping[str, Mapping[str, Table]]) -> None:
    """Hide of every dimension the groups that are sums with a hidden part. tables: dimension → indicator →
    counts, of indicators that are counted together, with the same rows of services."""
    one = {dimension: next(iter(of_it.values())) for dimension, of_it in tables.items()}
    made = {
        (whole, parts): found
        for whole, parts in permutations(tables, 2)
        # What is of two dimensions at once hides nothing of either: they come first.
        if (is_crossed(one[whole]) or not is_crossed(one[parts]))
        and (found := _made_of(tables[whole], tables[parts])).any()
    }
    before = -1
    while before != (
        before := sum(int(mask.sum()) for grains in hidden.values() for mask in grains.values())
    ):
        hide_beside_hidden(hidden, one)
        for (whole, parts), of_these in made.items():
            for grain, mask in hidden[whole].items():
                mask |= hidden[parts][grain] @ of_these.T


def _made_of(wholes: Mapping[str, Table], parts: Mapping[str, Table]) -> Bools:
    """Return (G, H): which groups of the one dimension hold which of the other. Seen in an indicator that has
    both, or in any counts of two where none has."""
    same = [((code, COUNTS), (code, COUNTS)) for code in wholes.keys() & parts.keys()]
    either = ([(code, (name,)) for code in tables for name in COUNTS] for tables in (wholes, parts))
    found = [
        sums_of(*_aligned((wholes[code], names), (parts[other], its)))
        for (code, names), (other, its) in same or product(*either)
    ]
    made: Bools = np.any(found, axis=0)
    return made


def _aligned(*both: tuple[Table, tuple[str, ...]]) -> tuple[Floats, Floats]:
    """Return (G, N) and (H, N): counts of every service and period that two tables have."""
    one, other = (table.periods for table, _ in both)
    periods = sorted(set(one) & set(other))
    lines = []
    for table, names in both:
        columns = [table.periods.index(period) for period in periods]
        found = np.nan_to_num(np.stack([table.counts[name][..., columns] for name in names]))
        lines.append(np.moveaxis(found, 2, 0).reshape(found.shape[2], -1))
    return lines[0], lines[1]


def sums_of(wholes: Floats, parts: Floats) -> Bools:
    """Return (G, H): which parts (H, N) add up to each whole (G, N). None where there is no such sum, or
    where it is everybody."""
    found = np.zeros((len(wholes), len(parts)), dtype=np.bool_)
    somebody = parts.any(axis=1)
    for group, whole in enumerate(wholes):
        counts = whole > 0
        of_it = _fit(parts[:, counts], whole[counts])
        fits = np.abs(of_it @ parts[:, counts] - whole[counts]) < _DUST
        if fits.sum() > MOST * counts.sum() and not of_it[somebody].all():
            found[group] = of_it
    return found


def _fit(parts: Floats, whole: Floats) -> Bools:
    """Return (H,) the parts whose sum comes closest to a whole; fitted again without the worse half."""
    if not parts.size:
        return np.zeros(len(parts), dtype=np.bool_)
    weights = np.linalg.lstsq(parts.T, whole, rcond=1e-9)[0]
    left = np.abs(weights @ parts - whole)
    better = left <= max(np.median(left), _DUST)
    found: Bools = np.linalg.lstsq(parts[:, better].T, whole[better], rcond=1e-9)[0] > _IS_PART
    return found
