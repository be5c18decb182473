"""The catalogue: what is measured, from which source, split by which dimension.

The models are the one schema of `indicators.yaml`: unknown keys are refused, and every description here
is what an editor shows (`python -m quality.catalogue schema`). Reading files and gathering problems is
`quality.catalogue_file`; this module only says what a catalogue is.
"""

from __future__ import annotations

import hashlib
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal, Self

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from quality.periods import Frequency

CODE = r"^[a-z][a-z0-9_]{0,47}$"
CODE_WORDS = "a small letter, then small letters, digits or _ (at most 48)"
Code = Annotated[str, Field(pattern=CODE)]


def _listed(value: Any) -> Any:
    """One thing where a list is expected is a list of one thing."""
    return value if isinstance(value, list | tuple) else (value,)


def _target_list(value: Any) -> Any:
    """`targets: 95` is one target that always held."""
    return [v if isinstance(v, dict | Target) else {"value": v} for v in _listed(value)]


def _written(value: Any) -> Any:
    """`numerator: 1` (each row counts one) is an expression too."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed, json_schema_input_type=str | list[str])]
Codes = Annotated[tuple[Code, ...], BeforeValidator(_listed, json_schema_input_type=Code | list[Code])]
Sum = Annotated[str, BeforeValidator(_written, json_schema_input_type=str | float)]


class Improvement(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"

    @property
    def sign(self) -> int:
        return {"increase": 1, "decrease": -1, "neutral": 0}[self.value]


class Domain(StrEnum):
    """The six dimensions of quality care."""

    SAFE = "safe"
    EFFECTIVE = "effective"
    PERSON_CENTRED = "person-centred"
    TIMELY = "timely"
    EFFICIENT = "efficient"
    EQUITABLE = "equitable"


class Kind(StrEnum):
    OUTCOME = "outcome"
    PROCESS = "process"
    STRUCTURE = "structure"
    BALANCING = "balancing"
    EXPERIENCE = "experience"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False)


# -- dimensions ------------------------------------------------------------------------------------


class CategoryEntry(_Model):
    code: str = Field(min_length=1, max_length=64)
    label: str = Field(min_length=1)
    is_unknown: bool = Field(False, description="Not stated, not known, declined: always shown, in grey.")
    aliases: Texts = Field((), description="Other spellings of this group in source files.")


class Dimension(_Model):
    """A way to divide people: age band, sex, ethnicity, deprivation, disability."""

    title: str
    is_ordered: bool = Field(False, description="Groups have a rank: deprivation, age.")
    axis_note: str = Field("", description='Written on every axis, for instance "1 = most deprived".')
    categories: tuple[CategoryEntry, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _codes_are_unique(self) -> Self:
        codes = [name for c in self.categories for name in (c.code, *c.aliases)]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"each category code or alias stands once; twice: {', '.join(twice)}")
        return self

    @cached_property
    def by_code(self) -> dict[str, CategoryEntry]:
        """Category by its code or any of its aliases."""
        return {name: c for c in self.categories for name in (c.code, *c.aliases)}


# -- sources ---------------------------------------------------------------------------------------


class PeriodColumn(_Model):
    column: str
    format: str = Field(
        "date",
        description="`date` (YYYY-MM-DD), `month-end`, `week-ending`, `calendar-quarter` (2016Q4), "
        "`financial-quarter` (2017-18 Q4), `financial-year` (2017-18), `excel` (a date cell), or a strptime "
        "format such as `%b-%y`; `month-end %Y%m%d` and `week-ending %d/%m/%Y` join the two.",
    )


class Breakdown(_Model):
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


class WidePeriods(_Model):
    """Months (or weeks) across: every column whose header reads as a period is one."""

    format: str = Field(description="How the headers write the period, as in `period.format`.")
    measure_column: str | None = Field(
        None,
        description="Column whose cells name the measure of each row; else `measure` names the only one.",
    )
    measure: str | None = None


class LevelColumns(_Model):
    """One level of a service tree that stands in the columns of each row."""

    level: str
    code: str
    name: str


class SourceBase(_Model):
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


class ServiceEntry(_Model):
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
        BeforeValidator(_listed, json_schema_input_type=ServiceEntry | list[ServiceEntry]),
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


Source = Annotated[ServicesSource | PopulationSource | MeasurementSource, Field(discriminator="shape")]


# -- indicators ------------------------------------------------------------------------------------


class Formula(_Model):
    """Where the numbers come from: expressions over the source's columns (+ - * / and brackets)."""

    source: Code
    numerator: Sum
    denominator: Sum | None = None
    only: dict[str, Texts] = Field(
        {}, description="Column -> only rows with these values count for this indicator."
    )


