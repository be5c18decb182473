"""Several rows for one service, period and group, as the source says: refused, added up, or taken once.

    combine: refuse     nothing says which is right: all are refused
             sum        parts of one number
             same       one number, repeated on every row of its details: taken once
    repeated: [column]  `same` for these columns, whatever holds for the others

Where repetitions differ nobody can say which is right, and all of them are refused.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catalogue.expressions import parse_sum
from catalogue.formula import Formula
from catalogue.sources import MeasurementSource
from loaders.observations.grouping import Groups
from loaders.problems import Problems

REFUSE, SUM, SAME = "refuse", "sum", "same"


@dataclass(frozen=True, eq=False)
class Parts:
    """Rows that may be used, and how they fall into groups of one key."""

    rows: np.ndarray  # their numbers in the file
    groups: Groups
    numerator: np.ndarray
    denominator: np.ndarray
    qualifier: np.ndarray

    def take(self, mask: np.ndarray) -> Parts:
        numbers = (self.numerator, self.denominator, self.qualifier)
        return Parts(self.rows[mask], self.groups.take(mask), *(each[mask] for each in numbers))


def ways(source: MeasurementSource, formula: Formula) -> tuple[str, str]:
    """Return how the rows of numerator and denominator are put together; a constant is as the source says."""
    top = _way(source, formula.numerator)
    return top, top if formula.denominator is None else _way(source, formula.denominator)


def _way(source: MeasurementSource, expression: str) -> str:
    columns = parse_sum(expression).columns
    return SAME if columns and all(map(source.is_repeated, columns)) else source.combining


def combined(parts: Parts, ways: tuple[str, str], formula: Formula, problems: Problems) -> Parts:
    """Return one row per key, in the order of `groups.keys`; the rows that are refused go to `problems`."""
    top, bottom = ways
    if parts.groups.has_duplicates and REFUSE in (top, bottom):
        parts = _without_doubles(parts, problems)
    if parts.groups.has_duplicates and SAME in (top, bottom):
        parts = _without_contradictions(parts, (top == SAME, bottom == SAME), formula, problems)
    groups = parts.groups
    if groups.is_plain:
        return parts
    return Parts(
        groups.firsts(parts.rows),
        Groups.of(*groups.keys),
        (groups.firsts if top == SAME else groups.sums)(parts.numerator),
        (groups.firsts if bottom == SAME else groups.sums)(parts.denominator),
        groups.strictest(parts.qualifier),
    )


EXPECTED_ONCE = (
    "one row for each service, period and group (`combine: sum` adds them up; `combine: same` takes once "
    "what says the same)"
)


def _without_doubles(parts: Parts, problems: Problems) -> Parts:
    partner = parts.groups.partners()
    at = np.flatnonzero(partner >= 0)
    found = [f"the same again in {problems.place(parts.rows[partner[i]])}" for i in at]
    problems.add(parts.rows[at], None, EXPECTED_ONCE, found)
    return parts.take(partner < 0)


def _without_contradictions(
    parts: Parts, is_same: tuple[bool, bool], formula: Formula, problems: Problems
) -> Parts:
    bad = np.zeros(len(parts.rows), dtype=bool)
    partner = parts.groups.partners()
    numbers = (parts.numerator, parts.denominator)
    names = (formula.numerator, formula.denominator or "")
    expected = "the same value in every row of one service, period and group"
    for values, name, is_wanted in zip(numbers, names, is_same, strict=True):
        differ = parts.groups.disagreeing(values) & is_wanted
        said = [f"{_format_value(value)} here" for value in values[differ]]
        other = [f"{_format_value(values[i])} in {problems.place(parts.rows[i])}" for i in partner[differ]]
        found = [f"{one}, {two}" for one, two in zip(said, other, strict=True)]
        problems.add_numbers(parts.rows[differ], name.strip("`\"'"), expected, found)
        bad |= differ
    return parts.take(~bad) if bad.any() else parts


def _format_value(value: float) -> str:
    return "nothing" if np.isnan(value) else f"{value:.12g}"
