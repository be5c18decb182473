"""Find the smallest change that each chart finds: writes stats/evidence/detectable_change.csv.

    python -m bench.simulate.detectable_change

Of the usual rules on every chart that the catalogue allows, higher and lower, 12 to 60 points; others are
simulated when they are asked for. A few minutes on one core.
"""

from __future__ import annotations

from collections.abc import Iterator

from stats import RULE_SETS
from stats.evidence.detectable_change import COUNTED, KINDS, TABLE, TABLE_SERIES, simulated
from stats.rules.simulate import LENGTHS
from stats.simulated import write_table

STORED = ("plotthedots",)


def rows() -> Iterator[tuple[object, ...]]:
    """Yield the table's rows."""
    for name in STORED:
        for kind in KINDS:
            for events in COUNTED if kind == "u" else (0.0,):
                for direction in (1, -1):
                    found = [
                        simulated(kind, RULE_SETS[name], points, direction, events, TABLE_SERIES)
                        for points in LENGTHS
                    ]
                    yield name, kind, direction, f"{events:g}", *(f"{one:.4g}" for one in found)


def main() -> None:
    write_table(TABLE, ("rule_set", "chart", "direction", "events", *LENGTHS), rows())


if __name__ == "__main__":
    main()
