"""The words of the demo's people in the registers, held against its file, to the last word."""

from __future__ import annotations

import pytest

from catalogue.registers.shipped import shipped_kinds
from data.demo.acts import REGISTER_ACTS


@pytest.mark.parametrize("act", REGISTER_ACTS, ids=lambda act: f"{act.step} {act.at:%Y-%m-%d}")
def test_every_answer_belongs_to_a_question_of_its_step(act):
    """A comma that YAML takes for the end of an answer leaves half of it, and a question that nobody asks."""
    kind, _, step = act.step.partition(".")
    declared = shipped_kinds()[kind].steps[step].fields
    assert [name for name in act.said if ":" not in name and name not in declared] == []
    assert None not in act.said.values()
