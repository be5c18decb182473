"""Read everyone's numbers: of no group of people, so that anybody may see them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import EVERYONE, Load, ObservationRevision
from data.read.as_of import as_of
from data.read.group_observations import Observations as Observations
from data.read.group_observations import group_observations


def observations(
    session: Session, indicator_id: int, *, services: Collection[int] | None = None
) -> Observations:
    """Return everyone's series of an indicator, of all services or of some (their ids)."""
    return group_observations(session, indicator_id, services=services, categories=[EVERYONE])


def revisions(session: Session, indicator_id: int, service_id: int) -> list[Any]:
    """Return what everyone's values of a series were before loads changed them, the latest change first.

    Rows of period_start, numerator, denominator, superseded_by (the load) and finished_at (when it was).
    """
    r = ObservationRevision
    query = (
        select(r.period_start, r.numerator, r.denominator, r.superseded_by, Load.finished_at)
        .join(Load, Load.id == r.superseded_by)
        .where(r.indicator_id == indicator_id, r.service_id == service_id, r.category_id == EVERYONE)
        .order_by(r.superseded_by.desc(), r.id.desc())
    )
    then = as_of(session)
    if then is not None:
        query = query.where(r.superseded_by <= then.load)
    return list(session.execute(query))
