"""The table of false alarms: complete, in line with what is known, and made by its script."""

import numpy as np
import pytest

import stats
from stats import CHARTS, RULE_SETS, ChartOptions, Check, Rule, RuleSet, custom_rules
from stats.rules.false_alarms import TABLE, published
from stats.rules.simulate import LENGTHS, drawn, newest_point, settled
from stats.rules.simulate import run_length_of as simulated_run_length
from stats.simulated import read_table


def test_every_chart_with_every_rule_set_is_there():
    pairs = {(kind, rule_set) for kind in CHARTS for rule_set in RULE_SETS}
    head, table = read_table(TABLE, keys=2)
    assert table.keys() == pairs
    assert head == (*map(str, LENGTHS), "run_length")
    assert all(len(numbers) == len(head) for numbers in table.values())


@pytest.mark.parametrize("rule_set", RULE_SETS)
@pytest.mark.parametrize("kind", ["xmr", "p", "run", "g"])
def test_a_small_simulation_of_its_own_agrees(kind, rule_set):
    chance = newest_point(drawn(kind, (4000, 40)), rule_set)
    assert chance == pytest.approx(float(stats.newest_point_chance(kind, rule_set, 40)), abs=0.012)


# A coin takes 2^L − 1 tosses for L in a row on either side; one normal value in 370.4 lies beyond 3 sigma.
@pytest.mark.parametrize(
    ("check", "expected"),
    [(Check(Rule.SHIFT, 7), 127), (Check(Rule.SHIFT, 6), 63), (Check(Rule.ASTRONOMICAL), 370)],
)
def test_run_lengths_of_single_rules_are_the_known_ones(check, expected):
    assert simulated_run_length(settled("xbar", 500), RuleSet("one", "1", (check,))) == pytest.approx(
        expected, rel=0.25
    )


def test_western_electric_rules_signal_as_often_as_published():
    # Champ & Woodall 1987, Technometrics 29: 393: 91.75 with all four rules and a shift of eight.
    assert stats.run_length("xbar", "western-electric") == pytest.approx(91.75, rel=0.1)
    # Screened moving ranges make sigma 2.4 % too small.
    assert 70 < stats.run_length("i", "western-electric") < 85


def test_chances_are_interpolated_and_kept_within_the_table():
    assert stats.newest_point_chance("p", "mdc", [3, 12, 60, 600]).tolist() == [
        published()["p", "mdc"][place] for place in (0, 0, -2, -2)
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
