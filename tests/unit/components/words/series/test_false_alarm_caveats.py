"""How often chance alone does it, as a table that a clinician can check."""

from __future__ import annotations

import pytest

from catalogue.fields.periods import Frequency
from components.words.series.caveats import chance_sentences
from quality.signals.false_alarms import FalseAlarms

CASES = [
    (
        FalseAlarms("xmr", 36, 0.0168, 70.0),
        Frequency.MONTHLY,
        "About 1 in 60 steady charts like this one (XmR chart, 36 months) shows a signal at its newest "
        "point by chance. If you look every month and the limits are settled, chance alone gives a signal "
        "about every 70 months.",
    ),
    (
        FalseAlarms("run", 120, 0.0317, None),
        Frequency.DAILY,
        "About 1 in 30 steady charts like this one (Run chart, 120 days) shows a signal at its newest point "
        "by chance.",
    ),
    (
        FalseAlarms("xmr", 9, 0.0, 70.0),
        Frequency.MONTHLY,
        "A chart like this one (XmR chart, 9 months) has too few points for its limits, so no signal is "
        "shown yet.",
    ),
]


@pytest.mark.parametrize(("alarms", "frequency", "said"), CASES)
def test_words(alarms, frequency, said):
    assert chance_sentences(alarms, frequency) == said
