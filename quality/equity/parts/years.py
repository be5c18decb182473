"""Groups year by year: one value a group and year, none of which is more than may be shown.

Years do not overlap; each ends a whole number of years before the latest. Those of a group that is shown by
quarter are sums of its quarters, so they tell nothing new; of another there are the two years that the gate
shows. Where there are no three years, it is by quarter; published values, which have no sum, are by period.
"""

from __future__ import annotations

import numpy as np

from catalogue.fields.periods import Frequency
from quality.disclosure.protected_counts import ReleasedCounts
from quality.equity.comparison import Comparison, finite
from quality.equity.panels import Spread, SpreadGroup
from quality.series.calendar_blocks import Grain
from stats.arrays import Floats

FEWEST = 3
"""Years that make it worth while to look at years."""
MOST_YEARS, MOST_QUARTERS = 10, 12
FEWEST_GROUPS = 2


def spread_over_years(case: Comparison) -> Spread | None:
    """Return the groups' values over the years; None where there are no two groups at two times."""
    if case.is_count:
        return None
    quarters = case.counts.released(Grain.QUARTER)
    if case.measure.is_published:
        ends = range(max(quarters.times - MOST_QUARTERS, 0), quarters.times)
        return _spread(case, Grain.PERIOD, ends, (quarters.numerator, quarters.denominator))
    if _by_quarter(case, quarters):
        ends = range(max(quarters.times - MOST_QUARTERS, 0), quarters.times)
        return _spread(case, Grain.QUARTER, ends, (quarters.numerator, quarters.denominator))
    per_year = case.counts.blocks.per_year
    ends = range(quarters.times - 1, per_year - 2, -per_year)[:MOST_YEARS][::-1]
    return _spread(case, Grain.YEAR, ends, _years(case, quarters))


def _by_quarter(case: Comparison, quarters: ReleasedCounts) -> bool:
    """Tell if there are too few years, and quarters of every group that is shown."""
    shown = ~case.is_unknown & ~case.year.is_hidden
    years = quarters.times // case.counts.blocks.per_year
    return years < FEWEST <= quarters.times and not quarters.is_hidden[shown].any()


def _years(case: Comparison, quarters: ReleasedCounts) -> tuple[Floats, Floats]:
    """Return (G, Q) numerators and denominators of the year that ends with each quarter."""
    back = case.counts.blocks.per_year - 1
    found = []
    for name in ("numerator", "denominator"):
        own: Floats = getattr(quarters, name)
        years: Floats = np.full(own.shape, np.nan)
        for end in range(back, quarters.times):
            years[:, end] = own[:, end - back : end + 1].sum(axis=1)
        shown: Floats = getattr(case.year, name)
        # What the gate says of a year itself comes first: where numbers are rounded, sums of them differ.
        years[:, back:] = np.where(np.isnan(shown), years[:, back:], shown)
        years[case.year.is_hidden] = np.nan
        found.append(years)
    return found[0], found[1]


def _spread(case: Comparison, grain: Grain, ends: range, counts: tuple[Floats, Floats]) -> Spread | None:
    x, n = counts
    value = case.measure.value(x, n)
    shown = [i for i in np.flatnonzero(~case.is_unknown).tolist() if np.isfinite(value[i, list(ends)]).any()]
    times = [at for at in ends if np.isfinite(value[shown, at]).sum() >= FEWEST_GROUPS]
    if len(times) < 2:
        return None
    blocks, back = case.counts.blocks, 0 if grain is not Grain.YEAR else case.counts.blocks.per_year - 1
    frequency = {Grain.YEAR: Frequency.ANNUAL, Grain.QUARTER: Frequency.QUARTERLY}
    if case.measure.is_published:
        x, n = np.full_like(x, np.nan), np.full_like(n, np.nan)
    return Spread(
        grain=grain,
        frequency=frequency.get(grain, case.indicator.frequency),
        starts=tuple(blocks.starts[at - back] for at in times),
        ends=tuple(blocks.ends[at] for at in times),
        groups=tuple(
            SpreadGroup(
                label=case.counts.groups[i].label,
                numerators=tuple(finite(x[i, at]) for at in times),
                denominators=tuple(finite(n[i, at]) for at in times),
                values=tuple(finite(value[i, at]) for at in times),
            )
            for i in shown
        ),
        is_cut=len(times) < len(ends),
    )
