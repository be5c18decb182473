"""How often chance alone does it, as a table that a clinician can check."""

from __future__ import annotations

import pytest

from catalogue.fields.periods import Frequency
from components.words.caveats import chance_sentences
from quality.signals.false_alarms import FalseAlarms

CASES = [
    (
        FalseAlarms("xmr", 36, 0.0168, 70.0),
        Frequency.MONTHLY,
        "Of steady charts like this one (XmR chart, 36 months) about 1 in 60 shows a signal at its newest "
        "point. Looked at every month, with settled limits, one comes about every 70 months by chance alone.",
    ),
    (
        FalseAlarms("run", 120, 0.0317, None),
        Frequency.DAILY,
        "Of steady charts like this one (Run chart, 120 days) about 1 in 30 shows a signal at its newest "
        "point.",
    ),
    (
        FalseAlarms("xmr", 9, 0.0, 70.0),
        Frequency.MONTHLY,
        "Nothing is said of a chart like this one (XmR chart, 9 months) yet: its limits have too few points.",
    ),
]


@pytest.mark.parametrize(("alarms", "frequency", "said"), CASES)
def test_words(alarms, frequency, said):
    assert chance_sentences(alarms, frequency) == said
