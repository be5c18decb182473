"""How often steady charts are flagged: writes stats/rules/false_alarm_table.py, which
`stats.rules.false_alarms` reads.

    python -m bench.false_alarms

Simulates charts of independent values that nothing happens to (`stats.rules.simulate`), and counts those
whose newest point is marked by any rule with a direction, as the dashboard's icons do; and, with limits
settled on 500 points, how many points it is to the first such mark. Real series repeat themselves a little,
so the true shares are rather higher and run lengths shorter. Half a minute on one core.
"""

from __future__ import annotations

from pathlib import Path

from stats import CHARTS, RULE_SETS
from stats.rules.simulate import AHEAD, LENGTHS, SEED, SETTLED, drawn, newest_point, run_length_of, settled

SERIES = 30_000
LONG_SERIES = 500
TABLE = Path(__file__).parent.parent / "stats" / "false_alarm_table.py"


def rows() -> list[str]:
    """The table's lines, chart by chart."""
    newest, lengths = [], []
    for kind in sorted(CHARTS):
        shares: dict[str, list[float]] = {name: [] for name in RULE_SETS}
        for length in LENGTHS:
            chart = drawn(kind, (SERIES, length))
            for name in RULE_SETS:
                shares[name].append(newest_point(chart, name))
        long = settled(kind, LONG_SERIES)
        for name, rules in RULE_SETS.items():
            numbers = ", ".join(f"{share:.4f}" for share in shares[name])
            newest.append(f'    ("{kind}", "{name}"): ({numbers}),')
            mean = run_length_of(long, rules)
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
