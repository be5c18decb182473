"""Signals: judged when data arrive, stored so that a huddle of two hundred series opens at once, and
equal to what the chart page computes live, because both come out of `quality.judge`.

    refresh   after a load: judge the touched series, replace their status and episodes
    result    one series, live, for its chart page
    statuses  where many series stand, as stored
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import pairwise

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from data.models import EVERYONE, Fact, IndicatorKey, Observation, SeriesStatus
from data.models import Service as ServiceRow
from data.models import Signal as SignalRow
from quality.catalogue import Catalogue, Indicator
from quality.errors import NotFoundError
from quality.groups import protected_series
from quality.judge import judge
from quality.kept import Kept
from quality.names import Names, names, read_names
from quality.results import SeriesKey, SeriesResult, Signal, Status, Variation
from quality.series import SeriesMatrix, read
from quality.summary import build_result, episodes, statuses_of
from stats import Rule

SeriesIds = tuple[int, int, int]
"""Indicator, service and category id."""

WHOLE_INDICATOR = 400
"""Touched series of one indicator above which reading all of its series is quicker than naming them."""


def indicator_of(catalogue: Catalogue, code: str) -> Indicator:
    if code not in catalogue.indicators:
        raise NotFoundError(f"There is no indicator with the code {code!r}.")
    return catalogue.indicators[code]


def result(session: Session, catalogue: Catalogue, key: SeriesKey) -> SeriesResult | None:
    """One series judged now; None when it has no data. A group's numbers pass the disclosure gate."""
    indicator = indicator_of(catalogue, key.indicator)
    known = names(session)
    ids = known.series_ids(key)
    if ids is None:
        return None
    version = (known.version, catalogue.fingerprint)
    return _judged.get(
        session, version, key, lambda: _judge_one(session, catalogue, indicator, known, key, ids)
    )


_judged: Kept[SeriesKey, SeriesResult | None] = Kept(most=512)
"""Charts that were asked for lately. A chart of 36 points is about 20 kB."""


def _judge_one(
    session: Session, catalogue: Catalogue, indicator: Indicator, known: Names, key: SeriesKey, ids: SeriesIds
) -> SeriesResult | None:
    matrix = _matrix_of(session, catalogue, indicator, key, ids)
    if matrix is None:
        return None
    starts = _phase_starts(matrix, key.indicator, indicator, known)
    return build_result(
        judge(matrix, indicator, phase_starts=starts),
        key,
        indicator,
        known,
        definition_changes=_definition_changes(session, ids, known),
    )


def _matrix_of(
    session: Session, catalogue: Catalogue, indicator: Indicator, key: SeriesKey, ids: SeriesIds
) -> SeriesMatrix | None:
    indicator_id, service_id, category_id = ids
    if category_id != EVERYONE:
        return protected_series(session, catalogue, key.indicator, service_id, category_id)
    return read(session, indicator_id, indicator.frequency, services=[service_id], categories=[EVERYONE])


def _phase_starts(
    matrix: SeriesMatrix, code: str, indicator: Indicator, known: Names
) -> dict[int, list[int]]:
    """Row → columns where a person started new limits. Most indicators have none, so the few records
    are looked up among the rows, not every row among the records."""
    found: dict[int, list[int]] = {}
    for key, phases in known.rephases.items():
        ids = known.series_ids(key) if key.indicator == code else None
        if ids is None:
            continue
        rows = ((matrix.service == ids[1]) & (matrix.category == ids[2])).nonzero()[0]
        columns = [matrix.column(phase.first_period, indicator.frequency) for phase in phases]
        inside = [column for column in columns if 0 < column < len(matrix.periods)]
        if rows.size and inside:
            found[int(rows[0])] = inside
    return found


def _definition_changes(session: Session, ids: SeriesIds, known: Names) -> tuple[date, ...]:
    if ids[0] not in known.redefined:
        return ()
    indicator_id, service_id, category_id = ids
    rows = session.execute(
        select(Observation.period_start, Observation.definition_id)
        .where(
            Observation.indicator_id == indicator_id,
            Observation.service_id == service_id,
            Observation.category_id == category_id,
        )
        .order_by(Observation.period_start)
    ).all()
    return tuple(
        after.period_start for before, after in pairwise(rows) if before.definition_id != after.definition_id
    )


# -- stored ----------------------------------------------------------------------------------------


def refresh(session: Session, catalogue: Catalogue, touched: Iterable[SeriesIds] | None = None) -> int:
    """Judge the touched series (all of them when None) and replace what was stored of them.

    Only everyone's series are kept: groups are judged together, in quality.equity, behind the disclosure
    gate. Gives the number of series judged.
    """
    known = read_names(session)
    by_indicator = _by_indicator(touched)
    count = 0
    for code, indicator in catalogue.indicators.items():
        indicator_id = known.indicator_ids.get(code)
        if indicator_id is None or (by_indicator is not None and indicator_id not in by_indicator):
            continue
        services = None if by_indicator is None else by_indicator[indicator_id]
        count += _refresh_indicator(session, code, indicator, indicator_id, services, known)
    return count


