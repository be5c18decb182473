"""Shape `records`: a row is an event, a stay, a patient or a set of observations. They are counted while they
are read, and nothing but the counts is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from catalogue.expressions import Kind
from catalogue.fields.base import Code, Model, Sum, Texts, alone, listed
from catalogue.fields.templates import template
from catalogue.formula import Chosen
from catalogue.sources.base import Lateness, Numbers, Origin
from catalogue.sources.grouping import Grouping
from catalogue.sources.parts import ONE_PLACE, Service, TimeZone

Day = date  # the model below has a property of that name

_KINDS = {"number": Kind.NUMBER, "text": Kind.TEXT, "yes/no": Kind.YES_NO}
_DATES = ("date", "excel")
KIND_WORDS = (
    "`number`, `text`, `yes/no`, `date` (2026-04-01, with or without a time), `excel`, or how the date is "
    "written, such as `%d/%m/%Y` or `%d/%m/%Y %H:%M` (a list where it is written in several ways)"
)


OR = " or "
"""Between the ways in which a column of dates is written, where there are several."""


def _named(value: Any) -> Any:
    """Return a list of columns as a mapping that says nothing more about them."""
    if not isinstance(value, dict):
        return dict.fromkeys(listed(value), "")
    return {name: _either(said) for name, said in value.items()}


def _either(said: Any) -> Any:
    """Return several ways to write one column as one text."""
    is_list = isinstance(said, list) and said and all(isinstance(way, str) for way in said)
    return OR.join(said) if is_list else said


def ways(said: str) -> list[str]:
    """Return the ways in which a column of dates is written."""
    return said.split(OR)


def _matched(value: Any) -> Any:
    return {value: value} if isinstance(value, str) else value


Columns = Annotated[
    dict[str, str],
    BeforeValidator(_named, json_schema_input_type=str | list[str] | dict[str, str | list[str]]),
]


def kind_of(said: str) -> Kind | None:
    """Return the kind of a column that is declared so, if it is. ValueError for nonsense."""
    if not said:
        return None
    if said in _KINDS:
        return _KINDS[said]
    if all(way in _DATES or "%" in way for way in ways(said)):
        return Kind.MOMENT
    raise ValueError(f"{said!r} says nothing about a column: expected {KIND_WORDS}")


class RecordPeriod(Model):
    """Say which moment places a row in a period. `period: admitted` names the column and says no more."""

    column: str | None = None
    """Column (or name under `let`) of the moment; or the part of the file's name that says the period of all
    its rows: `file: "{period}.csv"`."""
    always: Day | None = None
    """The first day of the period of every row, when nothing but a title says it."""
    format: Annotated[str, BeforeValidator(_either, json_schema_input_type=str | list[str])] = ""
    """As in `reads`: `date` if not given, or how it is written."""
    begins: Literal[
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "April"
    ] = "Monday"
    """First day of the week of weekly indicators; or first month of the year of annual and half-yearly ones
    (January if not given)."""

    time_zone: TimeZone | None = None
    """Times with an offset, in any column, become the time it was then in this zone (Europe/London); times
    without one are of this zone. If not given, a midnight is the day as written, and other times with an
    offset are asked about."""

    @model_validator(mode="after")
    def _is_said_once(self) -> Self:
        if (self.column is None) == (self.always is None):
            raise ValueError(ONE_PLACE)
        return self


class Join(Model):
    """Name another file that knows more about each row."""

    file: str
    """Path or glob below the data folder."""
    on: Annotated[dict[str, str], BeforeValidator(_matched, json_schema_input_type=str | dict[str, str])] = (
        Field(min_length=1)
    )
    """The column that both files have; or column here -> column there. It is read for nothing else."""
    reads: Columns
    """Columns taken over; expressions call them `name_of_join.column`."""
    combine: dict[str, Literal["any", "largest", "smallest", "sum"]] = Field({})
    """For several rows that belong to one here: column -> how they become one value. Each column needs it;
    without it such a file is refused, as it would count rows several times."""
    delimiter: str | None = None
    encoding: str | None = None


class RecordsSource(Chosen, Lateness, Numbers, Origin):
    """Count records, one row per event, stay, patient or set of observations."""

    shape: Literal["records"]
    reads: Columns = Field(
        description=f"The only columns that are read. A list, or column -> what it holds: {KIND_WORDS}. What "
        "is not said follows from how expressions use it."
    )
    personal: Texts = ()
    """Columns that could tell who somebody is (a date of birth, a number of a patient). They may stand
    between two dates, in `is missing` and in `on` of a join, and nowhere else."""
    let: dict[Code, Sum] = Field({})
    """Name -> expression over columns and the names before it."""
    period: Annotated[RecordPeriod, alone("column", str | RecordPeriod)]
    service: Service
    breakdowns: dict[Code, Grouping] = Field({})
    """Dimension -> the column of its groups."""
    one_row_per: Texts = ()
    """Columns that tell one event, stay or patient from another, where a list comes with rows that an earlier
    file, or a row further up, held already: of rows that agree in all of them only the last one counts.
    They are read for nothing else."""
    join: dict[Code, Join] = Field({})
    """Name -> another file that knows more about each row."""
    zero_where_no_rows: bool = False
    """The file is complete: a service that it names had nothing to count in a period without rows, from the
    file's first period to its last."""

    @model_validator(mode="after")
    def _takes_files_as_they_are(self) -> Self:
        """Refuse what only a table that is taken into memory can be asked."""
        if self.sheet_name is not None or self.inside is not None or self.header_rows > 1:
            raise ValueError("records are read as they stand: a plain `sheet`, one `header`, no archive")
        if self.service.name:
            raise ValueError("`name` of a `service` is not for records")
        if any(grouping.drops_others for grouping in self.breakdowns.values()):
            raise ValueError("`otherwise: drop` is not for records: such rows count for everyone")
        return self

    @property
    def date(self) -> RecordPeriod | None:
        """Return the moment of each row; None where all rows of a file have one period."""
        return None if self.period.always or self.period_in_name else self.period

    @property
    def period_in_name(self) -> str | None:
        """Return the part of the file's name that says the period, if one does."""
        parts = template(self.file_name).parts if self.file_name else ()
        return self.period.column if self.period.column in parts else None

    @model_validator(mode="after")
    def _kinds_are_known(self) -> Self:
        for columns in (self.reads, *(join.reads for join in self.join.values())):
            for said in columns.values():
                kind_of(said)
        if self.date is not None and self.date.format and kind_of(self.date.format) is not Kind.MOMENT:
            raise ValueError(f"`period` cannot be {self.date.format!r}: expected `date`, `excel` or a format")
        return self

    @property
    def columns_asked(self) -> list[str]:
        """Return every column of its own that is read, whatever for."""
        joined_by = [here for join in self.join.values() for here in join.on if "." not in here]
        return list(dict.fromkeys([*self.reads, *joined_by, *self.one_row_per]))

    @property
    def written_as(self) -> Mapping[str, str]:
        """Return, by name, what is said about each column of the file and of the joined ones."""
        found = {" ".join(name.split()): said for name, said in self.reads.items()}
        if self.date is not None and self.date.column in found:
            found[self.date.column] = self.date.format or found[self.date.column] or "date"
        for name, join in self.join.items():
            found |= {f"{name}.{' '.join(column.split())}": said for column, said in join.reads.items()}
        return found
