"""Work out the autocorrelation that is expected of short series: writes stats/evidence/expected_alike.csv.

    python -m bench.simulate.expected_alike

By numerical integration, for the numbers of points that are asked for (`stats.evidence.pooled`). It takes
seconds on one core.
"""

from __future__ import annotations

from stats.evidence.pooled import EXACT, FEWEST, GRID, MOST, TABLE, expected_alike
from stats.simulated import write_table

LENGTHS = (*range(FEWEST, EXACT + 1), *range(EXACT + 10, MOST + 1, 10))


def main() -> None:
    head = ("points", *(f"{abs(phi) if abs(phi) < 1e-9 else phi:.1f}" for phi in GRID))
    write_table(TABLE, head, ((n, *(f"{r:.7f}" for r in expected_alike(n))) for n in LENGTHS))


if __name__ == "__main__":
    main()
