"""The signals of a team as they stand now, as evidence for what people do about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.acts.evidence import Evidence
from quality.lifecycle.signal_life import SignalName
from quality.provenance.history import is_over
from quality.ranking.own_past import all_with_own_past
from quality.ranking.wall import read_wall
from quality.reference.ids import data_version, read_ids
from quality.signals.read import read_statuses
from quality.signals.results import Status

Signals = dict[SignalName, Evidence]


def signals_now(session: Session, catalogue: Catalogue, service: str, today: date) -> Signals:
    """Return every signal that everybody's measures of a service show now."""
    at, stored = read_ids(session).services[service], []
    for status in read_statuses(session, services=[service]):
        indicator = catalogue.indicators.get(status.key.indicator)
        if indicator and not indicator.harm_by_day and not is_over(status, indicator, at, today):
            stored.append(status)
    wall = read_wall(session, catalogue, today)
    return signals_of(session, catalogue, all_with_own_past(stored, wall).values())


def signals_of(session: Session, catalogue: Catalogue, statuses: Iterable[Status]) -> Signals:
    """Return what is unusual of statuses that stand as they are shown."""
    load, found = data_version(session)[0], {}
    for status in statuses:
        definition = catalogue.indicators[status.key.indicator].fingerprint
        if evidence := evidence_for(status, definition, load):
            found[SignalName(status.key.indicator)] = evidence
    return found


def evidence_for(status: Status, definition: str = "", load: int = 0) -> Evidence | None:
    """Return what a status shows; None where it shows nothing unusual."""
    built_up, period = status.built_up, status.period
    if period is None:
        return None
    rule, direction, since = status.rule.value if status.rule else "", status.direction, status.since
    run, variation, excess = status.run, status.variation, None
    if built_up is not None:
        rule, direction, since = built_up.evidence.value, built_up.direction, built_up.since
        run, variation = built_up.points, built_up.variation
        if built_up.before is not None and built_up.after is not None:
            excess = built_up.after - built_up.before
    elif not (variation.is_special and rule):
        return None
    return Evidence(
        rule=rule,
        direction=direction,
        since=since or status.first_period or period,
        period=period,
        run=run,
        variation=variation.value,
        value=status.value,
        numerator=status.numerator,
        denominator=status.denominator,
        centre=status.centre,
        lower=status.lower,
        upper=status.upper,
        excess=excess,
        points=status.recent,
        rule_set=status.rule_set,
        definition=definition,
        load=load,
    )
