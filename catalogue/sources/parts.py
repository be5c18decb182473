"""Parts that several shapes share: how a period is written, and which columns name groups of people."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from catalogue.fields.base import Model, Texts, listed
from catalogue.fields.period_formats import AUTO, POOLED, gaps_around, length, mistake, split
from catalogue.fields.templates import template
from catalogue.sources.grouping import Grouping


def a_format(written: str) -> str:
    """A way to write a period, or a ValueError that says what it might have been."""
    wrong = mistake(written)
    if wrong is not None:
        raise ValueError(wrong)
    return written


def a_declared_format(written: str) -> str:
    """As `a_format`, where nothing is there to detect it from."""
    if written == AUTO:
        raise ValueError("`auto` is for a column of periods: say here how they are written")
    return a_format(written)


def a_format_in_a_name(written: str) -> str:
    """As `a_declared_format`; `*` before and after it stands for other words."""
    a_declared_format(gaps_around(written)[1].strip())
    return written


def _with_one_gap(codes: dict[str, str]) -> dict[str, str]:
    for written in codes:
        if "{" in written and template(written).parts != ("code",):
            raise ValueError(f"`{written}` should name one part, {{code}}: the code that stands in the text")
    return codes


ServiceCodes = Annotated[dict[str, str], AfterValidator(_with_one_gap)]
SERVICE_CODES = (
    "Service as written in the file -> its code. A template says where the code stands in a longer text: "
    '`"{code} - *": "{code}"`.'
)
FormatInName = Annotated[str, AfterValidator(a_format_in_a_name)]
Format = Annotated[str, AfterValidator(a_format)]
DeclaredFormat = Annotated[str, AfterValidator(a_declared_format)]
Formats = Annotated[
    tuple[Format, ...], BeforeValidator(listed, json_schema_input_type=str | list[str]), Field(min_length=1)
]


class OtherPeriod(Model):
    """A second column that says the period again."""

    column: str
    format: DeclaredFormat = "date"


class PeriodColumn(Model):
    """Where the period of a row stands, and how it is written."""

    column: str | None = None
    columns: Texts = Field(
        (), description="Several columns that name the period together (Month, Year), joined by a blank."
    )
    format: Formats = Field(
        ("date",),
        description="How it is written: `date` (YYYY-MM-DD), `month-end`, `week-ending`, `calendar-quarter` "
        "(2016Q4), `financial-quarter` (2017-18 Q4) and more words, a pattern such as `%b-%y`, or an ending "
        "and a pattern: `month-end %Y%m%d`. `auto` finds out and refuses the file if two readings fit. A "
        "list where the column is written in several ways.",
    )
    rolling: bool = Field(
        False,
        description="Each row covers a window that is longer than the indicator's period and ends with it "
        "(12 months to June, every quarter): kept under the last period of the window.",
    )
    time_zone: str | None = Field(
        None,
        description="Timestamps with an offset become the day it was then in this zone (Europe/London). If "
        "not given, the day as written.",
    )
    must_agree_with: OtherPeriod | None = Field(
        None, description="Another column that names the same period: rows where the two differ are refused."
    )

    @model_validator(mode="after")
    def _one_way_to_name_the_columns(self) -> Self:
        if (self.column is None) == (not self.columns):
            raise ValueError("give either `column` or `columns` (which are joined by a blank)")
        return self

    @model_validator(mode="after")
    def _formats_fit_together(self) -> Self:
        if AUTO in self.format and (len(self.format) > 1 or self.rolling):
            with_what = "`rolling`" if self.rolling else "other formats"
            raise ValueError(f"`auto` does not go with {with_what}: say how the period is written")
        if not self.rolling and (pooled := [written for written in self.format if written in POOLED]):
            raise ValueError(f"`{pooled[0]}` are windows that overlap: they need `rolling: true`")
        for written in self.format if self.rolling else ():
            if length(written) is None or split(written)[0].startswith("week"):
                raise ValueError(f"`rolling` is for windows of months; `{written}` names a day or a week")
        return self

    @field_validator("time_zone")
    @classmethod
    def _zone_is_known(cls, zone: str | None) -> str | None:
        if zone is not None and zone not in available_timezones():
            raise ValueError(f"`{zone}` is no time zone; such as Europe/London")
        return zone

    @property
    def names(self) -> tuple[str, ...]:
        """The columns in the file that are read."""
        return (self.column,) if self.column is not None else self.columns

    @property
    def label(self) -> str:
        """The column that holds the period once it is read: `Month + Year` for several."""
        return " + ".join(self.names)

    @property
    def needed(self) -> tuple[str, ...]:
        """All columns this needs, with the one that it is compared with."""
        return (*self.names, *([self.must_agree_with.column] if self.must_agree_with else []))


class Breakdown(Grouping):
    """Demographic columns: one dimension whose groups stand in a column, or a pair of columns
    `dimension_column` and `column` for files that hold several dimensions one under the other."""

    dimension: str | None = Field(None, description="Code of the dimension in `column`.")
    dimension_column: str | None = Field(None, description="Column that names the dimension of each row.")
    everyone: str | None = Field(
        None, description="How a row about everyone is marked in `column` (for instance `All`)."
    )
    everyone_is_sum: bool = Field(
        False, description="Make everyone by adding up all groups of the dimension."
    )
    unlisted: Literal["refuse", "drop"] = Field(
        "refuse",
        description="Rows about a group that the dimension does not list (overlapping bands, subtotals): "
        "`refuse` them, or `drop` them.",
    )

    @model_validator(mode="after")
    def _one_way_to_name_the_dimension(self) -> Self:
        if (self.dimension is None) == (self.dimension_column is None):
            raise ValueError("give either `dimension` or `dimension_column`")
        return self
