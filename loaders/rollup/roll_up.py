"""Make parents' values, and pairs of ratio parts, again wherever a load changed what they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from sqlalchemy.orm import Session

from catalogue.two_sources import owner_of
from data.models import EVERYONE, Load
from data.write.observations import (
    ROLLED_UP,
    Provenance,
    Values,
    loaded_values,
    put_observations,
    remove_stale_rollups,
)
from data.write.reference import closing_days, service_parents
from loaders.job import CatalogueIds, Outcome, SeriesId
from loaders.rollup import counted_again, two_sources
from loaders.rollup.child_sums import compare
from loaders.rollup.population_denominators import population_sources
from loaders.rollup.sum_children import rolled_up
from loaders.rollup.waiting import Waiting


@dataclass(frozen=True, eq=False)
class _Rolling:
    """Stays the same over the indicators of one load."""

    session: Session
    ids: CatalogueIds
    outcome: Outcome
    load_id: int
    parents: Mapping[int, int]
    closed: Mapping[int, date]
    waiting: Waiting
    notes: list[str] = field(default_factory=list)

    def provenance(self, code: str) -> Provenance:
        number, definition = self.ids.indicator_ids[code], self.ids.definition_ids[code]
        return Provenance(number, definition, self.load_id, ROLLED_UP)


def roll_up(
    session: Session, ids: CatalogueIds, outcome: Outcome, load_id: int, waiting: Waiting | None = None
) -> tuple[frozenset[SeriesId], list[str]]:
    """Return the series that changed with it, and what a load should say of them. After measurements, the
    indicators and periods of this load; after the tree itself changed, all there is. `waiting` gathers what
    is told at the end of a run."""
    codes = _indicators(session, ids, outcome, load_id)
    again = _said_again(session, ids, load_id) - set(codes)
    parents = service_parents(session) if codes or again else {}
    closed = {number: day for number, (_, day) in closing_days(session).items()}
    rolling = _Rolling(session, ids, outcome, load_id, parents, closed, waiting or Waiting())
    touched: set[SeriesId] = set()
    for code in codes:
        indicator = ids.catalogue.indicators[code]
        if indicator.has_two_sources:
            touched |= _paired(rolling, code)
        elif not parents and not outcome.tree_changed:
            continue
        elif indicator.is_rare_event:
            touched |= _above(ids.indicator_ids[code], parents, outcome)
        else:
            touched |= _summed(rolling, code)
    for code in again:
        found = two_sources.derived(session, ids.catalogue, code, ids.indicator_ids, parents, closed)
        _keep_waiting(rolling, code, found.pairs)
    return frozenset(touched), rolling.notes


def _summed(rolling: _Rolling, code: str) -> set[SeriesId]:
    session, ids, outcome, parents = rolling.session, rolling.ids, rolling.outcome, rolling.parents
    indicator, provenance = ids.catalogue.indicators[code], rolling.provenance(code)
    whole = outcome.tree_changed or not indicator.has_denominator
    first, last = (None, None) if whole else (outcome.data_from, outcome.data_to)
    loaded = outcome.all_values.get(code)
    if loaded is None:
        loaded = loaded_values(session, provenance.indicator_id, first, last)
    made = rolled_up(loaded, parents, has_denominator=indicator.has_denominator, closed=rolling.closed)
    stored = put_observations(session, made, provenance)
    gone = _retire(session, loaded, made, provenance, outcome)
    is_all = whole or code in outcome.all_values
    rolling.notes.extend(compare(session, indicator, loaded, parents, provenance, is_all=is_all))
    rolling.notes.extend(counted_again.notes(session, indicator, loaded, made, parents))
    return {(provenance.indicator_id, *series) for series in (*stored.series, *gone)}


def _paired(rolling: _Rolling, code: str) -> set[SeriesId]:
    """Make the pairs of an indicator with two sources, and what they add up to."""
    session, ids, outcome, parents = rolling.session, rolling.ids, rolling.outcome, rolling.parents
    indicator, provenance = ids.catalogue.indicators[code], rolling.provenance(code)
    found = two_sources.derived(session, ids.catalogue, code, ids.indicator_ids, parents, rolling.closed)
    stored = put_observations(session, found.made, provenance)
    gone = remove_stale_rollups(session, found.made, provenance, date.min, date.max)
    first, last = outcome.data_from, outcome.data_to
    notes = (
        compare(session, indicator, found.base, parents, provenance, is_all=True)
        if indicator.additive
        else []
    )
    if first is not None and last is not None:  # people are of no period in particular
        rolling.notes.extend([*two_sources.notes(session, found.pairs, indicator, first, last), *notes])
        if indicator.additive:
            again = counted_again.notes(session, indicator, found.base, found.made, parents)
            rolling.notes.extend(again)
    _keep_waiting(rolling, code, found.pairs)
    return {(provenance.indicator_id, *series) for series in (*stored.series, *gone)}


def _keep_waiting(rolling: _Rolling, code: str, pairs: two_sources.Pairs) -> None:
    outcome, indicator = rolling.outcome, rolling.ids.catalogue.indicators[code]
    if span := rolling.waiting.span(code, outcome.data_from, outcome.data_to):
        said = two_sources.waiting(rolling.session, pairs, indicator, *span)
        rolling.waiting.said[code] = (rolling.load_id, said)


def _said_again(session: Session, ids: CatalogueIds, load_id: int) -> set[str]:
    """Return the pairs that a load is a half of, changed or not: a run that begins again after it was cut off
    tells what still waits as the first would have."""
    source = session.get_one(Load, load_id).source
    pairs = {code: one for code, one in ids.catalogue.indicators.items() if one.has_two_sources}
    return {code for code, indicator in pairs.items() if source in indicator.sources}


def _above(indicator_id: int, parents: Mapping[int, int], outcome: Outcome) -> set[SeriesId]:
    """Return the series above that changed. Lists of events are put together when they are read."""
    if outcome.tree_changed:
        return {(indicator_id, service, EVERYONE) for service in (*parents, *parents.values())}
    found: set[SeriesId] = set()
    for number, service, category in outcome.touched:
        while number == indicator_id and service in parents:
            service = parents[service]
            found.add((indicator_id, service, category))
    return found


def _indicators(session: Session, ids: CatalogueIds, outcome: Outcome, load_id: int) -> Iterable[str]:
    derived = {c: i for c, i in ids.catalogue.indicators.items() if i.additive or i.has_two_sources}
    if outcome.tree_changed:
        return list(derived)
    changed = {indicator_id for indicator_id, _, _ in outcome.touched}
    changed_codes = {owner_of(code) for code, number in ids.indicator_ids.items() if number in changed}
    load = session.get_one(Load, load_id)  # of an undoing: the source whose load is taken back
    return [
        code
        for code in derived
        if code in changed_codes or load.source in population_sources(ids.catalogue, code)
    ]


def _retire(
    session: Session, loaded: Values, made: Values, provenance: Provenance, outcome: Outcome
) -> frozenset[tuple[int, int]]:
    """Retire the sums outside of what is left, where an undoing took the first or last values away."""
    told = [day for day in (outcome.data_from, outcome.data_to) if day is not None]
    days = np.concatenate([loaded.period, made.period, np.array(told, dtype="datetime64[D]")])
    if not len(days):
        days = np.array([date.min, date.max], dtype="datetime64[D]")
    return remove_stale_rollups(session, made, provenance, days.min().item(), days.max().item())
