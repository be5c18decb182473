"""How often the newest point of a steady process is flagged, by rule set: where the numbers in
`quality.chance` come from.

    python -m bench.false_alarms

Simulates charts of independent normal values (xmr) and of counts (p, u) that nothing happens to, and counts
those whose last point is marked by any rule. Real series repeat themselves a little, so the true share is
rather higher. The seed is fixed: the same numbers come out again.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from stats import RULE_SETS, control_chart, detect

SERIES = 100_000
LENGTHS = (24, 36)
DENOMINATOR = 400.0
SEED = 20261119


def simulate(kind: str, length: int, random: Generator) -> tuple[np.ndarray, np.ndarray | None]:
    """Numerators and denominators of steady series. A rate near 10 % keeps counts well away from zero."""
    shape = (SERIES, length)
    if kind == "xmr":
        return random.normal(100.0, 10.0, shape), None
    denominator = np.full(shape, DENOMINATOR)
    if kind == "p":
        return random.binomial(int(DENOMINATOR), 0.1, shape).astype(float), denominator
    return random.poisson(DENOMINATOR * 0.1, shape).astype(float), denominator


def share_flagged(kind: str, rule_set: str, length: int) -> float:
    random = np.random.default_rng([SEED, length])
    chart = control_chart(kind, *simulate(kind, length, random))
    found = detect(chart, rule_set)
    return float((found.winner_direction[:, -1] != 0).mean())


def main() -> None:
    print(f"{'rule set':<18}" + "".join(f"{f'{k} {n}':>9}" for k in ("xmr", "p", "u") for n in LENGTHS))
    for rule_set in RULE_SETS:
        shares = [share_flagged(kind, rule_set, n) for kind in ("xmr", "p", "u") for n in LENGTHS]
        print(f"{rule_set:<18}" + "".join(f"{share:>9.4f}" for share in shares), flush=True)


if __name__ == "__main__":
    main()
