"""Rows that are about everything: the nation among its boards, rows that a column marks as totals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from loaders.sketch.column_profiles import Profile
from loaders.sketch.column_roles import Roles

_UNIONS = re.compile(
    r"united kingdom|uk|great britain|england (and|&) wales|england, wales and elsewhere.*|K0[234]000001",
    re.IGNORECASE,
)
_NATIONS = re.compile(
    r"england|scotland|wales|northern ireland|national|[ESW]92000(001|003|004)|N92000002|"
    r"(all|total)( \w+){0,3}|(all|total) .*|.* total",
    re.IGNORECASE,
)
_FLAG = re.compile(r"(is )?(a )?(sub ?)?totals?|is (aggregate|derived|pooled|national)|pooled row|total row")
_YES = {"1", "true", "yes", "y"}
_OTHERS = 3  # at least so many, or one is easily the sum of the rest
_PERIODS = 0.8  # of the periods must add up
_NEAR = 0.01


def marked(columns: Mapping[str, Profile], found: Roles, mask: np.ndarray) -> np.ndarray:
    """Leave out rows that a column such as `is_total` marks."""
    for name, p in columns.items():
        if p.is_flag and _FLAG.fullmatch(p.words):
            found.drop[name] = [text for text in p.filled if text.lower() in _YES]
            mask = mask & ~p.column.is_in(found.drop[name])
    return mask


def of_services(
    columns: Mapping[str, Profile],
    periods: Sequence[str],
    found: Roles,
    measured: Sequence[Profile],
    known: frozenset[str],
    mask: np.ndarray,
) -> np.ndarray:
    """Leave out services that are all others together, by their names or because they add up. A catalogue
    that knows such a code keeps it: a published total has its place above its parts."""
    if found.service is None or not measured:
        return mask
    p = columns[found.service]
    totals = [t for t in _by_name(p, columns, found, mask) if t not in known]
    by_sum = _by_sum(p, [columns[name] for name in periods], measured[0], mask)
    totals += [text for text in by_sum if text not in totals and text not in known]
    if not totals:
        return mask
    found.wholes += totals
    found.drop[found.service] = [*found.drop.get(found.service, []), *totals]
    return mask & ~p.column.is_in(totals)


def _by_name(p: Profile, columns: Mapping[str, Profile], found: Roles, mask: np.ndarray) -> list[str]:
    said: dict[str, set[str]] = {}
    for column in (p.column, columns[found.service_name or p.name].column):
        pairs = np.column_stack([p.column.codes[mask], column.codes[mask]])
        for code, name in np.unique(pairs, axis=0):
            said.setdefault(p.column.texts[code], set()).add(column.texts[name])
    unions = [text for text, words in said.items() if any(_UNIONS.fullmatch(word) for word in words)]
    nations = [text for text, words in said.items() if any(_NATIONS.fullmatch(word) for word in words)]
    left = [text for text in said if text not in unions and text not in nations]
    if len(left) >= _OTHERS or (left and len(nations) == 1):
        return [*unions, *nations]
    return unions if nations else []


def _by_sum(p: Profile, periods: Sequence[Profile], measured: Profile, mask: np.ndarray) -> list[str]:
    """Return the service whose number is that of all others together, in nearly each period."""
    good = mask & ~np.isnan(measured.values)
    if len(np.unique(p.column.codes[good])) <= _OTHERS:
        return []
    when = np.column_stack([np.zeros(len(good), int), *(column.column.codes for column in periods)])
    at = np.unique(when[good], axis=0, return_inverse=True)[1].ravel()
    who, values = p.column.codes[good], measured.values[good]
    largest = int(np.bincount(who, weights=values).argmax())
    is_it = who == largest
    of_it = np.bincount(at, weights=values * is_it)
    of_others = np.bincount(at, weights=values * ~is_it)
    there = of_it > 0
    near = np.abs(of_it - of_others)[there] <= _NEAR * of_it[there]
    return [p.column.texts[largest]] if there.any() and near.mean() >= _PERIODS else []
