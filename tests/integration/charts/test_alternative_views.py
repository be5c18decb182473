"""Another way to look, from a real database: judged by the same function, never stored."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest
from sqlalchemy.orm import Session

from errors import NotFoundError
from quality.acts import ledger
from quality.alternatives.rule_set_comparison import compare_rule_sets
from quality.alternatives.suggest import view_as
from quality.series.key import SeriesKey
from quality.signals.read import read_series, read_statuses
from quality.signals.refresh import refresh
from tests.warehouse import Warehouse, make_catalogue

SHARE = {
    "chart": "p",
    "per": 100,
    "is_proportion": True,
    "unit": "%",
    "targets": 50,
    "denominator": "Patients",
    "data": [{"source": "wards", "numerator": "a", "denominator": "b"}],
}
CATALOGUE = make_catalogue({"falls": {}, "waits": SHARE})
WAITS = SeriesKey("waits", "W01")
KEY = SeriesKey("falls", "W01")
STEP = [9, 11, 10, 9, 12, 10, 8, 11, 10, 9, 11, 10, 4, 5, 3, 5, 4, 6, 4, 5, 3, 4, 5, 4]


@pytest.fixture
def session(engine):
    warehouse = Warehouse(engine, CATALOGUE)
    warehouse.service("W01")
    warehouse.series("falls", "W01", STEP)
    wave = 50 + 8 * np.cos(2 * np.pi * np.arange(48) / 12) + np.random.default_rng(1).normal(0, 1, 48)
    warehouse.series("waits", "W01", np.rint(wave * 10).tolist(), [1000] * 48)
    with Session(engine) as session:
        refresh(session, CATALOGUE)
        yield session


def test_the_suggested_limits_are_what_a_rephase_there_would_give(session):
    seen = view_as(session, CATALOGUE, KEY, "suggested-limits")
    assert seen.view.first_period == date(2025, 1, 1)
    before = read_statuses(session)
    ledger.append(
        session,
        "rephase",
        seen.view.first_period,
        "Bundle",
        key=KEY,
        by="Kirsty",
        role="Charge nurse",
        at=datetime(2026, 1, 5, 9),
    )
    assert read_statuses(session) == before, "looking changes nothing that is stored"
    decided = read_series(session, CATALOGUE, KEY)
    assert decided.view is None
    assert decided.status == seen.status
    assert (decided.centre == seen.centre).all()
    assert decided.variation == seen.variation


def test_the_old_limits_stay_viewable_after_a_rephase(session):
    before = read_series(session, CATALOGUE, KEY)
    ledger.append(
        session,
        "rephase",
        date(2025, 1, 1),
        "Bundle",
        key=KEY,
        by="Kirsty",
        role="Charge nurse",
        at=datetime(2026, 1, 5, 9),
    )
    old = view_as(session, CATALOGUE, KEY, "earlier-limits")
    assert (old.centre == before.centre).all()
    assert old.status == before.status
    assert old.view.reason == "Bundle"


def test_a_season_can_be_taken_out_and_nothing_of_it_is_stored(session):
    stored = read_statuses(session, indicators=["waits"])
    plain = read_series(session, CATALOGUE, WAITS)
    seen = view_as(session, CATALOGUE, WAITS, "without-seasons")
    assert seen.view.pattern == "yearly"
    assert np.ptp(seen.values) < 0.5 * np.ptp(plain.values)
    assert seen.values.mean() == pytest.approx(plain.values.mean(), rel=0.02)
    assert (seen.status.chart, seen.status.value) == ("xmr", pytest.approx(seen.values[-1]))
    assert np.isnan(seen.denominator).all()
    assert (plain.status.target, seen.status.target) == (50, None)
    assert len(seen.signals) < len(plain.signals)
    assert [opinion.is_ours for opinion in compare_rule_sets(seen)] == [True, *[False] * 5]
    assert read_statuses(session, indicators=["waits"]) == stored
    assert read_series(session, CATALOGUE, WAITS).view is None
    with pytest.raises(NotFoundError, match="without-seasons"):
        view_as(session, CATALOGUE, KEY, "without-seasons")


def test_a_look_that_is_not_offered_is_not_there(session):
    with pytest.raises(NotFoundError, match="chart-pp"):
        view_as(session, CATALOGUE, KEY, "chart-pp")
