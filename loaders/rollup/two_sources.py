"""Pairs of a numerator and a denominator that two sources gave, each by itself (`catalogue.two_sources`).

                 falls   bed days        pair
    hospital       .       640            3 / 640     its own bed days, the falls of its wards
    ├ ward 1       2        .             none        nobody said its bed days: it shows no rate
    └ ward 2       1        .             none

- A service has a pair of its own where it gave a part itself. The other part is its own too, or the sum of
  its children's (as any count is added up: missing while one of them is).
- All others get the sum of the pairs below them (loaders/rollup/sum_children.py), so that no numerator goes
  up without its denominator.
- A part without the other makes no pair: the load says how many wait.
- A part larger than its whole is no pair either, and named in the notes of the load.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.fields import periods
from catalogue.models import Catalogue, Indicator
from catalogue.two_sources import RatioPart, code_of
from data.models import EVERYONE, Service
from data.write.observations import Values, loaded_values
from loaders.observations.grouping import packed, stand_among
from loaders.rollup import population_denominators
from loaders.rollup.sum_children import NOBODY_CLOSED, rolled_up
from loaders.values.qualifiers import only_fitting
from stats.arrays import differs


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of two parts, and what is left of either."""

    values: Values
    alone: Values  # numerators that were given without a denominator, there or above
    wrong: Values  # parts that are larger than their whole
    bare: Values  # denominators without a numerator, there or above
    unsplit: str = ""  # the part that has no groups, where the other has


def paired(
    top: Values,
    bottom: Values,
    above: Mapping[int, int],
    above_too: Mapping[int, int],
    *,
    is_proportion: bool,
    closed: Mapping[int, date] = NOBODY_CLOSED,
) -> Pairs:
    """Return pairs of the services that gave one part or both.

    top, bottom: the parts as they were loaded, each in `numerator`.
    above, above_too: child → parent, where numerators and where denominators may be added up; else empty.
    """
    top, is_own = _with_sums(top, above, closed)
    bottom, is_own_too = _with_sums(bottom, above_too, closed)
    keys, keys_too = (packed(v.service, v.category, v.period) for v in (top, bottom))
    both, at, at_too = np.intersect1d(keys, keys_too, assume_unique=True, return_indices=True)
    is_pair = is_own[at] | is_own_too[at_too]
    made = _made(top.take(at[is_pair]), bottom.take(at_too[is_pair]))
    is_wrong = (made.numerator > made.denominator) & differs(made.numerator, made.denominator) & is_proportion
    return Pairs(
        made.take(~is_wrong),
        _unused(top.take(is_own & ~np.isin(keys, both)), made, above),
        made.take(is_wrong),
        _unused(bottom.take(is_own_too & ~np.isin(keys_too, both)), made, above_too),
        _unsplit(top, bottom),
    )


def _unsplit(top: Values, bottom: Values) -> str:
    is_split = [(part.category != EVERYONE).any() for part in (top, bottom)]
    if not len(top) or not len(bottom) or is_split[0] == is_split[1]:
        return ""
    return RatioPart.DENOMINATOR if is_split[0] else RatioPart.NUMERATOR


def _unused(alone: Values, made: Values, parents: Mapping[int, int]) -> Values:
    """Return those that are part of no pair further up: bed days are often known by hospital only."""
    pairs = packed(made.service, made.category, made.period)
    known, which = np.unique(alone.service, return_inverse=True)
    is_used = np.zeros(len(alone), dtype=bool)
    above = known
    while above.any():
        above = np.array([parents.get(number, 0) for number in above.tolist()], dtype=np.int64)
        is_used |= np.isin(packed(above[which], alone.category, alone.period), pairs)
    return alone.take(~np.isnan(alone.numerator) & ~is_used)


def _with_sums(
    part: Values, parents: Mapping[int, int], closed: Mapping[int, date]
) -> tuple[Values, np.ndarray]:
    """Return what was given and what it adds up to above; and which is which."""
    sums = rolled_up(part, parents, has_denominator=False, closed=closed)
    is_own = np.zeros(len(part) + len(sums), dtype=bool)
    is_own[: len(part)] = True
    return Values.join([part, sums]), is_own


def _made(top: Values, bottom: Values) -> Values:
    is_missing = np.isnan(top.numerator) | np.isnan(bottom.numerator)
    return Values(
        top.service,
        top.category,
        top.period,
        top.numerator,
        bottom.numerator,
        top.is_immature | bottom.is_immature,
        only_fitting(np.maximum(top.qualifier, bottom.qualifier), is_missing),
    )


@dataclass(frozen=True, eq=False)
class Derived:
    """All that follows from the parts that stand."""

    pairs: Pairs
    base: Values
    """Pairs; and what a single file had given, before the indicator took its numbers from two, and no pair
    stands for."""
    made: Values  # to be stored: pairs, and what they add up to above


