"""Alike problems together: how many, in which rows, and what was found there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from loaders.problems import RowProblem
from quality.provenance.preview import ProblemGroup

FIRST_ROWS, EXAMPLES = 5, 3

_HINT = re.compile(r" \((?:nearest|did you mean)[^()]*\)$")
"""Parts that belong to one cell, not to the expectation: two unknown codes are one kind of problem."""


def groups(problems: Iterable[RowProblem]) -> tuple[ProblemGroup, ...]:
    """Group alike problems, the most frequent first; what is wrong with the file as a whole before all."""
    found: dict[tuple[str, str], list[RowProblem]] = {}
    for problem in problems:
        hintless = _HINT.sub("", problem.expected)
        found.setdefault((problem.column or "", hintless), []).append(problem)
    made = [_group(*key, alike) for key, alike in found.items()]
    return tuple(sorted(made, key=lambda group: (bool(group.rows), -group.count)))


def _group(column: str, expected: str, alike: list[RowProblem]) -> ProblemGroup:
    examples = dict.fromkeys(problem.found + problem.expected.removeprefix(expected) for problem in alike)
    rows = tuple(problem.row for problem in alike[:FIRST_ROWS] if problem.row is not None)
    return ProblemGroup(column, expected, len(alike), rows, tuple(examples)[:EXAMPLES])
