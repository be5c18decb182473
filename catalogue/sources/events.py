"""Shape `events`: a list of rare events."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from catalogue.sources.base import Lateness, Numbers, SourceBase
from catalogue.sources.parts import Period, PeriodColumn, Service


class EventsSource(Lateness, Numbers, SourceBase):
    """List rare events: one row per event, or per date with how many there were."""

    shape: Literal["events"]
    period: Period
    service: Service
    complete_from: date | None = None
    """First day that the list speaks for; the first date in it if not given."""
    complete_to: date | PeriodColumn | Literal["loaded"] | None = None
    """Last day all of whose events are in the list: a date, a column that says it, or `loaded` for a list
    that is taken anew before each load: the day before it (`--as-at`). If not given, the last date in the
    list: silence after it is not taken for safety."""

    @model_validator(mode="after")
    def _one_list_is_taken_anew(self) -> Self:
        if self.complete_to == "loaded" and self.is_several_files:
            raise ValueError(
                "`complete_to: loaded` is for one list that is taken anew before each load, and `file` takes "
                "several: leave it out (each speaks to its last date), or name a column that says it"
            )
        return self
