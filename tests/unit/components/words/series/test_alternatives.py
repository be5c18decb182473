"""Alternative views, in words a clinician can check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from components.charts import control_chart
from components.exports import series_csv as csv_export
from components.words import chart_sentence
from components.words.series import alternatives
from quality.signals.alternative_view import EarlierLimits, Flagged, OtherChart, SuggestedLimits
from stats import AdviceReason, Rule
from tests.builders import KEY, make_result
from tests.drawn import drawn, told

STATEMENTS = "indicator/statements.html"

STEP = SuggestedLimits(
    date(2025, 4, 1), points=14, before=6.3, after=4.1, sigmas=2.2, in_force=Flagged(14, 8, (Rule.SHIFT,))
)
EARLIER = EarlierLimits(date(2025, 4, 1), "A new model of care", "Morag Sinclair", Flagged(14, 0, ()))
WIDER = OtherChart("up", "u", AdviceReason.OVERDISPERSED, 12.0, 2.31, 1.27, can_be_drawn=True)
RARE = OtherChart("t", "u", AdviceReason.RARE_EVENTS, 0.4, 1.0, 1.3, can_be_drawn=False)
RATE = {"unit": "per 1,000 bed days", "per": 1000}

WORDS = {
    STEP: "The level seems to have changed in Apr 2025: from around 6.3 before to around 4.1 per 1,000 bed "
    "days in the 14 months since then. A person decides whether new limits start, and records the reason.",
    EARLIER: "Limits were recalculated from Apr 2025: A new model of care (Morag Sinclair).",
    WIDER: "The months differ 2.31 times as much as chance alone would make them (chance alone rarely gives "
    "more than 1.27). The usual limits are too narrow here. A U′ chart allows for this.",
    RARE: "Only about 0.4 events are expected in a month, so a change can hardly show here. A chart of "
    "the time between events (t) would show it, but needs the date of each one.",
}


@pytest.mark.parametrize("look", WORDS, ids=lambda look: look.code)
def test_evidence(look):
    assert alternatives.evidence(look, make_result([5] * 20, [100] * 20, **RATE)) == WORDS[look]


def test_what_is_not_official_says_so_wherever_it_goes():
    result = replace(make_result([5] * 20, [100] * 20, **RATE), view=STEP)
    said = "Not the official chart. Shown with new limits from Apr 2025, as the data suggest."
    assert said in chart_sentence.alt_text(result)
    assert said in csv_export.series_csv(result)
    layout = control_chart.figure(result)["layout"]
    assert any(said in note["text"] for note in layout["annotations"])
    banner = drawn(STATEMENTS, "banner", result, KEY)
    assert said in told(banner)
    assert WORDS[STEP] in told(banner)


def test_what_is_official_says_nothing_of_it():
    result = make_result()
    assert drawn(STATEMENTS, "banner", result, KEY) == ""
    assert "official chart" not in chart_sentence.alt_text(result)
    assert drawn(STATEMENTS, "offers", (), result) == ""


def test_a_chart_that_needs_other_data_has_no_link():
    result = make_result([5] * 20, [100] * 20, **RATE)
    assert "href" not in drawn(STATEMENTS, "offers", (RARE,), result)
    assert "look=chart-up" in drawn(STATEMENTS, "offers", (WIDER,), result)


def test_a_recalculation_is_explained_beside_the_chart_and_only_linked_here():
    said = told(drawn(STATEMENTS, "offers", (STEP, EARLIER), make_result([5] * 20, [100] * 20, **RATE)))
    assert WORDS[STEP] in said
    assert WORDS[EARLIER] not in said
    assert "View it with the limits used before Apr 2025" in said
