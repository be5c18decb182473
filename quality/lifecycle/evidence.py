"""The signals of a team as they stand now, as evidence for what people do about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.acts.evidence import Evidence
from quality.lifecycle.thread import SignalName
from quality.provenance.history import is_over
from quality.reference.ids import data_version, read_ids
from quality.signals.read import read_statuses
from quality.signals.results import Status


def signals_now(
    session: Session, catalogue: Catalogue, service: str, today: date
) -> Mapping[SignalName, Evidence]:
    """Return every signal that everybody's measures of a service show now."""
    at, load = read_ids(session).services[service], data_version(session)[0]
    found = {}
    for status in read_statuses(session, services=[service]):
        indicator = catalogue.indicators.get(status.key.indicator)
        if indicator is None or indicator.harm_by_day or is_over(status, indicator, at, today):
            continue
        evidence = evidence_for(status, indicator.fingerprint, load)
        if evidence is not None:
            found[SignalName(status.key.indicator)] = evidence
    return found


def evidence_for(status: Status, definition: str = "", load: int = 0) -> Evidence | None:
    """Return what a stored status shows; None where it shows nothing unusual."""
    if not (status.variation.is_special and status.rule and status.since and status.period):
        return None
    return Evidence(
        rule=status.rule.value,
        direction=status.direction,
        since=status.since,
        period=status.period,
        run=status.run,
        variation=status.variation.value,
        value=status.value,
        numerator=status.numerator,
        denominator=status.denominator,
        centre=status.centre,
        lower=status.lower,
        upper=status.upper,
        points=status.recent,
        rule_set=status.rule_set,
        definition=definition,
        load=load,
    )
