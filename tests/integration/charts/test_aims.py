"""Targets and trajectories that people set for a service, on a real database: the same on the chart and in
what is stored, in place of the catalogue's, kept when catalogue or data change, and as they were then."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.database import snapshot, transaction
from data.models import Act
from data.read.as_of import at_end_of, looking_back
from errors import DecisionError
from quality.acts.decision import DecisionKind
from quality.decide.checks import DecisionRequest, Person
from quality.decide.decide import decide, withdraw
from quality.reference.scope import Scope, reading_for
from quality.series.key import SeriesKey
from quality.signals.read import read_series, read_statuses
from quality.signals.refresh import bring_up_to_date, differs_from_fresh
from tests.databases import in_memory
from tests.warehouse import NOW, Warehouse, make_catalogue

STEADY = [50, 52, 49, 51, 50, 53, 49, 51, 52, 50, 49, 52, 51, 50, 52, 49, 51, 50, 53, 49]
MEASURES = {
    "scores": {"chart": "xmr", "improvement": "increase", "targets": 70},
    "planned": {
        "chart": "xmr",
        "trajectory": [{"by": "2024-01-01", "value": 60}, {"by": "2025-12-01", "value": 37}],
    },
    "weekly": {"chart": "xmr", "frequency": "weekly"},
    "shares": {
        "chart": "p",
        "per": 100,
        "is_proportion": True,
        "data": [{"source": "wards", "numerator": "a", "denominator": "b"}],
    },
    "gaps": {"chart": "t", "frequency": "daily"},
}
CATALOGUE = make_catalogue(MEASURES)
KEY, OTHER = SeriesKey("scores", "W1"), SeriesKey("scores", "W2")
TARGET, TRAJECTORY = DecisionKind.TARGET, DecisionKind.TRAJECTORY
WHO = Person("Morag Sinclair", "Clinical lead")


@pytest.fixture
def engine(engine):
    warehouse = Warehouse(engine, CATALOGUE)
    for service in ("W1", "W2"):
        warehouse.service(service)
        for measure in ("scores", "planned", "weekly"):
            warehouse.series(measure, service, STEADY)
        warehouse.series("shares", service, STEADY, [100] * len(STEADY))
    with transaction(engine) as session:
        bring_up_to_date(session, CATALOGUE)
    return engine


def do(engine, kind=TARGET, period="2025-01-01", value="40", key=KEY, *, at=NOW, **rest) -> int:
    with transaction(engine) as session:
        request = DecisionRequest(kind, key, period, "agreed", value=value, **rest)
        return decide(session, CATALOGUE, request, WHO, at=at, today=NOW.date()).act


def plan(engine, first: str, start: str, last: str, end: str, key: SeriesKey = KEY) -> int:
    return do(engine, TRAJECTORY, last, end, key, first_period=first, start_value=start)


def take_back(engine, act: int) -> None:
    with transaction(engine) as session:
        withdraw(session, CATALOGUE, act, "a mistake", WHO, at=NOW)


def live(engine, key: SeriesKey = KEY, catalogue=CATALOGUE):
    """The chart as its page computes it, after checking that what is stored says the same."""
    with Session(engine) as session:
        found = read_series(session, catalogue, key)
        assert read_statuses(session, services=[key.service], indicators=[key.indicator]) == [found.status]
        assert differs_from_fresh(session, catalogue) == {}
        return found


def test_a_target_holds_for_its_service_from_its_period_on(engine):
    before = live(engine)
    assert (before.status.target, before.status.assurance) == (70, "failing")
    act = do(engine)
    now = live(engine)
    assert now.target.tolist() == [70] * 12 + [40] * 8
    assert (now.status.target, now.status.assurance) == (40, "passing")
    assert [(aim.value, aim.text, aim.actor) for aim in now.aims] == [(40, "agreed", "Morag Sinclair")]
    assert live(engine, OTHER).status.target == 70
    take_back(engine, act)
    assert live(engine).status == before.status


def test_targets_follow_each_other_and_the_later_word_wins(engine):
    do(engine, period="2025-03-01", value="45")
    do(engine, period="2025-01-01", value="40")
    again = do(engine, period="2025-03-01", value="46")
    assert live(engine).target.tolist() == [70] * 12 + [40] * 2 + [46] * 6
    take_back(engine, again)
    assert live(engine).target.tolist() == [70] * 12 + [40] * 2 + [45] * 6


def test_a_target_to_come_changes_nothing_yet(engine):
    before = live(engine)
    do(engine, period="2027-04-01")
    now = live(engine)
    assert now.status == before.status
    assert [aim.period for aim in now.aims] == [date(2027, 4, 1)]


def test_a_trajectory_leads_straight_and_ends(engine):
    key = SeriesKey("planned", "W1")
    usual = live(engine, key).plan
    plan(engine, "2024-11-01", "50", "2025-03-01", "46", key)
    now = live(engine, key)
    np.testing.assert_allclose(now.plan[:10], usual[:10])
    np.testing.assert_allclose(now.plan[10:], [50, 49, 48, 47, 46, *[np.nan] * 5])
    later = plan(engine, "2025-02-01", "30", "2026-12-01", "52", key)
    now = live(engine, key)
    np.testing.assert_allclose(now.plan[10:], [50, 49, 48, 30, 31, 32, 33, 34, 35, 36])
    assert now.status.plan == 36
    take_back(engine, later)
    assert np.isnan(live(engine, key).plan[-1])
    plan(engine, "2024-02-01", "1", "2026-01-01", "1", key)
    assert len(live(engine, key).aims) == 1, "what begins before an earlier one takes its place"


def test_weeks_are_counted_from_the_first_of_the_series(engine):
    key = SeriesKey("weekly", "W1")
    first = live(engine, key).periods[0]
    start, end = (first + timedelta(weeks=count) for count in (3, 5))
    plan(engine, start.isoformat(), "4", end.isoformat(), "8", key)
    np.testing.assert_allclose(live(engine, key).plan[2:7], [np.nan, 4, 6, 8, np.nan])


def test_another_catalogue_keeps_it_and_another_load_as_well(engine):
    do(engine)
    changed = make_catalogue(MEASURES | {"scores": MEASURES["scores"] | {"targets": 90}})
    with transaction(engine) as session:
        bring_up_to_date(session, changed)
    assert live(engine, catalogue=changed).target.tolist() == [90] * 12 + [40] * 8
    assert live(engine, OTHER, changed).status.target == 90


def test_looking_back_knows_no_target_that_was_set_later(engine):
    do(engine, at=NOW + timedelta(days=3))
    for days, target in ((2, 70), (4, 40)):
        with snapshot(engine) as session:
            then = at_end_of(session, (NOW + timedelta(days=days)).date())
            session.info.update(looking_back(then, catalogue=CATALOGUE, catalogue_now=CATALOGUE))
            assert read_series(session, CATALOGUE, KEY).status.target == target
            assert read_statuses(session, services=["W1"], indicators=["scores"])[0].target == target


@pytest.mark.parametrize(
    ("kind", "said", "problem"),
    [
        (TARGET, {"value": ""}, "value: it is empty"),
        (TARGET, {"value": "12 of 13"}, "value: it is no number"),
        (TARGET, {"value": "101", "key": SeriesKey("shares", "W1")}, "from 0 to 100"),
        (TARGET, {"period": "2025-01-02"}, "is not the first day of a month"),
        (TARGET, {"period": "2031-12-01"}, "expected a month from 2024-01-01 to 2031-11-01"),
        (TRAJECTORY, {"first_period": "", "start_value": "1"}, "from: it cannot be read"),
        (TRAJECTORY, {"first_period": "2025-01-01", "start_value": "1"}, "from: 2025-01-01 is outside"),
        (TRAJECTORY, {"first_period": "2024-12-01", "start_value": ""}, "start_value: it is empty"),
    ],
)
def test_what_cannot_be_aimed_at_is_refused(engine, kind, said, problem):
    with pytest.raises(DecisionError, match=problem):
        do(engine, kind, **said)
    with Session(engine) as session:
        assert session.scalars(select(Act)).all() == [], "nothing was recorded"


@pytest.mark.parametrize("value", ["1,234.5", " 1234.5 % ", "+1234.5"])
def test_numbers_are_read_as_people_write_them(engine, value):
    do(engine, value=value)
    assert live(engine).status.target == 1234.5


def test_below_zero_is_a_number_of_a_score(engine):
    do(engine, value="−3")
    assert live(engine).status.target == -3


# -- services inside ------------------------------------------------------------------------------

WAITS = {
    "chart": "p",
    "per": 100,
    "is_proportion": True,
    "improvement": "increase",
    "data": [{"source": "wards", "numerator": "a", "denominator": "b"}],
}
TREE = ("board", "hospital", "ward", "other")


@pytest.fixture
def empty_engines():
    engines = in_memory(), in_memory()
    yield engines
    for one in engines:
        one.dispose()


def organisation(engine, measures):
    """A board with a hospital with two wards, judged by a catalogue."""
    catalogue = make_catalogue(measures)
    warehouse = Warehouse(engine, catalogue)
    for code, parent in zip(TREE, (None, "board", "hospital", "hospital"), strict=True):
        warehouse.service(code, name=code.title(), parent=parent)
        warehouse.series("waits", code, STEADY, [100] * len(STEADY))
        warehouse.series("falls", code, STEADY)
    with transaction(engine) as session:
        bring_up_to_date(session, catalogue)
    return catalogue


def aim(engine, catalogue, service, value, period="2025-01-01", measure="waits", **rest):
    kind = TRAJECTORY if rest else TARGET
    with transaction(engine) as session:
        request = DecisionRequest(kind, SeriesKey(measure, service), period, "agreed", value=value, **rest)
        return decide(session, catalogue, request, WHO, at=NOW, today=NOW.date()).act


def stand(engine, catalogue, measure="waits"):
    with snapshot(engine) as session:
        assert differs_from_fresh(session, catalogue) == {}
        stored = {one.key.service: one for one in read_statuses(session, indicators=[measure])}
        for code in TREE:
            series = read_series(session, catalogue, SeriesKey(measure, code))
            assert series is not None
            assert series.status == stored[code]
    return stored


def test_an_act_at_the_top_is_what_the_same_target_in_the_catalogue_is(empty_engines):
    by_act, by_key = empty_engines
    path = [{"by": "2024-06-01", "value": 40}, {"by": "2025-12-01", "value": 60}]
    target = [{"value": 45, "since": "2025-01-01"}]
    keyed = organisation(by_key, {"waits": {**WAITS, "targets": target, "trajectory": path}, "falls": {}})
    plain = organisation(by_act, {"waits": WAITS, "falls": {}})
    aim(by_act, plain, "board", "45")
    aim(by_act, plain, "board", "60", "2025-12-01", first_period="2024-06-01", start_value="40")
    assert stand(by_act, plain) == stand(by_key, keyed)


def test_a_service_aims_at_what_was_set_above_until_it_sets_its_own(empty_engines):
    engine = empty_engines[0]
    catalogue = organisation(engine, {"waits": WAITS, "falls": {}})

    def targets():
        return {code: one.target for code, one in stand(engine, catalogue).items()}

    act = aim(engine, catalogue, "hospital", "45")
    assert targets() == {"board": None, "hospital": 45, "ward": 45, "other": 45}
    own = aim(engine, catalogue, "ward", "90", "2024-06-01")
    aim(engine, catalogue, "board", "20", "2024-01-01")
    assert targets() == {"board": 20, "hospital": 45, "ward": 90, "other": 45}
    with snapshot(engine) as session:
        chart = read_series(session, catalogue, SeriesKey("waits", "ward"))
        assert [(one.value, one.of_service) for one in chart.aims] == [(20, "Board"), (90, "")]
        assert chart.target[:6].tolist() == [20] * 5 + [90]
    for number in (act, own):
        with transaction(engine) as session:
            withdraw(session, catalogue, number, "a mistake", WHO, at=NOW)
    assert targets() == {"board": 20, "hospital": 20, "ward": 20, "other": 20}


def test_a_ward_aims_at_no_sum_of_its_hospital(empty_engines):
    engine = empty_engines[0]
    catalogue = organisation(engine, {"waits": WAITS, "falls": {}})
    aim(engine, catalogue, "hospital", "45", measure="falls")
    found = {code: one.target for code, one in stand(engine, catalogue, "falls").items()}
    assert found == {"board": None, "hospital": 45, "ward": None, "other": None}


def test_whoever_sees_a_ward_alone_sees_what_its_hospital_aims_at(empty_engines):
    engine = empty_engines[0]
    catalogue = organisation(engine, {"waits": WAITS, "falls": {}})
    aim(engine, catalogue, "hospital", "45")
    with snapshot(engine, **reading_for(Scope(frozenset({"ward"})))) as session:
        series = read_series(session, catalogue, SeriesKey("waits", "ward"))
        assert (series.status.target, series.aims[0].of_service) == (45, "Hospital")
