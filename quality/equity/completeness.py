"""The share of people recorded without an age, sex, ethnicity …: what an equity page cannot see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.disclosure.not_known import share_of_unknown
from quality.equity.view import MOST_UNKNOWN
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service


@dataclass(frozen=True, slots=True)
class Completeness:
    """One indicator and dimension, over the last year of complete periods."""

    indicator: str
    dimension: str
    not_stated: int | None
    """In whole per cent; None when too few people are recorded to say."""

    @property
    def is_incomplete(self) -> bool:
        return self.not_stated is not None and self.not_stated > 100 * MOST_UNKNOWN


def completeness(session: Session, catalogue: Catalogue, service: str) -> list[Completeness]:
    """Return every indicator that is split by a dimension and measured by a service, in catalogue order."""
    known = read_ids(session)
    if not known.may_see_groups(service):
        return []
    service_id = known.services[service].id
    return [
        Completeness(code, dimension, share)
        for code, indicator in catalogue.indicators.items()
        if indicator.dimensions and code in known.indicator_ids
        for dimension, share in share_of_unknown(session, catalogue, known, code, service_id).items()
    ]


def where_recorded(
    session: Session, catalogue: Catalogue, candidates: Sequence[Service]
) -> tuple[Service | None, list[Completeness]]:
    """Return the first of some services that records any groups, and how completely."""
    for service in candidates:
        if found := completeness(session, catalogue, service.code):
            return service, found
    return None, []
