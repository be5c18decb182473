"""Funnel limits that allow for how much units differ for reasons that nobody wrote down.

Each unit is put on a scale on which its standard error is known; z = (y − target) / error; their spread
beyond chance is τ², estimated without the units furthest out (Spiegelhalter 2005, Stat Med 24: 1185;
Spiegelhalter et al. 2012, JRSS A 175: 1; DerSimonian & Laird 1986).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv

from stats.arrays import Bools, Floats, divide
from stats.intervals import Interval

TRIMMED = 0.1
"""Share of units at each end that are drawn in (winsorised) or left out of the estimate of spread."""

RATIO_LOG, RATIO_ROOT, PROPORTION, RATIO_OF_COUNTS = (
    "ratio-log",
    "ratio-root",
    "proportion",
    "ratio-of-counts",
)
SCALES = (RATIO_LOG, RATIO_ROOT, PROPORTION, RATIO_OF_COUNTS)


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Units (N,): y on the scale with its standard error and z; z after the ends were drawn in or left out
    (NaN), and which these are. phi: mean z² of those; tau2: variance between units beyond chance, on the
    scale.

    `is_overdispersed`: phi is above 1, so limits are widened by tau2.
    """

    scale: str
    target: float
    y: Floats
    error: Floats
    z: Floats
    trimmed_z: Floats
    is_trimmed: Bools
    phi: float
    tau2: float

    @property
    def is_overdispersed(self) -> bool:
        return self.phi > 1 and self.tau2 > 0

    def limits(self, z: float, *, widened: bool = True) -> Interval:
        """Return (N,) the values between which a unit is usual: target ± z √(error² + τ²), turned back.

        z: standard errors to each side (`normal_quantile` of a level). On the scales of roots the ends stop
        at 0, and at 1 for shares: beyond, the square and the sine would turn back.
        """
        reach = z * np.sqrt(self.error**2 + (self.tau2 if widened and self.is_overdispersed else 0.0))
        back = _BACK[self.scale]
        return back(self.target - reach), back(self.target + reach)


def spread(
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    scale: str,
    trimmed: float = TRIMMED,
    leave_out: bool = False,
) -> Spread:
    """Estimate how much units (N,) vary beyond chance.

    scale "ratio-log": ln(O/E), error 1/√E, target 0 (SHMI); "ratio-root": √(O/E), 1/(2√E), 1 (CQC);
    "proportion": arcsin √p, 1/(2√n), that of all units; "ratio-of-counts": ln((x + ½)/(n + ½)),
    √(x/(x + ½)² + n/(n + ½)²), that of all. The share `trimmed` of units at each end is drawn in to their
    quantiles, or left out (`leave_out`: tenths by rank, as SHMI does). φ = mean z², I units, ω = 1/error²:
    τ² = max(0, (I φ − (I − 1)) / (Σω − Σω²/Σω)). Fails with a ValueError on another scale.

    >>> found = spread([30, 50, 20, 42, 38], [40, 40, 40, 40, 40], scale="ratio-root")
    >>> round(found.phi, 3), round(found.tau2, 4), found.limits(1.96)[0].round(2)
    (2.506, 0.0133, array([0.53, 0.53, 0.53, 0.53, 0.53]))
    """
    if scale not in SCALES:
        raise ValueError(f"scale: expected one of {', '.join(SCALES)}, got {scale!r}")
    x, n = np.broadcast_arrays(np.asarray(numerator, np.float64), np.asarray(denominator, np.float64))
    target, y, error = _on_scale(scale, x, np.where(n > 0, n, np.nan))
    z = (y - target) / error
    trimmed_z, is_trimmed = (_left_out if leave_out else _drawn_in)(z, trimmed)
    used = np.isfinite(trimmed_z)
    units, weight = int(used.sum()), error[used] ** -2.0
    phi = float((trimmed_z[used] ** 2).mean()) if units else float("nan")
    left = weight.sum() - (weight**2).sum() / weight.sum() if units else 0.0
    tau2 = max(0.0, float((units * phi - (units - 1)) / left)) if left > 0 else 0.0
    return Spread(scale, target, y, error, z, trimmed_z, is_trimmed, phi, tau2)


def exact_ratio_limits(expected: ArrayLike, level: float) -> Interval:
    """Return the ratios O / E between which exact Poisson limits of the expected number lie.

    >>> low, high = exact_ratio_limits([4, 100], 0.95)
    >>> low.round(2), high.round(2)
    (array([0.27, 0.81]), array([2.56, 1.22]))
    """
    e = np.asarray(expected, np.float64)
    e = np.where(e > 0, e, np.nan)
    tail = (1 - level) / 2
    return gammaincinv(e, tail) / e, gammaincinv(e + 1, 1 - tail) / e


def _on_scale(scale: str, x: Floats, n: Floats) -> tuple[float, Floats, Floats]:
    share = divide(np.asarray(np.nansum(x)), np.asarray(np.nansum(n)))
    with np.errstate(divide="ignore", invalid="ignore"):
        if scale == RATIO_LOG:
            return 0.0, np.log(x / n), 1 / np.sqrt(n)
        if scale == RATIO_ROOT:
            return 1.0, np.sqrt(x / n), 1 / (2 * np.sqrt(n))
        if scale == PROPORTION:
            return float(np.arcsin(np.sqrt(share))), np.arcsin(np.sqrt(x / n)), 1 / (2 * np.sqrt(n))
        error = np.sqrt(x / (x + 0.5) ** 2 + n / (n + 0.5) ** 2)
        return float(np.log(share)), np.log((x + 0.5) / (n + 0.5)), error


def _drawn_in(z: Floats, share: float) -> tuple[Floats, Bools]:
    known = z[~np.isnan(z)]
    if not known.size:
        return z, np.zeros(z.shape, np.bool_)
    with np.errstate(invalid="ignore"):
        low, high = np.quantile(known, [share, 1 - share])
    drawn: Floats = np.clip(z, low, high)
    return drawn, ~np.isnan(z) & (drawn != z)


def _left_out(z: Floats, share: float) -> tuple[Floats, Bools]:
    known = ~np.isnan(z)
    parts, count = 1 / share if share > 0 else np.inf, int(known.sum())
    ordered = np.sort(z[known])
    # Ties share the middle of their places.
    places = (np.searchsorted(ordered, z, "left") + np.searchsorted(ordered, z, "right") + 1) / 2
    part = np.floor(places * parts / (count + 1) + 1e-12) if share > 0 else np.ones(z.shape)
    out = known & ((part == 0) | (part >= np.round(parts) - 1)) if share > 0 else np.zeros(z.shape, np.bool_)
    return np.where(out, np.nan, z), out


def _square(y: Floats) -> Floats:
    return np.maximum(y, 0.0) ** 2


def _sine(y: Floats) -> Floats:
    return np.sin(np.clip(y, 0.0, np.pi / 2)) ** 2


_BACK: dict[str, Callable[[Floats], Floats]] = {
    RATIO_LOG: np.exp,
    RATIO_ROOT: _square,
    PROPORTION: _sine,
    RATIO_OF_COUNTS: np.exp,
}
