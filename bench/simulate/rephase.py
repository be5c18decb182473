"""How often a rephase is suggested where there is nothing to find, and how often a real step is found: the
numbers in docs/methods.md and the thresholds of `stats.diagnostics.change_point`.

    python -m bench.simulate.rephase

About a minute. The seed is fixed: the same numbers come out again.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from stats.diagnostics.change_point import POINTS, best_split
from stats.diagnostics.suggest_rephase import suggest_rephase

SEED = 20261121
SERIES = 10_000
LENGTHS = (24, 36, 60)

Maker = Callable[[Generator, tuple[int, int]], np.ndarray]


def wandering(r: float) -> Maker:
    """Each value remembers a share r of the one before; standard deviation 1."""

    def make(rng: Generator, shape: tuple[int, int]) -> np.ndarray:
        noise = rng.normal(size=shape)
        values = noise.copy()
        for column in range(1, shape[1]):
            values[:, column] = r * values[:, column - 1] + np.sqrt(1 - r * r) * noise[:, column]
        return values

    return make


def sloping(a_year: float) -> Maker:
    """A steady slope, in standard deviations a year of months."""
    return lambda rng, shape: rng.normal(size=shape) + np.arange(shape[1]) * a_year / 12


def seasonal(height: float) -> Maker:
    """A wave of this height over twelve months."""
    return lambda rng, shape: (
        rng.normal(size=shape)
        + height * np.sin(2 * np.pi * np.arange(shape[1]) / 12 + rng.uniform(0, 7, (shape[0], 1)))
    )


def gaps(rng: Generator, shape: tuple[int, int]) -> np.ndarray:
    return np.where(rng.random(shape) < 0.05, np.nan, rng.normal(size=shape))


def step(size: float, back: int = 12) -> Maker:
    """A step so many standard deviations high, `back` points before the end."""
    return lambda rng, shape: rng.normal(size=shape) + size * (np.arange(shape[1]) >= shape[1] - back)


def passing(rng: Generator, shape: tuple[int, int]) -> np.ndarray:
    """Two standard deviations high for ten points, and back again for the last eight."""
    from_end = shape[1] - np.arange(shape[1])
    return rng.normal(size=shape) + 2.0 * ((from_end > 8) & (from_end <= 18))


STEADY: dict[str, Maker] = {
    "normal": wandering(0.0),
    "skewed (exponential)": lambda rng, shape: rng.exponential(size=shape),
    "counts around 3": lambda rng, shape: rng.poisson(3, shape).astype(float),
    "one in twenty missing": gaps,
    "wandering, r 0.2": wandering(0.2),
    "wandering, r 0.4": wandering(0.4),
    "wandering, r 0.6": wandering(0.6),
    "slope of 0.25 a year": sloping(0.25),
    "slope of 0.5 a year": sloping(0.5),
    "slope of 1 a year": sloping(1.0),
    "yearly wave of 0.5": seasonal(0.5),
    "yearly wave of 1": seasonal(1.0),
    "up for ten points, and back": passing,
}
STEPS: dict[str, Maker] = {
    f"step of {size}, {back} points": step(size, back)
    for size in (1.0, 1.5, 2.0, 3.0)
    for back in (10, 12, 18)
}


def share_suggested(make: Maker, length: int, series: int = SERIES) -> float:
    rng = np.random.default_rng([SEED, length])
    return float((suggest_rephase(make(rng, (series, length))).start >= 0).mean())


def thresholds() -> list[float]:
    """The z that one steady series in a hundred exceeds, eight points or more a side."""
    rng = np.random.default_rng(SEED)
    sizes = [(20_000 if n < 100 else 5_000, int(n)) for n in POINTS]
    return [
        float(np.quantile(np.concatenate([best_split(rng.normal(size=s), 8).z for _ in range(4)]), 0.99))
        for s in sizes
    ]


def main() -> None:
    print("thresholds", [round(z, 2) for z in thresholds()])
    for name, make in (STEADY | STEPS).items():
        shares = [share_suggested(make, n) for n in LENGTHS]
        print(f"{name:<30}" + "".join(f"{share:>8.3f}" for share in shares), flush=True)


if __name__ == "__main__":
    main()
