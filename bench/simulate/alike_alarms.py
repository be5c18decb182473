"""Count false flags of steady charts where neighbours are alike: writes stats/evidence/alike_alarms.csv.

    python -m bench.simulate.alike_alarms

As `python -m bench.simulate.false_alarms`, for autocorrelations of 0.1 to 0.5. Limits are those of the same
points: moving ranges are smaller then, and limits from them narrower. Ten minutes on one core.
"""

from __future__ import annotations

from collections.abc import Iterator

from stats import CHARTS, RULE_SETS
from stats.evidence.by_chance import ALIKE, TABLE, TABLE_SERIES
from stats.rules.simulate import LENGTHS, drawn, newest_point
from stats.simulated import write_table


def rows() -> Iterator[tuple[object, ...]]:
    """Yield the table's rows, chart by chart."""
    for kind in sorted(CHARTS):
        found: dict[tuple[str, float], list[float]] = {(name, phi): [] for name in RULE_SETS for phi in ALIKE}
        for phi in ALIKE:
            for length in LENGTHS:
                chart = drawn(kind, (TABLE_SERIES, length), autocorrelation=phi)
                for name in RULE_SETS:
                    found[name, phi].append(newest_point(chart, name))
        for (name, phi), shares in found.items():
            yield kind, name, phi, *(f"{share:.4f}" for share in shares)


def main() -> None:
    write_table(TABLE, ("chart", "rule_set", "autocorrelation", *LENGTHS), rows())


if __name__ == "__main__":
    main()
