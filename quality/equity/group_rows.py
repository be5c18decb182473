"""One row for each group: its numbers of the latest year as they may be shown, its verdict, and what they
cannot tell."""

from __future__ import annotations

import numpy as np

import stats
from quality.disclosure.residents import Residents
from quality.equity.comparison import Comparison, finite, judged, known_of, verdict_of
from quality.equity.detectable import detectable_gaps
from quality.equity.view import GroupRow
from quality.series.calendar_blocks import Grain
from quality.signals.measure_type import Kind
from stats.arrays import Floats
from stats.equity.inequality import representation_ratio
from stats.equity.shrinkage import FEWEST_UNITS, shrunken_rates, shrunken_shares

PER_HEAD = 100_000


def group_rows(case: Comparison, people: Residents | None, tests: int) -> tuple[GroupRow, ...]:
    """Return the rows. tests: how many are made at once; 0 where neither small numbers are helped nor power
    is told, as in a list."""
    x, n = case.now()
    rest = case.measure.value(*case.rest())
    value, (lower, upper) = case.measure.value(x, n), case.measure.interval(x, n)
    gap_lower, gap_upper = case.measure.difference(x, n, *case.rest())
    part, whole = case.shared_out(case.year)
    share = part[:, -1] / whole[-1] if whole[-1] else x * np.nan
    population = people.released(case.counts.rule) if people else None
    represented = _representation(case, population)
    per_head = _per_head(x, population if case.is_count else None)
    known = ~case.is_unknown
    population_share = x * np.nan if population is None else population / population[known].sum()
    likely: list[tuple[float, float, float] | None] = [None] * x.size
    detectable = x * np.nan
    if tests:
        likely, detectable = _likely(case), detectable_gaps(case, tests)
    by_period = case.counts.released(Grain.PERIOD).is_hidden
    return tuple(
        GroupRow(
            code=group.code,
            label=group.label,
            is_unknown=group.is_unknown,
            is_hidden=bool(case.year.is_hidden[i]),
            numerator=None if case.measure.is_published else finite(x[i]),
            denominator=finite(n[i]) if case.has_people else None,
            share=finite(share[i]),
            value=finite(value[i]),
            lower=finite(lower[i]),
            upper=finite(upper[i]),
            verdict=(verdict := verdict_of(case, i)),
            judged=judged(verdict, case.indicator),
            rest=finite(rest[i]) if case.has_people and not group.is_unknown else None,
            gap_lower=finite(gap_lower[i]),
            gap_upper=finite(gap_upper[i]),
            representation=represented[i],
            likely=likely[i],
            detectable=finite(detectable[i]),
            per_head=per_head[i],
            has_chart=bool(not by_period[i]),
            population_share=finite(population_share[i]) if represented[i] else None,
            residents=finite(population[i]) if population is not None and known[i] else None,
            spread=None if np.isnan(detectable[i]) else finite(case.signals.sigma[0, i]),
        )
        for i, group in enumerate(case.counts.groups)
    )


def _likely(case: Comparison) -> list[tuple[float, float, float] | None]:
    """Return the shrunken values of the groups that are shown, with 95 % limits: from these alone."""
    found: list[tuple[float, float, float] | None] = [None] * len(case.counts.groups)
    x, n = case.now()
    shown = np.flatnonzero(~case.is_unknown & np.isfinite(x) & (np.nan_to_num(n) > 0))
    if shown.size < FEWEST_UNITS or not case.measure.has_chance:
        return found
    shrink = shrunken_rates if case.measure.kind is Kind.RATE else shrunken_shares
    drawn = shrink(x[shown], n[shown])
    per = case.measure.per
    for i, *three in zip(shown.tolist(), drawn.value, drawn.lower, drawn.upper, strict=True):
        value, low, high = (per * float(number) for number in three)
        found[i] = (value, low, high)
    return found


def _per_head(x: Floats, residents: Floats | None) -> list[tuple[float, float, float] | None]:
    """Return events per 100,000 residents of each group, with 95 % limits."""
    if residents is None:
        return [None] * x.size
    people = np.where(residents > 0, residents, np.nan)
    rates = stats.ratio(x, people), *stats.byar(x, people)
    return [
        (rate * PER_HEAD, low * PER_HEAD, high * PER_HEAD) if np.isfinite(rate) else None
        for rate, low, high in zip(*(part.tolist() for part in rates), strict=True)
    ]


def _representation(
    case: Comparison, residents: Floats | None
) -> list[tuple[float, float | None, float | None] | None]:
    found: list[tuple[float, float | None, float | None] | None] = [None] * len(case.counts.groups)
    if residents is None:
        return found
    n, known = case.shared_out(case.year)[0][:, -1], ~case.is_unknown
    stated = known_of(case.year, case.is_unknown)[0 if case.is_count else 1][-1]
    ratios = representation_ratio(n[known], float(stated), residents[known])
    for i, (ratio, low, high) in zip(np.flatnonzero(known), zip(*ratios, strict=True), strict=True):
        if np.isfinite(ratio):
            is_exposure = case.measure.kind is Kind.RATE
            found[i] = (float(ratio), *((None, None) if is_exposure else (finite(low), finite(high))))
    return found
