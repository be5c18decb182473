"""Two columns that name the period together: a year beside its month, its quarter, or the month it ends with.

A year alone would read as annual, and its months would be added up: so where a column of parts of the year
stands beside one of years, the two are tried together, in both orders.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from catalogue.fields.periods import Frequency
from loaders.dates import reader
from loaders.dates.patterns import month
from loaders.sketch.column_profiles import Profile
from loaders.sketch.month_ends import mixed
from loaders.sketch.period_column import Timing, how_often, timing

_YEAR = re.compile(r"(FY ?)?(19|20)\d\d([-/](\d{2}|\d{4}))?", re.IGNORECASE)
_QUARTER = re.compile(r"(Q|Qtr|Quarter) ?[1-4]", re.IGNORECASE)
_ENDS = re.compile(r"\bend(s|ed|ing)?\b|\bquarter\b")
_QUARTER_ENDS = {3, 6, 9, 12}
_MOST_PARTS = 60


def best(columns: Mapping[str, Profile]) -> Timing | None:
    """Return the column that names the period, or the two that do so together; None if there are none."""
    one, two = timing(columns), _joined(columns)
    if one is not None and one.frequency is Frequency.DAILY:
        p = columns[one.columns[0]]
        one = mixed(p.name, list(p.filled), p.words) or one
    if one is None or two is None:
        return one or two
    is_half = one.columns[0] in two.columns or one.frequency is Frequency.ANNUAL
    return two if is_half or (one.others and not two.others) else one


def among(columns: Mapping[str, Profile], found: Timing, rows: np.ndarray) -> Timing:
    """Find how often a period comes in some of the rows: the others may have come at other times."""
    if len(found.columns) != 1 or found.also or not rows.any():
        return found
    p = columns[found.columns[0]]
    counts = np.bincount(p.column.codes[rows], minlength=len(p.column.texts))
    again = best({p.name: Profile(p.name, p.column, counts)})
    return again if again is not None and (counts > 0).sum() > 1 else found


def _joined(columns: Mapping[str, Profile]) -> Timing | None:
    years = [p for p in columns.values() if _all(p, _YEAR.fullmatch)]
    parts = [p for p in columns.values() if p not in years and _all(p, _is_part(p))]
    pairs = ((pair, part) for year, part in product(years, parts) for pair in ((part, year), (year, part)))
    return next((found for pair, part in pairs if (found := _read(pair, part)) is not None), None)


def rows_read(columns: Sequence[Profile], found: Timing) -> np.ndarray:
    """Return per row whether its columns, joined by a blank, name a period."""
    keys, rows = _pairs(columns)
    read = reader.for_format(found.written)
    return np.array([read(text) is not None for text in _texts(columns, keys)], dtype=bool)[rows]


def _read(pair: Sequence[Profile], part: Profile) -> Timing | None:
    texts = [text for text in _texts(pair, _pairs(pair)[0]) if text]
    names = tuple(p.name for p in pair)
    months = {_month(text) for text in part.filled}
    is_named_so = _ENDS.search(part.words) and months <= _QUARTER_ENDS
    if is_named_so and None not in map(reader.for_format("quarter-end"), texts):
        return Timing(names, "quarter-end", Frequency.QUARTERLY)
    found = how_often(" ".join(names), texts)
    if found is None or found.frequency not in {Frequency.MONTHLY, Frequency.QUARTERLY}:
        return None
    return replace(found, columns=names)


def _pairs(columns: Sequence[Profile]) -> tuple[np.ndarray, np.ndarray]:
    """Return the different combinations, and per row which of them it has."""
    codes = np.column_stack([p.column.codes for p in columns])
    keys, rows = np.unique(codes, axis=0, return_inverse=True)
    return keys, rows.ravel()


def _texts(columns: Sequence[Profile], keys: np.ndarray) -> Iterator[str]:
    """Join cells as the loader does; nothing where one of them is empty."""
    for key in keys:
        cells = [p.column.texts[code] for p, code in zip(columns, key, strict=True)]
        yield " ".join(cells) if all(cells) else ""


def _all(p: Profile, fits: Callable[[str], object]) -> bool:
    return 0 < len(p.filled) <= _MOST_PARTS and all(fits(text) for text in p.filled)


def _is_part(p: Profile) -> Callable[[str], object]:
    """Test for months by name, or quarters; bare numbers only below a heading that says what they are."""
    if re.search(r"\bmonth\b", p.words):
        return lambda text: _month(text) in range(1, 13)
    return lambda text: _QUARTER.fullmatch(text) or (not text.isdigit() and _month(text) in range(1, 13))


def _month(text: str) -> int:
    """Return 1 to 12; 0 for anything else."""
    if re.fullmatch(r"0?[1-9]|1[0-2]", text):
        return int(text)
    try:
        return month(text.rstrip("."))
    except ValueError:
        return 0
