"""The one gate. A number about a group of people reaches a page, a file, a hover text or a log only through
here, so that nobody can be recognised in it.

Who we guard against: somebody who reads all that is shown, knows the totals for everyone (staff may see
them), and subtracts. What is hidden, therefore:

  1. small numbers    a group with 1 to k people, events or non-events in any period it is shown for;
  2. their cover      the next smallest group, and the next, until what the total gives away about the hidden
                      ones leaves each of them at least k wide, with no single group holding all of it;
  3. in both trees    what 2. does for the groups of a service is done for the services inside a service;
  4. whole series     a group is shown for every period or for none. A chart that lacks only its low points
                      bends the limits, and gives each of them away beside the sum of its year.

Denominators are settled first and by themselves: two indicators about the same people then hide the same
groups, and one cannot be used to open the other. Zeros are shown unless they are needed as cover. Nothing
says which of the hidden groups was the small one. docs/disclosure.md: the reasoning, and what is not covered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quality.catalogue import Disclosure
from quality.series import SeriesMatrix

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

HIDDEN = "*"
"""The one mark of a hidden number in files. It does not say why (small, or cover for a small one)."""
HIDDEN_WORDS = "too few to show"
"""The same on a page."""


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """What an attacker is after, groups × periods: people, events among them, and those without.

    All are (..., G, P), 0 where there is no value. Bed days and other exposures count as people: few bed
    days are few people.
    """

    people: Floats
    events: Floats
    others: Floats

    @classmethod
    def of(cls, numerator: Floats, denominator: Floats) -> Counts:
        people, events = np.nan_to_num(denominator), np.nan_to_num(numerator)
        return cls(people, events, np.maximum(people - events, 0.0))

    @classmethod
    def line(cls, parts: Counts, whole: Counts) -> Counts:
        """The parts (..., L, P), and as a last one what is missing to the whole (..., P): a group or a
        service that nobody lists can be worked out all the same."""
        people = _with_rest(parts.people, whole.people)
        events = _with_rest(parts.events, whole.events)
        rest = np.maximum(people[..., -1:, :] - events[..., -1:, :], 0.0)
        return cls(people, events, np.concatenate([parts.others, rest], axis=-2))


def _with_rest(parts: Floats, whole: Floats) -> Floats:
    rest = np.maximum(whole - parts.sum(axis=-2), 0.0)
    return np.concatenate([parts, rest[..., np.newaxis, :]], axis=-2)


def is_small(count: Floats, k: int) -> Bools:
    """Few enough to point at somebody: 1 to k. Zero is not few."""
    small: Bools = (count > 0) & (count <= k)
    return small


def series_mask(
    numerators: Floats, denominators: Floats, total_num: Floats, total_den: Floats, k: int
) -> Bools:
    """(..., G, P) True where the groups of one dimension and one service must not be shown.

    numerators, denominators: (..., G, P), all groups of the dimension, not stated included, NaN for no
    value; total_num, total_den: (..., P) everyone's. Rows are hidden or shown as a whole (rule 4 above).

    >>> x, n = np.array([[90.0], [4.0], [30.0]]), np.array([[900.0], [70.0], [200.0]])
    >>> series_mask(x, n, x.sum(axis=0), n.sum(axis=0), k=7)[:, 0]
    array([False,  True,  True])
    """
    groups, everyone = Counts.of(numerators, denominators), Counts.of(total_num, total_den)
    hidden = cover(groups, everyone, np.zeros(groups.people.shape[:-1], dtype=np.bool_), k)
    return np.broadcast_to(hidden[..., np.newaxis], groups.people.shape).copy()


def cover(
    parts: Counts,
    whole: Counts,
    hidden: Bools,
    k: int,
    *,
    guarded: Bools | None = None,
    people_only: bool = False,
) -> Bools:
    """(..., L) what must be hidden of the parts of a whole that is shown, given what is hidden already.

    guarded: (..., L) parts to protect at any size, not only small ones.
    """
    line = Counts.line(parts, whole)
    # The rest has no row of its own: it is never shown.
    marked = _with_column(hidden, True)
    guard = _with_column(np.zeros_like(hidden) if guarded is None else guarded, False)
    marked |= is_small(line.people, k).any(axis=-1)
    marked = _close(marked, line.people, guard, k)
    if not people_only:
        marked |= (is_small(line.events, k) | is_small(line.others, k)).any(axis=-1)
        marked = _close(_close(marked, line.events, guard, k), line.others, guard, k)
    return marked[..., :-1]


def _with_column(flags: Bools, value: bool) -> Bools:
    return np.concatenate([flags, np.full((*flags.shape[:-1], 1), value)], axis=-1)


def _close(hidden: Bools, count: Floats, guarded: Bools, k: int) -> Bools:
    """Hide the next smallest part until no hidden small count (L, P) can be worked out from its line.

    Hidden parts that add up to S leave each of them anywhere in 0…S. That is wide enough when S ≥ k and
    when at least two of them share S: one alone is S exactly, zeros beside it or not.
    """
    hidden = hidden.copy()
    small = is_small(count, k) | (guarded[..., np.newaxis] & (count > 0))
    size = count.sum(axis=-1)
    order = np.where(size > 0, size, np.finfo(np.float64).max)
    while True:
        veiled = np.where(hidden[..., np.newaxis], count, 0.0)
        total = veiled.sum(axis=-2)
        shared = total > veiled.max(axis=-2)
        at_risk = (small & hidden[..., np.newaxis]).any(axis=-2)
        leaks = (at_risk & ~(shared & (total >= k))).any(axis=-1) & ~hidden.all(axis=-1)
        if not leaks.any():
            return hidden
        smallest = np.where(hidden, np.inf, order).argmin(axis=-1)
        hidden |= leaks[..., np.newaxis] & (np.arange(hidden.shape[-1]) == smallest[..., np.newaxis])


def hidden_in_tree(
    groups: Counts, everyone: Counts, children: Mapping[int, Sequence[int]], k: int, guarded: Bools
) -> Bools:
    """(S, G) what is hidden when every service of a tree is shown beside every other.

    groups: (S, G, P); everyone: (S, P); children: row of a service → rows of the services inside it;
    guarded: (S, G) what must be hidden for another reason. Repeated until nothing more has to be hidden: a
    service's cover may need cover of its own among its neighbours.
    """
    hidden = guarded
    if k == 0:
        return np.zeros_like(hidden)
    # People first, to the end: this part of the answer is the same for every indicator about them.
    for people_only in (True, False):
        before = None
        while before is None or not np.array_equal(before, hidden):
            before = hidden
            hidden = cover(groups, everyone, hidden, k, guarded=guarded, people_only=people_only)
            for parent, rows in children.items():
                hidden = _cover_children(groups, parent, list(rows), hidden, guarded, k, people_only)
    return hidden


def _cover_children(
    groups: Counts, parent: int, rows: list[int], hidden: Bools, guarded: Bools, k: int, people_only: bool
) -> Bools:
    """Where a group is shown for the parent, its children are the parts of a known whole."""
    shown = ~hidden[parent]
    if not shown.any():
        return hidden
    place = np.ix_(rows, shown)
    parts = Counts(*(a[rows][:, shown].transpose(1, 0, 2) for a in _arrays(groups)))
    whole = Counts(*(a[parent][shown] for a in _arrays(groups)))
    after = hidden.copy()
    after[place] = cover(
        parts, whole, hidden[place].T, k, guarded=guarded[place].T, people_only=people_only
    ).T
    return after


def _arrays(counts: Counts) -> tuple[Floats, Floats, Floats]:
    return counts.people, counts.events, counts.others


def rolls_away(counts: Floats, window: int, k: int) -> Bools:
    """(...) whether sums over `window` neighbouring blocks (..., B), each shown in its turn, give away a
    small block.

    Two neighbouring sums differ by the block that entered less the block that left, so all blocks of the
    same season are tied to each other; only the level of each season stays open, and only downwards to
    the smallest block of the season. All seasons together must leave at least k.
    """
    blocks = counts.shape[-1]
    if blocks <= window:
        return np.zeros(counts.shape[:-1], dtype=np.bool_)
    lowest = sum(counts[..., season::window].min(axis=-1) for season in range(window))
    rolls: Bools = is_small(counts, k).any(axis=-1) & (lowest < k)
    return rolls


def rounded(counts: Floats, base: int) -> Floats:
    """To the nearest multiple of the base (halves up); 0 does not round."""
    return counts if base == 0 else np.floor(counts / base + 0.5) * base


def protect_matrix(matrix: SeriesMatrix, category_id: int, rule: Disclosure) -> SeriesMatrix:
    """One group's series out of a matrix with everyone (category 0) and all groups of one dimension of one
    service; without a single value when it may not be shown."""
    everyone, groups = matrix.category == 0, matrix.category != 0
    chosen = matrix.category == category_id
    hidden = np.zeros(matrix.numerator.shape, dtype=np.bool_)
    if rule.hide_up_to:
        hidden[groups] = series_mask(
            matrix.numerator[groups],
            matrix.denominator[groups],
            matrix.numerator[everyone].sum(axis=0),
            matrix.denominator[everyone].sum(axis=0),
            rule.hide_up_to,
        )
    veil = [
        np.where(hidden[chosen], np.nan, rounded(m[chosen], rule.round_to))
        for m in (matrix.numerator, matrix.denominator)
    ]
    return replace(
        matrix,
        service=matrix.service[chosen],
        category=matrix.category[chosen],
        numerator=veil[0],
        denominator=veil[1],
        is_immature=matrix.is_immature[chosen],
    )
