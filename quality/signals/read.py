"""Signals as they are read: one series judged live for its chart page, or where many stand as stored.

What is stored is written by `quality.signals.refresh`, out of the same `quality.signals.judge`: the two are
equal.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue, Indicator
from data.models import EVERYONE, SeriesStatus
from data.models import Signal as SignalRow
from data.read.as_of import as_of
from data.read.definition_changes import definition_changes
from errors import NotFoundError
from quality.disclosure.protected_counts import protected_series
from quality.disclosure.totals import read_for_everybody
from quality.reference.ids import Ids, decisions_on, read_ids
from quality.reference.versioned_cache import VersionedCache
from quality.series.key import SeriesKey
from quality.series.matrix import SeriesMatrix
from quality.series.rare_events import everyones_matrix
from quality.signals.judge import Judged, judge
from quality.signals.results import SeriesResult, Signal, Status, Variation
from quality.signals.statuses import build_result, episodes
from quality.signals.stored import stored_signal, stored_status
from quality.signals.together.find import as_everyones, shown_statuses

SeriesIds = tuple[int, int, int]
"""Indicator, service and category id."""


def find_indicator(catalogue: Catalogue, code: str) -> Indicator:
    if code not in catalogue.indicators:
        raise NotFoundError(f"There is no indicator with the code {code!r}.")
    return catalogue.indicators[code]


def read_series(session: Session, catalogue: Catalogue, key: SeriesKey) -> SeriesResult | None:
    """Return one series judged now; None when it has no data. A group's numbers pass the disclosure gate."""
    indicator = find_indicator(catalogue, key.indicator)
    known = read_ids(session)
    ids = known.series_ids(key)
    if ids is None:
        return None
    return _judged.get(
        session,
        version_of(known, catalogue, key),
        (key, as_of(session) is None),
        lambda: _judge_one(session, catalogue, indicator, known, key, ids),
    )


def version_of(known: Ids, catalogue: Catalogue, key: SeriesKey) -> Hashable:
    """Return what a verdict on one series depends on: the data, and what was decided about this series."""
    load, _, judged = known.version
    decided = tuple(
        (act.act, act.withdrawn is None)
        for act in known.decided(catalogue.indicators[key.indicator], key).acts
    )
    return load, judged, catalogue.fingerprint, decided


_judged: VersionedCache[tuple[SeriesKey, bool], SeriesResult | None] = VersionedCache(most=64)
"""Charts that were asked for lately. A chart of 36 points is about 20 kB."""


def _judge_one(
    session: Session, catalogue: Catalogue, indicator: Indicator, known: Ids, key: SeriesKey, ids: SeriesIds
) -> SeriesResult | None:
    matrix = matrix_of(session, catalogue, indicator, key, ids)
    if matrix is None:
        return None
    decided = decisions_on(matrix, key.indicator, indicator, known)
    judged = judge(matrix, indicator, decisions=decided)
    changes = definition_changes(session, *ids) if ids[0] in known.redefined else ()
    result = build_result(judged, key, indicator, known, definition_changes=changes)
    return result if key.category else as_everyones(judged, result)


def matrix_of(
    session: Session, catalogue: Catalogue, indicator: Indicator, key: SeriesKey, ids: SeriesIds
) -> SeriesMatrix | None:
    """Return the one series that a chart page judges; a group's numbers pass the disclosure gate."""
    indicator_id, service_id, category_id = ids
    read_for_everybody(session, catalogue)
    if category_id != EVERYONE:
        return protected_series(session, catalogue, key.indicator, service_id, category_id)
    return everyones_matrix(session, indicator_id, indicator, services=[service_id])


