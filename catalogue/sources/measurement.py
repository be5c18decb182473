"""Shapes `tidy` and `wide`: numerators and denominators by service, period and group."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, model_validator

from catalogue.fields.base import Model, Texts
from catalogue.fields.period_formats import AUTO, POOLED
from catalogue.fields.qualifiers import Marks, QualifierColumns, Reason
from catalogue.sources.base import SourceBase
from catalogue.sources.parts import (
    SERVICE_CODES,
    Breakdown,
    FormatInName,
    Formats,
    PeriodColumn,
    ServiceCodes,
)

T = TypeVar("T")

RateUnit = Literal[
    "fraction",
    "percent",
    "percent over 100",
    "per 1,000",
    "per 10,000",
    "per 100,000",
    "per million",
    "time in seconds",
    "time in minutes",
    "time in hours",
    "time in days",
]
ShortTimes = Literal["minutes and seconds", "hours and minutes"]
UNITS: Mapping[str, float] = {
    "fraction": 1,
    "percent": 0.01,
    "percent over 100": 0.01,
    "per 1,000": 1e-3,
    "per 10,000": 1e-4,
    "per 100,000": 1e-5,
    "per million": 1e-6,
    "time in seconds": 1,
    "time in minutes": 1 / 60,
    "time in hours": 1 / 3600,
    "time in days": 1 / 86400,
}
"""What a number so written is multiplied by to be a part of one; of a time, what its seconds are."""


class WidePeriods(Model):
    """Months (or weeks) across: every column whose header reads as a period is one."""

    format: Formats = Field(
        description="How the headings write the period, as in `period.format`: one way, or a list of them."
    )
    measure_column: str | None = Field(
        None,
        description="Column whose cells name the measure of each row; else `measure` names the only one.",
    )
    measure: str | None = None

    @model_validator(mode="after")
    def _detected_or_declared(self) -> Self:
        if AUTO in self.format and len(self.format) > 1:
            raise ValueError("`auto` does not go with other formats: say how the headings are written")
        if pooled := [written for written in self.format if written in POOLED]:
            way = "take them with `headings` and a `period` that says `rolling: true`"
            raise ValueError(f"`{pooled[0]}` are windows that overlap: {way}")
        return self


class MeasurementSource(SourceBase):
    """Measurements, tidy (one row per service and period) or wide (periods across)."""

    shape: Literal["tidy", "wide"]
    period: PeriodColumn | None = Field(
        None, description="Tidy: the column of the period and how it is written."
    )
    period_in_name: FormatInName | None = Field(
        None,
        description="The period stands in the file's name, so written (2016-04-01.csv: %Y-%m-%d); `*` "
        "stands for other words in it.",
    )
    period_is: date | None = Field(
        None, description="The first day of the period of every row, when nothing but a title says it."
    )
    periods: WidePeriods | None = Field(None, description="Wide: how the headers write the period.")
    service: str | None = Field(None, description="Column of the service's code.")
    service_is: str | None = Field(None, description="The service of every row, when no column says it.")
    service_codes: ServiceCodes = Field({}, description=SERVICE_CODES)
    each_file_is_whole: bool = Field(
        False,
        description="Each file holds all there is of its periods: what an earlier file or load gave for them "
        "and this one lacks (a provider that now goes by another code) is taken back. Not if any row is "
        "refused.",
    )
    only_levels: Texts = Field(
        (),
        description="Only rows about services of these levels: totals of the services above are left out.",
    )
    combine: Literal["refuse", "sum", "same"] = Field(
        "refuse",
        description="Several rows for one service, period and group: `refuse` them, `sum` them up, or take "
        "a value that is repeated once (`same`; where they differ they are refused).",
    )
    repeated: Texts = Field(
        (),
        description="Columns that repeat one number on every row of its details (a total beside each "
        "specialty): taken once, whatever `combine` says of the others.",
    )
    breakdown: Breakdown | None = None
    scale: dict[str, float] = Field(
        {}, description="Column -> multiply by this (a fraction kept as percent: 0.01)."
    )
    marks: Marks = Field(
        {},
        description="Mark behind a number -> what it says (`p: provisional` for 12.3p), added to the usual "
        "`[p]`, `[r]` …; `ignored` for a footnote.",
    )
    ranges: Reason | None = Field(
        None,
        description="`<5`, `5 to 9`, `300 or more` are no numbers: keep them as missing values, for this "
        "reason. Refused if not given.",
    )
    zero_is: Annotated[
        Reason | dict[str, Reason] | None,
        Field(
            description="What 0 means where nothing was sent (`not reported`), for all columns or per "
            "column. Zero is zero if not given."
        ),
    ] = None
    qualifiers: QualifierColumns = Field(
        {},
        description="Column of qualifiers -> the columns of numbers it stands beside, or `of` and `codes`.",
    )
    unit_of: dict[str, RateUnit] = Field(
        {},
        description="Column of rates -> how they are written: `fraction` (0 to 1), `percent` (0 to 100), "
        "`percent over 100`, `per 1,000` …. Checked, and read as parts of one: `per` of the indicator says "
        "how it is shown.",
    )
    short_times: Annotated[
        ShortTimes | dict[str, ShortTimes] | None,
        Field(
            description="What 07:24 is in columns of times (`unit_of`): `minutes and seconds`, or `hours and "
            "minutes`; for all of them or per column. Refused if not given."
        ),
    ] = None
    fractional_counts: bool | Literal["round"] = Field(
        False,
        description="Counts may be fractions (apportioned weeks); `round` makes whole numbers of numerators "
        "that are worked out of a rounded rate and its base.",
    )

    def means_zero(self, column: str) -> str | None:
        """What a zero in a column stands for, where it is no zero."""
        return _at(self.zero_is, column) if isinstance(self.zero_is, dict) else self.zero_is

    def unit(self, column: str) -> str | None:
        """How the rates of a column are written, if it is declared."""
        return _at(self.unit_of, column)

    def is_repeated(self, column: str) -> bool:
        """Return whether a column repeats one number on every row of its details."""
        return _at(dict.fromkeys(self.repeated, True), column) or False

    def is_time(self, column: str) -> bool:
        """Whether a column says how long something took (0:07:12)."""
        return (self.unit(column) or "").startswith("time in ")

    def short_time(self, column: str) -> ShortTimes | None:
        """What the two parts of a time such as 07:24 are, if it is declared."""
        said = self.short_times
        return _at(said, column) if isinstance(said, dict) else said

    def factor(self, column: str) -> float | None:
        """What every number of a column is multiplied by."""
        unit = self.unit(column)
        return _at(self.scale, column) if unit is None else UNITS[unit]

    @model_validator(mode="after")
    def _short_times_are_times(self) -> Self:
        said = self.short_times
        found = [self.is_time(name) for name in (said if isinstance(said, dict) else self.unit_of)]
        if said is not None and not (all(found) if isinstance(said, dict) else any(found)):
            raise ValueError(
                "`short_times` is for columns that `unit_of` declares as times (`time in minutes`)"
            )
        return self

    @model_validator(mode="after")
    def _one_factor_per_column(self) -> Self:
        if both := sorted(set(self.scale) & set(self.unit_of)):
            raise ValueError(f"`scale` and `unit_of` both speak of {', '.join(both)}: one of them is enough")
        return self

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


def _at(by_column: Mapping[str, T], column: str) -> T | None:
    """What is said of a column; blanks in names count as little as in a file's headings."""
    name = " ".join(column.split())
    return next((said for key, said in by_column.items() if " ".join(key.split()) == name), None)
