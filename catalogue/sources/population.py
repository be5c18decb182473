"""Shape `population`: how many people of each group belong to a service in a year."""

from __future__ import annotations

import re
from typing import Literal

from catalogue.fields.base import Sum
from catalogue.sources.base import Numbers, TurnedSource
from catalogue.sources.parts import Breakdown, Service


class PopulationSource(Numbers, TurnedSource):
    """Say how many people of each group belong to a service in a year."""

    shape: Literal["population"]
    service: Service
    year: str
    """Column of the year; or the year of every row: 2024."""
    count: Sum
    """Column (or sum of columns) of the number of people."""
    breakdown: Breakdown | None = None
    combine: Literal["refuse", "sum", "same"] = "refuse"
    """Several rows for one service, year and group: `refuse` them, `sum` them up, or take a number that is
    repeated once (`same`; where they differ they are refused)."""
    additive: bool = False
    """Nobody is counted for two services, and together they hold everybody of the service above: its
    population is then the sum of theirs where it has none of its own. Not so for catchments that
    overlap."""

    @property
    def year_is(self) -> int | None:
        """Return the year of every row, where no column says it."""
        return int(self.year) if re.fullmatch(r"(19|20)\d\d", self.year) else None
