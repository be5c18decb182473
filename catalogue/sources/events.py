"""Shape `events`: a list of rare events."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from catalogue.sources.base import SourceBase
from catalogue.sources.parts import SERVICE_CODES, PeriodColumn, ServiceCodes

Day = date  # the model below has a field of that name


class EventsSource(SourceBase):
    """A list of rare events: one row per event, or per date with how many there were."""

    shape: Literal["events"]
    date: PeriodColumn
    service: str | None = Field(None, description="Column of the service's code.")
    service_is: str | None = Field(None, description="The service of every row, when no column says it.")
    service_codes: ServiceCodes = Field({}, description=SERVICE_CODES)
    complete_from: Day | None = Field(
        None, description="First day that the list speaks for; the first date in it if not given."
    )
    complete_to: Day | PeriodColumn | Literal["loaded"] | None = Field(
        None,
        description="Last day all of whose events are in the list: a date, a column that says it, or "
        "`loaded` for a list that is taken anew before each load: the day before it (`--as-at`). If not "
        "given, the last date in the list: silence after it is not taken for safety.",
    )

    @model_validator(mode="after")
    def _has_service(self) -> Self:
        if (self.service is None) == (self.service_is is None):
            raise ValueError("give either `service` (a column) or `service_is` (a code)")
        return self

    @model_validator(mode="after")
    def _one_list_is_taken_anew(self) -> Self:
        if self.complete_to == "loaded" and self.is_several_files:
            raise ValueError(
                "`complete_to: loaded` is for one list that is taken anew before each load, and `file` takes "
                "several: leave it out (each speaks to its last date), or name a column that says it"
            )
        return self
