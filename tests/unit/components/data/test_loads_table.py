"""Why rows and files were refused, as the data page says it."""

from __future__ import annotations

import pytest

from components.words.data import problem
from quality.provenance.loads import RowProblem


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            RowProblem(1234, "falls", "a number", "many"),
            "row 1,234, column falls: expected a number, found many",
        ),
        (
            RowProblem(None, None, "in the first row", "lacks the column `a`"),
            "lacks the column `a`; expected in the first row",
        ),
        (RowProblem(None, None, "", "is empty"), "is empty"),
    ],
)
def test_problem(found, said):
    assert problem(found) == said
