"""Run lengths of rules: as published, as simulated, and not there where nothing can signal."""

import numpy as np
import pytest

from stats import RULE_SETS, ChartOptions, Check, Rule, RuleSet
from stats.rules.markov import chain_run_length
from stats.rules.simulate import simulated_run_length

OUTSIDE, TWO, FOUR = (
    Check(Rule.ASTRONOMICAL),
    Check(Rule.TWO_IN_THREE, 3, needed=2),
    Check(Rule.FOUR_IN_FIVE, 5, needed=4),
)
EIGHT = Check(Rule.SHIFT, 8)


def run_length(kind, *checks):
    return chain_run_length(kind, RuleSet("one", "1", checks), ChartOptions())


# Champ & Woodall 1987, Technometrics 29: 393, table 1; the package spc 0.6.7 gives the first four.
@pytest.mark.parametrize(
    ("checks", "published"),
    [
        ((OUTSIDE,), 370.40),
        ((OUTSIDE, TWO), 225.44),
        ((OUTSIDE, FOUR), 166.05),
        ((OUTSIDE, EIGHT), 152.73),
        ((OUTSIDE, TWO, FOUR, EIGHT), 91.75),
    ],
)
def test_run_lengths_are_those_of_champ_and_woodall(checks, published):
    assert run_length("xbar", *checks) == pytest.approx(published, rel=0.0006)


@pytest.mark.parametrize("length", [6, 7])
@pytest.mark.parametrize("kind", ["run", "xbar"])
def test_a_coin_takes_this_long_for_so_many_of_one_side(kind, length):
    assert run_length(kind, Check(Rule.SHIFT, length)) == pytest.approx(2**length - 1, rel=1e-5)


def test_a_trend_is_as_rare_as_in_plain_numbers():
    found = run_length("xbar", Check(Rule.TREND, 3))
    values = np.random.default_rng(1).random((20_000, 60))
    steps = np.sign(np.diff(values, axis=1))
    first = (steps[:, 1:] == steps[:, :-1]).argmax(axis=1) + 3
    assert found == pytest.approx(first.mean(), rel=0.01)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("xbar", "nelson"),
        ("xmr", "plotthedots"),
        ("p", "mdc"),
        ("g", "western-electric"),
        ("t", "ihi"),
        ("s", "mdc"),
    ],
)
def test_simulated_charts_signal_as_late(kind, name):
    mean, error = simulated_run_length(kind, RULE_SETS[name], ChartOptions(), 2500)
    assert chain_run_length(kind, RULE_SETS[name], ChartOptions()) == pytest.approx(mean, abs=3 * error)


def test_options_of_the_chart_count():
    wide = chain_run_length("xmr", RULE_SETS["western-electric"], ChartOptions(screen=False))
    assert wide == pytest.approx(91.75, rel=0.01), "2.66 is three sigma, if no range is left out"
    assert wide > chain_run_length("xmr", RULE_SETS["western-electric"], ChartOptions())


def test_what_lies_on_the_centre_line_ends_a_run_only_where_the_rules_say_so():
    breaks, skipped = (run_length("g", Check(Rule.SHIFT, 7, on_centre=how)) for how in ("breaks", "skipped"))
    assert breaks > 1.05 * skipped


def test_what_never_signals_has_no_run_length():
    assert np.isnan(run_length("run", OUTSIDE))
    assert np.isnan(run_length("xbar", Check(Rule.HUGGING, 15)))


def test_two_in_three_on_one_side_is_complete_with_the_third_point_of_that_side():
    found = run_length("xbar", Check(Rule.TWO_IN_THREE, 3, needed=2, outside_counts=False, all_one_side=True))
    values = np.random.default_rng(2).normal(size=(4000, 3000))
    alarm = np.zeros((4000, 2998), dtype=bool)
    for one in (values, -values):
        far, high = (one > 2) & (one <= 3), one > 0
        alarm |= (
            (far[:, 2:].astype(int) + far[:, 1:-1] + far[:, :-2] >= 2)
            & high[:, 2:]
            & high[:, 1:-1]
            & high[:, :-2]
        )
    signals = alarm.any(axis=1)
    seen = np.where(signals, alarm.argmax(axis=1) + 3, 3000)
    assert found == pytest.approx(seen.sum() / signals.sum(), rel=0.05), "three standard errors"
