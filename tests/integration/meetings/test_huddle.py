"""The huddle: what is new, ranked; what is late; harm by day. The day is 20 November 2026."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from errors import NotFoundError
from quality.harm import DayState
from quality.huddle import huddle
from quality.lifecycle.cards import CardKind
from quality.ranking.reasons import HarmClass
from quality.signals.refresh import refresh
from tests.warehouse import Warehouse, make_catalogue

TODAY = date(2026, 11, 20)
MONTHS = 34  # January 2024 to October 2026
CALM = [10, 12, 9, 11, 10, 13, 9, 11, 12, 10, 9, 12] * 3
CATALOGUE = make_catalogue(
    {
        "falls": {"on_huddle": True, "weight": 2},
        "ulcers": {"on_huddle": True, "weight": 3},
        "on_time": {"on_huddle": True, "improvement": "increase"},
        "sickness": {},
        "queue": {"domain": "timely"},
        "waits": {"domain": "timely", "weight": 9},
        "answered": {
            "chart": "p",
            "per": 100,
            "is_proportion": True,
            "data": [{"source": "wards", "numerator": "a", "denominator": "b"}],
        },
        "by_day": {
            "frequency": "daily",
            "harm": True,
            "chart": "c",
            "on_board": False,
            "on_huddle": True,
        },
        "incidents": {"reports": True, "improvement": "neutral"},
    }
)


@pytest.fixture
def warehouse(sqlite_engine):
    warehouse = Warehouse(sqlite_engine, CATALOGUE)
    for code in ("busy", "calm", "closed"):
        warehouse.service(code, **({"closed": date(2026, 6, 30)} if code == "closed" else {}))
    return warehouse


def look(warehouse: Warehouse, service: str = "busy"):
    with Session(warehouse.engine) as session, session.begin():
        refresh(session, CATALOGUE)
        return huddle(session, CATALOGUE, service, today=TODAY)


def upto(last: list[float | None], points: int = MONTHS) -> list[float | None]:
    return [*CALM[: points - len(last)], *last]


def test_concerns_come_first_and_never_crowd_out_the_only_good_news(warehouse):
    warehouse.series("falls", "busy", upto([40]))
    warehouse.series("ulcers", "busy", upto([40]))
    warehouse.series("sickness", "busy", upto([40]))
    warehouse.series("on_time", "busy", upto([40]))
    seen = look(warehouse)
    assert [(card.kind, card.status.key.indicator) for card in seen.cards] == [
        (CardKind.CONCERN, "ulcers"),
        (CardKind.CONCERN, "falls"),
        (CardKind.IMPROVEMENT, "on_time"),
    ]
    assert all(card.is_new and card.age == 1 for card in seen.cards)
    assert len(seen.rest) == 1
    assert seen.checked == 4
    assert all(card.result is not None and card.result.status == card.status for card in seen.cards)


def test_what_moved_for_long_comes_before_a_single_new_point(warehouse):
    """Neither is about harm: then evidence decides, whatever is new or weighs more."""
    warehouse.series("queue", "busy", upto([11, 15, 16, 15, 16, 17, 16, 17, 16]))
    warehouse.series("waits", "busy", upto([19]))
    cards = look(warehouse).cards
    assert [(card.status.key.indicator, card.is_new) for card in cards] == [("queue", False), ("waits", True)]
    assert cards[0].reasons.step > cards[1].reasons.step


def test_a_point_of_safety_beyond_its_limits_is_never_pushed_down(warehouse):
    warehouse.series("queue", "busy", upto([11, 15, 16, 15, 16, 17, 16, 17, 16]))
    warehouse.series("falls", "busy", upto([20]))
    cards = look(warehouse).cards
    assert [card.status.key.indicator for card in cards] == ["falls", "queue"]
    assert cards[0].reasons.harm is HarmClass.BEYOND_LIMITS
    assert cards[0].reasons.step < cards[1].reasons.step


def test_the_funnel_counts_what_was_looked_at_and_what_is_shown(warehouse):
    for code in ("queue", "waits", "falls", "ulcers", "sickness"):
        warehouse.series(code, "busy", upto([40]))
    warehouse.series("on_time", "busy", upto([]))
    of = look(warehouse).funnel
    assert (of.looked_at, of.signals, of.built_up, of.shown) == (6, 5, 0, 3)
    assert 0 < of.expected < 1
    assert of.surviving == 5


@pytest.mark.parametrize(("points", "is_new"), [(7, True), (8, False)])
def test_a_shift_is_new_with_the_point_that_completes_it(warehouse, points, is_new):
    warehouse.series("falls", "busy", upto([9, *[13, 12, 13, 12, 13, 12, 13, 12][:points]]))
    (card,) = look(warehouse).cards
    assert (card.age, card.is_new) == (points, is_new)


def test_no_signals_say_what_was_checked(warehouse):
    warehouse.series("falls", "calm", upto([]))
    warehouse.series("ulcers", "calm", upto([]))
    seen = look(warehouse, "calm")
    assert (seen.cards, seen.checked, seen.is_calm) == ((), 2, True)
    assert [tile.status.key.indicator for tile in seen.tiles] == ["ulcers", "falls"]


def test_a_late_measure_keeps_its_concern_and_says_how_old_it_is(warehouse):
    warehouse.series("falls", "busy", upto([40], MONTHS - 3))
    seen = look(warehouse)
    (card,) = seen.cards
    assert (card.kind, card.is_new, card.age) == (CardKind.CONCERN, False, 1)
    assert card.due == date(2026, 9, 11), "August should have come by ten days after its end"
    (late,) = seen.awaited
    assert (late.status.key.indicator, late.due) == ("falls", card.due)


def test_a_late_concern_keeps_its_place_by_its_evidence(warehouse):
    warehouse.series("ulcers", "busy", upto([40, 40], MONTHS - 3))
    warehouse.series("falls", "busy", upto([20]))
    cards = look(warehouse).cards
    assert [card.status.key.indicator for card in cards] == ["ulcers", "falls"]
    assert cards[0].due is not None


def test_months_with_nobody_at_risk_did_come(warehouse):
    """A team of three may have no complaint for months: the feed is not late for that."""
    warehouse.series("answered", "busy", upto([0, 0, 0]), [20] * (MONTHS - 3) + [0] * 3)
    assert look(warehouse).cards == ()


def test_a_closed_service_has_no_cards(warehouse):
    warehouse.series("falls", "closed", upto([40], 30))
    assert look(warehouse, "closed").cards == ()


def test_the_safety_cross_tells_harm_from_silence(warehouse):
    days = [0, 0, 1, 0, None, 0, 2] + [0] * 10
    warehouse.series("by_day", "busy", days, first=date(2026, 11, 1))
    cross = look(warehouse).safety_cross
    states = {day.day: state for day, state, _ in cross.days}
    assert len(states) == 30
    assert [states[day] for day in (1, 3, 5, 17, 18, 20, 30)] == [
        DayState.NONE,
        DayState.HARM,
        DayState.NO_DATA,
        DayState.NONE,
        DayState.NO_DATA,
        DayState.NOT_YET,
        DayState.NOT_YET,
    ]


def test_harm_by_day_is_for_the_cross_and_no_measure_among_the_others(warehouse):
    warehouse.series("falls", "busy", upto([]))
    warehouse.series("by_day", "busy", [0, 1] * 9 + [9], first=date(2026, 11, 1))
    seen = look(warehouse)
    assert seen.safety_cross is not None
    assert (seen.cards, len(seen.rest), seen.checked) == ((), 0, 1)
    assert [tile.status.key.indicator for tile in seen.tiles] == ["falls"]


def test_days_since_come_with_the_usual_gap_and_what_was_reported(warehouse):
    warehouse.series("by_day", "busy", [1, 0, 0, 1] + [0] * 16, first=date(2026, 11, 1))
    warehouse.series("incidents", "busy", upto([]))
    since = look(warehouse).days_since
    assert (since.days, since.last, since.usual_gap) == (16, date(2026, 11, 4), 10)
    assert since.chance == pytest.approx(0.2019, abs=1e-4)
    assert since.reporting.key.indicator == "incidents"


def test_days_without_any_harm_on_record_claim_no_usual_gap(warehouse):
    warehouse.series("by_day", "busy", [0] * 20, first=date(2026, 11, 1))
    since = look(warehouse).days_since
    assert (since.days, since.last, since.usual_gap, since.chance) == (20, None, None, None)


def test_a_service_without_anything(warehouse):
    seen = look(warehouse, "calm")
    assert (seen.cards, seen.tiles, seen.yesterday, seen.safety_cross) == ((), (), None, None)


def test_an_unknown_service_is_named(warehouse):
    with pytest.raises(NotFoundError, match="nowhere"):
        look(warehouse, "nowhere")