def read_statuses(
    session: Session,
    *,
    services: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
    only_special: bool = False,
) -> list[Status]:
    """Return where everyone's series stand, as stored: of these services and indicators, or of all, and with
    `only_special` those alone that show something: special cause at the newest point, or what built up. What
    stood at an earlier load is judged again, out of the same numbers."""
    if as_of(session) is not None:
        return [status for judged, keys in _judged_then(session, services, indicators)
                for status in shown_statuses(judged, keys)
                if not only_special or _is_unusual(status)]  # fmt: skip
    known = read_ids(session)
    given = {}
    if services is not None:
        given["services"] = [known.services[code].id for code in services if code in known.services]
    if indicators is not None:
        given["indicators"] = [
            known.indicator_ids[code] for code in indicators if code in known.indicator_ids
        ]
    found = session.execute(_statuses(services is not None, indicators is not None, only_special), given)
    statuses = [stored_status(row, key) for row, key in _with_keys(found, known)]
    return [one for one in statuses if _is_unusual(one)] if only_special else statuses


def _is_unusual(status: Status) -> bool:
    return status.variation.is_special or status.built_up is not None


@cache
def _statuses(by_service: bool, by_indicator: bool, only_special: bool) -> Select[Any]:
    """Build each kind once: making a statement costs SQLAlchemy more than running it does."""
    query = select(SeriesStatus.__table__)
    if by_service:
        query = query.where(SeriesStatus.service_id.in_(bindparam("services", expanding=True)))
    if by_indicator:
        query = query.where(SeriesStatus.indicator_id.in_(bindparam("indicators", expanding=True)))
    if only_special:
        is_special = SeriesStatus.variation.in_([one for one in Variation if one.is_special])
        query = query.where(is_special | SeriesStatus.accumulated.is_not(None))
    return query


def _with_keys(rows: Iterable[Row[Any]], known: Ids) -> Iterator[tuple[Row[Any], SeriesKey]]:
    codes = {number: code for code, number in known.indicator_ids.items()}
    for row in rows:
        if row.service_id not in known.services.by_id:  # not for whoever reads
            continue
        yield row, known.key(codes[row.indicator_id], row.service_id, row.category_id)


def _judged_then(
    session: Session, services: Collection[str] | None, indicators: Collection[str] | None
) -> Iterator[tuple[Judged, list[SeriesKey]]]:
    known = read_ids(session)
    catalogue: Catalogue = session.info["catalogue"]
    wanted = None if services is None else [known.services[s].id for s in services if s in known.services]
    for code in catalogue.indicators if indicators is None else indicators:
        found = judge_everyone(session, catalogue, known, code, wanted) if wanted != [] else None
        if found is not None:
            yield found


def judge_everyone(
    session: Session, catalogue: Catalogue, known: Ids, code: str, services: Collection[int] | None
) -> tuple[Judged, list[SeriesKey]] | None:
    """Judge everyone's series of an indicator, of all services or some; None where nothing is stored."""
    indicator, indicator_id = catalogue.indicators[code], known.indicator_ids.get(code)
    if indicator_id is None:
        return None
    read_for_everybody(session, catalogue)
    matrix = everyones_matrix(session, indicator_id, indicator, services=services)
    if matrix is None:
        return None
    decided = decisions_on(matrix, code, indicator, known)
    keys = [known.key(code, number, EVERYONE) for number in matrix.service.tolist()]
    return judge(matrix, indicator, decisions=decided), keys


def read_signals(
    session: Session,
    *,
    services: Collection[str] | None = None,
    current_only: bool = True,
) -> list[Signal]:
    """Return stored episodes, newest first: those the latest point belongs to, or all."""
    known = read_ids(session)
    if as_of(session) is not None:
        then = [
            signal
            for judged, keys in _judged_then(session, services, None)
            for _, signal in episodes(judged, keys)
            if signal.is_current or not current_only
        ]
        return sorted(then, key=lambda one: (-one.last_period.toordinal(), one.first_period))
    query = select(SignalRow.__table__).order_by(SignalRow.last_period.desc(), SignalRow.first_period)
    if current_only:
        query = query.where(SignalRow.is_current)
    if services is not None:
        query = query.where(SignalRow.service_id.in_([known.services[code].id for code in services]))
    return [stored_signal(row, key) for row, key in _with_keys(session.execute(query), known)]
