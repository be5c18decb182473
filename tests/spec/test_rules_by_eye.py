"""Each rule on a short series, to be checked by eye.

The chart has its centre at 0 and its limits at −3 and +3, so a value is its distance in sigmas; the
near lines lie at −2 and +2. A value of "?" is missing. Below each value stands what the rule makes
of the point: H high (or rising), L low (or falling), N a pattern without direction, · nothing.
"""

import numpy as np
import pytest

import stats
from stats import RULE_SETS, Rule
from tests.plain.charts import drawn_by_hand

LETTERS = {1: "H", -1: "L", 0: "N"}

TABLES = {
    # ── one point outside the limits ─────────────────────────────────────────────────────────────
    "outside the upper limit": (
        "plotthedots", Rule.ASTRONOMICAL,
        "0.2   3.1  -0.4  -3.2   1.0",
        " ·     H     ·     L     · ",
    ),
    "on the limit is not outside": (
        "plotthedots", Rule.ASTRONOMICAL,
        "0.2   3.0  -0.4  -3.0   1.0",
        " ·     ·     ·     ·     · ",
    ),
    # ── shift ────────────────────────────────────────────────────────────────────────────────────
    "seven above the centre": (
        "plotthedots", Rule.SHIFT,
        "-0.5  0.4  0.6  0.3  0.5  0.2  0.7  0.4 -0.3",
        "  ·    H    H    H    H    H    H    H    · ",
    ),
    "six are not enough": (
        "plotthedots", Rule.SHIFT,
        "-0.5  0.4  0.6  0.3  0.5  0.2  0.7 -0.4 -0.3",
        "  ·    ·    ·    ·    ·    ·    ·    ·    · ",
    ),
    "nine below are all marked": (
        "plotthedots", Rule.SHIFT,
        "-0.5 -0.4 -0.6 -0.3 -0.5 -0.2 -0.7 -0.4 -0.3  0.5",
        "  L    L    L    L    L    L    L    L    L    · ",
    ),
    "a point on the centre breaks it": (
        "plotthedots", Rule.SHIFT,
        " 0.5  0.4  0.6  0.0  0.5  0.2  0.7  0.4  0.3",
        "  ·    ·    ·    ·    ·    ·    ·    ·    · ",
    ),
    "a missing point breaks it": (
        "plotthedots", Rule.SHIFT,
        " 0.5  0.4  0.6   ?   0.5  0.2  0.7  0.4  0.3",
        "  ·    ·    ·    ·    ·    ·    ·    ·    · ",
    ),
    "by IHI eight are needed and the centre is skipped": (
        "ihi", Rule.SHIFT,
        " 0.5  0.4  0.6  0.0  0.5  0.2  0.7  0.4  0.3",
        "  H    H    H    ·    H    H    H    H    H ",
    ),
    "by IHI a missing point still breaks it": (
        "ihi", Rule.SHIFT,
        " 0.5  0.4  0.6   ?   0.5  0.2  0.7  0.4  0.3",
        "  ·    ·    ·    ·    ·    ·    ·    ·    · ",
    ),
    "by Nelson nine are needed": (
        "nelson", Rule.SHIFT,
        " 0.5  0.4  0.6  0.1  0.5  0.2  0.7  0.4 -0.3",
        "  ·    ·    ·    ·    ·    ·    ·    ·    · ",
    ),
    # ── trend ────────────────────────────────────────────────────────────────────────────────────
    "seven rising": (
        "plotthedots", Rule.TREND,
        "0.5  -1.0 -0.8 -0.5 -0.1  0.2  0.6  1.1  0.4",
        " ·     H    H    H    H    H    H    H    · ",
    ),
    "six rising are not enough": (
        "plotthedots", Rule.TREND,
        "0.5  -1.0 -0.8 -0.5 -0.1  0.2  0.6  0.3  0.4",
        " ·     ·    ·    ·    ·    ·    ·    ·    · ",
    ),
    "six rising are enough by IHI": (
        "ihi", Rule.TREND,
        "0.5  -1.0 -0.8 -0.5 -0.1  0.2  0.6  0.3  0.4",
        " ·     H    H    H    H    H    H    ·    · ",
    ),
    "an equal step breaks it": (
        "plotthedots", Rule.TREND,
        "-1.0 -0.8 -0.5 -0.5  0.2  0.6  1.1  1.4",
        "  ·    ·    ·    ·    ·    ·    ·    · ",
    ),
    "a missing point breaks a trend": (
        "plotthedots", Rule.TREND,
        "-1.0 -0.8 -0.5   ?   0.2  0.6  1.1  1.4  1.6",
        "  ·    ·    ·    ·    ·    ·    ·    ·    · ",
    ),
    "a peak between a rise and a fall counts as falling": (
        "plotthedots", Rule.TREND,
        "-1.0 -0.8 -0.5 -0.1  0.2  0.6  1.1  0.9  0.7  0.5  0.3  0.1 -0.2",
        "  H    H    H    H    H    H    L    L    L    L    L    L    L ",
    ),
    # ── two in three ─────────────────────────────────────────────────────────────────────────────
    "two near the limit, the third on their side": (
        "plotthedots", Rule.TWO_IN_THREE,
        "-0.2  2.2  0.5  2.4 -0.1",
        "  ·    H    ·    H    · ",
    ),
    "the third on the other side spoils it": (
        "plotthedots", Rule.TWO_IN_THREE,
        "-0.2  2.2 -0.5  2.4 -0.1",
        "  ·    ·    ·    ·    · ",
    ),
    "on opposite sides it is nothing": (
        "plotthedots", Rule.TWO_IN_THREE,
        "-0.2  2.2 -2.5  0.4 -0.1",
        "  ·    ·    ·    ·    · ",
    ),
    "a point outside the limits does not count by plotthedots": (
        "plotthedots", Rule.TWO_IN_THREE,
        "-0.2  2.2  0.5  3.4 -0.1",
        "  ·    ·    ·    ·    · ",
    ),
    "a point outside the limits counts by the MDC tools": (
        "mdc", Rule.TWO_IN_THREE,
        "-0.2  2.2  0.5  3.4 -0.1",
        "  ·    H    ·    H    · ",
    ),
    "by Western Electric the third may lie anywhere": (
        "western-electric", Rule.TWO_IN_THREE,
        "-0.2  2.2 -0.5  2.4 -0.1",
        "  ·    H    ·    H    · ",
    ),
    "a missing third point says nothing": (
        "western-electric", Rule.TWO_IN_THREE,
        "-0.2  2.2   ?   2.4 -0.1",
        "  ·    ·    ·    ·    · ",
    ),
    # ── rules about one sigma ────────────────────────────────────────────────────────────────────
    "four of five beyond one sigma": (
        "western-electric", Rule.FOUR_IN_FIVE,
        "0.2  -1.2 -1.4  0.3 -1.1 -1.6  0.4",
        " ·     L    L    ·    L    L    · ",
    ),
    "three of five are not enough": (
        "western-electric", Rule.FOUR_IN_FIVE,
        "0.2  -1.2 -1.4  0.3 -0.9 -1.6  0.4",
        " ·     ·    ·    ·    ·    ·    · ",
    ),
    "fifteen hug the centre": (
        "nelson", Rule.HUGGING,
        "1.5  0.1  0.2 -0.3  0.5 -0.9  0.8  0.0 -0.2  0.4 -0.6  0.7 -0.1  0.3 -0.5  0.9 -1.5",
        " ·    N    N    N    N    N    N    N    N    N    N    N    N    N    N    N    · ",
    ),
    "fourteen do not": (
        "nelson", Rule.HUGGING,
        "1.5  1.1  0.2 -0.3  0.5 -0.9  0.8  0.0 -0.2  0.4 -0.6  0.7 -0.1  0.3 -0.5  0.9 -1.5",
        " ·    ·    ·    ·    ·    ·    ·    ·    ·    ·    ·    ·    ·    ·    ·    ·    · ",
    ),
    "eight avoid the middle": (
        "nelson", Rule.AVOIDING,
        "0.3  1.2 -1.4  1.3  1.1 -1.6 -1.2  1.9 -1.1  0.5",
        " ·    N    N    N    N    N    N    N    N    · ",
    ),
    "fourteen go up and down by turns": (
        "nelson", Rule.ALTERNATING,
        "0.3  0.4  0.6  0.1  0.3 -0.2  0.2 -0.6  0.1 -0.5  0.4  0.0  0.8 -0.4  0.2  0.9",
        " ·    N    N    N    N    N    N    N    N    N    N    N    N    N    N    · ",
    ),
    # ── Anhøj: lengths grow with the number of points ────────────────────────────────────────────
    "a run of eight among sixteen useful points": (
        "anhoej", Rule.RUN_LENGTH,
        "-1   1  -1   1   0   1   1   1   1   1   1   1  -1   1  -1   1  -1",
        " ·   ·   ·   H   ·   H   H   H   H   H   H   H   ·   ·   ·   ·   · ",
    ),
    "two crossings where at least four are usual": (
        "anhoej", Rule.CROSSINGS,
        " 1   1   1   1   1  -1  -1  -1  -1  -1   0   1   1   1",
        " H   H   H   H   H   L   L   L   L   L   ·   H   H   H ",
    ),
}  # fmt: skip


