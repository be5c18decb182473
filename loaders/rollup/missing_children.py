"""The published total of services of which some have no number: whose are missing, and how much that makes.

    England    published 112
    ├ Trust 1  105
    └ Trust 2  empty            the others come to 105, which is 7 less

Nothing is told where somebody hid a number: the difference would be that number. Where nobody says why there
is none, a small difference is not told either. And only where every other child that is measured has a number
of its own, so that the difference is that of those who are named.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from catalogue.fields import periods
from catalogue.models import Indicator
from data.models import EVERYONE
from data.read.qualifiers import CODES, Qualifier
from data.write.observations import Values
from loaders.observations.grouping import Groups, packed
from loaders.problems import some
from loaders.rollup.sum_children import children_of

_TOLD_AT_MOST = 3
_SMALL = 10
"""Numbers below are what publishers hide; some leave the cell empty."""
_EXPLAINED = [CODES[q] for q in (Qualifier.NOT_REPORTED, Qualifier.NOT_AVAILABLE, Qualifier.NOT_APPLICABLE)]
_HIDDEN = [CODES[Qualifier.SUPPRESSED], CODES[Qualifier.ONLY_A_RANGE]]


def notes(
    indicator: Indicator,
    names: Mapping[int, str],
    loaded: Values,
    parents: Mapping[int, int],
    between: tuple[np.datetime64, np.datetime64],
) -> list[str]:
    """Say so of the newest of these periods in which it is so. `loaded`: values of everyone."""
    meant = loaded.take((loaded.period >= between[0]) & (loaded.period <= between[1]))
    part, above = children_of(meant, parents)
    is_empty = np.isnan(part.numerator) | (np.isnan(part.denominator) & indicator.has_denominator)
    groups = Groups.of(above, part.category, part.period)
    empty = groups.sums(is_empty.astype(int))
    is_hidden = groups.sums((is_empty & np.isin(part.qualifier, _HIDDEN)).astype(int)) > 0
    known = dict(
        zip(packed(meant.service, meant.category, meant.period).tolist(), meant.numerator, strict=True)
    )
    own = np.array([known.get(key, np.nan) for key in packed(*groups.keys).tolist()], dtype=float)
    measured = _measured(loaded, parents)
    all_there = groups.sizes == [measured.get(parent, 0) for parent in groups.keys[0].tolist()]
    at = np.flatnonzero((empty > 0) & (empty < groups.sizes) & ~is_hidden & all_there & ~np.isnan(own))
    at = at[groups.keys[2][at] == groups.keys[2][at].max()] if len(at) else at
    found = []
    for group in at[:_TOLD_AT_MOST].tolist():
        inside = groups.order[groups.starts[group] :][: groups.sizes[group]]
        rest = part.numerator[inside[~is_empty[inside]]].sum()
        who = some([names[int(number)] for number in part.service[inside[is_empty[inside]]]], _TOLD_AT_MOST)
        gap = own[group] - rest
        is_told = abs(gap) >= _SMALL or np.isin(part.qualifier[inside[is_empty[inside]]], _EXPLAINED).all()
        size = f"{abs(gap):,.12g}" if is_told else f"fewer than {_SMALL}"
        beside = f" come to {rest:,.12g}," if is_told else " come to"
        when = periods.label(groups.keys[2][group].item(), indicator.frequency)
        found.append(
            f"{indicator.label}, {when}: {names[int(groups.keys[0][group])]} published {own[group]:,.12g}; "
            f"no number from {who}; the other services inside{beside} "
            f"{size} {'less' if gap >= 0 else 'more'}"
        )
    return found


def _measured(loaded: Values, parents: Mapping[int, int]) -> dict[int, int]:
    """Return how many children of each parent are measured, themselves or by what is inside them."""
    reached = set(np.unique(loaded.service[loaded.category == EVERYONE]).tolist())
    for number in list(reached):
        while number in parents and parents[number] not in reached:
            number = parents[number]
            reached.add(number)
    found: dict[int, int] = {}
    for number in reached:
        if number in parents:
            found[parents[number]] = found.get(parents[number], 0) + 1
    return found
