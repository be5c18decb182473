"""Everything that stands unusual today at some services, as their huddles show it, and what had ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.acts.ledger import LoggedAct
from quality.outcomes.patterns import Series
from quality.provenance.history import is_over
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service
from quality.shown_signals import Cards, shown_at
from quality.signals.read import read_statuses
from quality.signals.results import Status


@dataclass(frozen=True, slots=True)
class Now:
    """All that stands unusual today."""

    shown: Mapping[str, Cards]
    """By service, as its huddle shows it."""
    ended: Mapping[Series, Status]
    """Series that showed a pattern last, and that nothing more comes of."""

    def of(self, service: str) -> Cards:
        return self.shown.get(service, {})

    def had_ended(self, catalogue: Catalogue, service: Service, indicator: str, on: date) -> bool:
        """Tell if nothing more was awaited of a series on the day on which its last pattern could be seen."""
        status = self.ended.get((service.code, indicator))
        return status is not None and is_over(status, catalogue.indicators[indicator], service, on)


def standing_now(
    session: Session,
    catalogue: Catalogue,
    services: Sequence[Service],
    acts: Mapping[str, Sequence[LoggedAct]],
    today: date,
) -> Now:
    """Return it, with what people acted on."""
    wanted = {s.code: s for s in services}
    is_whole = len(wanted) == len(read_ids(session).services.by_code)
    ended = {}
    for status in read_statuses(session, services=None if is_whole else wanted, only_special=True):
        indicator, service = catalogue.indicators.get(status.key.indicator), wanted[status.key.service]
        if indicator is not None and is_over(status, indicator, service, today):
            ended[service.code, status.key.indicator] = status
    return Now(shown_at(session, catalogue, services, today, acts), ended)
