"""Response times: every one that waits is counted, by month, and nobody by name."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from data.database import snapshot
from quality.outcomes.response_times import Waiting, response_times
from quality.outcomes.tally import Outcome, Share, outcome
from quality.reference.ids import read_ids
from stats import control_chart
from tests.organisations.months import BEGUN, CATALOGUE, TODAY, Months, high


@pytest.fixture
def months(engine):
    return Months(engine)


def timed(months, *services, tier=""):
    with snapshot(months.engine) as session:
        tree = read_ids(session).services
        asked = [tree[code] for code in services or tree.by_code]
        return response_times(session, CATALOGUE, asked, TODAY, name="NHS", tier=tier)


def escalate(months, day, answered_after=None, ward="ward", tier="General Hospital", in_days=5):
    due = day + timedelta(days=in_days)
    ask = f"Staff within {answered_after or 99} days?"
    sent = months.do("escalate", ward, day=day, indicator="", tier=tier, text=ask, reply_by=due)
    if answered_after is not None:
        months.do(
            "reply", ward, day=day + timedelta(days=answered_after), indicator="", of=sent.id, text="Yes"
        )


def points(result):
    there = ~np.isnan(result.values)
    return {
        f"{month:%Y-%m}": (float(result.values[i]), int(result.denominator[i]), bool(result.is_immature[i]))
        for i, month in enumerate(result.periods)
        if there[i]
    }


def test_who_waits_is_counted_with_the_days_so_far(months):
    months.ward("ward", high(99))
    months.judge()
    for month in (7, 8, 9, 10):
        escalate(months, date(2026, month, 6), 2)
    escalate(months, date(2026, 9, 16), 4)
    escalate(months, date(2026, 10, 20))  # 31 days ago, and overdue
    escalate(months, date(2026, 11, 18))
    found = timed(months)
    assert points(found.reply.result) == {
        "2026-07": (2, 1, False),
        "2026-08": (2, 1, False),
        "2026-09": (3, 2, False),
        "2026-10": ((2 + 31) / 2, 2, True),
        "2026-11": (2, 1, True),
    }
    assert found.reply.waiting == Waiting(2, 31)
    assert points(found.in_time.result) == {
        "2026-07": (100, 1, False),
        "2026-08": (100, 1, False),
        "2026-09": (100, 2, False),
        "2026-10": (50, 2, False),
    }
    assert found.reply.result.service_name == "NHS"


def test_by_tier_and_by_service(months):
    for ward in ("ward", "other"):
        months.ward(ward, high(99))
    months.judge()
    escalate(months, date(2026, 9, 1), 1)
    escalate(months, date(2026, 9, 1), 9)
    escalate(months, date(2026, 9, 1), 3, ward="other")
    escalate(months, date(2026, 9, 1), ward="other", tier="board")
    nearest, highest = timed(months).tiers
    assert (nearest.tier, nearest.sent, nearest.answered, nearest.median_days) == ("hospital", 3, 3, 3)
    assert (nearest.in_time, nearest.waiting) == (Share(2, 3), Waiting(0, 0))
    assert (highest.tier, highest.median_days, highest.in_time) == ("board", None, Share(0, 1))
    assert [one.sent for one in timed(months, "ward").tiers] == [2]
    assert points(timed(months, tier="board").reply.result) == {"2026-09": (80, 1, True)}
    assert points(timed(months, "other", tier="hospital").reply.result) == {"2026-09": (3, 1, False)}
    assert timed(months, "other", tier="nowhere").reply.result is None


def test_the_limits_are_those_of_the_engine(months):
    months.ward("ward", high(99))
    months.judge()
    replied = [2, 3, 1, 4, 2, 3, 2, 5, 3, 2, 1, 3, 2, 4]
    first = [date(2025 + (8 + at) // 12, (8 + at) % 12 + 1, 3) for at in range(len(replied))]
    for day, after in zip(first, replied, strict=True):
        escalate(months, day, after)
    result = timed(months).reply.result
    drawn = control_chart("ip", [replied], [[1.0] * len(replied)])
    judged = result.is_judged
    assert result.values[judged] == pytest.approx(replied)
    assert result.upper[judged] == pytest.approx(drawn.upper[0])
    assert result.lower[judged] == pytest.approx(np.maximum(drawn.lower[0], 0))
    assert result.status.points == len(replied)


def test_a_signal_waits_from_the_day_its_numbers_came(months):
    months.ward("acted", high(20, 21))
    months.judge()
    months.do("own", "acted", day=date(2026, 7, 9), owner="Ailsa", due="2026-07-30")
    months.ward("waits", high(23, 24))
    months.ward("missed", high(20))
    months.judge()
    found = timed(months)
    assert points(found.first_act.result) == {"2026-07": (4, 1, False), "2026-10": (46, 1, True)}
    assert found.first_act.waiting == Waiting(1, 46)
    missed = [one.service for one in months.raised(since=BEGUN).signals if outcome(one) is Outcome.MISSED]
    assert (found.missed, "missed" in missed) == (len(missed), True)


def test_nothing_is_nothing_to_chart(months):
    found = timed(months)
    assert (found.first_act.result, found.reply.result, found.in_time.result) == (None, None, None)
    assert (found.tiers, found.missed) == ((), 0)
