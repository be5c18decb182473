"""Rates as they would be were everybody's ages the same: direct and indirect standardisation.

Tables are areas × bands (A, B): areas are whatever is compared (groups, services), bands those of age, or of
age and sex. A band whose people are missing is never left out: the area is then not known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Floats, divide
from stats.intervals import byar
from stats.simulated import read_table

FEWEST_EVENTS = 10
"""Below, a directly standardised rate is not shown (PHE technical guide; Dobson's interval needs them)."""

_BAND = re.compile(r"\s*(\d+)\s*(?:-|–|to)\s*(\d+)\s*|\s*(\d+)\s*(?:\+|and over|and above)\s*")
_OLDEST = 999


@dataclass(frozen=True, slots=True, eq=False)
class Standardised:
    """(A,) each: the rate or ratio with its limits, observed and expected events, why a value is missing."""

    value: Floats
    lower: Floats
    upper: Floats
    observed: Floats
    expected: Floats
    reason: tuple[str, ...]


def standard_population(bands: Sequence[str]) -> Floats:
    """Return (B,) people of the European Standard Population 2013 in these bands, joined by their ages.

    Its five-year bands may be put together ("0-14", "65+"). A band that cuts one of them, is no band of ages,
    or overlaps another is refused with a ValueError. Eurostat 2013, Revision of the European Standard
    Population.

    >>> standard_population(["0-14", "85-89", "90+"])
    array([16000.,  1500.,  1000.])
    """
    standard = _esp2013()
    people, taken = np.zeros(len(bands)), set[tuple[int, int]]()
    for i, name in enumerate(bands):
        first, last = _ages(name)
        inside = {band: n for band, n in standard.items() if first <= band[0] and band[1] <= last}
        cut = not inside or min(b[0] for b in inside) != first or max(b[1] for b in inside) != last
        if cut or taken & inside.keys():
            raise ValueError(
                f"age band {name!r}: expected whole five-year bands of the European Standard Population 2013 "
                "(0-4, 5-9 … 85-89, 90+), none twice; count the people and events by these ages"
            )
        taken |= inside.keys()
        people[i] = sum(inside.values())
    return people


def direct_rate(
    events: ArrayLike,
    people: ArrayLike,
    standard: ArrayLike,
    level: float = 0.95,
    *,
    variance: ArrayLike | None = None,
    fewest_events: float = FEWEST_EVENTS,
) -> Standardised:
    """Return directly standardised rates Σ s x/n / Σ s with Dobson's interval (1991, Stat Med 10: 457).

    events x, people n (A, B); standard s (B,). Limits: rate + √(V / X) × (Byar's limit of X − X) with X all
    events and V = Σ s² v/n² / (Σ s)². `variance` v (A, B) is that of the events: the events themselves,
    unless people have several (see `repeated_events`). Rates are per person: multiply as you like.

    >>> found = direct_rate([[10, 30], [0, 4]], [[1000, 500], [10, 50]], [0.6, 0.4])
    >>> (1000 * found.value).round(1), (1000 * found.lower).round(1), found.reason[1]
    (array([30., nan]), array([21.4,  nan]), 'fewer than 10 events')
    """
    x, n = np.atleast_2d(np.asarray(events, np.float64)), np.atleast_2d(np.asarray(people, np.float64))
    v = x if variance is None else np.atleast_2d(np.asarray(variance, np.float64))
    weight = np.asarray(standard, np.float64)
    weight = weight / weight.sum()
    total = x.sum(axis=1)
    rate = (weight * divide(x, n)).sum(axis=1)
    spread = (weight**2 * divide(v, n**2)).sum(axis=1)
    low, high = byar(total, level=level, exact_below=0)
    reach = np.sqrt(divide(spread, total))
    reason = _reasons(n, x)
    few = total < fewest_events
    too_few = f"fewer than {fewest_events:g} events"
    reason = tuple(r or (too_few if f else "") for r, f in zip(reason, few, strict=True))
    shown = np.array([not r for r in reason])
    value, lower, upper = (
        np.where(shown, a, np.nan)
        for a in (rate, rate + reach * (low - total), rate + reach * (high - total))
    )
    return Standardised(value, lower, upper, total, np.full(total.shape, np.nan), reason)


def repeated_events(persons: ArrayLike, times: ArrayLike) -> tuple[Floats, Floats]:
    """Return (…,) events and their variance when persons (…, F) had the event so many times (F,).

    Events Σ f × persons, variance Σ f² × persons: somebody's events do not happen independently.

    >>> repeated_events([[5, 2]], [1, 3])
    (array([11.]), array([23.]))
    """
    count, f = np.asarray(persons, np.float64), np.asarray(times, np.float64)
    return (f * count).sum(axis=-1), (f**2 * count).sum(axis=-1)


def indirect_ratio(
    events: ArrayLike,
    people: ArrayLike,
    reference_events: ArrayLike,
    reference_people: ArrayLike,
    level: float = 0.95,
) -> Standardised:
    """Return indirectly standardised ratios O / E with Byar's or exact limits of O (Breslow & Day 1987).

    events, people (A, B); the reference's (B,). E = Σ people × reference rate of the band. Two ratios answer
    for their own ages each and are not compared with one another. A rate: multiply by the reference's.

    >>> found = indirect_ratio([[4, 16]], [[100, 100]], [50, 100], [1000, 1000])
    >>> found.value.round(3), found.expected, found.lower.round(3), found.upper.round(3)
    (array([1.333]), array([15.]), array([0.814]), array([2.059]))
    """
    x, n = np.atleast_2d(np.asarray(events, np.float64)), np.atleast_2d(np.asarray(people, np.float64))
    top, bottom = np.asarray(reference_events, np.float64), np.asarray(reference_people, np.float64)
    observed = x.sum(axis=1)
    rate = divide(top, bottom)
    # Nobody here of an age, or none with an event in the reference: the other number does not matter.
    expected = np.where((n == 0) | (rate == 0), 0.0, n * rate).sum(axis=1)
    low, high = byar(observed, expected, level)
    reason = tuple(
        "" if np.isfinite(o) and e > 0 else "a band has no events, people or reference rate"
        for o, e in zip(observed, expected, strict=True)
    )
    return Standardised(divide(observed, expected), low, high, observed, expected, reason)


def _reasons(people: Floats, events: Floats) -> tuple[str, ...]:
    return tuple(
        "no population in a standardisation band"
        if not (n > 0).all()
        else ("a band has no number of events" if np.isnan(x).any() else "")
        for n, x in zip(people, events, strict=True)
    )


def _ages(band: str) -> tuple[int, int]:
    found = _BAND.fullmatch(str(band))
    if not found:
        raise ValueError(f"age band {band!r}: expected ages such as 0-4 or 90+")
    first, last, onwards = found.groups()
    return (int(onwards), _OLDEST) if onwards else (int(first), int(last))


@cache
def _esp2013() -> dict[tuple[int, int], float]:
    _, numbers = read_table(Path(__file__).with_name("esp2013.csv"), keys=1)
    return {_ages(band): people for (band,), (people,) in numbers.items()}
