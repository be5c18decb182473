"""Parts that several shapes share: how a period is written, and which columns name groups of people."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from quality.schema import Model


class PeriodColumn(Model):
    column: str
    format: str = Field(
        "date",
        description="`date` (YYYY-MM-DD), `month-end`, `week-ending`, `calendar-quarter` (2016Q4), "
        "`financial-quarter` (2017-18 Q4), `financial-year` (2017-18), `excel` (a date cell), or a strptime "
        "format such as `%b-%y`; `month-end %Y%m%d` and `week-ending %d/%m/%Y` join the two.",
    )


class Breakdown(Model):
    """Demographic columns: one dimension whose groups stand in a column, or a pair of columns
    `dimension_column` and `column` for files that hold several dimensions one under the other."""

    dimension: str | None = Field(None, description="Code of the dimension in `column`.")
    dimension_column: str | None = Field(None, description="Column that names the dimension of each row.")
    column: str = Field(description="Column that holds the group.")
    codes: dict[str, str] = Field({}, description="Group as written in the file -> category code.")
    everyone: str | None = Field(
        None, description="How a row about everyone is marked in `column` (for instance `All`)."
    )
    everyone_is_sum: bool = Field(
        False, description="Make everyone by adding up all groups of the dimension."
    )

    @model_validator(mode="after")
    def _one_way_to_name_the_dimension(self) -> Self:
        if (self.dimension is None) == (self.dimension_column is None):
            raise ValueError("give either `dimension` or `dimension_column`")
        return self
