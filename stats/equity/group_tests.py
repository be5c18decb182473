"""Does a group differ from everybody else by more than chance, over all charts of a page?

Groups are compared with everybody else over the latest year, allowing for how much their monthly
differences really vary (Laney 2002) and for how many groups are looked at (Benjamini & Hochberg 1995). One
bad group makes all others look good: a group keeps its flag only if it differs, in the same direction, from
the others without those that differ most as well. That takes flags away and never adds one, so a verdict
always agrees with the figures of everybody else. docs/equity.md says how often this is wrong on simulated
pages.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import stdtr

from stats.arrays import Bools, Floats, divide
from stats.equity.gap_chart import gap_error
from stats.limits.chart import D2
from stats.multiplicity import discoveries

MINIMUM_PEOPLE = 30
MINIMUM_EXPECTED = 5
"""Events, and people without one, that a group must be expected to have: below, the normal approximation and
with it the test are not to be trusted."""

# The variance of one group's monthly z is known from two dozen points only; it is drawn towards the
# mean of the chart's groups (Smyth 2004). Degrees of freedom of the two, chosen on the simulated pages.
SHARED_DF = 40
OWN_DF = 18

FALSE_DISCOVERY_RATE = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class GroupSignals:
    """(C, G) for C charts of G groups, over the latest year.

    gap: value of the group minus that of everybody else (their share or rate, not multiplied)
    z: gap in standard errors, allowing for dispersion; p: chance of one as large, were there no difference
    is_eligible: large enough to be tested at all
    is_clear: differs, after counting all tests; is_found: and by at least the minimum gap
    change, change_found: the same for the gap less the gap of the year before
    sigma: how much more the monthly differences vary than chance alone, at least 1
    """

    gap: Floats
    z: Floats
    p: Floats
    is_eligible: Bools
    is_clear: Bools
    is_found: Bools
    change: Floats
    change_p: Floats
    change_found: Bools
    sigma: Floats


def group_signals(
    numerator: Floats,
    denominator: Floats,
    *,
    latest: slice,
    before: slice,
    minimum_gap: Floats | float = 0.0,
    is_rate: bool = False,
    compared: Bools | None = None,
    q: float = FALSE_DISCOVERY_RATE,
) -> GroupSignals:
    """Test every group of every chart, as one family of tests; and whether its gap changed, as another.

    numerator, denominator: (C, G, P) per period, NaN for none; latest, before: columns of the latest year and
    of the one before it (empty when there is none); minimum_gap: (C,) smallest gap worth a flag, in shares;
    compared: (C, G) groups that are tested and compared with (not stated is not).
    """
    x, n = np.nan_to_num(numerator), np.nan_to_num(denominator)
    if compared is not None:
        x, n = (np.where(compared[..., np.newaxis], a, 0.0) for a in (x, n))
    least = np.broadcast_to(np.asarray(minimum_gap, dtype=np.float64), x.shape[:1])[:, np.newaxis]
    known = slice(
        min(before.start, latest.start) if before.stop > before.start else latest.start, latest.stop
    )
    removed = np.zeros(x.shape[:2], dtype=np.bool_)
    first = found = _tests(x, n, removed, known, latest, before, least, is_rate, q)
    while True:
        kept = _agreed(first, found)
        flagged = (kept.is_found | kept.change_found) & ~removed
        # At least two groups must be left to be compared with each other.
        flagged &= (((n.sum(axis=-1) > 0) & ~removed).sum(axis=1) > 2)[:, np.newaxis]
        if not flagged.any():
            return kept
        strength = np.where(flagged, np.fmax(np.abs(found.z), 0), -1.0)
        strongest = np.arange(x.shape[1]) == strength.argmax(axis=1)[:, np.newaxis]
        removed |= strongest & flagged
        found = _tests(x, n, removed, known, latest, before, least, is_rate, q)


def _agreed(first: GroupSignals, found: GroupSignals) -> GroupSignals:
    """Keep of the first tests, against everybody else, the flags that the later ones confirm."""
    same, same_change = (
        np.sign(a) == np.sign(b) for a, b in ((first.gap, found.gap), (first.change, found.change))
    )
    return replace(
        first,
        is_clear=first.is_clear & found.is_clear & same,
        is_found=first.is_found & found.is_found & same,
        change_found=first.change_found & found.change_found & same_change,
    )


def _tests(
    x: Floats,
    n: Floats,
    removed: Bools,
    known: slice,
    latest: slice,
    before: slice,
    least: Floats,
    is_rate: bool,
    q: float,
) -> GroupSignals:
    sigma = _dispersion(_gap(x[..., known], n[..., known], removed[..., np.newaxis], is_rate))
    now = _gap(*_summed(x, n, latest), removed, is_rate)
    then = _gap(*_summed(x, n, before), removed, is_rate)
    z, p = _judge(now.value, now.error, sigma, now.is_eligible)
    change, both = now.value - then.value, now.is_eligible & then.is_eligible
    _, change_p = _judge(change, np.hypot(now.error, then.error), sigma, both)
    with np.errstate(invalid="ignore"):
        matters, moved = np.abs(now.value) >= least, np.abs(change) >= least
    return GroupSignals(
        gap=now.value,
        z=z,
        p=p,
        is_eligible=now.is_eligible,
        is_clear=(clear := discoveries(p, q)),
        is_found=clear & matters,
        change=change,
        change_p=change_p,
        change_found=discoveries(change_p, q) & moved,
        sigma=sigma,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Gap:
    value: Floats
    error: Floats
    is_eligible: Bools


def _summed(x: Floats, n: Floats, columns: slice) -> tuple[Floats, Floats]:
    return x[..., columns].sum(axis=-1), n[..., columns].sum(axis=-1)


def _gap(x: Floats, n: Floats, removed: Bools, is_rate: bool) -> _Gap:
    """Compare each group (axis 1) with everybody else who is not removed."""
    kept_x, kept_n = (np.where(removed, 0.0, a) for a in (x, n))
    rest_x = kept_x.sum(axis=1, keepdims=True) - kept_x
    rest_n = kept_n.sum(axis=1, keepdims=True) - kept_n
    both = divide(x + rest_x, n + rest_n)
    error = gap_error(x, n, rest_x, rest_n, is_rate=is_rate)
    expected = np.minimum(n, rest_n) * both
    unexpected = expected if is_rate else np.minimum(n, rest_n) - expected
    with np.errstate(invalid="ignore"):
        large = (n >= MINIMUM_PEOPLE) & (expected >= MINIMUM_EXPECTED) & (unexpected >= MINIMUM_EXPECTED)
    return _Gap(divide(x, n) - divide(rest_x, rest_n), error, large & (error > 0))


def _dispersion(monthly: _Gap) -> Floats:
    """Return (C, G) standard deviation of the monthly z, from moving ranges, drawn to the chart's mean, at
    least 1.

    sigma² = (40 × mean over groups + 18 × own) / 58.
    """
    z = divide(monthly.value, monthly.error)
    steps = np.abs(np.diff(z, axis=-1))
    count = (~np.isnan(steps)).sum(axis=-1)
    own = (divide(np.nansum(steps, axis=-1), count.astype(np.float64)) / D2) ** 2
    groups = (~np.isnan(own)).sum(axis=1, keepdims=True).astype(np.float64)
    shared = divide(np.nansum(own, axis=1, keepdims=True), groups)
    drawn = (SHARED_DF * shared + OWN_DF * np.where(np.isnan(own), shared, own)) / (SHARED_DF + OWN_DF)
    sigma: Floats = np.sqrt(np.fmax(drawn, 1.0))
    return sigma


def _judge(value: Floats, error: Floats, sigma: Floats, eligible: Bools) -> tuple[Floats, Floats]:
    z = np.where(eligible, divide(value, error * sigma), np.nan)
    return z, 2 * stdtr(SHARED_DF + OWN_DF, -np.abs(z))
