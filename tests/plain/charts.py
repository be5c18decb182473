"""Control charts the slow way: one phase at a time, in plain Python, as a textbook would say it.

Written from the formulas, not from the fast engine; the two are compared on random series.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp, isnan, lgamma, nan, pi, sqrt
from statistics import median

import numpy as np

from stats import Chart, ChartOptions, Phases

Numbers = list[float]
LINES = ("values", "centre", "lower", "upper", "near_lower", "near_upper")


@dataclass
class Phase:
    """The points of one phase of one series; NaN is missing."""

    numerator: Numbers
    denominator: Numbers
    baseline: list[bool]
    included: list[bool]
    options: ChartOptions
    spread: Numbers = field(default_factory=list)

    def value(self, place: int) -> float:
        return over(self.numerator[place], self.denominator[place])

    @property
    def values(self) -> Numbers:
        return [self.value(place) for place in range(len(self.numerator))]

    def based(self, numbers: Numbers) -> Numbers:
        return [n for n, counts in zip(numbers, self.baseline, strict=True) if counts and not isnan(n)]

    def ratio(self) -> float:
        places = [i for i, y in enumerate(self.values) if self.baseline[i] and not isnan(y)]
        return over(sum(self.numerator[i] for i in places), sum(self.denominator[i] for i in places))


def over(top: float, bottom: float) -> float:
    return top / bottom if bottom > 0 else nan


def mean(numbers: Numbers) -> float:
    return sum(numbers) / len(numbers) if numbers else nan


def mean_range(numbers: Numbers, phase: Phase) -> float:
    """Mean moving range of the baseline, bridging excluded points but not missing ones."""
    here = [i for i in range(len(numbers)) if phase.included[i]]
    ranges = [
        abs(numbers[i] - numbers[j]) for j, i in pairwise(here) if phase.baseline[i] and phase.baseline[j]
    ]
    return screened(ranges, 3.267 if phase.options.screen else None)


def screened(ranges: Numbers, factor: float | None) -> float:
    known = [r for r in ranges if not isnan(r)]
    if factor is None or not known:
        return mean(known)
    return mean([r for r in known if r < factor * mean(known)])


def around(
    values: Numbers, centre: float, sigmas: Numbers, low: float = nan, high: float = nan
) -> list[Numbers]:
    def line(times: int) -> Numbers:
        return [clip(centre + times * sigma, low, high) for sigma in sigmas]

    return [values, [centre] * len(values), line(-3), line(3), line(-2), line(2)]


def clip(number: float, low: float, high: float) -> float:
    if number < low:
        return low
    return high if number > high else number


def run(phase: Phase) -> list[Numbers]:
    known = phase.based(phase.values)
    return around(phase.values, median(known) if known else nan, [nan] * len(phase.values))


def xmr(phase: Phase) -> list[Numbers]:
    sigma = mean_range(phase.values, phase) * phase.options.constant / 3
    return around(phase.values, mean(phase.based(phase.values)), [sigma] * len(phase.values))


def individuals(phase: Phase) -> list[Numbers]:
    sigma = mean_range(phase.values, phase) / 1.128
    return around(phase.values, mean(phase.based(phase.values)), [sigma] * len(phase.values))


def mr(phase: Phase) -> list[Numbers]:
    y = phase.values
    ranges = [nan] + [abs(b - a) for a, b in pairwise(y)]
    centre = mean(phase.based(ranges))
    zero, size = [0.0] * len(y), len(y)
    return [ranges, [centre] * size, zero, [3.267 * centre] * size, zero, [3.267 * 2 / 3 * centre] * size]


def root(number: float) -> float:
    return sqrt(number) if number >= 0 else nan


def binomial(phase: Phase) -> tuple[float, Numbers]:
    c = phase.ratio()
    return c, [root(over(c * (1 - c), n)) for n in known_denominators(phase)]


def poisson(phase: Phase) -> tuple[float, Numbers]:
    c = phase.ratio()
    return c, [root(over(c, n)) for n in known_denominators(phase)]


def known_denominators(phase: Phase) -> Numbers:
    return [nan if isnan(y) else n for y, n in zip(phase.values, phase.denominator, strict=True)]


def p(phase: Phase) -> list[Numbers]:
    return around(phase.values, *binomial(phase), 0, 1)


def u(phase: Phase) -> list[Numbers]:
    return around(phase.values, *poisson(phase), 0)


def laney(chance: Callable[[Phase], tuple[float, Numbers]], high: float) -> Callable[[Phase], list[Numbers]]:
    def lines(phase: Phase) -> list[Numbers]:
        centre, sigmas = chance(phase)
        z = [over(y - centre, s) for y, s in zip(phase.values, sigmas, strict=True)]
        factor = mean_range(z, phase) / 1.128
        return around(phase.values, centre, [s * factor for s in sigmas], 0, high)

    return lines


def c(phase: Phase) -> list[Numbers]:
    centre = mean(phase.based(phase.numerator))
    return around(phase.numerator, centre, [root(centre)] * len(phase.numerator), 0)


def g(phase: Phase) -> list[Numbers]:
    known = phase.based(phase.values)
    m = mean(known)
    lines = around(phase.values, m, [root(m * (m + 1))] * len(phase.values), 0)
    lines[1] = [median(known) if known else nan] * len(phase.values)
    return lines


def t(phase: Phase) -> list[Numbers]:
    roots = [y ** (1 / 3.6) for y in phase.values]
    centre, sigma = mean(phase.based(roots)), mean_range(roots, phase) / 1.128
    lines = around(roots, centre, [sigma] * len(roots), 0)
    return [phase.values, *([number**3.6 for number in line] for line in lines[1:])]


def ip(phase: Phase) -> list[Numbers]:
    y, n = phase.values, known_denominators(phase)
    pairs = range(1, len(y))
    steps = [sqrt(pi / 2) * abs(y[i] - y[i - 1]) / sqrt(1 / n[i] + 1 / n[i - 1]) for i in pairs]
    typical = screened(steps, 3.2665 if phase.options.screen else None)
    return around(y, phase.ratio(), [typical / sqrt(size) for size in n])


def c4(n: float) -> float:
    return sqrt(2 / (n - 1)) * exp(lgamma(n / 2) - lgamma((n - 1) / 2)) if n > 1 else nan


def within(phase: Phase, sizes: Numbers) -> float:
    """Typical standard deviation inside a subgroup: their mean if all are of one size, else pooled."""
    if len({size for size in sizes if not isnan(size)}) <= 1:
        return mean(phase.based(phase.spread))
    parts = [(n - 1, (n - 1) * s * s) for n, s in zip(sizes, phase.spread, strict=True)]
    squares = sum(phase.based([square for _, square in parts]))
    return root(over(squares, sum(phase.based([weight for weight, _ in parts]))))


def xbar(phase: Phase) -> list[Numbers]:
    sizes = known_denominators(phase)
    weights = phase.based(sizes)
    means = phase.based([n * y for n, y in zip(sizes, phase.numerator, strict=True)])
    typical = within(phase, sizes)
    sigmas = [over(typical, c4(n) * root(n)) for n in sizes]
    known = [nan if isnan(n) else y for n, y in zip(sizes, phase.numerator, strict=True)]
    return around(known, over(sum(means), sum(weights)), sigmas)


def s(phase: Phase) -> list[Numbers]:
    sizes = known_denominators(phase)
    centre = within(phase, sizes)
    return around(phase.spread, centre, [over(centre * root(1 - c4(n) ** 2), c4(n)) for n in sizes], 0)


PLAIN: dict[str, Callable[[Phase], list[Numbers]]] = {
    "run": run,
    "xmr": xmr,
    "i": individuals,
    "mr": mr,
    "p": p,
    "pp": laney(binomial, 1),
    "u": u,
    "up": laney(poisson, nan),
    "c": c,
    "g": g,
    "t": t,
    "ip": ip,
    "xbar": xbar,
    "s": s,
}


def plain_chart(
    kind: str,
    numerator: np.ndarray,
    denominator: np.ndarray | None,
    phases: Phases,
    options: ChartOptions,
    spread: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """Name of line → (S, P), to compare with a `Chart`."""
    below = np.ones_like(numerator) if denominator is None else denominator
    inside = np.full_like(numerator, nan) if spread is None else spread
    drawn = {name: np.full(numerator.shape, nan) for name in LINES}
    for row, columns in phase_columns(phases.phase):
        phase = Phase(
            numerator[row, columns].tolist(),
            below[row, columns].tolist(),
            phases.baseline[row, columns].tolist(),
            phases.included[row, columns].tolist(),
            options,
            inside[row, columns].tolist(),
        )
        for name, line in zip(LINES, PLAIN[kind](phase), strict=True):
            drawn[name][row, columns] = np.array(line) * options.multiplier
    return drawn


def phase_columns(phase: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    for row in range(len(phase)):
        for number in np.unique(phase[row]):
            yield row, np.flatnonzero(phase[row] == number)


def drawn_by_hand(values: list[float | None], limit: float = 3.0, **changes: object) -> Chart:
    """One series on a chart with centre 0, limits ±3 and near lines ±2: values are sigmas."""
    y = np.array([[nan if value is None else value for value in values]], dtype=float)
    line = np.ones_like(y)
    parts: dict[str, object] = {
        "kind": "xmr",
        "values": y,
        "centre": 0 * line,
        "lower": -limit * line,
        "upper": limit * line,
        "near_lower": -limit * 2 / 3 * line,
        "near_upper": limit * 2 / 3 * line,
        "phases": Phases.single((1, len(values))),
        "is_provisional": line == 0,
        "is_constant": line == 0,
    }
    return Chart(**(parts | changes))  # type: ignore[arg-type]
