"""What a page that looks back says of itself."""

from __future__ import annotations

from datetime import date

import pytest

from quality.as_of import Past
from quality.series.key import SeriesKey
from tests.drawn import drawn
from tests.drawn import told as read

PAST = Past("12", 12, date(2026, 3, 3))
KEY = SeriesKey("falls", "W1", "")


@pytest.mark.parametrize(
    ("changed", "has_sums", "words"),
    [
        (None, False, "As it stood on 3 March 2026, after load 12."),
        (0, False, "after load 12. No value of this series has been revised since."),
        (1, False, "12. 1 value of this series has been revised since."),
        (2, True, "2 values of this series have been revised since. The sum of the services inside is not"),
    ],
)
def test_the_banner(changed, has_sums, words):
    told = read(drawn("indicator/statements.html", "looking_back", PAST, KEY, changed, has_sums))
    assert words in told
    assert told.endswith("Back to today's chart")
    assert ("only today's sum is kept" in told) is has_sums
