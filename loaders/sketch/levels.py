"""Levels that stand in one column, each with all the numbers again: one of them is enough.

    org_type  org_code  treated
    England   All           120     England = Region = the Providers together, in each period:
    Region    R1            120     the column names levels, and the finest is kept
    Provider  P1             60
    Provider  P2             60

Where no column names them, the form of the codes may (`E92000001`, `E40000003`, `RJ1`), or their size: the
largest services together are the others together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from loaders.sketch.candidate_measures import says_rate
from loaders.sketch.column_profiles import Profile
from loaders.sketch.column_roles import Roles
from loaders.sketch.find_table import form

_MOST = 12  # different values of a column of levels
_NEAR = 0.01  # some numbers of small services are hidden, and all are rounded
_EXACT = 1e-3
_AGREE_IN = 0.8  # of the periods, and of the columns of counts
_TIMES = range(2, 6)
_BY_CHANCE = 1 / 500
_AREA = re.compile(r"([A-Z]\d\d)\d{6}")


@dataclass(frozen=True, eq=False)
class _Counts:
    """The rows that count, and what may be added up of them."""

    when: np.ndarray
    who: np.ndarray
    values: Sequence[np.ndarray]
    at: np.ndarray  # which rows of the table

    def sums(self, values: np.ndarray, label: np.ndarray) -> np.ndarray:
        """Return the sums by period and label."""
        shape = (int(self.when.max()) + 1, int(label.max()) + 1)
        found = np.zeros(shape)
        np.add.at(found, (self.when, label), np.nan_to_num(values))
        return found

    def agree(self, label: np.ndarray, some: Sequence[int], others: Sequence[int], near: float) -> bool:
        """Tell whether these labels together come to the same as the others together, nearly everywhere."""
        good = []
        for values in self.values:
            sums = self.sums(values, label)
            one, two = sums[:, list(some)].sum(axis=1), sums[:, list(others)].sum(axis=1)
            there = (one > 0) & (two > 0)
            off = np.abs(one - two)[there] <= near * np.maximum(one, two)[there]
            good.append(bool(there.any()) and off.mean() >= _AGREE_IN)
        return bool(np.mean(good) >= _AGREE_IN)


def choose(
    columns: Mapping[str, Profile],
    periods: Sequence[str],
    found: Roles,
    measured: Sequence[Profile],
    known: frozenset[str],
    mask: np.ndarray,
) -> np.ndarray:
    """Keep the finest level, unless the catalogue knows those of the others: each has its place then."""
    counts = [p for p in measured if p.is_whole and not p.is_negative and not says_rate(p)]
    if found.service is None or not counts or not mask.any():
        return mask
    service = columns[found.service]
    when = np.column_stack([np.zeros(len(mask), int), *(columns[name].column.codes for name in periods)])
    at = np.flatnonzero(mask)
    days = np.unique(when[at], axis=0, return_inverse=True)[1].ravel()
    rows = _Counts(days, service.column.codes[at], [p.values[at] for p in counts], at)
    for name in found.categories:
        p = columns[name]
        texts = p.column.texts
        coarser = _coarser(rows, p.column.codes[at]) if 2 <= len(p.filled) <= _MOST else []
        if coarser and not _all_known(rows, p.column.codes[at], coarser, service, known):
            left = np.setdiff1d(np.unique(p.column.codes[at]), coarser).tolist()
            found.keep[name] = [texts[code] for code in left]
            found.levels = name
            return np.asarray(mask & p.column.is_in(found.keep[name]))
    wholes = _by_form(rows, service) or _by_size(rows)
    totals = [text for code in wholes if (text := service.column.texts[code]) not in known]
    if not totals:
        return mask
    found.wholes = totals
    found.drop[service.name] = [*found.drop.get(service.name, []), *totals]
    return np.asarray(mask & ~service.column.is_in(totals))


def _all_known(
    rows: _Counts, label: np.ndarray, coarser: Sequence[int], service: Profile, known: frozenset[str]
) -> bool:
    codes = np.unique(rows.who[np.isin(label, coarser)]).tolist()
    return known.issuperset(service.column.texts[code] for code in codes)


def _coarser(rows: _Counts, label: np.ndarray) -> list[int]:
    """Return the labels whose rows say again what those of others say; of levels, all but the finest."""
    labels = np.unique(label).tolist()
    of = {one: set(rows.who[label == one].tolist()) for one in labels}
    total = rows.sums(rows.values[0], label).sum(axis=0)
    largest = max(labels, key=lambda one: total[one])
    are_apart = sum(map(len, of.values())) == len(set().union(*of.values()))
    near = _NEAR if are_apart else _EXACT
    whole = [one for one in labels if one == largest or rows.agree(label, [one], [largest], near)]
    rest = [one for one in labels if one not in whole]
    levels = [[one] for one in whole]
    if rest and are_apart and rows.agree(label, rest, [largest], near):
        levels.append(rest)
    if len(levels) < 2 or (not are_apart and rest):
        return []
    sizes = [sum(len(of[one]) for one in level) for level in levels]
    rows_of = [-int(np.isin(label, level).sum()) for level in levels]
    finest = max(range(len(levels)), key=lambda at: (sizes[at], rows_of[at]))
    if are_apart and sizes.count(sizes[finest]) > 1:
        return []  # two regions that happen to be alike are no levels
    return [one for at, level in enumerate(levels) for one in level if at != finest]


def _by_form(rows: _Counts, service: Profile) -> list[int]:
    forms = [_form(text) for text in service.column.texts]
    numbers = {form: number for number, form in enumerate(dict.fromkeys(forms))}
    label = np.array([numbers[form] for form in forms])[rows.who]
    if not 2 <= len(np.unique(label)) <= _MOST:
        return []
    return np.unique(rows.who[np.isin(label, _coarser(rows, label))]).tolist()


def _form(code: str) -> str:
    """Return what codes of one kind share: the letters of an area code, or where letters and digits stand."""
    area = _AREA.fullmatch(code)
    return area[1] if area else form(code)


def _by_size(rows: _Counts) -> list[int]:
    """Return the services of all levels but the last, where each level comes to exactly the same."""
    who, label = np.unique(rows.who, return_inverse=True)
    total = rows.sums(rows.values[0], label).sum(axis=0)
    order = np.argsort(-total, kind="stable")
    reached = total[order].cumsum()
    for times in _TIMES:
        wanted = reached[-1] / times * np.arange(1, times)
        cuts = np.searchsorted(reached, wanted - 1e-6)
        level = np.zeros(len(who), dtype=np.int64)
        level[order] = np.searchsorted(cuts, np.arange(len(who)), side="left")
        levels = np.unique(level).tolist()
        if not np.allclose(reached[cuts], wanted) or len(levels) < times or (level == times - 1).sum() < 2:
            continue
        by_level = level[label]
        same = all(rows.agree(by_level, [0], [one], 1e-9) for one in levels[1:])
        chance = np.prod([1 / max(1.0, total[order[cut]]) for cut in cuts.tolist()])
        if same and chance <= _BY_CHANCE and len(np.unique(total)) > times:
            return who[level < times - 1].tolist()
    return []
