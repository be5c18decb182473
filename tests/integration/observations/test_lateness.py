"""What a huddle is told about its data: late, refused, incomplete; and nothing when all is well."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from pydantic import ValidationError
from sqlalchemy.orm import Session

from catalogue.fields.periods import Frequency
from catalogue.sources.due import Due
from components.templates import ENVIRONMENT
from components.words import data as words
from quality.huddle import huddle
from quality.provenance.lateness import due_day
from quality.provenance.watcher import remember_look
from tests.loading import CATALOGUE, Folder

MONTHS = [f"2026-{month:02d}-01" for month in range(1, 11)]
ON_TIME, LATE = date(2026, 11, 20), date(2026, 12, 17)  # October is here; November is due on 11 December


@pytest.fixture
def folder(tmp_path, engine):
    named = CATALOGUE.replace("falls: {shape: tidy", "falls: {title: Falls feed, shape: tidy")
    return Folder(tmp_path, engine, named)


def reported(folder: Folder, **upto: int) -> None:
    """So many months from each ward."""
    folder.falls(*(f"{month},{ward},3,500" for ward, count in upto.items() for month in MONTHS[:count]))


def seen(folder: Folder, service: str, today: date):
    with Session(folder.engine) as session:
        return huddle(session, folder.catalogue, service, today=today).data


def drawn(state) -> str:
    return ENVIRONMENT.get_template("huddle/data_state.html").module.data_state(state).strip()


def test_nothing_is_said_while_all_is_well(folder):
    reported(folder, W1=10, W2=10)
    state = seen(folder, "H1", ON_TIME)
    assert not state
    assert drawn(state) == ""


def test_a_late_feed_is_one_line_with_its_days(folder):
    reported(folder, W1=10, W2=10)
    state = seen(folder, "H1", LATE)
    assert words.state(state) == "Falls feed is 6 days late"
    assert words.state_lines(state) == [
        "Falls feed is 6 days late: last data Oct 2026. Nov 2026 was due by 11 December 2026."
    ]
    assert "<summary>Falls feed is 6 days late</summary>" in drawn(state)


def test_a_child_that_lags_behind_the_others_is_named(folder):
    reported(folder, W1=10, W2=8)
    state = seen(folder, "H1", ON_TIME)
    assert words.state(state) == "1 of 2 services has a missing period"
    assert words.state_lines(state) == ["Falls feed: 1 of 2 services has no Sep 2026: Ward 2."]


def test_a_child_that_stopped_long_ago_is_late_no_more(folder):
    folder.falls("2025-01-01,W2,3,500", *(f"{month},W1,3,500" for month in MONTHS))
    assert not seen(folder, "H1", ON_TIME)


def test_a_refused_file_is_told_until_a_good_one_comes(folder):
    reported(folder, W1=10, W2=10)
    folder.write("falls.csv", "nonsense\n1\n")
    folder.load("falls")
    state = seen(folder, "H1", ON_TIME)
    today = datetime.now().astimezone().date()
    assert words.state(state) == "1 file was refused"
    assert [file.file_name for file in state.refused] == ["falls.csv"]
    assert abs((state.refused[0].at.date() - today).days) <= 1
    reported(folder, W1=10, W2=10)
    assert not seen(folder, "H1", ON_TIME)


def test_a_silent_watcher_is_told(folder):
    reported(folder, W1=10, W2=10)
    with Session(folder.engine) as session, session.begin():
        remember_look(session, timedelta(minutes=10), datetime(2026, 11, 1, 14, 5))
    state = seen(folder, "H1", ON_TIME)
    assert words.state_lines(state) == [
        "The watcher has not checked for new files since 14:05 UTC on 1 November 2026."
    ]


@pytest.mark.parametrize(
    ("due", "day"),
    [
        (None, date(2026, 2, 11)),
        (Due(within="20 days"), date(2026, 2, 21)),
        (Due(within="6 weeks", every="quarterly"), date(2026, 5, 13)),
        (Due(every="quarterly"), date(2026, 5, 1)),
        (Due(within=0), date(2026, 2, 1)),
    ],
)
def test_due_says_when_a_january_is_due(due, day):
    assert due_day(date(2026, 1, 1), Frequency.MONTHLY, 0, due) == day


def test_due_speaks_of_days_or_weeks():
    with pytest.raises(ValidationError, match="such as `10 days` or `6 weeks`"):
        Due(within="a while")


def test_a_source_says_when_it_is_due(folder):
    text = (folder.path.parent / "catalogue.yaml").read_text(encoding="utf-8")
    folder.describe(text, ("{title: Falls feed,", "{title: Falls feed, due: {within: 30 days},"))
    reported(folder, W1=10, W2=10)
    assert not seen(folder, "H1", LATE)
    assert folder.catalogue.indicators["falls"].due == Due(within=30)


def test_a_sum_waits_for_its_late_child_and_is_complete_with_it(folder):
    text = (folder.path.parent / "catalogue.yaml").read_text(encoding="utf-8")
    rate = "falls, denominator: bed_days}\n    unit: per 1,000 bed days\n    per: 1000\n    chart: u"
    folder.describe(text, (rate, "falls}\n    unit: falls\n    chart: c"))
    reported(folder, W1=10, W2=9)
    assert {key for key in folder.immature("falls") if key[0] == "H1"} == {("H1", "", "2026-10")}
    reported(folder, W1=10, W2=10)
    assert folder.immature("falls") == set()
