"""How often steady charts are flagged: writes stats/rules/false_alarms.csv.

    python -m bench.false_alarms

Simulates charts of independent values that nothing happens to (`stats.rules.simulate`), and counts those
whose newest point is marked by any rule with a direction, as the dashboard's icons do; and, with limits
settled on 500 points, how many points it is to the first such mark. Real series repeat themselves a little,
so the true shares are rather higher and run lengths shorter. Half a minute on one core.
"""

from __future__ import annotations

from collections.abc import Iterator

from stats import CHARTS, RULE_SETS
from stats.rules.false_alarms import TABLE, TABLE_LONG_SERIES, TABLE_SERIES
from stats.rules.simulate import LENGTHS, drawn, newest_point, run_length_of, settled
from stats.simulated import write_table


def rows() -> Iterator[tuple[object, ...]]:
    """Yield the table's rows, chart by chart."""
    for kind in sorted(CHARTS):
        charts = [drawn(kind, (TABLE_SERIES, length)) for length in LENGTHS]
        long = settled(kind, TABLE_LONG_SERIES)
        for name, rules in RULE_SETS.items():
            mean = run_length_of(long, rules)
            shares = [f"{newest_point(chart, name):.4f}" for chart in charts]
            yield kind, name, *shares, "" if mean is None else round(mean)


def main() -> None:
    write_table(TABLE, ("chart", "rule_set", *LENGTHS, "run_length"), rows())


if __name__ == "__main__":
    main()
