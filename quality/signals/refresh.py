"""Judging when data arrive: every touched series is judged, and its status and episodes replaced.

What is stored here can always be made again; `quality.signals.read` reads it.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from catalogue.models import Catalogue, Indicator
from data.models import EVERYONE, Fact, Load, SeriesStatus
from data.models import Signal as SignalRow
from data.write.bulk import append
from quality.reference.ids import JUDGED, Ids, decisions_on, read_ids_afresh
from quality.series.matrix import SeriesMatrix
from quality.series.rare_events import everyones_matrix
from quality.signals.judge import judge
from quality.signals.read import SeriesIds
from quality.signals.results import Signal, Status
from quality.signals.statuses import episodes, statuses_of

WHOLE_INDICATOR = 400
"""Touched series of one indicator above which reading all of its series is quicker than naming them."""


def is_up_to_date(session: Session, catalogue: Catalogue) -> bool:
    """Tell if what is stored was judged by this catalogue after the newest load. A changed target needs no
    load to be seen, and a load that was killed before its judgement is not forgotten."""
    fact = session.get(Fact, JUDGED)
    return fact is not None and fact.value == _state(session, catalogue)


def bring_up_to_date(
    session: Session, catalogue: Catalogue, touched: Iterable[SeriesIds] | None = None
) -> int:
    """Judge the touched series, or all of them when None, and remember up to which load. Gives how many."""
    count = refresh(session, catalogue, touched)
    session.merge(Fact(name=JUDGED, value=_state(session, catalogue)))
    return count


def _state(session: Session, catalogue: Catalogue) -> str:
    newest = session.scalar(select(func.max(Load.id)))
    return f"load {newest or 0}, catalogue {catalogue.fingerprint}, judgement {JUDGEMENT}.{_SHAPE}"


JUDGEMENT = 4
"""Raised whenever a change of the code would judge the same numbers differently."""

_SHAPE = hashlib.sha256(" ".join(field.name for field in fields(Status)).encode()).hexdigest()[:8]
"""What a stored status consists of: with another field, those of an older program are made again."""


def refresh(session: Session, catalogue: Catalogue, touched: Iterable[SeriesIds] | None = None) -> int:
    """Judge the touched series (all of them when None) and replace what was stored of them.

    Only everyone's series are kept: groups are judged together, in quality.equity.build_view, behind the
    disclosure gate. Gives the number of series judged.
    """
    if session.get_bind().dialect.name == "postgresql":
        # One at a time, before anything is read: a decision and a load may judge the same series at once, and
        # the later one has to see what the earlier one saw. SQLite has one writer anyway.
        session.execute(text("lock table series_status in share row exclusive mode"))
    known = read_ids_afresh(session)
    by_indicator = _by_indicator(touched)
    with _without_collecting():
        return sum(_refreshed(session, catalogue, by_indicator, known))


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Pause garbage collection. Thousands of small values are made here and kept until they are stored:
    looking among them, again and again, takes a tenth of the time and finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _refreshed(
    session: Session, catalogue: Catalogue, by_indicator: dict[int, set[int]] | None, known: Ids
) -> Iterator[int]:
    for code, indicator in catalogue.indicators.items():
        indicator_id = known.indicator_ids.get(code)
        if indicator_id is None or (by_indicator is not None and indicator_id not in by_indicator):
            continue
        services = None if by_indicator is None else by_indicator[indicator_id]
        yield _refresh_indicator(session, code, indicator, indicator_id, services, known)


def _by_indicator(touched: Iterable[SeriesIds] | None) -> dict[int, set[int]] | None:
    if touched is None:
        return None
    found: dict[int, set[int]] = {}
    for indicator_id, service_id, category_id in touched:
        if category_id == EVERYONE:
            found.setdefault(int(indicator_id), set()).add(int(service_id))
    return found


def _refresh_indicator(
    session: Session,
    code: str,
    indicator: Indicator,
    indicator_id: int,
    services: set[int] | None,
    known: Ids,
) -> int:
    few = services is not None and len(services) <= WHOLE_INDICATOR
    matrix = everyones_matrix(session, indicator_id, indicator, services=services if few else None)
    _forget(session, indicator_id, services if few else None)
    if matrix is None:
        return 0
    statuses, signals = _judged(matrix, code, indicator, known)
    _store_statuses(session, indicator_id, matrix, statuses)
    _store_signals(session, indicator_id, matrix, signals)
    return len(statuses)


def _judged(
    matrix: SeriesMatrix, code: str, indicator: Indicator, known: Ids
) -> tuple[Sequence[Status], Sequence[tuple[int, Signal]]]:
    judged = judge(matrix, indicator, decisions=decisions_on(matrix, code, indicator.frequency, known))
    keys = [known.key(code, int(s), int(c)) for s, c in zip(matrix.service, matrix.category, strict=True)]
    return statuses_of(judged, keys), episodes(judged, keys)


def differs_from_fresh(session: Session, catalogue: Catalogue) -> dict[str, int]:
    """Return, by indicator, how many stored statuses are not what judging now would store; nothing is
    written."""
    known, found = read_ids_afresh(session), {}
    for code, indicator in catalogue.indicators.items():
        indicator_id = known.indicator_ids.get(code)
        if indicator_id is None:
            continue
        matrix = everyones_matrix(session, indicator_id, indicator, services=None)
        fresh: dict[tuple[int, int], str] = {}
        if matrix is not None:
            statuses, _ = _judged(matrix, code, indicator, known)
            series = zip(matrix.service.tolist(), matrix.category.tolist(), strict=True)
            fresh = {key: status.to_json() for key, status in zip(series, statuses, strict=True)}
        query = select(SeriesStatus.service_id, SeriesStatus.category_id, SeriesStatus.content).where(
            SeriesStatus.indicator_id == indicator_id
        )
        stored = {(service, category): text for service, category, text in session.execute(query)}
        different = sum(fresh.get(key) != stored.get(key) for key in fresh.keys() | stored.keys())
        if different:
            found[code] = different
    return found


def _forget(session: Session, indicator_id: int, services: set[int] | None) -> None:
    for table in (SeriesStatus, SignalRow):
        statement = delete(table).where(table.indicator_id == indicator_id)
        if services is not None:
            statement = statement.where(table.service_id.in_(services))
        session.execute(statement, execution_options={"synchronize_session": False})


_STATUS_COLUMNS = (
    "indicator_id",
    "service_id",
    "category_id",
    "content",
    "variation",
    "assurance",
    "rule_set",
)
_SIGNAL_COLUMNS = (
    "indicator_id",
    "service_id",
    "category_id",
    "first_period",
    "last_period",
    "seen_period",
    "ended_period",
    "rule",
    "direction",
    "points",
    "variation",
    "rule_set",
    "is_current",
)


def _store_statuses(
    session: Session, indicator_id: int, matrix: SeriesMatrix, statuses: Sequence[Status]
) -> None:
    rows = (
        (
            indicator_id,
            service,
            category,
            status.to_json(),
            status.variation.value,
            status.assurance.value,
            status.rule_set,
        )
        for service, category, status in zip(
            matrix.service.tolist(), matrix.category.tolist(), statuses, strict=True
        )
    )
    append(session.connection(), SeriesStatus.__tablename__, _STATUS_COLUMNS, rows)


def _store_signals(
    session: Session, indicator_id: int, matrix: SeriesMatrix, found: Sequence[tuple[int, Signal]]
) -> None:
    services, categories = matrix.service.tolist(), matrix.category.tolist()
    rows = (
        (
            indicator_id,
            services[row],
            categories[row],
            signal.first_period.isoformat(),
            signal.last_period.isoformat(),
            signal.seen_period.isoformat(),
            signal.ended_period and signal.ended_period.isoformat(),
            signal.rule.value,
            signal.direction,
            signal.points,
            signal.variation.value,
            signal.rule_set,
            signal.is_current,
        )
        for row, signal in found
    )
    append(session.connection(), SignalRow.__tablename__, _SIGNAL_COLUMNS, rows)
