"""The words of each rule, and that the chances in them are true."""

import numpy as np
import pytest

import stats
from stats import RULE_SETS, RULE_WORDS, Rule, explain
from stats.rules.explain import chance
from tests.plain.charts import drawn_by_hand

CHECKS = {(check, f"{name}-{check.rule}") for name, rules in RULE_SETS.items() for check in rules.checks}
FIXED = sorted(((c, name) for c, name in CHECKS if c.length), key=lambda pair: pair[1])


def test_every_rule_has_words():
    assert set(RULE_WORDS) == set(Rule)
    assert all(explain(rule).endswith(".") and "{" not in explain(rule) for rule in Rule)


def test_the_length_is_in_the_words():
    assert explain(Rule.SHIFT, 9).startswith("9 or more points")
    assert explain(RULE_SETS["ihi"].checks[1]).startswith("8 or more points")


@pytest.mark.parametrize(("check", "name"), FIXED, ids=[name for _, name in FIXED])
def test_chance_by_simulation(check, name):
    """One window of exactly the rule's length, many times, on a chart with known limits."""
    expected = chance(check)
    times = int(min(400_000, max(40_000, 200 / expected)))
    values = np.random.default_rng(11).normal(size=(times, check.length))
    whole = drawn_by_hand([0.0] * check.length)
    lines = {
        part: np.broadcast_to(getattr(whole, part), values.shape)
        for part in ("centre", "lower", "upper", "near_lower", "near_upper", "is_provisional", "is_constant")
    }
    phases = stats.Phases.single(values.shape)
    chart = stats.Chart(kind="xmr", values=values, phases=phases, **lines)
    fired = stats.detect(chart, stats.RuleSet("one", "1", (check,))).fired[0].any(axis=1)
    assert fired.sum() == pytest.approx(times * expected, abs=5 * np.sqrt(times * expected) + 1)


@pytest.mark.parametrize("rules", ["anhoej", "anhoej-bestbox", "anhoej-cutbox"])
def test_runs_rules_signal_in_about_one_steady_chart_in_twenty(rules):
    values = np.random.default_rng(12).normal(size=(4_000, 24))
    runs = stats.detect(stats.control_chart("run", values, centre=0), rules).runs
    assert 0.02 < runs.signal.mean() < 0.085
