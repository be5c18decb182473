"""How many people of each group live where a service is: its own population, or that of the nearest service
above that has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import Population
from quality.names import CategoryName, Names
from quality.services import Service


@dataclass(frozen=True, slots=True, eq=False)
class Residents:
    """counts: (G,) in the order of the groups asked for, 0 for a group without a number."""

    name: str
    year: int
    counts: NDArray[np.float64]


def residents(
    session: Session, known: Names, service: Service, groups: Sequence[CategoryName]
) -> Residents | None:
    """The latest year's population by group; None when no known group has one."""
    path = known.services.path(service.code)[::-1]
    rows = session.execute(
        select(
            Population.service_id,
            Population.category_id,
            Population.year,
            # `row.count` would be the tuple's own method.
            Population.count.label("people"),
        ).where(
            Population.service_id.in_([place.id for place in path]),
            Population.category_id.in_([group.id for group in groups]),
        )
    ).all()
    column = {group.id: i for i, group in enumerate(groups)}
    for place in path:
        own = [row for row in rows if row.service_id == place.id]
        if own:
            latest = max(row.year for row in own)
            counts = np.zeros(len(groups))
            for row in own:
                if row.year == latest:
                    counts[column[row.category_id]] = row.people
            return Residents(place.name, latest, counts)
    return None
