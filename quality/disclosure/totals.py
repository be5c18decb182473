"""Numbers of everyone where everybody may read (`mode: public`): hidden and rounded as those of groups are.

A series is shown whole or not at all, and not where it follows from those of the services beside and around
it, or where a measure of the same rows is hidden. A list of rare events is never shown: each is one person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.disclosure import Disclosure
from catalogue.models import Catalogue
from data.models import IndicatorKey
from data.read.observations import observations
from data.write.reference import service_parents
from quality.disclosure.across_services import suppress_tree
from quality.disclosure.published_values import rule_of
from quality.disclosure.suppression import Suppression, counts, differencing_reveals, rounded, zeros
from quality.series.calendar_blocks import Grain, blocks
from quality.series.matrix import PUBLISHED, SeriesMatrix, is_published, to_matrix
from stats.arrays import Bools, Floats

T = TypeVar("T", bound=np.generic)
_HIDDEN = "hidden totals"
Hidden = Mapping[Grain, frozenset[int]]
"""Services whose numbers of everyone are not shown, by grain."""
NOTHING: Hidden = {grain: frozenset() for grain in Grain}


def read_for_everybody(session: Session, catalogue: Catalogue) -> None:
    """Let a session read what is fit for everybody, where the catalogue says that everybody reads."""
    if not catalogue.disclosure.is_public or is_published(session):
        return
    codes = {number: code for code, number in _numbers(session).items()}
    rules = {code: rule_of(catalogue, code) for code in catalogue.indicators}

    def published(session: Session, indicator: int, matrix: SeriesMatrix) -> SeriesMatrix | None:
        hidden = hidden_totals(session, catalogue, codes[indicator])[Grain.PERIOD]
        return _shown(matrix, hidden, rules[codes[indicator]])

    session.info[PUBLISHED] = published


def _shown(matrix: SeriesMatrix, hidden: frozenset[int], rule: Disclosure) -> SeriesMatrix | None:
    keep = ~np.isin(matrix.service, list(hidden))
    if not keep.any():
        return None
    return replace(
        matrix,
        service=matrix.service[keep],
        category=matrix.category[keep],
        numerator=rounded(matrix.numerator[keep], rule.round_to),
        denominator=rounded(matrix.denominator[keep], rule.round_to),
        is_immature=matrix.is_immature[keep],
        qualifier=None if matrix.qualifier is None else matrix.qualifier[keep],
    )


def hidden_totals(session: Session, catalogue: Catalogue, indicator: str) -> Hidden:
    """Return the services whose numbers of everyone are not shown; none where only staff read. Worked out
    once a session."""
    if not catalogue.disclosure.is_public:
        return NOTHING
    if catalogue.indicators[indicator].is_published_value:
        return NOTHING
    known: dict[str, Hidden] = session.info.setdefault(_HIDDEN, {})
    if indicator not in known:
        together = catalogue.counted_together[indicator]
        known |= dict.fromkeys(together, _decided(session, catalogue, sorted(together)))
    return known[indicator]


def _decided(session: Session, catalogue: Catalogue, indicators: list[str]) -> Hidden:
    rule, numbers = catalogue.disclosure, _numbers(session)
    read = [
        (matrix, catalogue.indicators[code].frequency)
        for code in indicators
        if code in numbers
        and not catalogue.indicators[code].is_rare_event
        and (matrix := to_matrix(observations(session, numbers[code]), catalogue.indicators[code].frequency))
        is not None
    ]
    services = sorted({int(number) for matrix, _ in read for number in matrix.service})
    if not services:
        return NOTHING
    rows = {number: row for row, number in enumerate(services)}
    children: dict[int, list[int]] = {}
    for child, parent in service_parents(session).items():
        if child in rows and parent in rows:
            children.setdefault(rows[parent], []).append(rows[child])
    grains: dict[Grain, list[Floats]] = {grain: [] for grain in (Grain.YEAR, Grain.QUARTER, Grain.PERIOD)}
    lacking: dict[Grain, list[Bools]] = {grain: [] for grain in grains}
    rolling: list[Bools] = []
    for matrix, frequency in read:
        at = [rows[int(number)] for number in matrix.service]
        both = np.full((2, len(services), len(matrix.periods)), np.nan)
        both[:, at] = matrix.numerator, matrix.denominator
        found = counts(*both)
        gathered = blocks(matrix.periods, frequency, np.asarray((~matrix.is_immature).any(axis=0)))
        by_grain = {
            Grain.YEAR: gathered.years_of(found),
            Grain.QUARTER: gathered.quarters_of(found),
            Grain.PERIOD: found,
        }
        rolls = differencing_reveals(by_grain[Grain.QUARTER], gathered.per_year, rule.hide_up_to)
        rolling.append(rolls[..., np.newaxis] & (by_grain[Grain.YEAR] > 0))
        is_counted = ~np.isnan(both).all(axis=-1)
        for grain, its in by_grain.items():
            grains[grain].append(its)
            lacking[grain].append(zeros(its, is_counted[0], is_counted[1]) & rule.hide_zeros)
    return _by_grain(grains, lacking, rolling, children, services, rule.hide_up_to)


def _by_grain(
    grains: Mapping[Grain, list[Floats]],
    lacking: Mapping[Grain, list[Bools]],
    rolling: list[Bools],
    children: Mapping[int, list[int]],
    services: list[int],
    k: int,
) -> Hidden:
    """Hide from coarse to fine. Everyone is one group; others, of whom nobody tells anything, are a second
    one that is never shown, so that no service is told by its own line."""
    hidden = np.zeros((len(services), 2), dtype=np.bool_)
    before = _with_others(np.concatenate(rolling, axis=-1), False)
    found = {}
    for grain, of_measures in grains.items():
        count = np.concatenate(of_measures, axis=-1)
        parts = _with_others(count, 2 * (k + 1) * (1 + count.max(initial=0)))
        hidden = hidden | [False, True]
        start = Suppression.primary(parts, k, before=Suppression(hidden, before))
        protected = start.protected | _with_others(np.concatenate(lacking[grain], axis=-1), False)
        so_far = suppress_tree(parts, parts.sum(axis=2), children, k, Suppression(hidden, protected))
        hidden, before = so_far.hidden, so_far.protected
        found[grain] = frozenset(services[row] for row in np.flatnonzero(hidden[:, 0]).tolist())
    return found


def _with_others(everyone: NDArray[T], others: float) -> NDArray[T]:
    """Return (3, S, T) of everyone beside others, (3, S, 2, T)."""
    found: NDArray[T] = np.stack([everyone, np.full_like(everyone, others)], axis=2)
    return found


def _numbers(session: Session) -> dict[str, int]:
    key = IndicatorKey.__table__.c
    return {row.code: row.id for row in session.execute(select(key.code, key.id))}
