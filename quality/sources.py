"""Sources: how the files look that the numbers come from. One model per shape; `quality.catalogue` puts
them beside the indicators."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from quality.schema import Model, Sum, Texts, listed

Day = date  # a model below has a field of that name


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


class WidePeriods(Model):
    """Months (or weeks) across: every column whose header reads as a period is one."""

    format: str = Field(description="How the headers write the period, as in `period.format`.")
    measure_column: str | None = Field(
        None,
        description="Column whose cells name the measure of each row; else `measure` names the only one.",
    )
    measure: str | None = None


class LevelColumns(Model):
    """One level of a service tree that stands in the columns of each row."""

    level: str
    code: str
    name: str


class SourceBase(Model):
    title: str = ""
    published_at: str = Field("", description="Where the file comes from, in words: who publishes it.")
    file: str = Field(description="Path or glob below the data folder.")
    sheet: str | None = Field(None, description="Excel sheet; the only or first one if not given.")
    header_row: int | None = Field(
        None,
        ge=1,
        description="Row that holds the column names, counting from 1. Found by itself if not given.",
    )
    header_rows: int = Field(
        1, ge=1, le=5, description="How many rows the header spans; joined with a blank."
    )
    footer: str | None = Field(None, description="A row whose first filled cell starts so ends the data.")
    delimiter: str | None = None
    encoding: str | None = None
    keep: dict[str, Texts] = Field({}, description="Column -> only rows with these values.")
    drop: dict[str, Texts] = Field(
        {}, description="Column -> rows with these values are left out (totals, derived rows)."
    )
    missing: Texts | None = Field(
        None, description="Marks that mean no value (never zero). Added to the defaults' list."
    )


class ServiceEntry(Model):
    code: str = Field(min_length=1, max_length=64)
    name: str = Field(min_length=1)
    level: str


class ServicesSource(SourceBase):
    """A service tree: parent and child codes, or one level per pair of columns."""

    shape: Literal["services"]
    code: str | None = None
    name: str | None = Field(None, description="Column of the name; the code is the name if not given.")
    level: str | None = Field(None, description="Column of the level.")
    level_is: str | None = Field(None, description="The level of every row, when no column says it.")
    parent: str | None = Field(None, description="Column of the parent's code.")
    parent_is: str | None = Field(None, description="The parent of every row, when no column says it.")
    opened: str | None = None
    closed: str | None = None
    successor: str | None = None
    date_format: str = "date"
    levels: tuple[LevelColumns, ...] = Field((), description="From the top down, for one row per leaf.")
    root: Annotated[
        tuple[ServiceEntry, ...],
        BeforeValidator(listed, json_schema_input_type=ServiceEntry | list[ServiceEntry]),
    ] = Field(
        (),
        description="Services above the rows, each below the one before; rows without a parent hang "
        "below the last.",
    )
    names: dict[str, str] = Field({}, description="Code -> name, where the file's own name will not do.")
    only_unknown: bool = Field(
        False,
        description="Adds the codes that no other source has named (codes found in a file of measurements), "
        "and leaves the others as they are.",
    )

    @model_validator(mode="after")
    def _one_layout(self) -> Self:
        if bool(self.levels) == bool(self.code):
            raise ValueError("give either `levels` (one pair of columns per level) or `code`")
        if self.code and not (self.level or self.level_is):
            raise ValueError("`code` needs `level` (a column) or `level_is` beside it")
        return self


class PopulationSource(SourceBase):
    """How many people of each group belong to a service in a year."""

    shape: Literal["population"]
    service: str
    year: str | None = Field(None, description="Column of the year.")
    year_is: int | None = None
    count: Sum = Field(description="Column (or sum of columns) of the number of people.")
    breakdown: Breakdown | None = None
    combine: Literal["refuse", "sum"] = Field(
        "refuse", description="Several rows for one service, year and group: refuse them, or add them up."
    )

    @model_validator(mode="after")
    def _has_year(self) -> Self:
        if (self.year is None) == (self.year_is is None):
            raise ValueError("give either `year` (a column) or `year_is` (a number)")
        return self


class MeasurementSource(SourceBase):
    """Measurements, tidy (one row per service and period) or wide (periods across)."""

    shape: Literal["tidy", "wide"]
    period: PeriodColumn | None = Field(
        None, description="Tidy: the column of the period and how it is written."
    )
    period_in_name: str | None = Field(
        None,
        description="The period stands in the file's name, so written (2016-04-01.csv: %Y-%m-%d).",
    )
    period_is: date | None = Field(
        None, description="The first day of the period of every row, when nothing but a title says it."
    )
    periods: WidePeriods | None = Field(None, description="Wide: how the headers write the period.")
    service: str | None = Field(None, description="Column of the service's code.")
    service_is: str | None = Field(None, description="The service of every row, when no column says it.")
    service_codes: dict[str, str] = Field({}, description="Service as written in the file -> its code.")
    combine: Literal["refuse", "sum"] = Field(
        "refuse", description="Several rows for one service, period and group: refuse them, or add them up."
    )
    breakdown: Breakdown | None = None
    scale: dict[str, float] = Field(
        {}, description="Column -> multiply by this (a fraction kept as percent: 0.01)."
    )
    fractional_counts: bool = Field(False, description="Counts may be fractions (apportioned weeks).")

    @model_validator(mode="after")
    def _shape_has_its_keys(self) -> Self:
        if (self.service is None) == (self.service_is is None):
            raise ValueError("give either `service` (a column) or `service_is` (a code)")
        if self.shape == "wide" and self.periods is None:
            raise ValueError("a wide source needs `periods`")
        ways = (self.period, self.period_in_name, self.period_is)
        if self.shape == "tidy" and sum(way is not None for way in ways) != 1:
            raise ValueError("a tidy source needs one of `period`, `period_in_name` and `period_is`")
        return self


class EventsSource(SourceBase):
    """A list of rare events: one row per event, or per date with how many there were."""

    shape: Literal["events"]
    date: PeriodColumn
    service: str | None = Field(None, description="Column of the service's code.")
    service_is: str | None = Field(None, description="The service of every row, when no column says it.")
    service_codes: dict[str, str] = Field({}, description="Service as written in the file -> its code.")
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

    @property
    def is_several_files(self) -> bool:
        return any(mark in self.file for mark in "*?[")


Source = Annotated[
    ServicesSource | PopulationSource | MeasurementSource | EventsSource, Field(discriminator="shape")
]
