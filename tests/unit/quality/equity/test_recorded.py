"""Completeness of groups: over time from released numbers alone, and when that is a signal."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from sqlalchemy.orm import Session

from components.exports.equity.equity_parts_csv import recorded_csv
from components.words.equity import recorded as words
from components.words.equity.equity_unknown import ALL_GROUPED
from data.database import transaction
from quality.equity.build_view import equity_view, split_indicators
from quality.equity.not_stated import has_risen
from quality.equity.page_tests import page_tests
from quality.lifecycle.group_evidence import COMPLETENESS, COMPLETENESS_FELL, RECORDING, of_recording
from quality.lifecycle.group_signals import found_now
from quality.lifecycle.recording_signals import _split_by
from quality.lifecycle.signal_life import SignalName
from quality.reference.ids import read_ids
from quality.signals.refresh import refresh
from tests.unit.quality.equity.world import FIFTHS, MISSED, SEXES, World
from tests.warehouse import SOURCE, make_catalogue

MONTHS, SIZE = 27, 400.0
UNKNOWN = SignalName("missed", "deprivation:U")


def groups(unknown, size: float = SIZE):
    """Five fifths alike, and so many people a month whose fifth is not known."""
    known = {str(i): ([size * 0.12] * MONTHS, [size] * MONTHS) for i in range(1, 6)}
    return known | {"U": ([round(n * 0.12) for n in unknown], [float(n) for n in unknown])}


def signals(world: World, service: str, today: date = date(2026, 4, 10)):
    with transaction(world.engine) as session:
        refresh(session, world.catalogue)
    with Session(world.engine) as session:
        found = found_now(session, world.catalogue, service, today)
    return {name: shown for name, shown in found.items() if shown.rule in RECORDING}


@pytest.mark.parametrize(
    ("quarterly", "is_so"),
    [
        ([0.05] * 8, False),
        ([0.05] * 6 + [0.2, 0.2], True),
        ([0.2] * 6 + [0.05, 0.05], False),
        ([0.05] * 2 + [0.2] * 6, False),
        ([0.05] * 5 + [0.2, 0.2, 0.05], False),
        ([np.nan] * 8, False),
        ([0.05], False),
    ],
)
def test_a_rise_of_ten_points_within_a_year_is_told(quarterly, is_so):
    assert has_risen(np.array([quarterly]), per_year=4).tolist() == [is_so]


def test_the_chart_is_what_is_not_stated_turned_round(demo):
    charted = 0
    with demo.session() as session:
        for code, indicator in split_indicators(demo.catalogue).items():
            for dimension in demo.catalogue.compared_by(indicator):
                for service in ("glenmore", "braefoot", "inverlarig-ward-1"):
                    view = equity_view(
                        session, demo.catalogue, code, dimension=dimension, service=service, part="recorded"
                    )
                    if view.recorded is None:
                        assert view.not_stated is None or words.nothing(view) != ALL_GROUPED
                        assert recorded_csv(view).count("\n") == 2
                        continue
                    charted += 1
                    result = view.recorded
                    share = result.numerator[-1] / result.denominator[-1]
                    assert result.values[-1] == pytest.approx(100 * share)
                    assert np.nanmax(result.values) <= 100
                    assert recorded_csv(view).count("\n") == 2 + len(result.periods)
                    assert words.sentence(result) in words.alt(view)
    assert charted > 20


def test_nothing_is_charted_that_the_gate_hides(demo):
    with demo.session() as session:
        for code, indicator in split_indicators(demo.catalogue).items():
            for dimension in demo.catalogue.compared_by(indicator):
                view = equity_view(
                    session,
                    demo.catalogue,
                    code,
                    dimension=dimension,
                    service="braefoot-rowan",
                    part="recorded",
                )
                if view.not_stated is not None and view.not_stated.is_hidden:
                    assert view.recorded is None


def test_where_it_is_missing_everywhere_it_is_asked_for_once_at_the_top():
    world = World()
    for service, times in (("A", 1), ("B", 1), ("H", 2)):
        world.split(service, "deprivation", groups([500.0 * times] * MONTHS, SIZE * times))
    (name, shown), *others = signals(world, "H").items()
    assert (name, others) == (UNKNOWN, [])
    assert (shown.rule, shown.variation) == (COMPLETENESS, "concern")
    assert shown.value == pytest.approx(100 * 2000 / 2500)
    assert signals(world, "A") == signals(world, "B") == {}


def test_a_service_that_records_less_than_its_hospital_is_asked_itself():
    world = World()
    world.split("A", "deprivation", groups([500.0] * MONTHS))
    world.split("B", "deprivation", groups([20.0] * MONTHS, 2 * SIZE))
    world.split("H", "deprivation", groups([520.0] * MONTHS, 3 * SIZE))
    assert [*signals(world, "A")] == [UNKNOWN]
    assert signals(world, "B") == signals(world, "H") == {}


def test_a_step_is_asked_of_the_service_where_it_happened():
    world = World()
    steps = [100.0] * (MONTHS - 6) + [900.0] * 6
    world.split("A", "deprivation", groups(steps))
    world.split("B", "deprivation", groups([100.0] * MONTHS))
    world.split("H", "deprivation", groups([a + 100.0 for a in steps], 2 * SIZE))
    (shown,) = signals(world, "A").values()
    assert shown.rule == COMPLETENESS_FELL
    assert shown.since == date(2025, 10, 1)
    assert shown.centre == pytest.approx(100 * 2000 / 2100)


def test_what_is_found_for_all_services_at_once_is_what_each_page_says(demo):
    """Two ways to one answer: over whole arrays, and from the view of a page."""
    with demo.session() as session:
        tests, known = page_tests(session, demo.catalogue), read_ids(session)
        for code, indicator in split_indicators(demo.catalogue).items():
            for dimension in demo.catalogue.compared_by(indicator):
                for service in ("glenmore", "strathcorrie", "inverlarig-ward-1", "braefoot-cmht"):
                    view = equity_view(session, demo.catalogue, code, dimension=dimension, service=service)
                    chart, number = (code, dimension), known.services[service].id
                    is_told = any(of_recording(view, 1).values())
                    assert is_told == (
                        chart in tests.incomplete.get(number, ()) | tests.risen.get(number, set())
                    )


def test_a_population_that_a_measure_is_out_of_is_no_source_of_its_groups():
    """The two measures of one file are one signal, whatever one of them is divided by."""
    world = World()
    parts = {"breakdown": {"dimension": "deprivation", "column": "fifth"}}
    people = {"shape": "population", "file": "p.csv", "service": "s", "year": "y", "count": "n"}
    sources = {"wards": SOURCE | parts, "people": people | parts}
    out_of = {"source": "wards", "numerator": "missed", "denominator": "people", "denominator_from": "people"}
    world.catalogue = make_catalogue(
        {"missed": MISSED, "rate": MISSED | {"data": [out_of]}},
        dimensions={"deprivation": FIFTHS, "sex": SEXES},
        sources=sources,
    )
    assert [*_split_by(world.catalogue, "rate", "deprivation")] == ["wards"]
    assert [*_split_by(world.catalogue, "missed", "sex")] == []


def test_a_hidden_number_is_no_signal():
    """Six of 51 people in a year: more than one in ten, and too few to be told."""
    world = World()
    known = {str(i): ([0.0] * MONTHS, ([1.0, 1.0, 1.0, 0.0] * 7)[:MONTHS]) for i in range(1, 6)}
    unknown = {"U": ([0.0] * MONTHS, ([1.0, 0.0] * 14)[:MONTHS])}
    world.split("A", "deprivation", known | unknown)
    with Session(world.engine) as session:
        view = equity_view(
            session, world.catalogue, "missed", dimension="deprivation", service="A", part="recorded"
        )
    assert view.rows[-1].is_hidden
    assert view.recorded is None
    assert of_recording(view, 1) == {}
    assert signals(world, "A") == {}
