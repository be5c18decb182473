"""The rows of an unknown table that count, so that nobody counts twice: totals are left out or chosen, groups
of a known dimension become a breakdown, and what divides the rest is added up or narrowed to one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from loaders.parse.tables import Column, Table
from loaders.sketch import levels, two_column_periods
from loaders.sketch import totals as wholes
from loaders.sketch.column_profiles import Profile
from loaders.sketch.column_roles import MOST_GROUPS, Roles, dimension_of, duplicates, totals
from loaders.sketch.period_column import Timing

NAMES_A_MEASURE = re.compile(
    r"\b(measure|indicator|series|standard|metric|statistic|organism|infection|question|variable)\b"
)
_BLANK = ("", "NULL", "NA", "N/A", "-", ".")
_GROUPS_TO_BE_SURE = 20
_LEFT_AT_LEAST = 0.02  # of the rows, or leaving out was wrong


def choose(
    table: Table,
    columns: Mapping[str, Profile],
    time: Timing | None,
    found: Roles,
    measured: Sequence[Profile],
    are_scores: bool,
    known: frozenset[str] = frozenset(),
) -> np.ndarray:
    """Fill in `only`, `drop`, `breakdown` and `split_by` of `found`; back comes which rows are left."""
    key = [name for name in (found.service, *(time.columns if time else ())) if name]
    mask = _without_blanks(table, columns, time, found, key)
    mask = _without_derived(table, columns, found, mask)
    mask = wholes.marked(columns, found, mask)
    if not are_scores:
        mask = levels.choose(columns, time.columns if time else (), found, measured, known, mask)
    values = measured[0].values if measured else None
    for name in _in_order(columns, found, key):
        p = columns[name]
        is_measure = bool(NAMES_A_MEASURE.search(p.words))  # two of them make no series, even side by side
        again = duplicates(table, key, mask)
        if not is_measure and not again:
            break
        divides = is_measure or duplicates(table, [*key, name], mask) < again
        if not divides or len(np.unique(p.column.codes[mask])) < 2:
            continue
        total = [text for text in totals(p, values, mask) if (mask & p.column.is_in([text])).any()]
        dimension = dimension_of(p)
        if dimension and found.breakdown is None and len(p.by_text) <= MOST_GROUPS and not are_scores:
            found.breakdown, found.everyone = (dimension, name), (total[0] if total else None)
            key.append(name)
        elif total:
            mask = _keep(table, found, name, total, mask)
        elif are_scores or is_measure:
            mask = _keep(table, found, name, [_commonest(p.column, mask)], mask)
        else:
            found.split_by.append(name)
    if not are_scores:
        mask = wholes.of_services(columns, time.columns if time else (), found, measured, known, mask)
    return _with_repeated(table, found, key, measured, mask)


def _with_repeated(
    table: Table, found: Roles, key: Sequence[str], measured: Sequence[Profile], mask: np.ndarray
) -> np.ndarray:
    """Take a total beside each of its details (beds of a group of specialties, on the row of each
    specialty) once, for one of the groups that have totals of their own."""
    for detail in found.split_by:
        others = [name for name in found.split_by if name != detail]
        names = [p.name for p in measured if _is_repeated(table, [*key, *others], p, mask)]
        if names:
            for name in others:
                mask = _keep(table, found, name, [_commonest(table.columns[name], mask)], mask)
            found.repeated, found.split_by = names, [detail]
            break
    return mask


def _is_repeated(table: Table, key: Sequence[str], p: Profile, mask: np.ndarray) -> bool:
    """Tell whether the rows of (nearly) each group that has several hold the same number."""
    if not key:
        return False
    rows = pd.DataFrame({name: table.columns[name].codes[mask] for name in key})
    groups = pd.Series(p.values[mask]).groupby([rows[name] for name in key]).agg(["count", "min", "max"])
    several = groups[(groups["count"] > 1) & (groups["max"] > 0)]
    return len(several) >= _GROUPS_TO_BE_SURE and bool((several["min"] == several["max"]).mean() > 0.99)


def of_records(columns: Mapping[str, Profile], found: Roles) -> None:
    """Choose rows of records: a known dimension divides them, and rows without a service go."""
    texts = (p for p in map(columns.__getitem__, found.categories) if not p.is_number)
    fitting = ((code, p.name) for p in texts if len(p.filled) <= MOST_GROUPS and (code := dimension_of(p)))
    found.breakdown = next(fitting, None)
    if found.service is not None and columns[found.service].by_text.get(""):
        found.drop[found.service] = [""]


def _in_order(columns: Mapping[str, Profile], found: Roles, key: Sequence[str]) -> list[str]:
    """Order columns: names of measures, then those with totals, then known dimensions, then the others."""
    left = [columns[name] for name in found.categories if name not in key]
    left.sort(key=lambda p: (not NAMES_A_MEASURE.search(p.words), dimension_of(p) is None))
    return [p.name for p in left]


def _commonest(column: Column, mask: np.ndarray) -> str:
    return column.texts[int(np.bincount(column.codes[mask]).argmax())]


def _keep(table: Table, found: Roles, name: str, texts: list[str], mask: np.ndarray) -> np.ndarray:
    found.keep[name] = texts
    return np.asarray(mask & table.columns[name].is_in(texts))


def _without_blanks(
    table: Table, columns: Mapping[str, Profile], time: Timing | None, found: Roles, key: Sequence[str]
) -> np.ndarray:
    """Leave out rows about no service or no time: notes, headings of parts, or national totals."""
    mask = np.ones(len(table), dtype=bool)
    for name in key:
        if blank := [text for text in _BLANK if text in columns[name].by_text]:
            found.drop[name] = blank
            mask &= ~table.columns[name].is_in(blank)
    if time is not None and (len(time.columns) > 1 or not (time.others or time.also)):
        mask &= two_column_periods.rows_read([columns[name] for name in time.columns], time)
    return mask


def _without_derived(
    table: Table, columns: Mapping[str, Profile], found: Roles, mask: np.ndarray
) -> np.ndarray:
    """Leave out totals marked by a `d` in the qualifier beside a column (Public Health Scotland)."""
    for name, p in columns.items():
        base = re.sub(r"(QF|_qf| QF)$", "", name)
        if base == name or "d" not in p.filled or base not in columns:
            continue
        if base != found.service and base not in found.categories and not columns[base].looks_like_codes:
            continue
        left = mask & ~table.columns[name].is_in(["d"])
        if left.sum() > _LEFT_AT_LEAST * mask.sum():
            found.drop[name] = ["d"]
            mask = left
    return mask