def derived(
    session: Session,
    catalogue: Catalogue,
    code: str,
    indicator_ids: Mapping[str, int],
    parents: Mapping[int, int],
    closed: Mapping[int, date] = NOBODY_CLOSED,
) -> Derived:
    """Return pairs of an indicator over all periods: sums of parts depend on those before and after."""
    indicator = catalogue.indicators[code]
    top, bottom = (loaded_values(session, indicator_ids[code_of(code, part)]) for part in RatioPart)
    if sources := population_denominators.population_sources(catalogue, code):
        some = population_denominators.people(
            session, sources, indicator.frequency, np.unique(top.category), np.unique(top.period)
        )
        bottom = Values.join([bottom, _without(some, bottom)])
    below = parents if indicator.additive else {}
    heads = below if population_denominators.may_be_added_up(catalogue, code) else {}
    pairs = paired(top, bottom, below, heads, is_proportion=indicator.is_proportion, closed=closed)
    if sources:  # people live in many places that are not measured
        pairs = replace(pairs, bare=pairs.bare.take(np.array([], dtype=np.int64)))
    own = pairs.values
    base = Values.join([own, _without(loaded_values(session, indicator_ids[code]), own)])
    sums = rolled_up(base, heads, has_denominator=True, closed=closed)
    return Derived(pairs, base, Values.join([own, sums]))


def _without(values: Values, others: Values) -> Values:
    """Return those that stand at no key of the others."""
    return values.take(~stand_among(values, others))


_TOLD_AT_MOST = 3


def waiting(session: Session, pairs: Pairs, indicator: Indicator, first: date, last: date) -> list[str]:
    """Return what a part still waits for in these periods. Numbers of everyone only."""
    alone, wrong, made = (_of(v, first, last) for v in (pairs.alone, pairs.wrong, pairs.values))
    found = []
    if pairs.unsplit and indicator.dimensions:
        found.append(f"{indicator.label}: no group has a rate, as its {pairs.unsplit} is not split by any")
    if note := _bare(session, pairs, indicator, first, last):
        found.append(note)
    if len(alone):
        many = f"{len(alone):,} of {len(alone) + len(made) + len(wrong):,} numerators"
        elsewhere = dict.fromkeys(f.denominator_from.source for f in indicator.data if f.denominator_from)
        where = ", ".join(f"`{source}`" for source in elsewhere)
        found.append(f"{indicator.label}: {many} wait for a denominator from {where}")
    return found


def notes(session: Session, pairs: Pairs, indicator: Indicator, first: date, last: date) -> list[str]:
    """Return what a load should say of the pairs of these periods. Numbers of everyone only."""
    found, wrong = [], _of(pairs.wrong, first, last)
    if len(wrong):
        names = dict(session.execute(select(Service.id, Service.name)).all())
        told = [_sentence(wrong, at, names, indicator) for at in range(min(len(wrong), _TOLD_AT_MOST))]
        more = len(wrong) - len(told)
        what = "pair is left out, its numerator is" if len(wrong) == 1 else "pairs are left out, numerators"
        beyond = f"; and {more:,} more" if more else ""
        found.append(
            f"{indicator.label}: {len(wrong):,} {what} larger than the denominator: {'; '.join(told)}{beyond}"
        )
    return found


def _bare(session: Session, pairs: Pairs, indicator: Indicator, first: date, last: date) -> str | None:
    """Name services that a list of events may never name, because nothing happened there: they are not in the
    rate above them either, which is then too high."""
    bare, made = _of(pairs.bare, first, last), _of(pairs.values, first, last)
    bare = bare.take(np.isin(bare.period, made.period))  # elsewhere a whole file is awaited
    services = np.unique(bare.service).tolist()
    if not services:
        return None
    names = dict(session.execute(select(Service.id, Service.name)).all())
    told = ", ".join(sorted(names[number] for number in services)[:_TOLD_AT_MOST])
    more = f" and {len(services) - _TOLD_AT_MOST:,} more" if len(services) > _TOLD_AT_MOST else ""
    what = "service has" if len(services) == 1 else "services have"
    return (
        f"{indicator.label}: {len(services):,} {what} a denominator and no numerator in some periods: "
        f"no rate there, and no part in the rates above ({told}{more})"
    )


def _of(values: Values, first: date, last: date) -> Values:
    start, end = np.datetime64(first), np.datetime64(last)
    is_meant = (values.category == EVERYONE) & (values.period >= start) & (values.period <= end)
    return values.take(is_meant)


def _sentence(wrong: Values, at: int, names: Mapping[int, str], indicator: Indicator) -> str:
    when = periods.label(wrong.period[at].item(), indicator.frequency)
    numbers = f"{wrong.numerator[at]:,.12g} of {wrong.denominator[at]:,.12g}"
    return f"{names[int(wrong.service[at])]}, {when} ({numbers})"
