"""Everything unusual at each of many services, as its huddle shows it: two queries, and a bound on how much
is looked up of single measures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.models import EVERYONE, SeriesStatus
from quality.accumulated import MOST_WEIGHED, weigh_one
from quality.acts.ledger import LoggedAct
from quality.lifecycle.cards import HuddleCard, candidates
from quality.lifecycle.signal_life import SignalName
from quality.provenance.history import is_in_time, is_over, still_comes
from quality.ranking.wall import read_wall
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service
from quality.signals.read import read_statuses
from quality.signals.results import Status, Variation

Cards = dict[SignalName, HuddleCard]


class Weighing(StrEnum):
    """The measures of which it was looked up what many periods show together."""

    ALL = "all"
    IMPROVEMENTS = "improvements"
    """Improvements alone, as all are too many: one that is taken back reassures untruly. And those that
    people acted on, here as below."""
    ACTED_ON = "acted on"


class Measures(NamedTuple):
    """Counts of measures: those looked at, those that wait for data, those that may be more than a point."""

    checked: int
    too_few: int
    late: int
    better: int
    steady: int

    @property
    def weighing(self) -> Weighing:
        if self.better + self.steady <= MOST_WEIGHED:
            return Weighing.ALL
        return Weighing.IMPROVEMENTS if self.better <= MOST_WEIGHED else Weighing.ACTED_ON


def count_measures(
    session: Session, catalogue: Catalogue, services: Sequence[Service], today: date
) -> Measures:
    """Count the measures of some services: of those that wait for data, days of harm too."""
    ids = read_ids(session).indicator_ids
    known = {
        number: catalogue.indicators[code] for code, number in ids.items() if code in catalogue.indicators
    }
    by_day = [number for number, one in known.items() if one.harm_by_day]
    in_time = is_in_time(catalogue, ids, today)
    is_measure = SeriesStatus.indicator_id.not_in(by_day)
    is_short = SeriesStatus.variation == Variation.TOO_FEW
    better, steady = (
        SeriesStatus.variation == kind for kind in (Variation.IMPROVEMENT, Variation.COMMON_CAUSE)
    )
    came = in_time & is_measure
    counted = (came & ~is_short, came & is_short, ~in_time, is_measure & better, is_measure & steady)
    sums = (func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in counted)
    found = session.execute(
        select(*sums).where(
            SeriesStatus.service_id.in_([one.id for one in services if one.is_open(today)]),
            SeriesStatus.indicator_id.in_([*known]),
            SeriesStatus.category_id == EVERYONE,
            still_comes(catalogue, ids, today),
        )
    )
    return Measures(*map(int, found.one()))


def shown_at(
    session: Session,
    catalogue: Catalogue,
    services: Sequence[Service],
    today: date,
    acts: Mapping[str, Sequence[LoggedAct]],
    weighing: Weighing,
) -> dict[str, Cards]:
    """Return what is unusual at each service that has measures, as its huddle shows it."""
    is_all = weighing is Weighing.ALL
    by_service = _measured(session, catalogue, services, today, None if is_all else acts)
    acted_on = {(code, act.key.indicator) for code, own in acts.items() for act in own}
    wall = read_wall(session, catalogue, today)
    found: dict[str, Cards] = {}
    for service, measures in by_service.items():
        for code, status in measures.items():
            is_better = weighing is Weighing.IMPROVEMENTS and status.variation is Variation.IMPROVEMENT
            if is_all or is_better or (service, code) in acted_on:
                measures[code] = weigh_one(session, catalogue, status)
        cards = candidates(catalogue, measures, wall, today)
        found[service] = {SignalName(one.status.key.indicator): one for one in cards}
    return found


def _measured(
    session: Session,
    catalogue: Catalogue,
    services: Sequence[Service],
    today: date,
    acts: Mapping[str, Sequence[LoggedAct]] | None,
) -> dict[str, dict[str, Status]]:
    """Read where everybody's measures stand, by service and indicator: those of which something comes. With
    `acts` only what is unusual, and what somebody acted on."""
    wanted = {one.code: one for one in services}
    is_whole = len(wanted) == len(read_ids(session).services.by_code)
    statuses = read_statuses(
        session, services=None if is_whole else list(wanted), only_special=acts is not None
    )
    if acts:
        done = (act for own in acts.values() for act in own)
        acted_on = {act.key.indicator for act in done if act.key.indicator}
        statuses += read_statuses(session, services=list(acts), indicators=acted_on)
    found = defaultdict[str, dict[str, Status]](dict)
    for status in statuses:
        key, indicator = status.key, catalogue.indicators.get(status.key.indicator)
        if indicator is None or indicator.harm_by_day or key.category:
            continue
        if not is_over(status, indicator, wanted[key.service], today):
            found[key.service][key.indicator] = status
    return found
