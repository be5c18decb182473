"""The chance that something seems to have built up is what the product does to steady series."""

from __future__ import annotations

import numpy as np
import pytest

from bench.simulate.built_up_alarms import built_up, events
from stats.evidence import built_up_chance, events_built_up_chance
from stats.rules.simulate import remembering


@pytest.mark.parametrize("phi", [0.0, 0.3])
def test_the_table_is_what_comes_out_when_it_is_simulated_again(phi):
    series = 8_000
    values = remembering(np.random.default_rng(1).normal(size=(series, 36)), phi)
    for watched, found in zip((False, True), built_up(values, phi), strict=True):
        chance = float(built_up_chance(36, phi, watched=watched))
        assert abs(found.mean() - chance) < 4 * np.sqrt(chance / series)


def test_sums_of_events_are_beyond_their_limits_as_often_as_said(monkeypatch):
    monkeypatch.setattr("bench.simulate.built_up_alarms.SERIES", 4_000)
    found = events(20.0, (1.25, 0.8), 36, np.random.default_rng(2))
    assert found == pytest.approx(float(events_built_up_chance(36)), rel=0.4)


def test_chances_keep_their_shape_and_their_bounds():
    assert built_up_chance([12, 36, 500], 0.9).shape == (3,)
    assert np.all(built_up_chance([36, 60], -1.0) == built_up_chance([36, 60], 0.0))
