"""Sums of the children of services, beside the value that was published for them. Derived: written anew as a
whole, read by series."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import and_, bindparam, delete, select
from sqlalchemy.orm import Session

from data.models import EVERYONE, Observation, SumOfChildren
from data.write.bulk import append
from data.write.observations import LOADED, Values, rows_of

SUM, OWN = SumOfChildren.__table__.c, Observation.__table__.c


def put_sums(session: Session, sums: Values, indicator_id: int, load_id: int) -> None:
    """Make these the sums of an indicator, in the place of all there were. Everyone's only."""
    forget_sums(session, indicator_id)
    connection = session.connection()
    rows = rows_of(connection, sums.in_key_order(), whole=False)
    stored = ((indicator_id, *row[:5], load_id) for row in rows)
    append(connection, "sum_of_children", SUM.keys(), stored)


_OWN_VALUE = and_(
    OWN.indicator_id == SUM.indicator_id,
    OWN.service_id == SUM.service_id,
    OWN.category_id == SUM.category_id,
    OWN.period_start == SUM.period_start,
    OWN.origin == LOADED,
)
"""It stands beside a sum."""


def forget_sums(session: Session, indicator_id: int, *, only_orphans: bool = False) -> None:
    """Delete all sums of an indicator, or those beside which no loaded value stands."""
    statement = delete(SumOfChildren).where(SUM.indicator_id == indicator_id)
    if only_orphans:
        statement = statement.where(~select(OWN.service_id).where(_OWN_VALUE).exists())
    session.execute(statement, execution_options={"synchronize_session": False})


Sums = Mapping[date, tuple[float, float | None]]


def sums_of(session: Session, indicator_id: int, service_id: int) -> Sums:
    """Read by period numerator and denominator of what is inside one service, while its own value stands."""
    found = session.execute(_SUMS_OF, {"indicator": indicator_id, "service": service_id})
    return {day: (top, bottom) for day, top, bottom in found}


_SUMS_OF = (
    select(SUM.period_start, SUM.numerator, SUM.denominator)
    .join(Observation, _OWN_VALUE)
    .where(
        SUM.indicator_id == bindparam("indicator"),
        SUM.service_id == bindparam("service"),
        SUM.category_id == EVERYONE,
    )
)
