"""What many periods say together: of a series the same alone or among many, and as its page says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalogue.fields.periods import full_range, step
from components.words.chart_sentence import variation_sentence
from quality.alternatives.suggest import suggest_views
from quality.seasonal_counts import seasonal_chart
from quality.series.key import SeriesKey
from quality.series.matrix import SeriesMatrix
from quality.signals.alternative_view import SuggestedLimits
from quality.signals.judge import judge
from quality.signals.results import Accumulated, Evidence, Variation
from quality.signals.statuses import build_result
from quality.signals.stored import status_row, stored_status
from quality.signals.together.find import accumulated, as_everyones, shown_statuses
from quality.surveillance import surveillance
from tests.builders import KEY, STEADY, make_names, make_status
from tests.warehouse import FIRST, make_indicator

EXPECTED = {
    "expected": "deaths",
    "chart": "auto",
    "data": [{"source": "wards", "numerator": "falls", "denominator": "deaths"}],
}
COUNTS = {"domain": "timely", "additive": True}
RNG = np.random.default_rng(7)
YEAR = np.array([30, 26, 20, 15, 10, 8, 8, 9, 12, 16, 22, 28], dtype=np.float64)


def matrix(numerator, denominator=None):
    numerator = np.asarray(numerator, dtype=np.float64)
    rows, periods = numerator.shape
    months = full_range(
        FIRST, step(FIRST, make_indicator().frequency, periods - 1), make_indicator().frequency
    )
    return SeriesMatrix(
        service=np.arange(rows),
        category=np.zeros(rows, dtype=np.int64),
        periods=tuple(months),
        numerator=numerator,
        denominator=np.full(numerator.shape, np.nan) if denominator is None else np.asarray(denominator),
        is_immature=np.zeros(numerator.shape, dtype=np.bool_),
    )


def deaths():
    seen = RNG.poisson(20, (30, 36)).astype(np.float64)
    seen[10:20, -12:] += 6
    seen[20:, -10:] -= 7
    seen[RNG.random(seen.shape) < 0.05] = np.nan
    return matrix(seen, np.full(seen.shape, 20.0)), make_indicator(**EXPECTED)


def small_changes():
    values = 50 + RNG.normal(size=(30, 36))
    values[:15, -12:] += 1.2
    values[:, 5] = np.nan
    return matrix(values), make_indicator()


def levels():
    values = 50 + RNG.normal(size=(30, 40))
    values[:, 18:] += np.linspace(0, 4, 30)[:, np.newaxis]
    return matrix(values), make_indicator(domain="timely", improvement="neutral")


def seasons():
    counts = RNG.poisson(np.tile(YEAR, (30, 5)))
    counts[:10, -1] += 25
    counts[5, :14] = 0
    return matrix(counts), make_indicator(**COUNTS)


@pytest.mark.parametrize("made", [deaths, small_changes, levels, seasons])
def test_a_series_says_the_same_alone_as_among_others(made):
    whole, indicator = made()
    keys = [SeriesKey("falls", str(row)) for row in range(len(whole.service))]
    among = shown_statuses(judge(whole, indicator), keys)
    assert len({one.accumulated and one.accumulated.evidence for one in among}) > 1, "some say something"
    for row, found in enumerate(among):
        alone = replace(
            whole,
            service=whole.service[[row]],
            category=whole.category[[row]],
            numerator=whole.numerator[[row]],
            denominator=whole.denominator[[row]],
            is_immature=whole.is_immature[[row]],
        )
        judged = judge(alone, indicator)
        assert shown_statuses(judged, [keys[row]])[0].accumulated == found.accumulated
        result = as_everyones(judged, build_result(judged, KEY, indicator, make_names()))
        assert result.status.variation is found.variation
        if found.accumulated is not None:
            _as_its_page_says(result, found.accumulated)


def _as_its_page_says(result, found: Accumulated):
    page = surveillance(result)
    match found.evidence:
        case Evidence.EXPECTED:
            chart = page.accumulated
            said = chart.direction, chart.since, chart.expected, chart.observed
            assert said == (found.direction, found.since, pytest.approx(found.before), found.after)
        case Evidence.SMALL_CHANGE:
            assert (page.smoothed.direction, page.smoothed.since) == (found.direction, found.since)
        case Evidence.LEVEL:
            limits = next(one for one in suggest_views(result) if isinstance(one, SuggestedLimits))
            assert (limits.first_period, limits.points) == (found.since, found.points)
            assert (limits.before, limits.after) == pytest.approx((found.before, found.after))
        case Evidence.OUT_OF_SEASON:
            assert seasonal_chart(result).direction == found.direction


def every_winter(periods, chart):
    random = np.random.default_rng(1)
    return matrix([np.round(np.tile(YEAR, 6)[:periods] + random.normal(size=periods))]), make_indicator(
        chart=chart
    )


def test_a_concern_that_every_year_has_stands_and_that_is_said():
    whole, indicator = every_winter(37, "c")
    found = shown_statuses(judge(whole, indicator), [KEY])[0]
    assert (found.variation, found.accumulated.evidence) == (Variation.CONCERN, Evidence.SEASON)
    assert found.built_up is None, "it is no signal of its own"
    said = variation_sentence(found, indicator)
    assert said.startswith(
        "Unusually high since Dec 2026: two of three points close to the upper limit, though as high as"
    )


def test_a_slow_fall_inside_its_own_base_is_no_improvement():
    """Of 26 months all but the first lie below a centre line that they made themselves."""
    whole, indicator = matrix([[60, *np.linspace(20, 10, 25)]]), make_indicator(chart="i", domain="timely")
    judged = judge(whole, indicator)
    assert build_result(judged, KEY, indicator, make_names()).status.variation is Variation.IMPROVEMENT
    found = shown_statuses(judged, [KEY])[0]
    assert (found.variation, found.accumulated.evidence) == (Variation.NEUTRAL_LOW, Evidence.DRIFT)
    said = variation_sentence(found, indicator)
    assert said.startswith("Lower than at its beginning in Jan 2024, for the better")
    assert said.endswith(
        "Most of the points that set the control limits belong to it, so they cannot judge it."
    )


def test_what_every_winter_builds_up_is_no_small_lasting_change():
    whole, indicator = every_winter(38, "xmr")
    judged = judge(whole, indicator)
    page = surveillance(build_result(judged, KEY, indicator, make_names()))
    assert page.smoothed.direction == 1
    assert shown_statuses(judged, [KEY])[0].accumulated is None


@pytest.mark.parametrize("evidence", [*Evidence])
def test_what_is_stored_of_it_is_read_again(evidence):
    class Row(dict):
        __getattr__ = dict.__getitem__
        _asdict = dict.copy

    from quality.signals.stored import OF_STATUS

    found = Accumulated(evidence, 1, Variation.CONCERN, FIRST, 7, 364.8, 416.0)
    status = make_status(STEADY, accumulated=found)
    stored = Row(zip(OF_STATUS, status_row(status), strict=True), indicator_id=1, service_id=1, category_id=0)
    assert stored_status(stored, KEY).accumulated == found


def test_nothing_is_said_of_series_that_cannot_be_judged():
    whole = matrix([[1.0, 2.0, 3.0], [np.nan] * 3])
    judged = judge(whole, make_indicator())
    assert accumulated(judged, shown_statuses(judged, [KEY, KEY])) == {}
