"""Stored status and live chart: the same judgement, from a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from data.models import Fact, SeriesStatus
from errors import NotFoundError
from quality.acts import ledger
from quality.disclosure.release_log import GATE, RELEASED
from quality.reference.ids import read_ids
from quality.series.key import SeriesKey
from quality.signals.read import read_series, read_signals, read_statuses
from quality.signals.refresh import bring_up_to_date, is_up_to_date, refresh
from quality.signals.results import RECENT, Variation
from tests.warehouse import Warehouse, make_catalogue

RATE = [{"source": "wards", "numerator": "a", "denominator": "b"}]
CATALOGUE = make_catalogue(
    {
        "falls": {"chart": "u", "per": 1000, "data": RATE, "targets": [{"value": 3}]},
        "on_time": {"chart": "p", "per": 100, "data": RATE, "is_proportion": True, "improvement": "increase"},
        "scores": {"chart": "xmr", "improvement": "neutral"},
        "counts": {"chart": "c"},
        "median": {"chart": "run", "rule_set": "anhoej"},
    }
)


@pytest.fixture
def warehouse(engine):
    warehouse = Warehouse(engine, CATALOGUE)
    rng = np.random.default_rng(7)
    for number in range(6):
        service = f"W{number:02}"
        warehouse.service(service)
        drift = np.where(np.arange(36) > 14, 1 + number / 4, 1)
        for code in CATALOGUE.indicators:
            points = 36 - 4 * number
            out_of = rng.integers(80, 120, 36).astype(float)
            made = rng.binomial(100, np.clip(0.2 * drift, 0, 1), 36) * 0.8
            values = np.rint(made)[:points].tolist()
            values[3] = None
            warehouse.series(code, service, values, out_of[:points].tolist(), immature=1 if number % 2 else 0)
    return warehouse


def test_what_is_stored_equals_what_the_chart_page_computes(warehouse):
    with Session(warehouse.engine) as session, session.begin():
        assert refresh(session, CATALOGUE) == 30
    with Session(warehouse.engine) as session:
        stored = read_statuses(session)
        assert len(stored) == 30
        special = 0
        for status in stored:
            live = read_series(session, CATALOGUE, status.key)
            assert live is not None
            assert live.status == status
            own = [signal for signal in read_signals(session, current_only=False) if signal.key == status.key]
            assert sorted(map(str, own)) == sorted(map(str, live.signals))
            special += status.variation.is_special
        assert special > 3, "the test needs some signals to mean anything"


def test_only_touched_series_are_judged_again(warehouse):
    with Session(warehouse.engine) as session, session.begin():
        refresh(session, CATALOGUE)
    touched = warehouse.series("falls", "W00", [None] * 36 + [99], [100] * 37)
    with Session(warehouse.engine) as session, session.begin():
        before = {status.key: status for status in read_statuses(session)}
        assert refresh(session, CATALOGUE, [touched]) == 1
        after = {status.key: status for status in read_statuses(session)}
    changed = {key for key in after if after[key] != before[key]}
    assert changed == {SeriesKey("falls", "W00")}
    assert after[SeriesKey("falls", "W00")].variation is Variation.CONCERN


def test_a_series_whose_observations_are_gone_has_no_status(warehouse):
    with Session(warehouse.engine) as session, session.begin():
        refresh(session, CATALOGUE)
        session.execute(text("delete from observation where service_id = 1"))
        refresh(session, CATALOGUE, [(1, 1, 0)])
        assert read_statuses(session, services=["W00"], indicators=["falls"]) == []


def test_signals_of_values_that_are_gone_are_gone(warehouse):
    with Session(warehouse.engine) as session, session.begin():
        refresh(session, CATALOGUE)
        assert read_signals(session, current_only=False)
        session.execute(text("delete from observation"))
        refresh(session, CATALOGUE)
        assert list(read_signals(session, current_only=False)) == []


def test_a_recorded_rephase_is_in_the_stored_status_and_on_the_chart(warehouse):
    key = SeriesKey("scores", "W00")
    with Session(warehouse.engine) as session, session.begin():
        ledger.append(
            session,
            "rephase",
            date(2025, 6, 1),
            "New scale",
            key=key,
            by="A. Person",
            role="Analyst",
            at=datetime(2025, 7, 1),
        )
        ledger.append(
            session,
            "annotation",
            date(2025, 6, 1),
            "New scale",
            key=key,
            by="A. Person",
            role="Analyst",
            at=datetime(2025, 7, 1),
        )
        refresh(session, CATALOGUE)
    with Session(warehouse.engine) as session:
        live = read_series(session, CATALOGUE, key)
        assert [phase.reason for phase in live.phases] == ["", "New scale"]
        assert live.status.phase_since == date(2025, 6, 1)
        assert [note.text for note in live.annotations] == ["New scale"]
        assert read_statuses(session, services=["W00"], indicators=["scores"]) == [live.status]
        assert ledger.verify(session) == []


def test_a_changed_act_shows(warehouse):
    with Session(warehouse.engine) as session, session.begin():
        for text_ in ("one", "two", "three"):
            ledger.append(
                session,
                "annotation",
                date(2025, 1, 1),
                text_,
                key=SeriesKey("falls", "W00"),
                by="A",
                role="B",
                at=datetime(2025, 1, 1),
            )
    with Session(warehouse.engine) as session, session.begin():
        assert ledger.verify(session) == []
        session.execute(text("""update act set content = replace(content, 'two', 'TWO')"""))
    with Session(warehouse.engine) as session:
        assert ledger.verify(session) == [2]


def test_a_changed_target_is_seen_without_a_load(warehouse):
    with Session(warehouse.engine) as session, session.begin():
        assert not is_up_to_date(session, CATALOGUE)
        bring_up_to_date(session, CATALOGUE)
        assert is_up_to_date(session, CATALOGUE)
        falls = CATALOGUE.indicators["falls"].model_copy(update={"targets": ()})
        changed = CATALOGUE.model_copy(update={"indicators": CATALOGUE.indicators | {"falls": falls}})
        assert not is_up_to_date(session, changed)
        bring_up_to_date(session, changed)
        assert {status.target for status in read_statuses(session, indicators=["falls"])} == {None}


def test_tables_of_a_version_without_a_release_log_are_decided_at_the_start(warehouse):
    with Session(warehouse.engine) as session, session.begin():
        bring_up_to_date(session, CATALOGUE)
        session.execute(delete(Fact).where(Fact.name == RELEASED))
        assert not is_up_to_date(session, CATALOGUE), "tables of a version without a release log"
        bring_up_to_date(session, CATALOGUE)
        assert is_up_to_date(session, CATALOGUE)


def test_what_a_gate_of_before_decided_is_decided_anew_at_the_start(warehouse, monkeypatch):
    with Session(warehouse.engine) as session, session.begin():
        bring_up_to_date(session, CATALOGUE)
        monkeypatch.setattr("quality.disclosure.release_log.GATE", GATE + 1)
        assert not is_up_to_date(session, CATALOGUE)
        bring_up_to_date(session, CATALOGUE)
        assert is_up_to_date(session, CATALOGUE)


def test_signals_of_a_rule_set_of_ones_own_say_what_it_was(warehouse):
    stored = []
    for shift in (6, 7):
        own = {"ward-rules": {"rules": {"shift": shift}, "points_for_icons": 8}}
        catalogue = make_catalogue({"counts": {"chart": "c", "rule_set": "ward-rules"}}, rule_sets=own)
        with Session(warehouse.engine) as session, session.begin():
            assert not is_up_to_date(session, catalogue)
            bring_up_to_date(session, catalogue)
            found = read_signals(session, current_only=False)
            of_counts = {signal.rule_set for signal in found if signal.key.indicator == "counts"}
            live = read_series(session, catalogue, SeriesKey("counts", "W00"))
            assert live is not None
            assert of_counts == {live.status.rule_set}
            assert live.status in read_statuses(session, indicators=["counts"])
            stored.append(live.status.rule_set)
    assert [name.partition(" ")[0] for name in stored] == ["ward-rules", "ward-rules"]
    assert stored[0] != stored[1]


def test_unknown_codes_are_named(warehouse):
    with Session(warehouse.engine) as session:
        known = read_ids(session)
        assert known.services["W00"].name == "W00"
        for key in (
            SeriesKey("nothing", "W00"),
            SeriesKey("falls", "W99"),
            SeriesKey("falls", "W00", "sex:F"),
        ):
            with pytest.raises(NotFoundError):
                read_series(session, CATALOGUE, key)


def test_a_sparkline_is_stored_short_and_to_a_thousandth_of_its_span(warehouse):
    with Session(warehouse.engine) as session, session.begin():
        refresh(session, CATALOGUE)
        for text_ in session.scalars(select(SeriesStatus.recent)):
            assert len(text_) < 8 * RECENT
        for status in read_statuses(session):
            live = read_series(session, CATALOGUE, status.key)
            known = live.values[~np.isnan(live.values)][-1]
            drawn = [value for value in status.recent if value is not None]
            assert drawn[-1] == pytest.approx(known, abs=max(max(drawn) - min(drawn), 1) / 1000)
            assert live.status != replace(live.status, points=0)
