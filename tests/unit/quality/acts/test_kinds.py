"""Each kind of act declares how long it is kept."""

from __future__ import annotations

import pytest

from quality.acts.kinds import CHART_KINDS, DONE_ON_PAGES, EVER, KINDS, PACK_KINDS


@pytest.mark.parametrize(
    ("taking_back", "kinds"),
    [("undo", DONE_ON_PAGES), ("withdrawal", CHART_KINDS), ("retraction", PACK_KINDS)],
)
def test_what_takes_an_act_back_is_kept_as_long_as_the_act(taking_back: str, kinds: tuple[str, ...]) -> None:
    assert KINDS[taking_back].years >= max(KINDS[kind].years for kind in kinds)


def test_a_board_paper_is_never_taken_out() -> None:
    assert {KINDS[kind].years for kind in PACK_KINDS} == {EVER}
