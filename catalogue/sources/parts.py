"""Parts that several shapes share: how a period is written, and which columns name groups of people."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from catalogue.fields.base import Model, Texts, alone, listed
from catalogue.fields.period_formats import AUTO, POOLED, length, mistake, split
from catalogue.fields.templates import template
from catalogue.sources.grouping import Grouping


def a_format(written: str) -> str:
    """Return a way to write a period, or raise a ValueError that says what it might have been."""
    wrong = mistake(written)
    if wrong is not None:
        raise ValueError(wrong)
    return written


def a_declared_format(written: str) -> str:
    """Check a format where nothing is there to detect it from."""
    if written == AUTO:
        raise ValueError("`auto` is for a column of periods: say here how they are written")
    return a_format(written)


def _with_one_gap(codes: dict[str, str]) -> dict[str, str]:
    for written in codes:
        if "{" in written and template(written).parts != ("code",):
            raise ValueError(f"`{written}` should name one part, {{code}}: the code that stands in the text")
    return codes


def _a_time_zone(zone: str) -> str:
    if zone not in available_timezones():
        raise ValueError(f"`{zone}` is no time zone; such as Europe/London")
    return zone


TimeZone = Annotated[str, AfterValidator(_a_time_zone)]
Format = Annotated[str, AfterValidator(a_format)]
DeclaredFormat = Annotated[str, AfterValidator(a_declared_format)]
Formats = Annotated[tuple[Format, ...], BeforeValidator(listed, json_schema_input_type=str | list[str])]


Codes = Annotated[dict[str, str], AfterValidator(_with_one_gap)]


class ServiceColumn(Model):
    """Say which service a row is about. `service: Ward` names the column of its code and says no more."""

    column: str | None = None
    """Column of the service's code."""
    always: str | None = None
    """The service of every row, when no column says it."""
    name: str | None = None
    """Column of the service's name: names that differ from the one it goes by are recorded, and unknown codes
    are looked for by name too."""
    codes: Codes = Field({})
    """Service as written in the file -> its code. A template says where the code stands in a longer text:
    `"{code} - *": "{code}"`."""
    width: int | None = Field(None, ge=2, le=64)
    """Codes that lost zeros in front (Excel makes numbers of them) are filled up with zeros to this many
    digits."""
    follow_successors: bool = False
    """Values of a code that was succeeded are kept for its successor, along the whole chain. Without it,
    history stays with the code."""

    @property
    def needed(self) -> tuple[str, ...]:
        """Return the columns that are read."""
        return tuple(column for column in (self.column, self.name) if column is not None)

    @model_validator(mode="after")
    def _is_said_once(self) -> Self:
        if (self.column is None) == (self.always is None):
            raise ValueError("give either `column` or `always` (the code of the service of every row)")
        return self


Service = Annotated[ServiceColumn, alone("column", str | ServiceColumn)]


def _written_as_date(value: Any) -> Any:
    return {value: "date"} if isinstance(value, str) else value


ONE_PLACE = "give either `column` or `always` (the first day of the period of every row)"


class PeriodColumn(Model):
    """Say where the period of a row stands, and how it is written. `period: Month` names the column and says
    no more."""

    column: Texts = ()
    """Column of the period; a list where several name it together (Month, Year). The part of a name is a
    column too: `file: "{period}.csv"`."""
    always: date | None = None
    """The first day of the period of every row, when nothing but a title says it."""
    format: Formats = ()
    """The way it is written: `date` (YYYY-MM-DD), `month-end`, `week-ending`, `calendar-quarter` (2016Q4),
    `financial-quarter` (2017-18 Q4) and more words, a pattern such as `%b-%y`, or an ending and a pattern:
    `month-end %Y%m%d`. A list where the column is written in several ways. If not given, or `auto`, it is
    found out, and the file refused if two readings fit."""
    rolling: bool = False
    """Each row covers a window that is longer than the indicator's period and ends with it (12 months to
    June, every quarter): kept under the last period of the window."""
    time_zone: TimeZone | None = None
    """Timestamps with an offset become the day it was then in this zone (Europe/London). If not given, a
    midnight is the day as written, and other times are asked about."""
    must_agree_with: Annotated[
        dict[str, DeclaredFormat],
        BeforeValidator(_written_as_date, json_schema_input_type=str | dict[str, str]),
    ] = Field({})
    """Another column that names the same period: rows where the two differ are refused. A text, or column ->
    how it is written, if not as `date`."""

    @model_validator(mode="after")
    def _is_said_once(self) -> Self:
        if (self.column and self.always) or not (self.column or self.always or self.format):
            raise ValueError(ONE_PLACE)
        return self

    @model_validator(mode="after")
    def _formats_fit_together(self) -> Self:
        if AUTO in self.format and (len(self.format) > 1 or self.rolling):
            with_what = "`rolling`" if self.rolling else "other formats"
            raise ValueError(f"`auto` does not go with {with_what}: say how the period is written")
        if not self.rolling and (pooled := [written for written in self.format if written in POOLED]):
            raise ValueError(f"`{pooled[0]}` are windows that overlap: they need `rolling: true`")
        if self.rolling and not self.format:
            raise ValueError("`rolling` needs `format`: how the window is written")
        for written in self.format if self.rolling else ():
            if length(written) is None or split(written)[0].startswith("week"):
                raise ValueError(f"`rolling` is for windows of months; `{written}` names a day or a week")
        return self

    @property
    def label(self) -> str:
        """Return the column that holds the period once it is read: `Month + Year` for several."""
        return " + ".join(self.column) or "(period)"

    @property
    def needed(self) -> tuple[str, ...]:
        """Return all columns this needs, with the one that it is compared with."""
        return (*self.column, *self.must_agree_with)


def _placed(period: PeriodColumn) -> PeriodColumn:
    if not (period.column or period.always):
        raise ValueError(ONE_PLACE)
    return period


AnyPeriod = Annotated[PeriodColumn, alone("column", str | list[str] | PeriodColumn)]
Period = Annotated[AnyPeriod, AfterValidator(_placed)]


SUM_OF_GROUPS = "sum of groups"


class Breakdown(Grouping):
    """Name demographic columns: one dimension whose groups stand in a column, or a pair of columns
    `dimension_column` and `column` for files that hold several dimensions one under the other."""

    dimension: str | None = None
    """Code of the dimension in `column`."""
    dimension_column: str | None = None
    """Column that names the dimension of each row."""
    everyone: str | None = None
    """The mark of a row about everyone in `column` (for instance `All`); `sum of groups` adds up all groups
    of the dimension."""

    @property
    def everyone_is_sum(self) -> bool:
        return self.everyone == SUM_OF_GROUPS

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column that says which group a row is about."""
        return (self.dimension_column, self.column) if self.dimension_column else (self.column,)

    @model_validator(mode="after")
    def _one_way_to_name_the_dimension(self) -> Self:
        if (self.dimension is None) == (self.dimension_column is None):
            raise ValueError("give either `dimension` or `dimension_column`")
        return self


def _two_name_dimensions(parts: tuple[Breakdown, ...]) -> tuple[Breakdown, ...]:
    if len(parts) > 1 and any(part.dimension is None for part in parts):
        raise ValueError("of two columns each names its `dimension`, and none a `dimension_column`")
    return parts


Breakdowns = Annotated[
    tuple[Breakdown, ...],
    BeforeValidator(listed, json_schema_input_type=Breakdown | tuple[Breakdown, Breakdown]),
    AfterValidator(_two_name_dimensions),
    Field(max_length=2),
]
"""One column of groups; or two, where each row is about those who are in a group of both."""
