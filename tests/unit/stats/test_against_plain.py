"""The fast engine against the slow one, on whatever hypothesis thinks of."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stats
from stats import RULE_SETS, ChartOptions, Check, Rule
from tests.plain.charts import LINES, PLAIN, plain_chart
from tests.plain.rules import plain_fired
from tests.plain.strategies import counted_points, phased

NEEDS_DENOMINATOR = {"p", "pp", "u", "up", "ip"}
# Each variant of each rule once, named after the last set that has it.
CHECKS = {check: f"{name}-{check.rule}" for name, rules in RULE_SETS.items() for check in rules.checks}


@pytest.mark.parametrize("kind", PLAIN)
@settings(max_examples=25, deadline=None)
@given(matrix=phased(), screen=st.booleans(), multiplier=st.sampled_from([1.0, 100.0]))
def test_lines_equal_the_plain_ones(kind, matrix, screen, multiplier):
    numerator, denominator, phases = matrix
    below = denominator if kind in NEEDS_DENOMINATOR else None
    options = ChartOptions(screen=screen, multiplier=multiplier)
    fast = stats.control_chart(kind, numerator, below, phases=phases, options=options)
    slow = plain_chart(kind, numerator, below, phases, options)
    for name in LINES:
        line = getattr(fast, name)
        # A spread of rounding errors (all points on the centre) may come out as 0 or as undefined.
        noise = np.abs(fast.upper - fast.centre) < 1e-9
        np.testing.assert_allclose(
            np.where(noise, 0, line), np.where(noise, 0, slow[name]), rtol=1e-9, atol=1e-9, err_msg=name
        )


@pytest.mark.parametrize("check", CHECKS.keys(), ids=CHECKS.values())
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_marks_equal_the_plain_ones(check, data):
    numerator, _, phases = data.draw(phased())
    judged = data.draw(counted_points(numerator.shape))
    chart = stats.control_chart("xmr", numerator, phases=phases)
    rules = stats.RuleSet("one", "1", (check,))
    found = stats.detect(chart, rules, judged=judged)
    fired, direction = plain_fired(chart, check, judged & phases.included)
    np.testing.assert_array_equal(found.fired[0], fired)
    np.testing.assert_array_equal(found.direction[0], direction)


@settings(max_examples=25, deadline=None)
@given(matrix=phased(), length=st.integers(2, 9), rule=st.sampled_from([Rule.SHIFT, Rule.TREND]))
def test_any_length_of_run(matrix, length, rule):
    numerator, _, phases = matrix
    chart = stats.control_chart("run", numerator, phases=phases)
    check = Check(rule, length)
    found = stats.detect(chart, stats.RuleSet("one", "1", (check,)))
    np.testing.assert_array_equal(found.fired[0], plain_fired(chart, check, phases.included)[0])


@settings(max_examples=25, deadline=None)
@given(matrix=phased(), kind=st.sampled_from(sorted(PLAIN)), rules=st.sampled_from(sorted(RULE_SETS)))
def test_a_series_does_not_feel_its_neighbours(matrix, kind, rules):
    numerator, denominator, phases = matrix
    whole = stats.detect(stats.control_chart(kind, numerator, denominator, phases=phases), rules)
    for row in range(len(numerator)):
        part = slice(row, row + 1)
        chart = stats.control_chart(kind, numerator[part], denominator[part], phases=phases.rows(part))
        alone = stats.detect(chart, rules)
        np.testing.assert_array_equal(whole.winner[part], alone.winner)
        np.testing.assert_array_equal(whole.winner_direction[part], alone.winner_direction)


@settings(max_examples=25, deadline=None)
@given(matrix=phased(), kind=st.sampled_from(sorted(PLAIN)), rules=st.sampled_from(sorted(RULE_SETS)))
def test_the_unit_never_changes_a_signal(matrix, kind, rules):
    numerator, denominator, phases = matrix
    found = [
        stats.detect(
            stats.control_chart(
                kind, numerator, denominator, phases=phases, options=ChartOptions(multiplier=multiplier)
            ),
            rules,
        ).winner
        for multiplier in (1.0, 1024.0)  # a power of two: no rounding
    ]
    np.testing.assert_array_equal(*found)


@settings(max_examples=50, deadline=None)
@given(matrix=phased(), rules=st.sampled_from(sorted(RULE_SETS)))
def test_the_winner_is_the_first_rule_that_fired(matrix, rules):
    numerator, _, phases = matrix
    found = stats.detect(stats.control_chart("xmr", numerator, phases=phases), rules)
    first = np.where(found.fired.any(axis=0), found.fired.argmax(axis=0), -1)
    np.testing.assert_array_equal(found.winner, first)
    ways = np.take_along_axis(found.direction, np.maximum(first, 0)[np.newaxis], axis=0)[0]
    np.testing.assert_array_equal(found.winner_direction, np.where(first >= 0, ways, 0))
    assert not found.fired[:, np.isnan(numerator) | ~phases.included].any()
