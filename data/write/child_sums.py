"""Sums of the children of services, beside the value that was published for them. Derived: written anew as a
whole, read by series."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.models import EVERYONE, Observation, SumOfChildren
from data.write.bulk import append
from data.write.observations import LOADED, Values

SUM, OWN = SumOfChildren.__table__.c, Observation.__table__.c


def put_sums(session: Session, sums: Values, indicator_id: int, load_id: int) -> None:
    """Make these the sums of an indicator, in the place of all there were. Everyone's only."""
    forget_sums(session, indicator_id)
    sums = sums.in_key_order()
    days, which = np.unique(sums.period, return_inverse=True)
    rows = zip(
        [indicator_id] * len(sums),
        sums.service.tolist(),
        sums.category.tolist(),
        np.array([str(day) for day in days], dtype=object)[which].tolist(),
        sums.numerator.tolist(),
        sums.denominator.tolist(),
        [load_id] * len(sums),
        strict=True,
    )
    names = [column.name for column in SumOfChildren.__table__.columns]
    append(session.connection(), "sum_of_children", names, rows)


def forget_sums(session: Session, indicator_id: int, *, only_orphans: bool = False) -> None:
    """Delete all sums of an indicator, or those beside which no loaded value stands."""
    statement = delete(SumOfChildren).where(SUM.indicator_id == indicator_id)
    if only_orphans:
        own = select(OWN.service_id).where(
            OWN.indicator_id == SUM.indicator_id,
            OWN.service_id == SUM.service_id,
            OWN.category_id == SUM.category_id,
            OWN.period_start == SUM.period_start,
            OWN.origin == LOADED,
        )
        statement = statement.where(~own.exists())
    session.execute(statement, execution_options={"synchronize_session": False})


Sums = Mapping[date, tuple[float, float | None]]


def sums_of(session: Session, indicator_id: int, service_id: int) -> Sums:
    """Read by period numerator and denominator of what is inside one service, while its own value stands."""
    query = (
        select(SUM.period_start, SUM.numerator, SUM.denominator)
        .join(
            Observation,
            (OWN.indicator_id == SUM.indicator_id)
            & (OWN.service_id == SUM.service_id)
            & (OWN.category_id == SUM.category_id)
            & (OWN.period_start == SUM.period_start)
            & (OWN.origin == LOADED),
        )
        .where(SUM.indicator_id == indicator_id, SUM.service_id == service_id, SUM.category_id == EVERYONE)
    )
    return {day: (top, bottom) for day, top, bottom in session.execute(query)}
