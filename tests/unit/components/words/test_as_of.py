"""What a page that looks back says of itself."""

from __future__ import annotations

from datetime import date

import pytest

from components.indicator.statements import looking_back
from quality.as_of import Past
from quality.series.key import SeriesKey

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
    told = "".join(str(part) for part in _texts(looking_back(PAST, KEY, changed, has_sums=has_sums)))
    assert words in told
    assert told.endswith("Back to today's chart")
    assert ("only today's sum is kept" in told) is has_sums


def _texts(part):
    if isinstance(part, str):
        return [part]
    children = part if isinstance(part, list | tuple) else [getattr(part, "children", None) or ""]
    return [text for child in children for text in _texts(child)]
