"""The one sentence per chart, as a table that a clinician can check."""

import re
from dataclasses import replace
from datetime import date

import pytest

from catalogue.formula import Improvement
from components.words import chart_sentence
from quality.signals.results import Variation
from stats import Assurance, Rule
from tests.builders import STEADY, make_result, make_status
from tests.warehouse import make_indicator

RATE = {"unit": "per 1,000 bed days", "per": 1000}
SHARE = {"unit": "%", "per": 100, "is_proportion": True, "improvement": "increase"}
BASE = make_status()


def status(**changes):
    known = {
        "period": date(2026, 10, 1),
        "last_period": date(2026, 10, 1),
        "value": 7.1,
        "numerator": 12,
        "denominator": 1690,
        "points": 36,
    }
    return replace(BASE, **(known | changes))


CONCERN = {
    "variation": Variation.CONCERN,
    "direction": 1,
    "rule": Rule.SHIFT,
    "since": date(2026, 3, 1),
    "run": 8,
}
LATEST = "Latest 7.1 per 1,000 bed days (12 in 1,690), Oct 2026."

CASES = {
    "common cause": (
        RATE,
        {},
        f"No unusual change. {LATEST}",
    ),
    "concern, shift": (
        RATE,
        CONCERN,
        f"Unusually high since Mar 2026: 8 points in a row above the centre line. {LATEST}",
    ),
    "improvement, trend": (
        RATE,
        CONCERN | {"variation": Variation.IMPROVEMENT, "direction": -1, "rule": Rule.TREND, "run": 7},
        f"Unusually low since Mar 2026: 7 points in a row steadily falling. {LATEST}",
    ),
    "one point outside": (
        RATE,
        CONCERN | {"rule": Rule.ASTRONOMICAL, "run": 1},
        f"Unusually high in Mar 2026: above the upper limit. {LATEST}",
    ),
    "two in three": (
        RATE,
        CONCERN | {"rule": Rule.TWO_IN_THREE, "run": 3},
        f"Unusually high since Mar 2026: two of three points close to the upper limit. {LATEST}",
    ),
    "neutral": (
        RATE | {"improvement": "neutral"},
        CONCERN | {"variation": Variation.NEUTRAL_HIGH},
        f"Unusually high since Mar 2026: 8 points in a row above the centre line. {LATEST}",
    ),
    "too few": (
        RATE,
        {"variation": Variation.TOO_FEW, "points": 9, "target": 5.0, "assurance": Assurance.FAILING},
        f"Too few points to judge: 9 of the 13 needed. {LATEST}",
    ),
    "passing": (
        SHARE,
        {
            "target": 95.0,
            "assurance": Assurance.PASSING,
            "value": 97.25,
            "numerator": 389,
            "denominator": 400,
        },
        "No unusual change. Latest 97.2% (389 of 400), Oct 2026. At this level we expect to meet the target "
        "of at least 95.0% every month.",
    ),
    "passing, but not now": (
        RATE,
        CONCERN | {"target": 7.0, "assurance": Assurance.PASSING},
        f"Unusually high since Mar 2026: 8 points in a row above the centre line. {LATEST} The latest misses "
        "the target of at most 7.0, though at the usual level we expect to meet it every month.",
    ),
    "passing, and getting worse": (
        RATE,
        CONCERN | {"target": 7.5, "assurance": Assurance.PASSING},
        f"Unusually high since Mar 2026: 8 points in a row above the centre line. {LATEST} At the usual "
        "level we expect to meet the target of at most 7.5 every month, but this is a change for the worse.",
    ),
    "failing, but not now": (
        RATE,
        {"target": 7.5, "assurance": Assurance.FAILING},
        f"No unusual change. {LATEST} The latest meets the target of at most 7.5, though at the usual level "
        "we expect to miss it every month.",
    ),
    "failing": (
        RATE,
        {"target": 5.0, "assurance": Assurance.FAILING},
        f"No unusual change. {LATEST} At this level we expect to miss the target of at most 5.0 every month.",
    ),
    "hit or miss": (
        RATE,
        {"target": 7.0, "assurance": Assurance.HIT_OR_MISS},
        f"No unusual change. {LATEST} At this level the target of at most 7.0 will be met in some months "
        "and missed in others.",
    ),
    "target without assurance": (
        RATE | {"improvement": "neutral"},
        {"target": 7.0, "assurance": Assurance.NONE},
        f"No unusual change. {LATEST}",
    ),
    "constant": (
        SHARE,
        {"is_constant": True, "value": 100.0, "numerator": 40, "denominator": 40, "points": 36},
        "All 36 points are 100.0%, so there is no variation to judge. Latest 100.0% (40 of 40), Oct 2026.",
    ),
    "provisional": (
        RATE,
        {"is_provisional": True},
        f"No unusual change. {LATEST} The control limits are provisional: they are based on few points.",
    ),
    "immature": (
        RATE,
        {"immature": 2},
        f"No unusual change. {LATEST} The next two months are not complete yet, so they are not judged.",
    ),
    "gaps": (
        RATE,
        {"missing": 1},
        f"No unusual change. {LATEST} 1 month has no value.",
    ),
    "no denominator": (
        {"unit": "bed days", "decimals": 0},
        {"value": 209.0, "numerator": 209, "denominator": None},
        "No unusual change. Latest 209 bed days, Oct 2026.",
    ),
    "no data": (RATE, {"points": 0, "period": None}, "No data yet, so nothing can be judged."),
    "only immature": (
        RATE,
        {"points": 0, "period": None, "immature": 1},
        "No period is complete yet, so nothing can be judged.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_sentence(case):
    indicator, changes, expected = CASES[case]
    assert chart_sentence.sentence(status(**changes), make_indicator(**indicator)) == expected


CAUSES = re.compile(
    r"\b(because|caused|due to|thanks to|led to|KPI|RAG|alert|outlier|average)\b", re.IGNORECASE
)


@pytest.mark.parametrize("case", CASES)
def test_no_sentence_explains_a_cause_or_uses_a_banned_word(case):
    assert not CAUSES.search(CASES[case][2])


def test_alternative_text_names_its_subject():
    text = chart_sentence.alt_text(make_result(STEADY))
    assert text.startswith("Falls with harm, Ward 1. No unusual change")


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("direction", [1, -1])
def test_every_rule_has_words(rule, direction):
    assert chart_sentence.rule_words(rule, direction, 7)
    assert chart_sentence.rule_name(rule)


@pytest.mark.parametrize("variation", Variation)
@pytest.mark.parametrize("direction", [1, 0, -1])
def test_every_variation_has_a_label(variation, direction):
    assert chart_sentence.variation_label(variation, direction)


@pytest.mark.parametrize(
    ("assurance", "label"),
    [
        (Assurance.PASSING, "Will pass"),
        (Assurance.FAILING, "Will fail"),
        (Assurance.HIT_OR_MISS, "Hit or miss"),
        (Assurance.NONE, "No target"),
        (None, "No target"),
    ],
)
def test_assurance_label(assurance, label):
    assert chart_sentence.assurance_label(assurance) == label


@pytest.mark.parametrize(
    ("improvement", "words", "sign"),
    [
        (Improvement.INCREASE, "at least 5", "≥ 5"),
        (Improvement.DECREASE, "at most 5", "≤ 5"),
        (Improvement.NEUTRAL, "5", "5"),
    ],
)
def test_target(improvement, words, sign):
    indicator = make_indicator(improvement=improvement)
    assert chart_sentence.target_words(5.0, indicator) == words
    assert chart_sentence.target_sign(5.0, indicator) == sign
