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

from catalogue.models import Catalogue
from data.models import EVERYONE, Fact, Load, SeriesStatus
from data.models import Signal as SignalRow
from data.write.bulk import append
from quality.disclosure.release import release
from quality.disclosure.release_log import is_decided
from quality.reference.ids import JUDGED, Ids, read_ids_afresh
from quality.series.matrix import SeriesMatrix
from quality.signals.read import SeriesIds, judge_everyone
from quality.signals.results import Signal, Status
from quality.signals.statuses import episodes
from quality.signals.stored import OF_SIGNAL, OF_STATUS, SERIES, signal_row, status_row
from quality.signals.together.find import shown_statuses

WHOLE_INDICATOR = 400
"""Touched series of one indicator above which reading all of its series is quicker than naming them."""


def is_up_to_date(session: Session, catalogue: Catalogue) -> bool:
    """Tell if what is stored was judged by this catalogue after the newest load, and what may be shown of
    groups decided. A changed target needs no load to be seen, and a load that was killed before its judgement
    is not forgotten; nor are tables of a version that wrote no release log."""
    fact = session.get(Fact, JUDGED)
    is_judged = fact is not None and fact.value == _state(session, catalogue)
    return is_judged and is_decided(session, catalogue)


def bring_up_to_date(
    session: Session, catalogue: Catalogue, touched: Iterable[SeriesIds] | None = None
) -> int:
    """Judge the touched series, or all of them when None, and remember up to which load. Gives how many."""
    touched = None if touched is None else list(touched)
    count = refresh(session, catalogue, touched)
    release(session, catalogue, None if touched is None else {int(series[0]) for series in touched})
    session.merge(Fact(name=JUDGED, value=_state(session, catalogue)))
    return count


def _state(session: Session, catalogue: Catalogue) -> str:
    newest = session.scalar(select(func.max(Load.id)))
    return f"load {newest or 0}, catalogue {catalogue.fingerprint}, judgement {JUDGEMENT}.{_SHAPE}"


JUDGEMENT = 7
"""Raised whenever a change of the code would judge the same numbers differently."""

_SHAPE = hashlib.sha256(" ".join(field.name for field in fields(Status)).encode()).hexdigest()[:8]
"""The parts of a stored status: with another field, those of an older program are made again."""


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
    for code in catalogue.indicators:
        indicator_id = known.indicator_ids.get(code)
        if indicator_id is None or (by_indicator is not None and indicator_id not in by_indicator):
            continue
        services = None if by_indicator is None else by_indicator[indicator_id]
        yield _refresh_indicator(session, catalogue, code, services, known)


def _by_indicator(touched: Iterable[SeriesIds] | None) -> dict[int, set[int]] | None:
    if touched is None:
        return None
    found: dict[int, set[int]] = {}
    for indicator_id, service_id, category_id in touched:
        if category_id == EVERYONE:
            found.setdefault(int(indicator_id), set()).add(int(service_id))
    return found


def _refresh_indicator(
    session: Session, catalogue: Catalogue, code: str, services: set[int] | None, known: Ids
) -> int:
    few = services if services is not None and len(services) <= WHOLE_INDICATOR else None
    found = judge_everyone(session, catalogue, known, code, few)
    _forget(session, known.indicator_ids[code], few)
    if found is None:
        return 0
    statuses = shown_statuses(*found)
    _store(session, known.indicator_ids[code], found[0].matrix, statuses, episodes(*found))
    return len(statuses)


def differs_from_fresh(session: Session, catalogue: Catalogue) -> dict[str, int]:
    """Return, by indicator, how many stored statuses are not what judging now would store; nothing is
    written."""
    known, found = read_ids_afresh(session), {}
    for code in catalogue.indicators:
        indicator_id = known.indicator_ids.get(code)
        if indicator_id is None:
            continue
        fresh: dict[tuple[int, int], list[str]] = {}
        if judged := judge_everyone(session, catalogue, known, code, None):
            series = zip(judged[0].matrix.service.tolist(), judged[0].matrix.category.tolist(), strict=True)
            rows = map(status_row, shown_statuses(*judged))
            fresh = {key: [*map(str, row)] for key, row in zip(series, rows, strict=True)}
        table = SeriesStatus.__table__.c
        query = select(table.service_id, table.category_id, *(table[name] for name in OF_STATUS)).where(
            table.indicator_id == indicator_id
        )
        stored = {(row[0], row[1]): [*map(str, row[2:])] for row in session.execute(query)}
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


def _store(
    session: Session,
    indicator_id: int,
    matrix: SeriesMatrix,
    statuses: Sequence[Status],
    signals: Sequence[tuple[int, Signal]],
) -> None:
    rows = zip(matrix.service.tolist(), matrix.category.tolist(), strict=True)
    series = [(indicator_id, *ids) for ids in rows]
    standing = ((*ids, *status_row(one)) for ids, one in zip(series, statuses, strict=True))
    append(session.connection(), SeriesStatus.__tablename__, (*SERIES, *OF_STATUS), standing)
    marked = ((*series[row], *signal_row(one)) for row, one in signals)
    append(session.connection(), SignalRow.__tablename__, (*SERIES, *OF_SIGNAL), marked)
