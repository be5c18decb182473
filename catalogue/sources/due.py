"""Say when the next of a source is due, where that is not the usual."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from catalogue.fields.base import Model
from catalogue.fields.periods import Frequency

_UNITS = {"day": 1, "week": 7}


def _days(value: Any) -> Any:
    """Return the number of days in `10 days`, `6 weeks` or a number."""
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"(\d+)\s*(day|week)s?", value.strip())
    if not found:
        raise ValueError(f"expected days or weeks such as `10 days` or `6 weeks`, found {value!r}")
    return int(found[1]) * _UNITS[found[2]]


class Due(Model):
    """Say when data come: `20 days` after the end of a period; `{within: 6 weeks, every: quarterly}` after
    the end of the quarter, for months that come three at a time."""

    within: Annotated[int, BeforeValidator(_days, json_schema_input_type=int | str)] | None = Field(
        None, ge=0
    )
    """The time after the end of a period (or of `every`) in which its data may come: `10 days`, `6 weeks`.
    If not given: 1 day for daily data, 4 for weekly, 10 for monthly, 30 for quarterly, 45 for half-yearly, 60
    for annual."""
    every: Frequency | None = None
    """The interval between files, where that is longer than their periods."""

    def grace(self, usual: timedelta) -> timedelta:
        return usual if self.within is None else timedelta(days=self.within)
