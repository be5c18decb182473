"""Other ways to look, in words a clinician can check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from components.charts import control_chart
from components.exports import series_csv as csv_export
from components.indicator import alternatives as looks
from components.words import alternatives, spc
from quality.signals.alternative_view import EarlierLimits, OtherChart, SuggestedLimits
from stats import AdviceReason
from tests.builders import KEY, make_result

STEP = SuggestedLimits(date(2025, 4, 1), points=14, before=6.3, after=4.1, sigmas=2.2)
EARLIER = EarlierLimits(date(2025, 4, 1), "A new model of care", "Morag Sinclair")
WIDER = OtherChart("up", "u", AdviceReason.OVERDISPERSED, 12.0, 2.31, 1.27, can_be_drawn=True)
RARE = OtherChart("t", "u", AdviceReason.RARE_EVENTS, 0.4, 1.0, 1.3, can_be_drawn=False)
RATE = {"unit": "per 1,000 bed days", "per": 1000}

WORDS = {
    STEP: "Something lasting seems to have changed in Apr 2025: the 14 months since then lie around 4.1 per "
    "1,000 bed days, those before around 6.3 per 1,000 bed days. Whether limits start anew is for a person "
    "to decide, with a reason.",
    EARLIER: "Limits were recalculated from Apr 2025: A new model of care (Morag Sinclair).",
    WIDER: "One month differs from the next 2.31 times as much as chance inside each would make it (chance "
    "alone rarely exceeds 1.27): limits that count on chance alone are too narrow here. A U′ chart allows "
    "for it.",
    RARE: "Only about 0.4 events are expected in a month: so few that a change can hardly show here. A chart "
    "of the time between events (t) would, and needs the date of each.",
}


@pytest.mark.parametrize("look", WORDS, ids=lambda look: look.code)
def test_evidence(look):
    assert alternatives.evidence(look, make_result([5] * 20, [100] * 20, **RATE)) == WORDS[look]


def test_what_is_not_in_force_says_so_wherever_it_goes():
    result = replace(make_result(), view=STEP)
    said = "Not in force, shown with new limits from Apr 2025, as the numbers suggest."
    assert said in spc.alt_text(result)
    assert said in csv_export.series_csv(result)
    layout = control_chart.figure(result)["layout"]
    assert any(said in note["text"] for note in layout["annotations"])
    assert "Not in force" in str(looks.banner(result, KEY))


def test_what_is_in_force_says_nothing_of_it():
    result = make_result()
    assert looks.banner(result, KEY) is None
    assert "in force" not in spc.alt_text(result)
    assert looks.offers((), result) is None


def test_a_chart_that_needs_other_data_has_no_link():
    result = make_result([5] * 20, [100] * 20, **RATE)
    assert "href" not in str(looks.offers((RARE,), result))
    assert "look=chart-up" in str(looks.offers((WIDER,), result))
