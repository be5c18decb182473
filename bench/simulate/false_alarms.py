"""How often steady charts are flagged: writes stats/rules/false_alarms.csv.

    python -m bench.simulate.false_alarms

Simulates charts of independent values that nothing happens to (`stats.rules.simulate`), and counts those
whose newest point is marked by any rule with a direction, as the dashboard's icons do. Beside that, how many
points it is to the first such mark with settled limits: calculated by a Markov chain (`stats.rules.markov`),
for mr and ip simulated. Standard errors are written too: of the chances the largest in the row, and 0 for
what is calculated. Real series repeat themselves a little, so the true shares are rather higher and run
lengths shorter. Five minutes on one core.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

from stats import CHARTS, RULE_SETS, ChartOptions
from stats.rules.false_alarms import (
    TABLE,
    TABLE_LONG_SERIES,
    TABLE_SERIES,
    run_length_and_error,
    standard_error,
)
from stats.rules.simulate import LENGTHS, drawn, newest_point
from stats.simulated import write_table


def rows() -> Iterator[tuple[object, ...]]:
    """Yield the table's rows, chart by chart."""
    for kind in sorted(CHARTS):
        found: dict[str, list[float]] = {name: [] for name in RULE_SETS}
        for length in LENGTHS:
            chart = drawn(kind, (TABLE_SERIES, length))
            for name, shares in found.items():
                shares.append(newest_point(chart, name))
        for name, shares in found.items():
            error = standard_error(max(shares), TABLE_SERIES)
            mean, give_or_take = run_length_and_error(
                kind, RULE_SETS[name], ChartOptions(), TABLE_LONG_SERIES
            )
            known = ("", "") if isnan(mean) else (f"{mean:.1f}", f"{give_or_take:.1f}")
            yield kind, name, *(f"{share:.4f}" for share in shares), f"{error:.4f}", *known


def main() -> None:
    heads = ("chart", "rule_set", *LENGTHS, "standard_error", "run_length", "run_length_standard_error")
    write_table(TABLE, heads, rows())


if __name__ == "__main__":
    main()
