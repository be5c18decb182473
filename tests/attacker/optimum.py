"""How much is hidden of small organisations, against the least that has to be: all sets of numbers are tried,
the smaller first, and integer programming says of each if a hidden number could be worked out.

One measure, one month, a hospital and its wards by the groups of one dimension.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import numpy as np
from scipy.optimize import LinearConstraint, milp

from catalogue.fields.periods import Frequency
from quality.disclosure.table import Table
from quality.disclosure.together import hidden_at_each_grain
from quality.series.calendar_blocks import Grain, blocks

MONTH = (date(2026, 1, 1),)


@dataclass(frozen=True, slots=True)
class Compared:
    """Numbers that are hidden of some organisations, and the least that has to be."""

    hidden: int
    optimum: int
    unsafe: int
    """Organisations of which a small number is known to within less than the threshold."""


def compare(organisations: int, seed: int, k: int) -> Compared:
    found = [(hidden_by_gate(wards, k), wards) for wards in _with_few(organisations, seed, k)]
    best = [_least(wards, k, int(hidden.sum())) for hidden, wards in found]
    unsafe = sum(not is_safe(wards, hidden, k) for hidden, wards in found)
    return Compared(sum(int(hidden.sum()) for hidden, _ in found), sum(best), unsafe)


def _with_few(organisations: int, seed: int, k: int) -> Iterator[np.ndarray]:
    """Yield wards × groups, each with a small number somewhere."""
    random = np.random.default_rng(seed)
    while organisations:
        wards, groups = int(random.integers(2, 4)), int(random.integers(3, 5))
        size = random.choice([4, 12, 30], size=(wards, 1))
        found = random.poisson(size * random.dirichlet(np.full(groups, 2)) * groups)
        if _is_few(_with_hospital(found), k).any():
            organisations -= 1
            yield found


def _with_hospital(wards: np.ndarray) -> np.ndarray:
    return np.vstack([wards.sum(axis=0), wards])


def _is_few(counts: np.ndarray, k: int) -> np.ndarray:
    return (counts > 0) & (counts <= k)


def hidden_by_gate(wards: np.ndarray, k: int) -> np.ndarray:
    """Return (1 + wards, groups): the hospital first."""
    x = _with_hospital(wards)[..., np.newaxis].astype(float)
    nobody = np.full(x.shape, np.nan)
    counts = {"numerator": x, "denominator": nobody}
    counts |= {"total_numerator": x.sum(axis=1), "total_denominator": nobody[:, 0]}
    month = blocks(MONTH, Frequency.MONTHLY, np.ones(1, dtype=bool))
    table = Table(frozenset(range(len(x))), MONTH, month, counts)
    return hidden_at_each_grain([table], {0: list(range(1, len(x)))}, k)[Grain.PERIOD]


def _least(wards: np.ndarray, k: int, most: int) -> int:
    few = _is_few(_with_hospital(wards), k)
    others = [tuple(cell) for cell in np.argwhere(~few)]
    for more in range(most - int(few.sum())):
        for cells in combinations(others, more):
            hidden = few.copy()
            hidden[tuple(np.array(cells, dtype=int).reshape(-1, 2).T)] = True
            if is_safe(wards, hidden, k):
                return int(hidden.sum())
    return most


def is_safe(wards: np.ndarray, hidden: np.ndarray, k: int) -> bool:
    """Tell if each small number is open by the threshold, or by all that everyone's total leaves."""
    counts = _with_hospital(wards)
    for service, group in np.argwhere(_is_few(counts, k)):
        low, high = _range_of(wards, hidden, service, group)
        if high - low < min(k, counts[service].sum()) or (low >= 1 and high <= k):
            return False
    return True


def _range_of(wards: np.ndarray, hidden: np.ndarray, service: int, group: int) -> tuple[int, int]:
    cells = np.eye(wards.size).reshape(*wards.shape, wards.size)
    sums = np.concatenate([cells.sum(axis=0, keepdims=True), cells])
    known = np.concatenate([cells.sum(axis=1), sums[~hidden]])
    limits = LinearConstraint(known, known @ wards.ravel(), known @ wards.ravel())
    low, high = (
        sign * milp(sign * sums[service, group], constraints=limits, integrality=np.ones(wards.size)).fun
        for sign in (1, -1)
    )
    return round(low), round(high)
