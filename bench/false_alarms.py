"""How often steady charts are flagged: writes stats/false_alarm_table.py, which `stats.false_alarms` reads.

    python -m bench.false_alarms

Simulates charts of independent values that nothing happens to, and counts those whose newest point is marked
by any rule with a direction, as the dashboard's icons do; and, with limits settled on 500 points, how many
points it is to the first such mark. Real series repeat themselves a little, so the true shares are rather
higher and run lengths shorter. Half a minute on one core. The seed is fixed: the same numbers come out again.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.random import Generator

from stats import CHARTS, RULE_SETS, Chart, Check, Phases, Rule, RuleSet, control_chart, detect
from stats.windows import consecutive, crowded

SERIES = 30_000
LENGTHS = (12, 18, 24, 36, 48, 60)
LONG_SERIES, SETTLED, AHEAD = 500, 500, 1000
SEED = 20261119
TABLE = Path(__file__).parent.parent / "stats" / "false_alarm_table.py"

Numbers = tuple[np.ndarray, np.ndarray | None, np.ndarray | None]


def simulate(kind: str, shape: tuple[int, int], random: Generator) -> Numbers:
    """Numerators, denominators and spreads of steady series; rates keep counts well away from zero."""
    if kind in ("p", "pp"):
        return random.binomial(400, 0.1, shape).astype(float), np.full(shape, 400.0), None
    if kind in ("u", "up", "c"):
        return random.poisson(40.0, shape).astype(float), np.full(shape, 400.0), None
    if kind == "g":
        return random.geometric(1 / 20, shape) - 1.0, None, None
    if kind == "t":
        return random.exponential(20.0, shape), None, None
    if kind in ("xbar", "s"):
        spread = 10.0 * np.sqrt(random.chisquare(4, shape) / 4)
        return random.normal(100.0, 10.0 / np.sqrt(5), shape), np.full(shape, 5.0), spread
    if kind == "ip":
        size = random.integers(20, 61, shape).astype(float)
        return size * random.normal(100.0, 10.0 / np.sqrt(size)), size, None
    return random.normal(100.0, 10.0, shape), None, None


def drawn(kind: str, shape: tuple[int, int], phases: Phases | None = None) -> Chart:
    random = np.random.default_rng([SEED, shape[1], sorted(CHARTS).index(kind)])
    numerator, denominator, spread = simulate(kind, shape, random)
    return control_chart(kind, numerator, denominator, spread=spread, phases=phases)


def newest_point(chart: Chart, rule_set: str) -> float:
    """Share of series whose last point is marked."""
    return float((detect(chart, rule_set).winner_direction[:, -1] != 0).mean())


def run_length(chart: Chart, rules: RuleSet) -> float | None:
    """Mean points to the first mark after the settled ones, as if looked at every period.

    None for the Anhøj rules, which judge a whole chart and grow with it. Series without a mark count with
    what was seen of them (points seen / marks: run lengths are close to geometric).
    """
    if {Rule.RUN_LENGTH, Rule.CROSSINGS} & set(rules.rules):
        return None
    found = detect(chart, rules)
    alarm = np.zeros(chart.shape, dtype=bool)
    for index, check in enumerate(rules.checks):
        for way in (1, -1):
            marks = found.fired[index] & (found.direction[index] == way)
            alarm |= _completed(marks.ravel(), check).reshape(chart.shape)
    ahead = alarm[:, SETTLED:]
    flagged = ahead.any(axis=1)
    seen = np.where(flagged, ahead.argmax(axis=1) + 1, ahead.shape[1])
    return float(seen.sum() / max(int(flagged.sum()), 1))


def _completed(marks: np.ndarray, check: Check) -> np.ndarray:
    """Where a pattern is complete: rules mark all its points, but only the last of them raised the alarm."""
    if check.needed:
        return marks & crowded(marks, check.length, check.needed)
    return consecutive(marks, check.length)


def rows() -> list[str]:
    """The table's lines, chart by chart."""
    newest, lengths = [], []
    for kind in sorted(CHARTS):
        shares: dict[str, list[float]] = {name: [] for name in RULE_SETS}
        for length in LENGTHS:
            chart = drawn(kind, (SERIES, length))
            for name in RULE_SETS:
                shares[name].append(newest_point(chart, name))
        shape = (LONG_SERIES, SETTLED + AHEAD)
        settled = drawn(kind, shape, Phases.build(shape, fix_after=SETTLED))
        for name, rules in RULE_SETS.items():
            numbers = ", ".join(f"{share:.4f}" for share in shares[name])
            newest.append(f'    ("{kind}", "{name}"): ({numbers}),')
            mean = run_length(settled, rules)
            lengths.append(f'    ("{kind}", "{name}"): {None if mean is None else round(mean)},')
    numbers_of = "dict[tuple[str, str], tuple[float, ...]]"
    return [
        '"""Written by `python -m bench.false_alarms`; do not edit.',
        "",
        f"{SERIES:,} steady series for each chart and length; {LONG_SERIES} of",
        f"{SETTLED} + {AHEAD} points for run lengths; seed {SEED}. What is simulated stands there.",
        '"""',
        "",
        f"SERIES, LONG_SERIES, SETTLED, AHEAD, SEED = {SERIES}, {LONG_SERIES}, {SETTLED}, {AHEAD}, {SEED}",
        f"POINTS = {LENGTHS}",
        "# (chart, rule set) → share of charts of so many points whose newest is marked.",
        f"NEWEST: {numbers_of} = {{",
        *newest,
        "}",
        "# (chart, rule set) → mean points to the first mark; None for rules that judge a whole chart.",
        "RUN_LENGTHS: dict[tuple[str, str], int | None] = {",
        *lengths,
        "}",
    ]


def main() -> None:
    TABLE.write_text("\n".join(rows()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
