"""Marks by chance alone where neighbours are alike: the table, its script, and the first cards."""

import numpy as np
import pytest

from bench.simulate.ranking import SERIES, run
from stats import CHARTS, RULE_SETS, control_chart, custom_rules, detect, newest_point_chance
from stats.evidence import alike_newest_point_chance, expected_signals, pooled_autocorrelation
from stats.evidence.by_chance import ALIKE, TABLE
from stats.rules.simulate import LENGTHS, drawn, newest_point
from stats.simulated import read_table
from tests.unit.stats.evidence.test_series_evidence import alike


def test_every_chart_rule_set_and_autocorrelation_is_there():
    head, table = read_table(TABLE, keys=3)
    wanted = {(kind, rules, str(phi)) for kind in CHARTS for rules in RULE_SETS for phi in ALIKE}
    assert table.keys() == wanted
    assert head == tuple(map(str, LENGTHS))


@pytest.mark.parametrize("phi", [0.0, 0.1, 0.25, 0.4, 0.5])
@pytest.mark.parametrize("points", [24, 42])
def test_expected_signals_are_those_of_a_simulation_of_its_own(points, phi):
    series = 12_000
    values = alike((series, points), phi, seed=11)
    marked = (detect(control_chart("xmr", values), "plotthedots").winner_direction[:, -1] != 0).sum()
    pooled = pooled_autocorrelation(values)
    assert expected_signals("xmr", "plotthedots", [points] * series, pooled) == pytest.approx(marked, rel=0.2)


def test_the_table_comes_out_again():
    asked = (("p", "ihi", 0.2, 24), ("run", "anhoej", 0.5, 36), ("c", "mdc", 0.4, 48))
    for kind, rules, phi, points in asked:
        chance = float(alike_newest_point_chance(kind, rules, points, phi))
        error = (chance * (1 - chance) / 5_000) ** 0.5
        small = newest_point(drawn(kind, (5_000, points), autocorrelation=phi), rules)
        assert small == pytest.approx(chance, abs=4 * error)


def test_drawn_series_are_as_alike_as_was_asked():
    for kind in ("xmr", "p", "c"):
        chart = drawn(kind, (4_000, 30), autocorrelation=0.4)
        assert pooled_autocorrelation(chart.values) == pytest.approx(0.4, abs=0.02)


def test_between_tenths_lies_between_and_beyond_is_the_nearest():
    def at(phi):
        return float(alike_newest_point_chance("xmr", "plotthedots", 36, phi))

    assert at(0.0) == at(-0.3) == float(newest_point_chance("xmr", "plotthedots", 36))
    assert at(0.3) < at(0.35) < at(0.4)
    assert at(0.05) == pytest.approx((at(0.0) + at(0.1)) / 2)
    assert at(0.9) == at(0.5)
    assert at(0.1 + 0.2) == pytest.approx(at(0.3))


def test_a_rule_set_of_ones_own_is_simulated_and_a_chart_that_is_none_is_refused():
    own = custom_rules("plotthedots", shift=5)
    chance = float(alike_newest_point_chance("xmr", own, 24, 0.3))
    assert chance > float(alike_newest_point_chance("xmr", "plotthedots", 24, 0.3))
    with pytest.raises(ValueError, match="there is no chart"):
        expected_signals("pie", "mdc", [24], 0.3)
    with pytest.raises(ValueError, match="there is no rule set"):
        expected_signals("xmr", "none", [24], 0.3)


@pytest.mark.parametrize(("phi", "aim"), [(0.0, 13), (0.3, 8)])
def test_the_first_cards_are_real(phi, aim):
    runs = [run(phi, number) for number in range(20)]
    assert np.mean([one.series for one in runs]) >= aim
    assert np.mean([one.cards for one in runs]) > 2 * np.mean([one.by_flags for one in runs])
    by_chance = np.mean([one.by_chance for one in runs])
    assert np.mean([one.expected for one in runs]) == pytest.approx(by_chance, rel=0.2)
    assert by_chance < SERIES / 10
