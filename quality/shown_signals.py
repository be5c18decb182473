"""Everything unusual at each of many services, as its huddle shows it: in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.models import EVERYONE, SeriesStatus
from quality.acts.ledger import LoggedAct
from quality.lifecycle.cards import HuddleCard, candidates
from quality.lifecycle.signal_life import SignalName
from quality.provenance.history import is_in_time, is_over, still_comes
from quality.ranking.own_past import all_with_own_past
from quality.ranking.wall import Wall, read_wall
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service
from quality.signals.read import read_statuses
from quality.signals.results import Status, Variation

Cards = dict[SignalName, HuddleCard]


class Measures(NamedTuple):
    """Counts of measures: those looked at, those that wait for data, those that may be more than a point."""

    checked: int
    too_few: int
    late: int


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
    came = in_time & is_measure
    counted = (came & ~is_short, came & is_short, ~in_time)
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
) -> dict[str, Cards]:
    """Return what is unusual at each service that has measures, as its huddle shows it."""
    wall = read_wall(session, catalogue, today)
    found: dict[str, Cards] = {}
    for service, stored in _measured(session, catalogue, services, today, acts, wall).items():
        cards = candidates(catalogue, all_with_own_past(stored.values(), wall), wall, today)
        found[service] = {SignalName(one.status.key.indicator): one for one in cards}
    return found


def _measured(
    session: Session,
    catalogue: Catalogue,
    services: Sequence[Service],
    today: date,
    acts: Mapping[str, Sequence[LoggedAct]],
    wall: Wall,
) -> dict[str, dict[str, Status]]:
    """Read where everybody's measures stand that are unusual, or that somebody acted on, by service and
    indicator: those of which something comes."""
    wanted = {one.code: one for one in services}
    is_whole = len(wanted) == len(read_ids(session).services.by_code)
    statuses = read_statuses(session, services=None if is_whole else list(wanted), only_special=True)
    done = (act for own in acts.values() for act in own)
    if acted_on := {act.key.indicator for act in done if act.key.indicator}:
        statuses += read_statuses(session, services=list(acts), indicators=acted_on)
    statuses += _evident(session, wanted, wall)
    found = defaultdict[str, dict[str, Status]](dict)
    for status in statuses:
        key, indicator = status.key, catalogue.indicators.get(status.key.indicator)
        if indicator is None or indicator.harm_by_day or key.category:
            continue
        if not is_over(status, indicator, wanted[key.service], today):
            found[key.service][key.indicator] = status
    return found


def _evident(session: Session, wanted: Mapping[str, Service], wall: Wall) -> list[Status]:
    """Read those that may be a signal by the evidence of their own past alone."""
    evident = {codes for codes in wall.evident() if codes[1] in wanted}
    if not evident:
        return []
    indicators, services = ({*part} for part in zip(*evident, strict=True))
    stored = read_statuses(session, services=services, indicators=indicators)
    return [one for one in stored if (one.key.indicator, one.key.service) in evident]
