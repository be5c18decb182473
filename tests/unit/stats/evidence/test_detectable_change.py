"""A change of the size that is said is found by four charts in five: simulated anew, for every chart."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, poisson

from stats import RULE_SETS, control_chart, detect
from stats.evidence.detectable_change import KINDS, LATEST, detectable_change, power, simulated

POINTS, SERIES = 30, 4_000


def drawn(seed=1):
    return np.random.default_rng(seed).random((2, SERIES, POINTS))


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "u"])
def test_four_charts_in_five_find_it(kind, direction):
    change = float(detectable_change(kind, "plotthedots", POINTS, direction))
    found = power(kind, "plotthedots", *drawn(), direction, min(change, 12.0), 0.0)
    if np.isinf(change):
        assert found < 0.8
    else:
        assert 0.78 <= found <= 0.82


def found_of(kind, direction, before, after, at_risk):
    """Of charts of counts, drawn by other means than the table was."""
    chance, _ = drawn(2)
    counts = before.ppf(chance)
    counts[:, -LATEST:] = after.ppf(chance[:, -LATEST:])
    chart = control_chart(kind, counts, None if kind == "c" else np.full_like(counts, at_risk))
    marked = detect(chart, "plotthedots").winner_direction[:, -LATEST:] == direction
    return marked.any(axis=1).mean()


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("mean", [10.0, 25.0, 300.0])
@pytest.mark.parametrize("kind", ["u", "c"])
def test_four_charts_of_counts_in_five_find_it(kind, mean, direction):
    change = float(detectable_change(kind, "plotthedots", POINTS, direction, events=mean)) * np.sqrt(mean)
    found = found_of(kind, direction, poisson(mean), poisson(mean + direction * change), 500)
    assert 0.78 <= found <= 0.82


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize(("at_risk", "share"), [(400, 0.05), (100, 0.3), (200, 0.5), (120, 0.85)])
def test_four_charts_of_shares_in_five_find_it(at_risk, share, direction):
    change = float(
        detectable_change("p", "plotthedots", POINTS, direction, events=at_risk * share, share=share)
    )
    after = share + direction * change * np.sqrt(share * (1 - share) / at_risk)
    found = found_of("p", direction, binom(at_risk, share), binom(at_risk, after), at_risk)
    assert 0.78 <= found <= 0.82


def test_nobody_finds_a_fall_of_what_hardly_happens():
    assert np.isinf(detectable_change("u", "plotthedots", POINTS, -1, events=1.0))
    assert np.isnan(detectable_change("xbar", "plotthedots", POINTS, 1))


def test_other_rules_are_simulated_when_they_are_asked_for():
    found = simulated("xmr", RULE_SETS["western-electric"], 24, 1, series=1_000)
    assert found < float(detectable_change("xmr", "plotthedots", 24, 1)), "more rules find smaller changes"


def test_many_are_asked_for_at_once():
    points, events = np.array([[20, 40]]), np.array([[4.0], [60.0]])
    found = detectable_change("u", "plotthedots", points, 1, events=events)
    assert found.shape == (2, 2)
    assert found[1, 1] == detectable_change("u", "plotthedots", 40, 1, events=60.0)
