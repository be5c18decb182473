"""The effects of a rehearsed load on its copy of the database: new series, revisions, sums, judgements."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from catalogue.models import Catalogue
from data.models import EVERYONE, IndicatorKey, Observation, ObservationRevision, SeriesStatus, Service
from data.write.observations import LOADED, ROLLED_UP
from loaders.job import LoadReport, LoadTrace, SeriesId
from loaders.preview.names import PreviewNames, period
from quality.provenance.preview import Change, Effects
from quality.signals import refresh

LARGEST = 10
REVISIONS_AT_MOST = 20_000  # looked through for the largest; beyond, the first of them
JUDGED_AT_MOST = 20_000
"""Touched series above which nothing is judged for a preview: it would take longer than reading them."""

_NOUNS = {"services": "service", "population": "number", "events": "event"}
_SERIES = ("indicator_id", "service_id", "category_id")


def effects(session: Session, trace: LoadTrace, report: LoadReport, names: PreviewNames) -> Effects:
    load_id = trace.load_id or 0
    sums, sum_services = session.execute(
        select(func.count(), func.count(Observation.service_id.distinct())).where(
            Observation.load_id == load_id, Observation.origin == ROLLED_UP
        )
    ).one()
    return Effects(
        noun=_NOUNS.get(trace.job.source.shape if trace.job else "", "value"),
        new=report.new,
        revised=report.revised,
        unchanged=report.unchanged,
        missing=report.missing,
        new_series=_new_series(session, load_id),
        sums=sums,
        sum_services=sum_services,
        largest=_largest(session, load_id, names),
    )


def _new_series(session: Session, load_id: int) -> int:
    """Count the series all of whose values came with this load."""
    series = [getattr(Observation, name) for name in _SERIES]
    revised = select(ObservationRevision.id).where(
        ObservationRevision.superseded_by == load_id,
        *(getattr(ObservationRevision, name) == getattr(Observation, name) for name in _SERIES),
    )
    new = (
        select(*series)
        .where(Observation.origin == LOADED, ~revised.exists())
        .group_by(*series)
        .having(func.min(Observation.load_id) == load_id)
    )
    return session.scalar(select(func.count()).select_from(new.subquery())) or 0


def _largest(session: Session, load_id: int, names: PreviewNames) -> tuple[Change, ...]:
    """Return the revisions that move a value most, measured by what stood before."""
    old, new = ObservationRevision, aliased(Observation)
    same = [getattr(old, name) == getattr(new, name) for name in (*_SERIES, "period_start")]
    found = session.execute(
        select(old, new)
        .join(new, and_(*same))
        .where(old.superseded_by == load_id, old.origin == LOADED)
        .limit(REVISIONS_AT_MOST)
        .execution_options(populate_existing=True)
    )
    # What is hidden must not be told by its place in the order either.
    shown = [
        (before, after)
        for before, after in found
        if before.indicator_id in names.indicators and not names.hides(before.category_id)
    ]
    shown.sort(key=lambda pair: -_moved(*pair))
    return tuple(_change(before, after, names) for before, after in shown[:LARGEST])


def _change(before: ObservationRevision, after: Observation, names: PreviewNames) -> Change:
    indicator = names.indicators[before.indicator_id]
    when = period(before.period_start, indicator.frequency)
    place = names.place(before.service_id, when, before.category_id)
    values = (
        names.value(indicator, one.numerator, one.denominator, one.category_id) for one in (before, after)
    )
    return Change((indicator.label, *place), *values)


def _moved(before: ObservationRevision, after: Observation) -> float:
    if before.numerator is None or after.numerator is None:
        return 1.0
    first = before.numerator / (before.denominator or 1)
    return abs(after.numerator / (after.denominator or 1) - first) / max(abs(first), 1e-9)


def turned(
    session: Session, catalogue: Catalogue, touched: Collection[SeriesId]
) -> tuple[Change, ...] | None:
    """Return everyone's series that would be judged otherwise than they are now; None where they are too
    many to find out. Where nothing was judged before, nothing can turn."""
    series = {key for key in touched if key[2] == EVERYONE}
    before = _verdicts(session, catalogue, series)
    if not before:
        return ()
    if len(series) > JUDGED_AT_MOST:
        return None
    refresh.refresh(session, catalogue, series)
    after = _verdicts(session, catalogue, series)
    return tuple(
        Change(before[key][0], before[key][1], after[key][1])
        for key in sorted(before.keys() & after.keys())
        if before[key] != after[key]
    )


def _verdicts(
    session: Session, catalogue: Catalogue, series: Collection[SeriesId]
) -> dict[SeriesId, tuple[tuple[str, str], str]]:
    """Return by series the names of its indicator and service, and how it is judged."""
    query = (
        select(SeriesStatus, IndicatorKey.code, Service.name)
        .join(IndicatorKey, IndicatorKey.id == SeriesStatus.indicator_id)
        .join(Service, Service.id == SeriesStatus.service_id)
        .where(SeriesStatus.indicator_id.in_({key[0] for key in series}))
        .execution_options(populate_existing=True)
    )
    found = {}
    for row, code, service in session.execute(query):
        key = (row.indicator_id, row.service_id, row.category_id)
        if key in series and code in catalogue.indicators:
            verdict = f"{row.variation}, {row.assurance}".replace("_", " ")
            found[key] = ((catalogue.indicators[code].label, service), verdict)
    return found
