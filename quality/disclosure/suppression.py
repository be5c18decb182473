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

from dataclasses import dataclass

import numpy as np

from stats.arrays import Bools, Floats

HIDDEN = "*"
"""The one mark of a hidden number in files. It does not say why (small, or cover for a small one)."""


PEOPLE, EVENTS, OTHERS = 0, 1, 2
"""The aims of an attacker: people, events among them, and those of them without. First axis of `counts`."""


def counts(numerator: Floats, denominator: Floats) -> Floats:
    """Return (3, ..., P) people, events, others; 0 where there is no value. Bed days and other exposures
    count as people: few bed days are few people."""
    people, events = np.nan_to_num(denominator), np.nan_to_num(numerator)
    return np.stack([people, events, np.maximum(people - events, 0.0)])


def is_small(count: Floats, k: int) -> Bools:
    """Tell if counts are few enough to point at somebody: 1 to k. Zero is not few."""
    small: Bools = np.logical_and(count > 0, count <= k)
    return small


def zeros(count: Floats, has_events: Bools, has_people: Bools) -> Bools:
    """Tell (3, ..., P) where there was nobody, of lines (...) that are counted at all."""
    is_counted = np.stack([has_people, has_events, has_people])[..., np.newaxis]
    found: Bools = (count == 0) & is_counted
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Suppression:
    """The cells hidden so far, and the numbers that they protect.

    hidden:    (..., L) parts of a line: groups of a service, or services of a group
    protected: (3, ..., L, P) numbers that must not be worked out: the small ones, and those that cover them
    """

    hidden: Bools
    protected: Bools

    @classmethod
    def primary(cls, parts: Floats, k: int, before: Suppression | None = None) -> Suppression:
        """Protect nothing but the small numbers; and, whole, whatever was hidden at a coarser grain."""
        protected = is_small(parts, k)
        hidden = np.zeros(parts.shape[1:-1], dtype=np.bool_)
        if before is not None:
            hidden = before.hidden
            protected |= before.protected.any(axis=-1, keepdims=True) & (parts > 0)
        return cls(hidden, protected)


def suppress_secondary(
    parts: Floats, whole: Floats, so_far: Suppression, k: int, what: tuple[int, ...]
) -> Suppression:
    """Hide of the parts (3, ..., L, P) what gives a protected one away beside the whole (3, ..., P).

    What is missing from the parts to the whole is one part more, never shown: a group or a service that
    nobody lists can be worked out all the same.
    """
    rest = np.maximum(whole - parts.sum(axis=-2), 0.0)[..., np.newaxis, :]
    line = np.concatenate([parts, rest], axis=-2)
    protected = np.concatenate([so_far.protected, is_small(rest, k)], axis=-2)
    hidden = np.concatenate([so_far.hidden, np.ones((*so_far.hidden.shape[:-1], 1), dtype=np.bool_)], axis=-1)
    for quantity in what:
        hidden = hidden | protected[quantity].any(axis=-1)
        hidden, protected[quantity] = _hide_until_safe(hidden, protected[quantity], line[quantity], k)
    return Suppression(hidden[..., :-1], protected[..., :-1, :])


def _hide_until_safe(hidden: Bools, protected: Bools, count: Floats, k: int) -> tuple[Bools, Bools]:
    """Hide the next smallest part until no protected number (L, P) can be worked out from its line.

    Hidden parts that add up to S leave each of them anywhere in 0…S. That is wide enough when S ≥ k and
    when at least two of them share S: one alone is S exactly, zeros beside it or not. What covers for a
    protected number is protected from then on, because it stands in another line too.
    """
    size = count.sum(axis=-1)
    order = np.where(size > 0, size, np.finfo(np.float64).max)
    at_risk: Bools = np.any(protected, axis=-2)
    while True:
        hidden_parts = np.where(hidden[..., np.newaxis], count, 0.0)
        total = hidden_parts.sum(axis=-2)
        is_safe = (total > hidden_parts.max(axis=-2)) & (total >= k)
        leaks: Bools = np.any(at_risk & ~is_safe, axis=-1) & ~hidden.all(axis=-1)
        if not leaks.any():
            return hidden, protected | (at_risk[..., np.newaxis, :] & (hidden_parts > 0))
        smallest = np.where(hidden, np.inf, order).argmin(axis=-1)
        next_one: Bools = np.arange(hidden.shape[-1]) == smallest[..., np.newaxis]
        hidden = hidden | (leaks[..., np.newaxis] & next_one)


def differencing_reveals(count: Floats, window: int, k: int) -> Bools:
    """Tell (...) if sums over `window` neighbouring blocks (..., B), each shown in its turn, give away a
    small block.

    Two neighbouring sums differ by the block that entered less the block that left, so all blocks of the
    same season are tied to each other; only the level of each season stays open, and only downwards to
    the smallest block of the season. All seasons together must leave at least k.
    """
    blocks = count.shape[-1]
    if blocks <= window:
        return np.zeros(count.shape[:-1], dtype=np.bool_)
    lowest = sum(count[..., season::window].min(axis=-1) for season in range(window))
    rolls: Bools = is_small(count, k).any(axis=-1) & (lowest < k)
    return rolls


def rounded(count: Floats, base: int) -> Floats:
    """Round to the nearest multiple of the base (halves up); 0 does not round."""
    return count if base == 0 else np.floor(count / base + 0.5) * base
