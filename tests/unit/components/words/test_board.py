"""Beside a call: the shortest true thing of an indicator."""

from dataclasses import replace
from datetime import date

import pytest

from components.words.board import board as words
from quality.board.board_calls import BoardCall, Mark, board_call
from quality.signals.results import Variation
from tests.builders import make_status

BETTER = replace(
    make_status(), period=date(2026, 6, 1), variation=Variation.IMPROVEMENT, direction=1, value=7.1
)


@pytest.mark.parametrize(
    ("marks", "doubts"),
    [
        ((), ""),
        ((Mark.LATE,), " · data late"),
        ((Mark.MISSING, Mark.LATE), " · data late · gaps"),
        ((Mark.IMMATURE, Mark.CONSTANT), ""),
    ],
)
def test_a_bright_spot_of_late_data_says_that_it_is_late(marks, doubts):
    assert board_call(BETTER) is BoardCall.APPLAUD
    assert words.why(BETTER, marks).partition(" · ")[::2] == (words.why(BETTER), doubts.removeprefix(" · "))
