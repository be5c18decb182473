"""Count steady series in which something seems to have built up: writes stats/evidence/built_up_alarms.csv.

    python -m bench.simulate.built_up_alarms

Of XmR charts with the usual rules, as the product judges them (quality/signals/together and ranking), for
autocorrelations of 0 to 0.5; of events with the means for which a CUSUM looks for each of its ratios. A
series that a rule marks at its newest point is not counted. A few minutes on one core.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

import stats
from quality.ranking.wall import EVIDENT
from quality.signals.together.small_changes import CHANGES, RUN_LENGTH
from stats.arrays import Bools, Floats
from stats.evidence import series_evidence
from stats.evidence.built_up import ALIKE, EVENTS, LEVELS, TABLE, WATCHED
from stats.rules.simulate import LENGTHS, remembering
from stats.simulated import write_table

SEED, SERIES, RULES = 20261130, 20_000, "plotthedots"
EXPECTED = {2.0: (0.5, 1.0, 2.0), 1.5: (3.0, 5.0, 9.0), 1.25: (12.0, 20.0, 40.0), 1.1: (80.0, 120.0, 200.0)}
"""Events expected in a period, by the ratio of more that suits them."""


def built_up(values: Floats, phi: float) -> tuple[Bools, Bools]:
    """Return whose level or own past seems to have changed, and of whom that or their smoothed level."""
    chart = stats.control_chart("xmr", values)
    unmarked = stats.detect(chart, RULES).winner_direction[:, -1] == 0
    steps = stats.suggest_rephase(values)
    sigma = (chart.upper - chart.lower)[:, -1] / 6
    found = (steps.start >= 0) & (np.abs(np.nan_to_num(steps.step)) >= sigma)
    found |= series_evidence(values, autocorrelation=phi).p <= EVIDENT
    smooth = stats.ewma(values, centre=chart.centre, sigma=(chart.upper - chart.centre) / 3)
    return unmarked & found, unmarked & (found | (smooth.signal[:, -1] != 0))


def events(mean: float, change: tuple[float, float], points: int, random: np.random.Generator) -> float:
    """Return the share of steady series of events whose sum stands beyond a limit."""
    seen = random.poisson(mean, (SERIES, points)).astype(np.float64)
    expected = np.full(seen.shape, mean)
    limits = [stats.cusum_limit(mean, ratio, RUN_LENGTH) for ratio in change]
    chart = stats.cusum(
        seen, expected, worse=change[0], better=change[1], worse_limit=limits[0], better_limit=limits[1]
    )
    marked = stats.detect(stats.control_chart("u", seen, expected), RULES).winner_direction[:, -1] != 0
    return float(((chart.signal[:, -1] != 0) & ~marked).mean())


def rows() -> Iterator[tuple[object, ...]]:
    """Yield the table's rows."""
    found: dict[tuple[str, float], list[float]] = {}
    for phi in ALIKE:
        for points in LENGTHS:
            random = np.random.default_rng([SEED, int(phi * 100), points])
            values = remembering(random.normal(size=(SERIES, points)), phi)
            for what, marked in zip((LEVELS, WATCHED), built_up(values, phi), strict=True):
                found.setdefault((what, phi), []).append(float(marked.mean()))
    for change in CHANGES:
        random = np.random.default_rng([SEED, int(change[0] * 100)])
        means = EXPECTED[change[0]]
        shares = [np.mean([events(one, change, points, random) for one in means]) for points in LENGTHS]
        found[EVENTS, change[0]] = [float(one) for one in shares]
    for (what, of), chances in found.items():
        yield what, of if what != EVENTS else f"{of:g}", *(f"{one:.4f}" for one in chances)


def main() -> None:
    write_table(TABLE, ("looked_at", "alike_or_ratio", *LENGTHS), rows())


if __name__ == "__main__":
    main()
