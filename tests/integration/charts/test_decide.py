"""Decisions about a chart on a real database: recorded, judged again at once, taken back, never deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from threading import Thread

import numpy as np
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data.database import transaction
from data.models import Act
from errors import DecisionError
from quality.acts import ledger
from quality.acts.decision import DecisionKind
from quality.decide.checks import DecisionRequest, Person
from quality.decide.decide import decide, history, number_of, withdraw
from quality.series.key import SeriesKey
from quality.signals.read import read_series, read_signals, read_statuses
from quality.signals.refresh import bring_up_to_date
from quality.signals.results import Variation
from tests.warehouse import NOW, Warehouse, make_catalogue

RATE = [{"source": "wards", "numerator": "a", "denominator": "b"}]
CATALOGUE = make_catalogue(
    {
        "scores": {"chart": "xmr", "improvement": "increase"},
        "falls": {"chart": "u", "per": 1000, "data": RATE},
        "weekly": {"chart": "xmr", "frequency": "weekly"},
    },
    dimensions={
        "sex": {
            "title": "Sex",
            "categories": [{"code": "F", "label": "Women"}, {"code": "M", "label": "Men"}],
        }
    },
)
KEY = SeriesKey("scores", "W1")
WHO = Person("Morag Sinclair", "Clinical lead")
STEADY = [50, 52, 49, 51, 50, 53, 49, 51, 52, 50, 49, 52, 51, 50, 52, 49, 51, 50, 53, 49]
NUMBERS = [*STEADY[:10], 90, *STEADY[10:], *(57, 58, 57, 59, 58, 57, 58, 59, 57, 58, 59, 57, 58)]
REPHASE, BASELINE, EXCLUSION, ANNOTATION, TARGET, TRAJECTORY = DecisionKind


@pytest.fixture
def engine(engine):
    warehouse = Warehouse(engine, CATALOGUE)
    for service in ("W1", "W2"):
        warehouse.service(service)
        warehouse.series("scores", service, NUMBERS)
        warehouse.series("falls", service, NUMBERS, [1000] * len(NUMBERS), immature=1)
    warehouse.series("weekly", "W1", STEADY)
    with transaction(engine) as session:
        bring_up_to_date(session, CATALOGUE)
    return engine


def do(
    engine, kind: DecisionKind, period: str, reason: str = "a reason", key: SeriesKey = KEY, first: str = ""
):
    with transaction(engine) as session:
        request = DecisionRequest(kind, key, period, reason, first)
        return decide(session, CATALOGUE, request, WHO, at=NOW, today=NOW.date()).act


def take_back(engine, act: int, reason: str = "a mistake"):
    with transaction(engine) as session:
        return withdraw(session, CATALOGUE, act, reason, WHO, at=NOW)[1]


def refused(engine, kind: DecisionKind, period: str, **rest) -> list[str]:
    with pytest.raises(DecisionError) as caught:
        do(engine, kind, period, **rest)
    with Session(engine) as session:
        assert session.scalars(select(Act)).all() == [], "nothing was recorded"
    return [str(problem) for problem in caught.value.problems]


def live(engine, key: SeriesKey = KEY):
    """The chart as its page computes it, after checking that what is stored says the same."""
    with Session(engine) as session:
        found = read_series(session, CATALOGUE, key)
        assert read_statuses(session, services=[key.service], indicators=[key.indicator]) == [found.status]
        stored = [s for s in read_signals(session, current_only=False) if s.key == key]
        assert sorted(map(str, stored)) == sorted(map(str, found.signals))
        assert ledger.verify(session) == []
        return found


def test_what_is_stored_equals_the_chart_after_every_act(engine):
    before = live(engine)
    assert before.status.variation is Variation.IMPROVEMENT
    ghost = do(engine, EXCLUSION, "2024-11-01", "counted twice")
    without = live(engine)
    assert without.status.points == before.status.points - 1
    assert without.upper[0] < before.upper[0]
    fixed = do(engine, BASELINE, "2025-08-01", "until the new clinic")
    frozen = live(engine)
    assert frozen.centre[-1] == pytest.approx(np.mean(STEADY[:-1]))
    do(engine, REPHASE, "2025-10-01", "the new clinic")
    rephased = live(engine)
    assert rephased.status.variation is Variation.COMMON_CAUSE
    assert rephased.status.phase_since == date(2025, 10, 1)
    assert [phase.baseline is None for phase in rephased.phases] == [False, True]
    with Session(engine) as session:
        rephase = number_of(session, KEY, REPHASE, date(2025, 10, 1))
    for act, expected in ((rephase, frozen), (fixed, without), (ghost, before)):
        take_back(engine, act)
        now = live(engine)
        assert now.status == expected.status
        assert np.array_equal(now.upper, expected.upper)
    assert [act.text for act in now.withdrawn] == ["counted twice", "until the new clinic", "the new clinic"]


@pytest.mark.parametrize("period", ["2024-11-01", "2026-09-01"])
def test_a_decision_leaves_the_other_series_as_they_were(engine, period):
    others = [SeriesKey("scores", "W2"), SeriesKey("falls", "W1")]
    before = [live(engine, key).status for key in others]
    do(engine, EXCLUSION, period)
    assert [live(engine, key).status for key in others] == before


def test_the_newest_point_may_be_left_out_beside_an_immature_one(engine):
    key = SeriesKey("falls", "W1")
    assert live(engine, key).status.immature == 1
    do(engine, EXCLUSION, "2026-09-01", key=key)
    status = live(engine, key).status
    assert (status.excluded, status.immature, status.period) == (1, 1, date(2026, 8, 1))


def test_nothing_is_kept_of_an_act_that_was_undone(engine):
    with Session(engine) as session:
        before = read_series(session, CATALOGUE, KEY).status
    with Session(engine) as session:
        request = DecisionRequest(EXCLUSION, KEY, "2024-11-01", "why")
        decide(session, CATALOGUE, request, WHO, at=NOW, today=NOW.date())
        session.rollback()
    do(engine, ANNOTATION, "2024-11-01", "New ward")
    now = live(engine)
    assert now.status == before
    assert [note.text for note in now.annotations] == ["New ward"]


def test_everything_that_is_wrong_is_said_at_once(engine):
    request = DecisionRequest(REPHASE, SeriesKey("score", "W9", "sex:Q"), "April", " ")
    with Session(engine) as session, pytest.raises(DecisionError) as caught:
        decide(session, CATALOGUE, request, Person("", " "), at=NOW, today=NOW.date())
    said = str(caught.value)
    assert [problem.where for problem in caught.value.problems] == [
        "reason", "by", "role", "indicator", "service", "group", "period",
    ]  # fmt: skip
    assert "there is no indicator 'score'; expected a known one (did you mean `scores`?)" in said
    assert "period: it cannot be read; expected the first day of a period, such as 2026-04-01" in said


def test_a_reason_tells_of_no_patient(engine):
    """It stands beside the chart and in every paper: a number is refused, all else is asked about once."""
    told = refused(engine, ANNOTATION, "2024-11-01", reason="Asked for by 943 476 5919")
    assert told == ["reason: it holds an NHS, CHI or H&C number; expected no number of a patient"]
    assert "at most 1000 letters" in refused(engine, ANNOTATION, "2024-11-01", reason="x" * 1001)[0]
    assert "cannot be kept" in refused(engine, ANNOTATION, "2024-11-01", reason="a\x00b")[0]
    request = DecisionRequest(ANNOTATION, KEY, "2024-11-01", "The van of EH1 1AA")
    with Session(engine) as session, pytest.raises(DecisionError) as caught:
        decide(session, CATALOGUE, request, WHO, at=NOW, today=NOW.date())
    with transaction(engine) as session:
        sure = replace(request, sure=caught.value.asks)
        act = decide(session, CATALOGUE, sure, WHO, at=NOW, today=NOW.date()).act
    with pytest.raises(DecisionError, match="CHI"):
        take_back(engine, act, "It was 943 476 5919")
    with Session(engine) as session:
        assert len(session.scalars(select(Act)).all()) == 1


@pytest.mark.parametrize(
    ("kind", "period", "said"),
    [
        (
            REPHASE,
            "2025-06-15",
            "is not the first day of a month; expected 2025-06-01 or 2025-07-01",
        ),
        (REPHASE, "2024-01-01", "outside the series; expected a month from 2024-02-01 to 2026-10-01"),
        (REPHASE, "2026-12-01", "outside the series; expected a month from 2024-02-01 to 2026-10-01"),
        (EXCLUSION, "2026-11-01", "outside the series; expected a month from 2024-01-01 to 2026-10-01"),
        (ANNOTATION, "2023-12-01", "outside the series; expected a month from 2024-01-01 to 2026-11-01"),
        (BASELINE, "2024-01-01", "the baseline is too short to set limits; expected at least 2 known"),
    ],
)
def test_periods_are_those_of_the_series(engine, kind, period, said):
    (problem,) = refused(engine, kind, period)
    assert said in problem


def test_weeks_start_on_the_day_of_the_series(engine):
    (problem,) = refused(engine, EXCLUSION, "2024-01-10", key=SeriesKey("weekly", "W1"))
    assert "2024-01-10 is not the first day of a week; expected 2024-01-08 or 2024-01-15" in problem


def test_a_gap_cannot_be_left_out(engine):
    with transaction(engine) as session:
        session.execute(text("delete from observation where period_start = '2024-05-01'"))
    (problem,) = refused(engine, EXCLUSION, "2024-05-01")
    assert "May 2024 has no value to leave out" in problem


def test_a_baseline_from_after_its_end_is_refused(engine):
    (problem,) = refused(engine, BASELINE, "2024-12-01", first="2025-02-01")
    assert problem.startswith("from: 2025-02-01 is outside the series")


def test_a_group_without_data_is_said(engine):
    (problem,) = refused(engine, EXCLUSION, "2024-11-01", key=SeriesKey("scores", "W1", "sex:F"))
    assert "scores has no data for W1, sex:F" in problem


def test_an_act_is_taken_back_once_and_for_a_reason(engine):
    act = do(engine, EXCLUSION, "2024-11-01")
    with pytest.raises(DecisionError, match="reason: it is empty"):
        take_back(engine, act, " ")
    with pytest.raises(DecisionError, match="there is no decision with the number 99"):
        take_back(engine, 99)
    assert take_back(engine, act).withdrawn.reason == "a mistake"
    with pytest.raises(DecisionError, match="was taken back on 2026-11-20 by Morag Sinclair already"):
        take_back(engine, act)
    with Session(engine) as session:
        assert len(history(session, KEY).acts) == 1
        assert session.query(Act).count() == 2, "the act and its withdrawal, both for ever"


def test_what_to_take_back_can_be_named_by_kind_and_period(engine):
    with Session(engine) as session, pytest.raises(DecisionError, match="there is no fixed baseline"):
        number_of(session, KEY, BASELINE, date(2025, 1, 1))
    do(engine, ANNOTATION, "2024-11-01", "one")
    do(engine, ANNOTATION, "2024-11-01", "two")
    with Session(engine) as session, pytest.raises(DecisionError, match="one of 1, 2"):
        number_of(session, KEY, ANNOTATION, date(2024, 11, 1))


def test_acts_done_at_the_same_time_stand_in_one_chain(engine):
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer")

    def note(number: int) -> None:
        with transaction(engine) as session:
            ledger.append(
                session,
                "annotation",
                date(2024, 1, 1),
                str(number),
                key=KEY,
                by="A",
                role="B",
                at=datetime(2026, 1, 1),
            )

    threads = [Thread(target=note, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(engine) as session:
        assert session.query(Act).count() == 8
        assert ledger.verify(session) == []
