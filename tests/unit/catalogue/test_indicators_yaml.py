"""The catalogue that everybody reads first: every entry on its own, then what must hold between them."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from catalogue.formula import Improvement
from catalogue.models import Domain
from catalogue.reading.read import read_catalogue
from catalogue.sources import EventsSource, MeasurementSource
from data.demo import ACTS, STORIES, TODAY
from data.demo.acts import Act
from data.demo.baselines import USUAL
from data.demo.files import FILES
from data.demo.groups import CODES
from data.demo.measures import MEASURES
from data.demo.services import WARDS
from settings import ROOT

READING = read_catalogue(ROOT / "indicators.yaml")
CATALOGUE = READING.catalogue
INDICATORS = CATALOGUE.indicators if CATALOGUE else {}


def test_it_reads_without_a_problem_or_a_warning() -> None:
    assert READING.problems == ()
    assert READING.warnings == ()


@pytest.mark.parametrize("code", INDICATORS)
def test_indicator_says_what_a_clinician_needs(code: str) -> None:
    indicator = INDICATORS[code]
    assert len(indicator.label) <= 24
    assert indicator.why_it_matters.rstrip().endswith(".")
    assert not indicator.numerator.endswith(".")
    assert indicator.authored_by != indicator.checked_by
    assert "," in indicator.owner, "a name and a role"
    assert indicator.review_by > TODAY
    assert bool(indicator.denominator) == any(formula.denominator for formula in indicator.data)


@pytest.mark.parametrize("code", INDICATORS)
def test_percentage_is_a_proportion_written_in_percent(code: str) -> None:
    indicator = INDICATORS[code]
    assert indicator.is_proportion == (indicator.unit == "%") == (indicator.per == 100)


@pytest.mark.parametrize("code", INDICATORS)
def test_target_is_possible_and_says_who_set_it(code: str) -> None:
    indicator = INDICATORS[code]
    for target in indicator.targets:
        assert target.words
        assert 0 <= target.value <= (100 if indicator.is_proportion else 10)
    starts = [target.since or date.min for target in indicator.targets]
    assert starts == sorted(set(starts))


def test_every_domain_and_direction_is_there() -> None:
    assert {indicator.domain for indicator in INDICATORS.values()} == set(Domain)
    assert {indicator.improvement for indicator in INDICATORS.values()} == set(Improvement)
    assert len(INDICATORS) >= 14


def test_a_target_changed_once() -> None:
    tightened = INDICATORS["cancelled_operations"]
    assert tightened.target_at(date(2025, 3, 1)) == 8
    assert tightened.target_at(date(2025, 4, 1)) == 6


# Columns of the baseline table under the codes of their indicators.
_BASELINES = {code: measure.baseline for code, measure in MEASURES.items()} | {"ae_4_hour": "within_4_hours"}


def test_no_service_has_more_than_eight_tiles() -> None:
    tiles = Counter(
        service
        for code, indicator in INDICATORS.items()
        if indicator.on_huddle
        for service in USUAL[_BASELINES[code]]
    )
    assert max(tiles.values()) == 8
    assert min(tiles[ward] for ward in WARDS) >= 6


def test_harm_by_day_is_for_the_safety_cross_only() -> None:
    daily = [indicator for indicator in INDICATORS.values() if indicator.harm_by_day]
    periods = [indicator for indicator in INDICATORS.values() if not indicator.is_rare_event]
    assert [indicator for indicator in periods if indicator.harm] == daily
    assert [indicator for indicator in periods if indicator.frequency == "daily"] == daily
    assert not any(indicator.on_board or indicator.on_huddle for indicator in daily)


def test_sources_name_the_files_of_the_demo() -> None:
    assert CATALOGUE is not None
    assert sorted(source.file for source in CATALOGUE.sources.values()) == sorted(FILES)


def test_every_source_of_measurements_is_used() -> None:
    assert CATALOGUE is not None
    used = {formula.source for indicator in INDICATORS.values() for formula in indicator.data}
    kinds = MeasurementSource | EventsSource
    measured = {code for code, source in CATALOGUE.sources.items() if isinstance(source, kinds)}
    assert used == measured


def test_dimensions_are_those_of_the_demo() -> None:
    assert CATALOGUE is not None
    own = {name: dimension for name, dimension in CATALOGUE.dimensions.items() if not dimension.crosses}
    assert {name: tuple(c.code for c in d.categories) for name, d in own.items()} == CODES
    for dimension in own.values():
        assert [category.is_unknown for category in dimension.categories][-1]
        assert sum(category.is_unknown for category in dimension.categories) == 1


def test_stories_and_records_are_about_indicators_that_exist() -> None:
    for record in (*STORIES, *ACTS):
        assert record.indicator in INDICATORS


@pytest.mark.parametrize("record", ACTS, ids=lambda record: record.service)
def test_record_is_about_the_first_day_of_a_period(record: Act) -> None:
    is_weekly = INDICATORS[record.indicator].frequency == "weekly"
    assert record.period.weekday() == 0 if is_weekly else record.period.day == 1


def test_one_indicator_says_how_much_is_reported() -> None:
    assert [code for code, indicator in INDICATORS.items() if indicator.reports] == ["incidents_reported"]
