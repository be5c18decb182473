"""Decisions of meetings as decisions about their measure: each with the minute of its own meeting."""

from __future__ import annotations

from datetime import datetime

from components.words.acts.standing import decided
from quality.acts.ledger import LoggedAct
from quality.lifecycle.meeting_decisions import as_decisions
from quality.series.key import SeriesKey

AT, PLACE = datetime(2026, 11, 10, 9), SeriesKey("", "board")


def act(number, kind, forum="board", **content):
    said = {"forum": forum, "meeting": "2026-11-10"} | content
    return LoggedAct(number, kind, AT, "Morven", "quality lead", PLACE, said)


def read(*acts):
    return {one.id: (one.kind, one.key.indicator, one.content.get("minute")) for one in as_decisions(acts)}


def test_the_minute_is_that_of_its_own_meeting():
    ours = act(1, "outcome", sort="decision", text="Go on", about="falls")
    theirs = act(2, "outcome", "committee", sort="decision", text="Wait", about="falls")
    assert read(ours, act(3, "meeting_closed", "committee", minute="GC 11"), theirs) == {
        1: ("decision", "falls", None),
        2: ("decision", "falls", "GC 11"),
    }


def test_a_correction_stands_beside_what_it_corrects():
    ours = act(1, "outcome", sort="decision", text="Go on", about="falls")
    other = act(2, "outcome", sort="decision", text="Wait", about="ulcers")
    texts = [act(3, "correction", of=1, text="Not decided"), act(4, "correction", of=1, text="Put off")]
    assert [decided(one) for one in as_decisions([ours, other, *texts])] == [
        "Decided: Go on (corrected: Not decided; corrected: Put off).",
        "Decided: Wait.",
    ]


def test_only_decisions_about_a_measure_are_read_and_other_acts_stay_as_they_are():
    own = LoggedAct(5, "own", AT, "Ailsa", "lead", SeriesKey("falls", "board"), {"owner": "Ailsa"})
    others = [act(1, "outcome", sort=sort, text="x", about="falls") for sort in ("action", "information")]
    found = list(as_decisions([*others, act(2, "outcome", sort="decision", text="x"), own]))
    assert found == [own]
