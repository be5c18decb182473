"""The words of rare events, by hand: days between, ties, the silence, and what is not said of them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from components.charts import control_chart, data_table
from components.exports import series_csv as csv_export
from components.words import chart_sentence
from components.words.indicator import definition
from components.words.series import caveats, rare_events
from data.write.events import Events
from quality.series.rare_events import to_matrix
from quality.signals.false_alarms import false_alarms
from quality.signals.judge import judge
from quality.signals.since_last_event import time_since_last_event
from quality.signals.statuses import build_result
from tests.builders import KEY, make_names, make_result
from tests.warehouse import make_indicator

EVENTS = {
    "data": {"source": "list", "numerator": "1"},
    "unit": "days",
    "improvement": "increase",
    "decimals": 0,
}
TIME = make_indicator(chart="t", **EVENTS)
START = date(2026, 1, 1).toordinal()


def make(days: list[int], complete: int, counts: list[int] | None = None, indicator=TIME):
    """The judged series of events so many days after the start, known to a day."""
    n = len(days)
    found = Events(
        np.ones(n, dtype=np.int64),
        np.array(days, dtype=np.int64) + START,
        np.array(counts or [1] * n, dtype=np.int64),
        np.full(n, np.nan),
        {},
    )
    matrix = to_matrix(found, {1: (START, START + complete)}, [1], indicator)
    return build_result(judge(matrix, indicator), KEY, indicator, make_names())


STEADY = [int(day) for day in np.cumsum([0, *[9, 14, 11, 8, 12] * 4])]  # the last on day 216
SENTENCE = (
    "No unusual change. 12 days between the last two events, the latest on 5 Aug 2026. No event in the 30 "
    "days since then, up to 4 Sep 2026."
)


def test_the_sentence():
    result = make(STEADY, 246)
    assert chart_sentence.sentence(result.status, TIME) == SENTENCE
    assert chart_sentence.alt_text(result).startswith("Falls with harm, Ward 1. No unusual change")


def test_an_event_after_the_list_is_complete_is_said_to_be_so():
    words = chart_sentence.sentence(make(STEADY, 210).status, TIME)
    assert "The newest event is not judged: the list is complete only to 30 Jul 2026." in words


@pytest.mark.parametrize("days", [[], [5]])
def test_fewer_than_two(days):
    words = "Fewer than two events are recorded, up to 2 Mar 2026, so nothing can be judged."
    result = make(days, 60)
    assert chart_sentence.sentence(result.status, TIME) == words
    assert control_chart.figure(result)["data"]
    assert csv_export.series_csv(result)


def test_the_silence_with_its_chance():
    """30 days at one every 10.8: exp(−2.78), and (216 / 246) ^ 20."""
    result = make(STEADY, 246)
    assert rare_events.usual_words(time_since_last_event(result)) == (
        "30 days without an event, from 5 August 2026 to 4 September 2026. The usual gap is 11 days. At "
        "that rate, about 1 in 16 gaps would be this long or longer by chance alone (about 1 in 13 if we "
        "allow for a rate known from only 20 gaps)."
    )


def test_none_at_all():
    assert (
        rare_events.usual_words(time_since_last_event(make([], 60)))
        == "No event in the 61 days recorded, up to 2 March 2026."
    )


def test_one_event_has_no_usual_gap():
    words = rare_events.usual_words(time_since_last_event(make([5], 60)))
    assert words.endswith("Too few events to say what is usual.")


def test_ties_are_said_at_their_points_and_once_beneath():
    result = make([*STEADY, 240], 250, [1] * 21 + [2])
    assert rare_events.conventions(result) == rare_events.TIES
    assert rare_events.ties_words(result, 22) == "2 on this day"
    assert rare_events.conventions(make(STEADY, 246)) == ""
    texts = control_chart.figure(result)["data"][-1]["text"]
    assert texts[0].startswith("10 Jan 2026<br><b>9 days since the previous event</b>")
    assert "8 Sep 2026<br><b>10 days since the last event</b><br>so far, not judged" in texts
    assert any("24 days since the previous event</b><br>2 on this day" in text for text in texts)
    assert any("0.5 days since the previous event</b><br>2 on this day" in text for text in texts)


def test_the_table_and_the_file():
    result = make(STEADY, 246)
    table = data_table.series_table(result)
    assert table.heads == ["Date", "Value", "Control limits", "What it is"]
    assert [table.rows[0][0], table.rows[0][2]] == ["4 Sep 2026", "none so far"]
    assert table.rows[-1][2] == "first event recorded"
    last = csv_export.series_csv(result).splitlines()[-1].split(",")
    assert last[:6] == ["4 Sep 2026", "2026-09-04", "", "", "30", "days"]


def test_points_are_called_events():
    said = str(definition(TIME, "falls", {}, make(STEADY, 246)))
    assert "Event by event, from a list that comes every month" in said
    assert "None: this is the time between events" in said
    assert "rare events: each point is the time since the previous event" in said

    assert "T chart, 20 events" in caveats.chance_sentences(false_alarms(make(STEADY, 246)), TIME.frequency)


def test_the_statement_is_for_rare_events_only():
    assert rare_events.since_last_event(make_result()) == []
    assert rare_events.since_last_event(make(STEADY, 246))[0].startswith("30 days without an event")
