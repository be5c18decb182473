"""Shape `population`: how many people of each group belong to a service in a year."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from catalogue.fields.base import Sum
from catalogue.sources.base import SourceBase
from catalogue.sources.parts import Breakdown


class PopulationSource(SourceBase):
    """How many people of each group belong to a service in a year."""

    shape: Literal["population"]
    service: str | None = Field(None, description="Column of the service's code.")
    service_is: str | None = Field(None, description="The service of every row, when no column says it.")
    year: str | None = Field(None, description="Column of the year.")
    year_is: int | None = None
    count: Sum = Field(description="Column (or sum of columns) of the number of people.")
    breakdown: Breakdown | None = None
    combine: Literal["refuse", "sum", "same"] = Field(
        "refuse",
        description="Several rows for one service, year and group: `refuse` them, `sum` them up, or take a "
        "number that is repeated once (`same`; where they differ they are refused).",
    )

    additive: bool = Field(
        False,
        description="Nobody is counted for two services, and together they hold everybody of the service "
        "above: its population is then the sum of theirs where it has none of its own. Not so for "
        "catchments that overlap.",
    )

    @model_validator(mode="after")
    def _has_service(self) -> Self:
        if (self.service is None) == (self.service_is is None):
            raise ValueError("give either `service` (a column) or `service_is` (a code)")
        return self

    @model_validator(mode="after")
    def _has_year(self) -> Self:
        if (self.year is None) == (self.year_is is None):
            raise ValueError("give either `year` (a column) or `year_is` (a number)")
        return self
