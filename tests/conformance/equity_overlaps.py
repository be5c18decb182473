"""Disclosure cases whose published sums overlap: services inside services, bands by sex, windows of months.

Each is laid out as the gate meets it, beside another group that is large in all of it: everyone's number is
always shown, and would be the group's own without one.
"""

from __future__ import annotations

import re
from calendar import month_abbr
from collections.abc import Mapping
from datetime import date

import numpy as np

from catalogue.fields.periods import Frequency, step
from quality.disclosure.table import Table
from quality.disclosure.together import hidden_at_each_grain
from quality.series.calendar_blocks import Grain, blocks
from tests.conformance.equity_fields import Row

MONTH = re.compile(r"[A-Z][a-z]{2}\d{2}")
FIRST = date(2025, 1, 1)
LARGE = np.random.default_rng(0)


def hidden(table: Row, k: int) -> list[str]:
    """Return the published sums that the gate hides, or never shows."""
    atoms, published = table["atoms"], {name: set(parts) for name, parts in table["published"].items()}
    if all(MONTH.match(name) for name in atoms):
        return _windows(atoms, published, k)
    factors = [name.rsplit(" ", 1) for name in atoms]
    if all(len(pair) == 2 for pair in factors) and len(atoms) == np.prod(
        [len(set(side)) for side in zip(*factors, strict=True)]
    ):
        return _two_ways(atoms, published, k)
    return _services(atoms, published, k)


def _services(atoms: Mapping[str, int], published: Mapping[str, set[str]], k: int) -> list[str]:
    """One is all of them; the others stand inside it, and so does what nobody published."""
    (around,) = (name for name, parts in published.items() if parts == set(atoms))
    inside = {name: parts for name, parts in published.items() if name != around}
    inside |= {name: {name} for name in set(atoms) - set().union(*inside.values())}
    counts = [sum(atoms[atom] for atom in parts) for parts in (set(atoms), *inside.values())]
    mask = _decided(np.array(counts, dtype=float)[:, np.newaxis], k)[Grain.PERIOD][:, 0]
    names = [around, *inside]
    return [names[i] for i in np.flatnonzero(mask) if names[i] in published]


def _two_ways(atoms: Mapping[str, int], published: Mapping[str, set[str]], k: int) -> list[str]:
    """Bands are services inside all of them, whose everyone is always shown, and sexes the groups."""
    bands = list(dict.fromkeys(name.rsplit(" ", 1)[0] for name in atoms))
    sexes = list(dict.fromkeys(name.rsplit(" ", 1)[1] for name in atoms))
    cells = np.array([[atoms[f"{band} {sex}"] for sex in sexes] for band in bands], dtype=float)
    counts = np.vstack([cells.sum(axis=0), cells])
    table = table_of(counts[..., np.newaxis], counts.sum(axis=1, keepdims=True))
    mask = hidden_at_each_grain([table], {0: list(range(1, len(counts)))}, k)[Grain.PERIOD]
    parts = {
        frozenset(f"{band} {sexes[g]}" for band in (bands[row - 1 : row] or bands)): bool(mask[row, g])
        for row in range(len(counts))
        for g in range(len(sexes))
    }
    return [name for name, its in published.items() if parts.get(frozenset(its), False)]


def _windows(atoms: Mapping[str, int], published: Mapping[str, set[str]], k: int) -> list[str]:
    """Months of one group. Of windows that overlap only whole calendar years of quarters are ever shown."""
    months = [_month(name) for name in atoms]
    lengths = [*np.diff([12 * day.year + day.month for day in months]).tolist(), 1]
    counts = np.concatenate(
        [total // n + (np.arange(n) < total % n) for total, n in zip(atoms.values(), lengths, strict=True)]
    )
    mask = _decided(counts[np.newaxis].astype(float), k, months[0])[Grain.YEAR][0, 0]
    complete = blocks(*_calendar(len(counts), months[0]))
    years = [(complete.first[i], complete.last[i + complete.per_year - 1]) for i in range(complete.years)]
    begins = dict(zip(atoms, np.cumsum([0, *lengths[:-1]]).tolist(), strict=True))
    ends = {name: begins[name] + length for name, length in zip(atoms, lengths, strict=True)}
    shown = {span for span in years if not mask}
    return [
        name
        for name, parts in published.items()
        if (min(begins[part] for part in parts), max(ends[part] for part in parts)) not in shown
    ]


def _month(name: str) -> date:
    """Return the first day of the first month of a name: `May24-Mar25`."""
    return date(2000 + int(name[3:5]), [*month_abbr].index(name[:3]), 1)


def _calendar(months: int, first: date) -> tuple[tuple, Frequency, np.ndarray]:
    periods = tuple(step(first, Frequency.MONTHLY, month) for month in range(months))
    return periods, Frequency.MONTHLY, np.ones(months, dtype=bool)


def _decided(counts: np.ndarray, k: int, first: date = FIRST) -> Mapping[Grain, np.ndarray]:
    """Decide of one group in a service and those inside it (S, P), beside all others."""
    others = LARGE.integers(500, 1000, counts.shape).astype(float)
    if len(others) > 1:
        others[0] = others[1:].sum(axis=0)
    both = np.stack([counts, others], axis=1)
    table = table_of(both, both.sum(axis=1), first)
    inside = {0: list(range(1, len(counts)))} if len(counts) > 1 else {}
    return hidden_at_each_grain([table], inside, k)


def table_of(x: np.ndarray, everyone: np.ndarray, first: date = FIRST) -> Table:
    """Return counts of services, groups and months as their cases have them, without denominators."""
    nobody = np.full(x.shape, np.nan)
    calendar = _calendar(x.shape[-1], first)
    counts = {
        "numerator": x.astype(float),
        "denominator": nobody,
        "total_numerator": np.broadcast_to(everyone, (len(x), x.shape[-1])).astype(float),
        "total_denominator": nobody[:, 0],
    }
    return Table(frozenset(range(len(x))), calendar[0], blocks(*calendar), counts)
