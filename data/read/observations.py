"""Read everyone's numbers: of no group of people, so that anybody may see them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, select
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
    then, query = as_of(session), _REVISIONS
    if then is not None:
        query = query.where(ObservationRevision.superseded_by <= then.load)
    return list(session.execute(query, {"indicator": indicator_id, "service": service_id}))


_REVISIONS = (
    select(
        ObservationRevision.period_start,
        ObservationRevision.numerator,
        ObservationRevision.denominator,
        ObservationRevision.superseded_by,
        Load.finished_at,
    )
    .join(Load, Load.id == ObservationRevision.superseded_by)
    .where(
        ObservationRevision.indicator_id == bindparam("indicator"),
        ObservationRevision.service_id == bindparam("service"),
        ObservationRevision.category_id == EVERYONE,
    )
    .order_by(ObservationRevision.superseded_by.desc(), ObservationRevision.id.desc())
)
