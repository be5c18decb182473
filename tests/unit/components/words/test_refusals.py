"""A refusal speaks of the fields that people see, not of the names that forms send."""

from __future__ import annotations

import pytest

from components.words.acts.refusals import FIELDS, refusal
from errors import DecisionError, Problem
from quality.acts.kinds import CHART_KINDS, DONE_ON_PAGES, KINDS, MEETING_KINDS, PACK_KINDS
from quality.lifecycle.act_form import MADE

CHOSEN = MADE | {"of", "act", "edition"}
"""Fields that nobody types and no form names."""


@pytest.mark.parametrize("kind", [*sorted(DONE_ON_PAGES), *CHART_KINDS, *PACK_KINDS, *MEETING_KINDS])
def test_every_field_that_people_fill_in_has_a_name(kind):
    assert set(KINDS[kind].fields) - CHOSEN <= set(FIELDS)


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem("due", "it is no day", "a day", "'x'"), "Due: it is no day; expected a day, found 'x'."),
        (Problem("of", "there is no such thing here"), "There is no such thing here."),
        (Problem("start_value", "it is empty"), "Starts at: it is empty."),
    ],
)
def test_a_problem_is_a_sentence(problem, said):
    assert refusal(DecisionError([problem])) == f"Nothing was recorded. {said}"
