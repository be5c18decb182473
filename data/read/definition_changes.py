"""Days on which the definition of a series changed, and no numbers of people."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import Event, Observation
from data.read.as_of import as_of, stands, stood


def definition_changes(
    session: Session, indicator_id: int, service_id: int, category_id: int
) -> tuple[date, ...]:
    """Return the periods whose values were counted by another definition than those before them."""
    then = as_of(session)
    c = stood(Observation, then.load).c if then else Observation.__table__.c
    rows = session.execute(
        select(c.period_start, c.definition_id)
        .where(c.indicator_id == indicator_id, c.service_id == service_id, c.category_id == category_id)
        .union_all(
            select(Event.happened_on, Event.definition_id).where(
                Event.indicator_id == indicator_id, Event.service_id == service_id, stands(then)
            )
        )
        .order_by("period_start")
    ).all()
    return tuple(
        after.period_start for before, after in pairwise(rows) if before.definition_id != after.definition_id
    )