def refresh_if_redefined(session: Session, catalogue: Catalogue) -> bool:
    """Judge everything again when the catalogue is not the one that the stored statuses were made with:
    a changed target or rule set needs no load to be seen. True when it did."""
    row = session.get(Fact, "catalogue")
    if row is not None and row.value == catalogue.fingerprint:
        return False
    refresh(session, catalogue)
    session.merge(Fact(name="catalogue", value=catalogue.fingerprint))
    return True


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
    known: Names,
) -> int:
    few = services is not None and len(services) <= WHOLE_INDICATOR
    matrix = read(
        session,
        indicator_id,
        indicator.frequency,
        services=services if few else None,
        categories=[EVERYONE],
    )
    _forget(session, indicator_id, services if few else None)
    if matrix is None:
        return 0
    judged = judge(matrix, indicator, phase_starts=_phase_starts(matrix, code, indicator, known))
    keys = [known.key(code, int(s), int(c)) for s, c in zip(matrix.service, matrix.category, strict=True)]
    _store_statuses(session, indicator_id, matrix, statuses_of(judged, keys))
    _store_signals(session, indicator_id, matrix, episodes(judged, keys))
    return len(keys)


def _forget(session: Session, indicator_id: int, services: set[int] | None) -> None:
    for table in (SeriesStatus, SignalRow):
        statement = delete(table).where(table.indicator_id == indicator_id)
        if services is not None:
            statement = statement.where(table.service_id.in_(services))
        session.execute(statement, execution_options={"synchronize_session": False})


def _store_statuses(
    session: Session, indicator_id: int, matrix: SeriesMatrix, statuses: Sequence[Status]
) -> None:
    session.connection().execute(
        insert(SeriesStatus),
        [
            {
                "indicator_id": indicator_id,
                "service_id": service,
                "category_id": category,
                "content": status.to_json(),
                "variation": status.variation.value,
                "assurance": status.assurance.value,
                "rule_set": status.rule_set,
            }
            for service, category, status in zip(
                matrix.service.tolist(), matrix.category.tolist(), statuses, strict=True
            )
        ],
    )


def _store_signals(
    session: Session, indicator_id: int, matrix: SeriesMatrix, found: Sequence[tuple[int, Signal]]
) -> None:
    if not found:
        return
    session.connection().execute(
        insert(SignalRow),
        [
            {
                "indicator_id": indicator_id,
                "service_id": int(matrix.service[row]),
                "category_id": int(matrix.category[row]),
                "first_period": signal.first_period,
                "last_period": signal.last_period,
                "rule": signal.rule.value,
                "direction": signal.direction,
                "points": signal.points,
                "variation": signal.variation.value,
                "rule_set": signal.rule_set,
                "is_current": signal.is_current,
            }
            for row, signal in found
        ],
    )


def statuses(
    session: Session,
    *,
    services: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
) -> list[Status]:
    """Where everyone's series stand, as stored: of these services and indicators, or of all."""
    query = select(SeriesStatus.content)
    if services is not None:
        query = query.join(ServiceRow, ServiceRow.id == SeriesStatus.service_id).where(
            ServiceRow.code.in_(services)
        )
    if indicators is not None:
        query = query.join(IndicatorKey, IndicatorKey.id == SeriesStatus.indicator_id).where(
            IndicatorKey.code.in_(indicators)
        )
    return [Status.from_json(text) for text in session.scalars(query)]


def signals(
    session: Session,
    *,
    services: Collection[str] | None = None,
    current_only: bool = True,
) -> list[Signal]:
    """Stored episodes, newest first: those the latest point belongs to, or all."""
    known = names(session)
    codes = {number: code for code, number in known.indicator_ids.items()}
    query = select(SignalRow.__table__).order_by(SignalRow.last_period.desc(), SignalRow.first_period)
    if current_only:
        query = query.where(SignalRow.is_current)
    if services is not None:
        query = query.where(SignalRow.service_id.in_([known.services[code].id for code in services]))
    return [
        Signal(
            key=known.key(codes[row.indicator_id], row.service_id, row.category_id),
            rule=Rule(row.rule),
            direction=row.direction,
            variation=Variation(row.variation),
            first_period=row.first_period,
            last_period=row.last_period,
            points=row.points,
            is_current=row.is_current,
            rule_set=row.rule_set,
        )
        for row in session.execute(query)
    ]
