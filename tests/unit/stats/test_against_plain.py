"""The fast engine against the slow one, on whatever hypothesis thinks of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stats
from stats import RULE_SETS, ChartOptions, Check, Rule
from tests.effort import examples
from tests.plain.charts import LINES, PLAIN, drawn_by_hand, plain_chart
from tests.plain.rules import plain_fired, plain_winner
from tests.plain.strategies import counted_points, phased, subgroups

NEEDS_DENOMINATOR = {"p", "pp", "u", "up", "ip"}
NO_SUBGROUPS = sorted(PLAIN.keys() - {"xbar", "s"})
# Each variant of each rule once, named after the last set that has it.
CHECKS = {check: f"{name}-{check.rule}" for name, rules in RULE_SETS.items() for check in rules.checks}


@pytest.mark.parametrize("kind", PLAIN)
@examples(25)
@given(matrix=phased(), screen=st.booleans(), multiplier=st.sampled_from([1.0, 100.0]), data=st.data())
def test_lines_equal_the_plain_ones(kind, matrix, screen, multiplier, data):
    numerator, denominator, phases = matrix
    below, spread = denominator if kind in NEEDS_DENOMINATOR else None, None
    if kind in ("xbar", "s"):
        below, spread = data.draw(subgroups(numerator.shape))
    options = ChartOptions(screen=screen, multiplier=multiplier)
    fast = stats.control_chart(kind, numerator, below, phases=phases, options=options, spread=spread)
    slow = plain_chart(kind, numerator, below, phases, options, spread)
    for name in LINES:
        line = getattr(fast, name)
        # A spread of rounding errors (all points on the centre) may come out as 0 or as undefined.
        noise = np.abs(fast.upper - fast.centre) < 1e-9
        np.testing.assert_allclose(
            np.where(noise, 0, line), np.where(noise, 0, slow[name]), rtol=1e-9, atol=1e-9, err_msg=name
        )


@pytest.mark.parametrize("check", CHECKS.keys(), ids=CHECKS.values())
@examples(25)
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


@examples(25)
@given(matrix=phased(), length=st.integers(2, 9), rule=st.sampled_from([Rule.SHIFT, Rule.TREND]))
def test_any_length_of_run(matrix, length, rule):
    numerator, _, phases = matrix
    chart = stats.control_chart("run", numerator, phases=phases)
    check = Check(rule, length)
    found = stats.detect(chart, stats.RuleSet("one", "1", (check,)))
    np.testing.assert_array_equal(found.fired[0], plain_fired(chart, check, phases.included)[0])


ON_LIMIT = [
    Check(Rule.ASTRONOMICAL),
    Check(Rule.TWO_IN_THREE, 3, needed=2, outside_counts=False),
    Check(Rule.TWO_IN_THREE, 3, needed=2, all_one_side=True),
]


@pytest.mark.parametrize("check", ON_LIMIT, ids=str)
@pytest.mark.parametrize("on_limit", ["inside", "outside"])
@examples(50)
@given(values=st.lists(st.none() | st.integers(-4, 4), min_size=1, max_size=12))
def test_values_on_the_limit(check, on_limit, values):
    chart = drawn_by_hand([None if value is None else float(value) for value in values])
    found = stats.detect(chart, stats.RuleSet("one", "1", (check,), on_limit=on_limit))
    fired, direction = plain_fired(chart, check, np.ones(chart.shape, dtype=bool), on_limit)
    np.testing.assert_array_equal(found.fired[0], fired)
    np.testing.assert_array_equal(found.direction[0], direction)


@pytest.mark.parametrize("kind", ["xmr", "c", "p", "u", "mr"])
@examples(25)
@given(matrix=phased())
def test_only_limits_of_the_process_can_be_reached(kind, matrix):
    numerator, denominator, phases = matrix
    below = np.maximum(numerator, denominator) if kind == "p" else denominator
    chart = stats.control_chart(kind, numerator, below if kind in ("p", "u") else None, phases=phases)
    check = Check(Rule.ASTRONOMICAL)
    found = stats.detect(chart, stats.RuleSet("one", "1", (check,), on_limit="outside"))
    np.testing.assert_array_equal(found.fired[0], plain_fired(chart, check, phases.included, "outside")[0])


@examples(50)
@given(matrix=phased(), name=st.sampled_from(sorted(RULE_SETS)), data=st.data())
def test_the_preferred_direction_names_the_point(matrix, name, data):
    numerator, _, phases = matrix
    rules = stats.custom_rules("own", name, shift=3, trend=3)
    prefer = data.draw(
        st.lists(st.sampled_from([-1, 0, 1]), min_size=len(numerator), max_size=len(numerator))
    )
    found = stats.detect(stats.control_chart("xmr", numerator, phases=phases), rules, prefer=prefer)
    for row, column in np.ndindex(numerator.shape):
        fired, ways = found.fired[:, row, column].tolist(), found.direction[:, row, column].tolist()
        rule, way = plain_winner(list(rules.rules), fired, ways, prefer[row])
        place = int(found.winner[row, column])
        assert (rules.rules[place] if place >= 0 else None) is rule
        assert found.winner_direction[row, column] == way


@examples(25)
@given(matrix=phased(), kind=st.sampled_from(NO_SUBGROUPS), rules=st.sampled_from(sorted(RULE_SETS)))
def test_a_series_does_not_feel_its_neighbours(matrix, kind, rules):
    numerator, denominator, phases = matrix
    whole = stats.detect(stats.control_chart(kind, numerator, denominator, phases=phases), rules)
    for row in range(len(numerator)):
        part = slice(row, row + 1)
        chart = stats.control_chart(kind, numerator[part], denominator[part], phases=phases.rows(part))
        alone = stats.detect(chart, rules)
        np.testing.assert_array_equal(whole.winner[part], alone.winner)
        np.testing.assert_array_equal(whole.winner_direction[part], alone.winner_direction)


@examples(25)
@given(matrix=phased(), kind=st.sampled_from(NO_SUBGROUPS), rules=st.sampled_from(sorted(RULE_SETS)))
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


@examples(50)
@given(matrix=phased(), rules=st.sampled_from(sorted(RULE_SETS)))
def test_the_winner_is_the_first_rule_that_fired(matrix, rules):
    numerator, _, phases = matrix
    found = stats.detect(stats.control_chart("xmr", numerator, phases=phases), rules)
    first = np.where(found.fired.any(axis=0), found.fired.argmax(axis=0), -1)
    np.testing.assert_array_equal(found.winner, first)
    ways = np.take_along_axis(found.direction, np.maximum(first, 0)[np.newaxis], axis=0)[0]
    np.testing.assert_array_equal(found.winner_direction, np.where(first >= 0, ways, 0))
    assert not found.fired[:, np.isnan(numerator) | ~phases.included].any()