class Target(_Model):
    value: float
    since: date | None = Field(None, description="First period the target holds for; always if not given.")
    words: str = Field("", description="Who set it, in words.")


class Indicator(_Model):
    """One key quality measure, as a clinician would define it."""

    title: str
    short_title: str = Field(
        "", description="At most 24 letters, for tiles and cells; the title if not given."
    )
    why_it_matters: str
    numerator: str = Field(description="In words: what is counted.")
    denominator: str = Field("", description="In words: out of what. Empty for a plain count or score.")
    data: Annotated[
        tuple[Formula, ...], BeforeValidator(_listed, json_schema_input_type=Formula | list[Formula])
    ] = Field(min_length=1)
    unit: str = Field(description='What is read beside the number: "%", "per 1,000 bed days", "days".')
    per: float = Field(1, gt=0, description="100 for a percentage, 1000 for a rate per 1,000.")
    decimals: int = Field(1, ge=0, le=4)
    chart: Literal["auto", "run", "xmr", "p", "u", "c"] = "auto"
    improvement: Improvement
    domain: Domain
    kind: Kind = Kind.OUTCOME
    frequency: Frequency = Frequency.MONTHLY
    maturity: int = Field(0, ge=0, description="Further periods that must pass before a period is complete.")
    is_proportion: bool = Field(
        False, description="Numerator is part of the denominator: never larger than it."
    )
    additive: bool = Field(
        True, description="A parent's numerator and denominator are the sums of its children's."
    )
    targets: Annotated[
        tuple[Target, ...],
        BeforeValidator(_target_list, json_schema_input_type=float | Target | list[float | Target]),
    ] = ()
    levels: Texts = Field((), description="Levels of service it is reported for; all if not given.")
    dimensions: Codes = Field((), description="Dimensions it is split by.")
    minimum_gap: float = Field(
        0, ge=0, description="Smallest difference between groups worth acting on, in the indicator's unit."
    )
    rule_set: str = "plotthedots"
    on_huddle: bool = False
    on_board: bool = True
    weight: float = Field(1, ge=0, description="How much it matters when signals are ranked.")
    harm: bool = Field(False, description="A harm that may be chosen for the safety cross.")
    reports: bool = Field(
        False,
        description="Everything that was reported, harm or not: shown beside days since, so that "
        "silence is not taken for safety.",
    )
    owner: str
    authored_by: str
    checked_by: str
    review_by: date

    @cached_property
    def fingerprint(self) -> str:
        """Version of the definition, by what it says about the numbers (not its titles or owner)."""
        numbers = self.model_dump(
            mode="json",
            include={
                "numerator",
                "denominator",
                "data",
                "unit",
                "per",
                "frequency",
                "is_proportion",
                "additive",
            },
        )
        return hashlib.sha256(orjson.dumps(numbers, option=orjson.OPT_SORT_KEYS)).hexdigest()[:12]

    @property
    def harm_by_day(self) -> bool:
        """A harm counted day by day: for the safety cross, not for a chart among the measures."""
        return self.harm and self.frequency is Frequency.DAILY

    @property
    def label(self) -> str:
        return self.short_title or self.title

    def target_at(self, period: date) -> float | None:
        """The target in force for a period: the latest that had started, in the indicator's unit."""
        held = [t for t in self.targets if t.since is None or t.since <= period]
        return max(held, key=lambda t: t.since or date.min).value if held else None


class Disclosure(_Model):
    """What is hidden so that nobody can be identified. Applied by quality.disclosure only."""

    hide_up_to: int = Field(7, ge=0, description="Counts of people from 1 to this are hidden.")
    round_to: int = Field(0, ge=0, description="Round shown counts to the nearest; 0 does not round.")


class Organisation(_Model):
    name: str
    levels: tuple[str, ...] = Field(
        ("board", "hospital", "service", "team"), description="Levels of service from the top down."
    )


class Catalogue(_Model):
    """All that a deployment measures."""

    organisation: Organisation
    disclosure: Disclosure = Disclosure()
    missing: Texts = Field(
        ("", "*", "-", "–", "N/A", "n/a", "NA", "NULL", ".", ":", "z", "c", "x"),
        description="Marks that mean no value in every source.",
    )
    dimensions: dict[Code, Dimension] = {}
    sources: dict[Code, Source] = {}
    indicators: dict[Code, Indicator] = {}

    @cached_property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]


if __name__ == "__main__":  # python -m quality.catalogue check
    from quality.catalogue_file import main

    raise SystemExit(main())
