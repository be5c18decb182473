"""The gate for a whole tree of services, each of which is shown beside its neighbours: a group's number in
one team is its number in the hospital less those in the other teams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from quality.disclosure.suppression import EVENTS, OTHERS, PEOPLE, Suppression, is_small, suppress_secondary
from stats.arrays import Bools, Floats

_NOBODY = 1e-9
"""Of a whole: what adding up decimals may leave behind."""


def suppress_tree(
    groups: Floats, everyone: Floats, children: Mapping[int, Sequence[int]], k: int, start: Suppression
) -> Suppression:
    """Return what is hidden when every service of a tree is shown beside every other.

    groups: (3, S, G, P); everyone: (3, S, P); children: row of a service → rows of the services inside it;
    start: what is hidden and protected to begin with. Repeated until nothing more has to be hidden: a
    service's cover may need cover of its own among its neighbours.
    """
    so_far = Suppression(start.hidden.copy(), start.protected.copy())
    # People first, to the end: this part of the answer is the same for every indicator about them.
    for what in ((PEOPLE,), (EVENTS, OTHERS)):
        size = (-1, -1)
        # It only ever grows: when it has not, it is done.
        while size != (size := (int(so_far.hidden.sum()), int(so_far.protected.sum()))):
            so_far = suppress_secondary(groups, everyone, so_far, k, what)
            for parent, rows in children.items():
                _hide_a_child(groups, parent, list(rows), so_far, what)
                _cover_children(groups, parent, list(rows), so_far, k, what)
    return so_far


def _cover_children(
    groups: Floats, parent: int, rows: list[int], so_far: Suppression, k: int, what: tuple[int, ...]
) -> None:
    """Cover the children of a parent that shows a group: they are the parts of a known whole; and what lies
    beyond them is a part that is never shown (a ward that gave only one half of a rate)."""
    at_stake = so_far.hidden[rows].any(axis=0) | so_far.protected[:, rows].any(axis=(0, 1, 3))
    shown = ~so_far.hidden[parent] & (at_stake | _is_rest_small(groups, parent, rows, k))
    if not shown.any():
        return
    place = np.ix_(rows, shown)
    of_parts = (slice(None), *place)
    inside = Suppression(so_far.hidden[place].T, so_far.protected[of_parts].swapaxes(1, 2))
    parts, whole = groups[of_parts].swapaxes(1, 2), groups[:, parent, shown]
    inside = suppress_secondary(parts, whole, inside, k, what)
    so_far.hidden[place], so_far.protected[of_parts] = inside.hidden.T, inside.protected.swapaxes(1, 2)


def _is_rest_small(groups: Floats, parent: int, rows: list[int], k: int) -> Bools:
    """Tell (G,) if a parent holds a few more of a group than its children do together. What adding up
    fractions of bed days leaves behind is nobody."""
    whole, rest = groups[:, parent], groups[:, parent] - groups[:, rows].sum(axis=1)
    found: Bools = (is_small(rest, k) & (rest > _NOBODY * whole)).any(axis=(0, 2))
    return found


def _hide_a_child(
    groups: Floats, parent: int, rows: list[int], so_far: Suppression, what: tuple[int, ...]
) -> None:
    """Hide a child where a group is hidden for the parent: the children must not add up to it."""
    if not so_far.hidden[parent].any():
        return
    for quantity in what:
        parts, whole = groups[quantity, rows], groups[quantity, parent]
        at_risk = so_far.protected[quantity, parent] & so_far.hidden[parent][:, np.newaxis]
        hidden_parts = np.where(so_far.hidden[rows][..., np.newaxis], parts, 0.0)
        bare = at_risk & (hidden_parts.sum(axis=0) + np.maximum(whole - parts.sum(axis=0), 0.0) == 0)
        for group in np.flatnonzero(bare.any(axis=-1)):
            inside = parts[:, group][:, bare[group]].min(axis=-1)
            smallest = np.where(inside > 0, inside, np.inf).argmin()
            so_far.hidden[rows[smallest], group] = True
        tells = (parts > 0) | (whole == 0)
        so_far.protected[quantity, rows] |= at_risk & so_far.hidden[rows][..., np.newaxis] & tells
