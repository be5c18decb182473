"""The title of a chart is its finding in a dozen words, and its text an author's while nothing newer came."""

from dataclasses import replace
from datetime import date, datetime
from itertools import product

import pytest

from catalogue.fields.periods import Frequency
from components.words import chart_sentence
from components.words.series import finding as words
from quality.acts.ledger import LoggedAct
from quality.lifecycle.signal_life import MeasureRecord
from quality.signals.results import Accumulated, Evidence, Variation
from stats import Assurance
from tests.builders import make_result, make_status
from tests.warehouse import SOURCE, make_catalogue, make_indicator

DAY = date(2026, 11, 15)
BASE = make_status()
BUILT_UP = [
    None,
    *(Accumulated(one, way, Variation.CONCERN, DAY, 5, 8.0, 9.0) for one in Evidence for way in (1, -1)),
]


@pytest.mark.parametrize("frequency", Frequency)
def test_a_title_has_a_dozen_words_at_most_whatever_a_chart_shows(frequency):
    rare = {"chart": "t", "frequency": "daily"} if frequency is Frequency.DAILY else {}
    for changes in ({"frequency": frequency.value}, rare):
        indicator = make_indicator(**changes)
        for variation, assurance, way, run, together in product(
            Variation, Assurance, (1, -1), (1, 8), BUILT_UP
        ):
            status = replace(BASE, variation=variation, assurance=assurance, direction=way, run=run,
                             since=DAY, target=5.0, accumulated=together)  # fmt: skip
            said = words.finding(status, indicator)
            assert 0 < len(said.split()) <= words.MOST, said
            assert "None" not in said
            assert words.title(status, indicator) in (said, "")


CASES = {
    "Unusually high since Nov 2026, expected to miss target": ("monthly", 8, Assurance.FAILING),
    "Unusually high in Nov 2026, target hit or miss": ("monthly", 1, Assurance.HIT_OR_MISS),
    "Unusually high w/e 15 Nov 2026": ("weekly", 1, Assurance.NONE),
    "Unusually high on 15 Nov 2026": ("daily", 1, Assurance.NONE),
}


@pytest.mark.parametrize(("said", "given"), CASES.items(), ids=str)
def test_a_title_says_what_and_since_when(said, given):
    frequency, run, assurance = given
    since = date(2026, 11, 9) if frequency == "weekly" else DAY
    status = replace(BASE, variation=Variation.CONCERN, direction=1, run=run, since=since,
                     assurance=assurance, target=5.0, value=5.1)  # fmt: skip
    assert words.finding(status, make_indicator(frequency=frequency)) == said


ON_THE_OTHER_SIDE = {
    "Unusually high in Nov 2026, latest misses target": (Variation.CONCERN, Assurance.PASSING, 5.1),
    "Unusually high in Nov 2026, latest still meets target": (Variation.CONCERN, Assurance.PASSING, 4.9),
    "No unusual change, latest misses target": (Variation.COMMON_CAUSE, Assurance.PASSING, 5.1),
    "No unusual change, expected to meet target": (Variation.COMMON_CAUSE, Assurance.PASSING, 4.9),
    "No unusual change, latest meets target": (Variation.COMMON_CAUSE, Assurance.FAILING, 4.9),
    "No unusual change, expected to miss target": (Variation.COMMON_CAUSE, Assurance.FAILING, 5.1),
}


@pytest.mark.parametrize(("said", "given"), ON_THE_OTHER_SIDE.items(), ids=str)
def test_no_title_promises_what_the_latest_value_belies(said, given):
    variation, assurance, value = given
    status = replace(BASE, variation=variation, direction=1, run=1, since=DAY, assurance=assurance,
                     target=5.0, value=value)  # fmt: skip
    assert words.finding(status, make_indicator()) == said


def test_a_title_is_left_out_where_the_sentence_begins_with_it():
    assert words.finding(BASE, make_indicator()) == "No unusual change"
    assert words.title(BASE, make_indicator()) == ""


def test_a_caption_names_measure_service_time_and_source():
    result = make_result(unit="per 1,000 bed days", per=1000)
    sources = make_catalogue({"falls": {}}, sources={"wards": SOURCE | {"title": "Ward return"}}).sources
    assert words.caption(result, result.periods, sources) == (
        "Falls with harm, per 1,000 bed days; Ward 1, Jan 2024 to Aug 2025. Source: Ward return."
    )


def test_an_author_describes_a_chart_until_it_shows_a_newer_point():
    result = make_result()
    at = datetime(2026, 11, 5, 9)
    content = {"text": "Falls stay as they were.", "shown": result.periods[-1].isoformat()}
    act = LoggedAct(1, "description", at, "Ailsa", "lead", result.key, content)
    kept = MeasureRecord(description=act)
    assert words.alt(result, kept) == "Falls stay as they were. (Ailsa, 5 November 2026)"
    older = MeasureRecord(description=replace(act, content=content | {"shown": "2020-01-01"}))
    for other in (older, MeasureRecord(), None):
        assert words.alt(result, other) == chart_sentence.alt_text(result)
