"""The content of each column of an unknown table: numbers, periods, codes, groups, or what must stay out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from catalogue import identifiers
from loaders.parse.tables import Column, Table
from loaders.sketch.find_table import is_number
from loaders.values import numbers

_LIKE_CODES = (
    re.compile(r"[SEWKN]\d{8}|[SEWN][A-Z0-9]\d{4}|SB\d{4}"),  # statistical geography, PHS boards
    re.compile(r"[A-Z]\d{3}[A-Z]|[A-Z]\d{4}[A-Z]?"),  # Scottish hospitals
    re.compile(r"[A-Z0-9]{3}|[A-Z0-9]{5}|[A-Z]{2}[A-Z0-9]{1,4}"),  # ODS
    re.compile(r"Y\d{2}|Q[A-Z0-9]{2}|YDF\d\d"),
)
_FLAGS = ({"0", "1"}, {"true", "false"}, {"yes", "no"}, {"y", "n"})
_TIME = re.compile(r"\d+:[0-5]?\d:[0-5]?\d(\.\d+)?")
_CLOCK = re.compile(r"\d+:[0-5]\d(:[0-5]\d(\.\d+)?)?")
_MARK = 24  # letters: longer texts in a column of numbers are remarks, not marks


def plain_words(text: str) -> str:
    """Return a heading as plain words: `hospital_code`, `HospitalCode` → `hospital code`."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    return " ".join(re.sub(r"[^A-Za-z0-9%]+", " ", spaced).split()).lower()


@dataclass(frozen=True, eq=False)
class Profile:
    """One column and what it looks like."""

    name: str
    column: Column
    counts: np.ndarray  # per distinct text, how many rows

    @classmethod
    def of(cls, name: str, column: Column) -> Profile:
        return cls(name, column, np.bincount(column.codes, minlength=len(column.texts)))

    @cached_property
    def words(self) -> str:
        return plain_words(self.name)

    @cached_property
    def by_text(self) -> Mapping[str, int]:
        return {t: int(n) for t, n in zip(self.column.texts, self.counts, strict=True) if n}

    @cached_property
    def filled(self) -> Mapping[str, int]:
        return {t: n for t, n in self.by_text.items() if t}

    @property
    def rows(self) -> int:
        return int(self.counts.sum())

    @cached_property
    def marks(self) -> Counter[str]:
        """Count the texts among numbers."""
        return Counter({t: n for t, n in self.filled.items() if not is_number(t)})

    @cached_property
    def is_number(self) -> bool:
        good = sum(n for t, n in self.filled.items() if is_number(t))
        has_zeros = any(re.fullmatch(r"0\d+", t) for t in self.filled)  # leading zeros: a code
        few = len(self.marks) <= 12 and all(len(mark) <= _MARK for mark in self.marks)
        said = sum(n for t, n in self.filled.items() if any(map(str.isalnum, t)))  # a dash says nothing
        return good > 0 and few and not has_zeros and good * 4 >= said

    @cached_property
    def values(self) -> np.ndarray:
        """Return per row its number; missing where there is none."""
        return numbers.read(self.column, self.marks, 1.0)[0]

    @property
    def known(self) -> np.ndarray:
        return self.values[~np.isnan(self.values)]

    @cached_property
    def is_percent_text(self) -> bool:
        return any(t.endswith("%") for t in self.filled)

    @cached_property
    def is_whole(self) -> bool:
        known = self.known
        return bool(len(known)) and bool((known == np.round(known)).all())

    @cached_property
    def is_negative(self) -> bool:
        return bool((self.known < 0).any())

    @cached_property
    def looks_like_codes(self) -> float:
        """Return the share of the distinct texts that look like codes of services."""
        texts = list(self.filled)[:3000]
        most = max(sum(p.fullmatch(t) is not None for t in texts) for p in _LIKE_CODES)
        return most / max(1, len(texts))

    @cached_property
    def is_time(self) -> bool:
        """Tell hours, minutes and seconds that something took."""
        return self._is_nearly_all(_TIME)

    @cached_property
    def is_clock(self) -> bool:
        """Tell times of which nobody says whether they are minutes or hours, too."""
        return self._is_nearly_all(_CLOCK)

    def _is_nearly_all(self, pattern: re.Pattern[str]) -> bool:
        said = {t: n for t, n in self.filled.items() if any(map(str.isalnum, t))}
        good = sum(n for t, n in said.items() if pattern.fullmatch(t))
        return good > 0.8 * sum(said.values())

    @cached_property
    def is_flag(self) -> bool:
        """Tell a yes or no, in one of the ways that records write it."""
        return len(self.filled) == 2 and {t.lower() for t in self.filled} in _FLAGS

    @cached_property
    def personal(self) -> str | None:
        """Return what personal thing it seems to hold, if any."""
        return identifiers.by_name(self.name) or identifiers.by_content(self.filled)

    @property
    def tells_rows_apart(self) -> bool:
        """Tell texts of which each row has its own: numbers and names of the rows."""
        return not self.is_number and self.rows > 1 and len(self.filled) > 0.9 * self.rows

    def follows(self, other: Profile) -> bool:
        """Tell whether each text of the other column has (nearly) one here: a name beside a code."""
        pairs = np.unique(np.column_stack([other.column.codes, self.column.codes]), axis=0)
        return len(pairs) <= 1.3 * len(np.unique(other.column.codes)) + 1


def profiles(table: Table) -> dict[str, Profile]:
    return {name: Profile.of(name, column) for name, column in table.columns.items()}
