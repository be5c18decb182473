"""The table of false alarms: complete, in line with what is known, and made by its script."""

import numpy as np
import pytest

import stats
from stats import CHARTS, RULE_SETS, ChartOptions, custom_rules
from stats.rules.false_alarms import TABLE, published, run_length_and_error, standard_errors
from stats.rules.simulate import LENGTHS, drawn, newest_point
from stats.simulated import read_table


def test_every_chart_with_every_rule_set_is_there():
    pairs = {(kind, rule_set) for kind in CHARTS for rule_set in RULE_SETS}
    head, table = read_table(TABLE, keys=2)
    assert table.keys() == pairs
    assert head == (*map(str, LENGTHS), "standard_error", "run_length", "run_length_standard_error")
    assert all(len(numbers) == len(head) for numbers in table.values())


@pytest.mark.parametrize("rule_set", RULE_SETS)
@pytest.mark.parametrize("kind", ["xmr", "p", "run", "g"])
def test_a_small_simulation_of_its_own_agrees(kind, rule_set):
    chance = float(stats.newest_point_chance(kind, rule_set, 36))
    of_4000 = (chance * (1 - chance) / 4000) ** 0.5
    assert newest_point(drawn(kind, (4000, 36)), rule_set) == pytest.approx(chance, abs=3 * of_4000 + 0.0005)


def test_western_electric_rules_signal_as_often_as_published():
    # Champ & Woodall 1987, Technometrics 29: 393: 91.75 with all four rules and a shift of eight.
    assert stats.run_length("xbar", "western-electric") == pytest.approx(91.75, abs=0.06)
    # Screened moving ranges make sigma 2.4 % too small.
    assert stats.run_length("i", "western-electric") == pytest.approx(81.35, abs=0.1)


@pytest.mark.parametrize("kind", ["xmr", "u", "mr"])
def test_run_lengths_of_the_table_come_out_again(kind):
    rules, options = RULE_SETS["ihi"], ChartOptions()
    mean, error = run_length_and_error(kind, rules, options, 4000)
    assert stats.run_length(kind, "ihi") == pytest.approx(mean, abs=0.05 + 3 * error)


def test_every_number_has_its_standard_error():
    chance, error = stats.newest_point_chance("xmr", "nelson", LENGTHS).max(), 200_000**-0.5
    assert standard_errors("xmr", "nelson") == (round((chance * (1 - chance)) ** 0.5 * error, 4), 0.0)
    of_20_000 = stats.run_length("mr", "nelson") / 141
    assert standard_errors("mr", "nelson")[1] == pytest.approx(of_20_000, abs=0.06)
    assert np.isnan(standard_errors("xmr", "anhoej")[1])
    own = custom_rules("own", shift=6)
    chance = stats.newest_point_chance("mr", own, LENGTHS).max()
    assert standard_errors("mr", own) == (
        pytest.approx((chance * (1 - chance) / 10_000) ** 0.5),
        pytest.approx(stats.run_length("mr", own) / 31.6, rel=0.01),
    )


def test_chances_are_interpolated_and_kept_within_the_table():
    assert stats.newest_point_chance("p", "mdc", [3, 12, 60, 600]).tolist() == [
        published()["p", "mdc"][place] for place in (0, 0, 5, 5)
    ]
    low, middle, high = stats.newest_point_chance("xmr", "plotthedots", [24, 30, 36])
    assert middle == pytest.approx((low + high) / 2)


def test_rules_that_judge_a_whole_chart_have_no_run_length():
    assert np.isnan(stats.run_length("xmr", "anhoej"))


def test_what_was_not_simulated_is_not_invented():
    with pytest.raises(ValueError, match="there is no chart"):
        stats.newest_point_chance("pie", "mdc", 24)


def test_a_set_of_ones_own_is_simulated():
    own = custom_rules("own", shift=6)
    chances = stats.newest_point_chance("xmr", own, [12, 30, 80])
    published = stats.newest_point_chance("xmr", "plotthedots", [12, 30, 80])
    assert (chances > published).all()
    assert stats.run_length("xmr", own) < stats.run_length("xmr", "plotthedots")


def test_what_is_simulated_at_first_use_agrees_with_the_table():
    almost = custom_rules("own", "nelson", avoiding=60)  # never in so few points
    without = newest_point(drawn("xmr", (30_000, 24)), custom_rules("own", "nelson", avoiding=False))
    assert stats.newest_point_chance("xmr", almost, 24) == pytest.approx(without, abs=0.004)


def test_options_of_the_chart_change_the_chance():
    unscreened = ChartOptions(screen=False, multiplier=100)
    chance = stats.newest_point_chance("xmr", "western-electric", 24, options=unscreened)
    assert chance < stats.newest_point_chance("xmr", "western-electric", 24)
    usual = stats.newest_point_chance("xmr", "ihi", 24, options=ChartOptions(multiplier=100))
    assert usual == stats.newest_point_chance("xmr", "ihi", 24)
