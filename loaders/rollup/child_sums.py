"""The sum of the services inside a service, where its own number was published too.

    Scotland    published 1,049,688     its 15 boards add up to 1,049,688
    └ Fife      published    53,765     its hospitals add up to    50,100   (−6.8 %)

Stricter than `loaders.rollup.sum_children`, because the difference may be what somebody hid: a sum lacks
nothing. Where a child has no number, or skipped the period between two that it reported, or any of its own
parts did, there is no sum at all. And only for everyone: numbers of groups pass the disclosure gate, which
knows no sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.fields import periods
from catalogue.models import Indicator
from data.models import EVERYONE, Service
from data.write.child_sums import forget_sums, put_sums
from data.write.observations import Provenance, Values, loaded_values
from loaders.observations.grouping import Groups, packed
from loaders.rollup import missing_children
from loaders.rollup.pending_children import has_gap
from loaders.rollup.sum_children import by_level, children_of
from stats.arrays import differs

_TOLD_AT_MOST = 3


def compare(
    session: Session,
    indicator: Indicator,
    loaded: Values,
    parents: Mapping[int, int],
    provenance: Provenance,
    *,
    is_all: bool,
) -> list[str]:
    """Make the sums inside published parents anew, and say where they differ in the periods of this load.
    `loaded`: the indicator's loaded values of those periods, or all of them (`is_all`)."""
    above = list(set(parents.values()))
    if not (np.isin(loaded.service, above) & (loaded.category == EVERYONE)).any():
        # None is published in these periods, or any more: the last may have been taken back.
        forget_sums(session, provenance.indicator_id, only_orphans=not is_all)
        return []
    first, last = loaded.period.min(), loaded.period.max()
    if not is_all:  # a child that skipped a period is known by those before and after
        loaded = loaded_values(session, provenance.indicator_id, of_category=EVERYONE)
    loaded = loaded.take(loaded.category == EVERYONE)
    sums = child_sums(loaded, parents, has_denominator=indicator.has_denominator)
    put_sums(session, sums, provenance.indicator_id, provenance.load_id)
    recent = (sums.period >= first) & (sums.period <= last)
    names = dict(session.execute(select(Service.id, Service.name)).all())
    lacking = missing_children.notes(indicator, names, loaded, parents, (first, last))
    return [*_notes(indicator, names, loaded, sums.take(recent)), *lacking]


def child_sums(loaded: Values, parents: Mapping[int, int], *, has_denominator: bool) -> Values:
    """Return what children add up to beside every loaded value of a parent, where nothing is missing."""
    made = by_level(loaded, parents, partial(_one_level, parents=parents, has_denominator=has_denominator))[1]
    return made.take(~np.isnan(made.numerator))


def _one_level(children: Values, parents: Mapping[int, int], *, has_denominator: bool) -> Values:
    part, above = children_of(children, parents)
    groups = Groups.of(above, part.category, part.period)
    top, bottom = groups.sums(part.numerator), groups.sums(part.denominator)
    lacks = has_gap(part, above) | (np.isnan(bottom) & has_denominator)
    is_immature = groups.sums(part.is_immature.astype(float)) > 0
    return Values(*groups.keys, np.where(lacks, np.nan, top), bottom, is_immature)


def _notes(indicator: Indicator, names: Mapping[int, str], loaded: Values, sums: Values) -> list[str]:
    published = _matched(loaded, sums)
    is_off = differs(sums.numerator, published.numerator) | differs(sums.denominator, published.denominator)
    if not is_off.any():
        return []
    newest = np.flatnonzero(is_off & (sums.period == sums.period[is_off].max()))
    size = np.abs(sums.numerator[newest] - published.numerator[newest])
    told = [
        _sentence(names[int(sums.service[at])], published, sums, int(at))
        for at in newest[np.argsort(-size, kind="stable")][:_TOLD_AT_MOST].tolist()
    ]
    more = len(newest) - len(told)
    when = periods.label(sums.period[newest[0]].item(), indicator.frequency)
    return [
        f"{indicator.label}: {is_off.sum():,} of {len(sums):,} published totals differ from the sum of the "
        f"services inside; {when}: {'; '.join(told)}" + (f"; and {more:,} more" if more else "")
    ]


def _sentence(name: str, published: Values, sums: Values, at: int) -> str:
    own, inside = published.numerator[at], sums.numerator[at]
    share = f" ({100 * (inside / own - 1):+.1f} %)".replace("-", "−") if own else ""
    if own and inside > 1.5 * own and not differs(np.array([inside / own]), np.round([inside / own]))[0]:
        share = f" ({inside / own:.0f} times as much: do levels stand side by side there?)"
    parts = [_format_value(values.numerator[at], values.denominator[at]) for values in (published, sums)]
    return f"{name} published {parts[0]}, inside add up to {parts[1]}{share}"


def _format_value(top: float, bottom: float) -> str:
    return f"{top:,.12g}" if np.isnan(bottom) else f"{top:,.12g} of {bottom:,.12g}"


def _matched(loaded: Values, sums: Values) -> Values:
    """Return the loaded values that stand at the keys of these sums, in their order."""
    keys, wanted = (packed(v.service, v.category, v.period) for v in (loaded, sums))
    order = np.argsort(keys)
    return loaded.take(order[np.searchsorted(keys, wanted, sorter=order)])
