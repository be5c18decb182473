"""How often charts of small lasting changes are wrong: writes stats/surveillance/ewma.csv.

    python -m bench.simulate.surveillance

1. EWMA: how many steady charts of 12 to 60 points, with the limits of those same points, have their newest
   value outside. The published run length of 500 holds for limits that are known for certain.
2. CUSUM: run lengths of `cusum_limit` when expected numbers vary from period to period, as real ones do; and
   when counts vary more than chance alone makes them. These are printed, and stand in docs/surveillance.md.

A minute on one core. The seed is fixed: the same numbers come out again.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

import stats
from stats.rules.false_alarms import TABLE_SERIES
from stats.rules.simulate import LENGTHS, drawn
from stats.simulated import write_table
from stats.surveillance.ewma import TABLE

SEED = 20261121
WANTED = 500
LONG = (1500, 2500)
SIZES = ((0.5, 2.0), (4.0, 1.5), (10.0, 1.25), (40.0, 1.1), (4.0, 2 / 3), (40.0, 0.9))
"""Events expected in a period, and the ratio looked for."""
VARYING = (0.0, 0.25, 0.5)
"""Standard deviation of the expected numbers, relative to their mean."""
EXTRA = (0.0, 0.05, 0.1)
"""Standard deviation of the true level around the expected one: calibration and case mix left over."""
NO_LIMITS = {"run"}


def newest_outside(kind: str, length: int) -> float:
    """Share of steady charts whose newest EWMA lies outside, its sigma taken from the chart's own limits."""
    chart = drawn(kind, (TABLE_SERIES, length))
    sigma = np.fmax(chart.upper - chart.centre, chart.centre - chart.lower) / 3
    found = stats.ewma(chart.values, centre=chart.centre, sigma=sigma)
    return float((found.signal[:, -1] != 0).mean())


def cusum_periods(expected: float, ratio: float, varying: float, extra: float) -> float:
    """Mean periods to the first false signal of one side."""
    random = np.random.default_rng(SEED)
    shape = varying**-2 if varying else 0.0
    typical = expected * random.gamma(shape, 1 / shape, LONG) if varying else np.full(LONG, expected)
    level = random.gamma(extra**-2, extra**2, LONG) if extra else 1.0
    observed = random.poisson(typical * level).astype(float)
    limit = stats.cusum_limit(expected, ratio, WANTED)
    found = (
        stats.cusum(observed, typical, worse=ratio, worse_limit=limit)
        if ratio > 1
        else stats.cusum(observed, typical, better=ratio, better_limit=limit)
    )
    signal = found.signal != 0
    flagged = signal.any(axis=1)
    seen = np.where(flagged, signal.argmax(axis=1) + 1, signal.shape[1])
    return float(seen.sum() / max(int(flagged.sum()), 1))


def rows() -> Iterator[tuple[object, ...]]:
    """Yield the table's rows, chart by chart."""
    for kind in sorted(set(stats.CHARTS) - NO_LIMITS):
        yield kind, *(f"{newest_outside(kind, length):.4f}" for length in LENGTHS)


def main() -> None:
    write_table(TABLE, ("chart", *LENGTHS), rows())
    print(f"CUSUM: mean periods to a false signal; {WANTED} wanted")
    for expected, ratio in SIZES:
        steady = [f"{cusum_periods(expected, ratio, varying, 0.0):5.0f}" for varying in VARYING]
        loose = [f"{cusum_periods(expected, ratio, 0.0, extra):5.0f}" for extra in EXTRA]
        print(f"  expected {expected:5.1f}, ratio {ratio:4.2f}: varying {steady}, more than chance {loose}")


if __name__ == "__main__":
    main()
