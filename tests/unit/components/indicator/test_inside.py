"""Words under the services inside another: how many more there are, and whether any of them changed."""

from __future__ import annotations

import pytest

from components.words.indicator import inside_more
from quality.board.inside import Inside


@pytest.mark.parametrize(
    ("after", "special", "said"),
    [
        (1, 0, "1 more service without an unusual change"),
        (40, 0, "40 more services without an unusual change"),
        (40, 3, "40 more services, 3 of them with an unusual change"),
    ],
)
def test_no_signal_is_left_out_in_silence(after, special, said):
    assert inside_more(Inside({}, (), after, special)) == said