def read(values: str) -> list[float | None]:
    return [None if value == "?" else float(value) for value in values.split()]


@pytest.mark.parametrize(("rules", "rule", "values", "marks"), TABLES.values(), ids=TABLES.keys())
def test_rule(rules, rule, values, marks):
    found = stats.detect(drawn_by_hand(read(values)), rules)
    place = found.rule_set.rules.index(rule)
    got = [
        LETTERS[int(way)] if fired else "·"
        for fired, way in zip(found.fired[place, 0], found.direction[place, 0], strict=True)
    ]
    assert got == marks.split()


def test_every_rule_has_a_table():
    assert {rule for _, rule, _, _ in TABLES.values()} == set(Rule)
    assert {name for name, *_ in TABLES.values()} == set(RULE_SETS) - {"anhoej-bestbox", "anhoej-cutbox"}


# Several rules may fire on one point; the first of the set names it.
# A astronomical, T trend, 2 two in three, S shift, · common cause.
WINNERS = {
    "outside comes before trend": (
        "-2.0 -1.5 -1.0 -0.5  0.5  1.5  3.5  0.2",
        "  T    T    T    T    T    T    A    · ",
    ),
    "trend comes before shift": (
        " 0.9  0.5  0.1  0.2  0.3  0.4  0.5  0.6  0.7  0.3",
        "  S    S    T    T    T    T    T    T    T    S ",
    ),
    "two in three comes before shift": (
        " 0.9  0.5  2.1  0.2  2.3  0.4  0.5  0.3 -0.7",
        "  S    S    2    S    2    S    S    S    · ",
    ),
}


@pytest.mark.parametrize(("values", "names"), WINNERS.values(), ids=WINNERS.keys())
def test_the_rule_that_names_the_point(values, names):
    found = stats.detect(drawn_by_hand(read(values)), "plotthedots")
    letters = {Rule.ASTRONOMICAL: "A", Rule.TREND: "T", Rule.TWO_IN_THREE: "2", Rule.SHIFT: "S"}
    rules = found.rule_set.rules
    assert ["·" if i < 0 else letters[rules[i]] for i in found.winner[0]] == names.split()


def test_no_rule_reaches_over_a_rephase():
    values = [0.5, 0.4, 0.6, 0.3, 0.2, 0.7, 0.4, 0.3]
    phases = stats.Phases.build((1, 8), starts={0: [4]})
    assert np.all(stats.detect(drawn_by_hand(values)).winner[0] >= 0)
    assert np.all(stats.detect(drawn_by_hand(values, phases=phases)).winner[0] < 0)
