"""Make parents' values again wherever a load changed what they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
from sqlalchemy.orm import Session

from data.models import EVERYONE
from data.store import ROLLED_UP, Provenance, Values, loaded_values, put_observations, remove_stale_rollups
from data.store_keys import closing_days, service_parents
from loaders.inside import compare
from loaders.prepare import Prepared
from loaders.rollup import rolled_up
from loaders.work import Outcome, SeriesId, Work
from quality.catalogue import Indicator


def roll_up(session: Session, work: Work | Prepared, outcome: Outcome, load_id: int) -> frozenset[SeriesId]:
    """Gives the parents' series that changed. After measurements, the indicators and periods of this
    load; after the tree itself changed, all there is."""
    codes = _indicators(work, outcome)
    parents = service_parents(session) if codes else {}
    if not parents and not outcome.tree_changed:
        return frozenset()
    touched: set[SeriesId] = set()
    closed = {number: day for number, (_, day) in closing_days(session).items()}
    for code in codes:
        indicator = work.catalogue.indicators[code]
        if indicator.is_rare_event:
            touched |= _above(work.indicator_ids[code], parents, outcome)
            continue
        provenance = Provenance(work.indicator_ids[code], work.definition_ids[code], load_id, ROLLED_UP)
        whole = outcome.tree_changed or not _has_denominator(indicator)
        first, last = (None, None) if whole else (outcome.data_from, outcome.data_to)
        loaded = outcome.all_values.get(code)
        if loaded is None:
            loaded = loaded_values(session, provenance.indicator_id, first, last)
        made = rolled_up(loaded, parents, has_denominator=_has_denominator(indicator), closed=closed)
        stored = put_observations(session, made, provenance)
        gone = _retire(session, loaded, made, provenance, outcome)
        is_all = whole or code in outcome.all_values
        notes = compare(session, indicator, loaded, parents, provenance, is_all=is_all)
        if isinstance(work, Work):
            work.notes.extend(notes)
        touched |= {(provenance.indicator_id, *series) for series in (*stored.series, *gone)}
    return frozenset(touched)


def _above(indicator_id: int, parents: Mapping[int, int], outcome: Outcome) -> set[SeriesId]:
    """Lists of events are put together when they are read: here is only said which changed."""
    if outcome.tree_changed:
        return {(indicator_id, service, EVERYONE) for service in (*parents, *parents.values())}
    found: set[SeriesId] = set()
    for number, service, category in outcome.touched:
        while number == indicator_id and service in parents:
            service = parents[service]
            found.add((indicator_id, service, category))
    return found


def _indicators(work: Work | Prepared, outcome: Outcome) -> Iterable[str]:
    if outcome.tree_changed:
        return [code for code, indicator in work.catalogue.indicators.items() if indicator.additive]
    changed = {indicator_id for indicator_id, _, _ in outcome.touched}
    return [
        code
        for code, indicator in work.catalogue.indicators.items()
        if indicator.additive and work.indicator_ids[code] in changed
    ]


def _has_denominator(indicator: Indicator) -> bool:
    return any(formula.denominator is not None for formula in indicator.data)


def _retire(
    session: Session, loaded: Values, made: Values, provenance: Provenance, outcome: Outcome
) -> frozenset[tuple[int, int]]:
    """Where an undoing took the first or last values away, their sums stand outside of what is left."""
    told = [day for day in (outcome.data_from, outcome.data_to) if day is not None]
    days = np.concatenate([loaded.period, made.period, np.array(told, dtype="datetime64[D]")])
    if not len(days):
        days = np.array([date.min, date.max], dtype="datetime64[D]")
    return remove_stale_rollups(session, made, provenance, days.min().item(), days.max().item())
