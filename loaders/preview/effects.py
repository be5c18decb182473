"""What a rehearsed load changed in its copy of the database: new series, revisions, sums, judgements."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from catalogue.models import Catalogue
from data.models import EVERYONE, Observation, ObservationRevision, SeriesStatus
from data.write.observations import LOADED, ROLLED_UP
from loaders.job import LoadReport, LoadTrace, SeriesId
from loaders.preview.names import PreviewNames, period
from quality.provenance.preview import Effects, Revised, Turned
from quality.reference.ids import read_ids_afresh
from quality.signals import refresh
from quality.signals.results import Status

LARGEST = 10
REVISIONS_AT_MOST = 20_000
"""Looked through for the largest; beyond, the first of them."""
TURNED_AT_MOST = 20
JUDGED_AT_MOST = 20_000
"""Touched series above which nothing is judged for a preview: it would take longer than reading them."""


_NOUNS = {"services": "service", "population": "number", "events": "event"}


def effects(session: Session, trace: LoadTrace, report: LoadReport, names: PreviewNames) -> Effects:
    load_id = trace.load_id or 0
    of_load = Observation.load_id == load_id
    sums = session.execute(
        select(func.count(), func.count(Observation.service_id.distinct())).where(
            of_load, Observation.origin == ROLLED_UP
        )
    ).one()
    return Effects(
        new=report.new,
        revised=report.revised,
        unchanged=report.unchanged,
        missing=report.missing,
        new_series=_new_series(session, load_id),
        sums=sums[0],
        sum_services=sums[1],
        largest=_largest(session, load_id, names),
        noun=_NOUNS.get(trace.work.source.shape if trace.work else "", "value"),
    )


def _new_series(session: Session, load_id: int) -> int:
    """Series all of whose values came with this load."""
    key = (Observation.indicator_id, Observation.service_id, Observation.category_id)
    revised = select(ObservationRevision.id).where(
        ObservationRevision.superseded_by == load_id,
        ObservationRevision.indicator_id == Observation.indicator_id,
        ObservationRevision.service_id == Observation.service_id,
        ObservationRevision.category_id == Observation.category_id,
    )
    series = (
        select(*key)
        .where(Observation.origin == LOADED, ~revised.exists())
        .group_by(*key)
        .having(func.min(Observation.load_id) == load_id)
    )
    return session.scalar(select(func.count()).select_from(series.subquery())) or 0


def _largest(session: Session, load_id: int, names: PreviewNames) -> tuple[Revised, ...]:
    """The revisions that move a value most, measured by what stood before."""
    old, new = ObservationRevision, aliased(Observation)
    same = and_(
        old.indicator_id == new.indicator_id,
        old.service_id == new.service_id,
        old.category_id == new.category_id,
        old.period_start == new.period_start,
    )
    rows = session.execute(
        select(
            old.indicator_id, old.service_id, old.category_id, old.period_start,
            old.numerator, old.denominator, new.numerator, new.denominator,
        )
        .join(new, same)
        .where(old.superseded_by == load_id, old.origin == LOADED)
        .limit(REVISIONS_AT_MOST)
    ).all()  # fmt: skip
    # What is hidden must not be told by its place in the order either.
    shown = [row for row in rows if not names.hides(row[2])]
    found = []
    for number, service, category, start, *values in sorted(shown, key=lambda r: -_moved(*r[4:]))[:LARGEST]:
        indicator = names.indicator(number)
        if indicator is None:
            continue
        before = names.value(indicator, values[0], values[1], category)
        after = names.value(indicator, values[2], values[3], category)
        when = period(start, indicator.frequency)
        found.append(
            Revised(indicator.label, names.service(service), names.group(category), when, before, after)
        )
    return tuple(found)


def _moved(before: float | None, of: float | None, after: float | None, out_of: float | None) -> float:
    if before is None or after is None:
        return 1.0
    first = before / of if of else before
    second = after / out_of if out_of else after
    return abs(second - first) / max(abs(first), 1e-9)


@dataclass(frozen=True, slots=True)
class Turns:
    shown: tuple[Turned, ...] = ()
    count: int = 0
    is_known: bool = True


def turned(session: Session, catalogue: Catalogue, touched: frozenset[SeriesId]) -> Turns:
    """Everyone's series that would be judged otherwise than they are now. Not known where what is stored
    was not judged by this catalogue: then all would be judged anew."""
    series = {key for key in touched if key[2] == EVERYONE}
    before = _statuses(session, series)
    if not before:
        return Turns()  # nothing stood that could turn
    if len(series) > JUDGED_AT_MOST:
        return Turns(is_known=False)
    refresh.refresh(session, catalogue, series)
    after = _statuses(session, series)
    known = read_ids_afresh(session)
    codes = {number: code for code, number in known.indicator_ids.items()}
    found = []
    for key, old in sorted(before.items()):
        new = after.get(key)
        indicator = catalogue.indicators.get(codes[key[0]])
        if new is None or indicator is None or _verdict(old) == _verdict(new):
            continue
        name = known.services.by_id[key[1]].name
        found.append(Turned(indicator.label, name, _verdict(old), _verdict(new)))
    return Turns(tuple(found[:TURNED_AT_MOST]), len(found))


def _statuses(session: Session, series: set[SeriesId]) -> dict[SeriesId, Status]:
    indicators = {key[0] for key in series}
    query = select(
        SeriesStatus.indicator_id, SeriesStatus.service_id, SeriesStatus.category_id, SeriesStatus.content
    ).where(SeriesStatus.indicator_id.in_(indicators))
    return {
        (row[0], row[1], row[2]): Status.from_json(row[3])
        for row in session.execute(query)
        if (row[0], row[1], row[2]) in series
    }


def _verdict(status: Status) -> str:
    return f"{status.variation.value}, {status.assurance.value}".replace("_", " ")
