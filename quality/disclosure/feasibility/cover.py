"""Hide more, until nobody can be worked out of all that was ever shown: the last word of the gate.

What hides small numbers line by line (`suppression`, `across_services`) knows neither what was shown after
earlier loads nor what several lines say together. Here the whole is looked at, as a reader has it who keeps
everything, and wherever too little is open, those numbers are hidden too that cost least.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from quality.disclosure.feasibility.exchange import cheapest_to_hide, given_away
from quality.disclosure.feasibility.history import History
from quality.disclosure.feasibility.places import find_chains, find_places, holding
from quality.disclosure.feasibility.small_numbers import SmallNumber, kinds, small_numbers
from quality.disclosure.feasibility.swaps import swap
from quality.disclosure.feasibility.told import GRAINS, Frame, Knowledge, add_told, no_sums
from quality.series.calendar_blocks import Grain
from stats.arrays import Bools, Floats

MOST_ROUNDS = 60
"""Far more than were ever needed; then all of a service is hidden."""
DEARER = (1.0, 3.0, 9.0)
"""Costs from fine to coarse: years are dearest, as people compare groups by them."""
NEWLY_TOLD = 0.1
"""Of the cost, where a number was hidden until now."""


def hide_more(
    history: History, hidden: Mapping[Grain, Bools], children: Mapping[int, Sequence[int]], k: int
) -> None:
    """Add to what is hidden (S, G) at each grain."""
    if not k or not history.counts.any():
        return
    whole = _Whole(history, children, k)
    known = whole.known(hidden)
    narrow = given_away(known, whole.small_numbers(known), whole.above, k)
    for _ in range(MOST_ROUNDS):
        if not narrow:
            return
        cost = whole.cost(known)
        first = {secret.what: secret for secret in reversed(narrow)}
        for what, secret in first.items():
            found = cheapest_to_hide(known, secret, whole.above, cost, k)
            for service, group, grain in found:
                _close(hidden, service, group, GRAINS[grain])
            if not found:
                # It is known from what was told before, which nothing takes back.
                narrow = [other for other in narrow if other.what != what]
        known = whole.known(hidden)
        narrow = given_away(known, narrow, whole.above, k)
    for secret in narrow:
        for mask in hidden.values():
            mask[secret.service] = True


def _close(hidden: Mapping[Grain, Bools], service: int, group: int, grain: Grain) -> None:
    """Hide a grain of a group and all that are finer."""
    for finer in GRAINS[: GRAINS.index(grain) + 1]:
        hidden[finer][service, group] = True


class _Whole:
    """All places of measures that are counted together, and all that was told of them before."""

    def __init__(self, history: History, children: Mapping[int, Sequence[int]], k: int) -> None:
        self.history, self.k = history, k
        self.above = {row: parent for parent, rows in children.items() for row in rows}
        places = find_places(history.counts, history.changes, children)
        chains = find_chains(places.counts, history.pairs)
        self.frame = Frame(places, holding(history.counts.shape[1], children), history.spans)
        self.people = [chain.classes(places.counts) for chain in chains]
        self.kinds = kinds(chains, history.pairs)
        self.before = no_sums()
        for load, told in history.told:
            self.before = add_told(self.frame, self.before, places.after(load), told)

    def known(self, hidden: Mapping[Grain, Bools]) -> Knowledge:
        """Return all that is told with so much hidden, and that was before."""
        told = self.history.told_now(hidden)
        sums = add_told(self.frame, self.before, self.frame.places.now, told)
        return Knowledge(self.frame, self.people, sums, sums.mark(*self.frame.places.counts.shape[1:]))

    def small_numbers(self, known: Knowledge) -> list[SmallNumber]:
        """Return the small numbers that swaps do not open."""
        closed = small_numbers(self.frame, self.people, self.kinds, known.told, self.k)
        for chain in range(len(self.people)):
            its = [of_kind for of_kind in closed if of_kind.kind.chain == chain]
            swap(known, chain, its, self.above, self.k)
        return [one for of_kind in closed for one in of_kind.one_by_one(self.k)]

    def cost(self, known: Knowledge) -> Floats:
        """Return what it costs to hide each sum; inf where it was told before."""
        size = self.history.counts.sum(axis=(0, -1))
        service, group, grain = known.sums.of.T
        found: Floats = (1.0 + size / max(size.mean(), 1.0))[service, group] * np.array(DEARER)[grain]
        if self.history.told:
            newest = self.history.told[-1][1]
            was_told = np.stack([newest[name].any(axis=-1) for name in GRAINS], axis=-1)
            found = np.where(was_told[service, group, grain], found, found * NEWLY_TOLD)
        found[: self.before.count] = np.inf
        return found
