"""Shape `records`: a row is an event, a stay, a patient or a set of observations. They are counted while they
are read, and nothing but the counts is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from catalogue.expressions import Kind
from catalogue.fields.base import Code, Model, Sum, Texts, listed
from catalogue.sources.base import SourceBase
from catalogue.sources.grouping import Grouping
from catalogue.sources.parts import SERVICE_CODES, FormatInName, ServiceCodes
from catalogue.sources.reshaping import Reshaping

Day = date  # the model below has a field of that name

_KINDS = {"number": Kind.NUMBER, "text": Kind.TEXT, "yes/no": Kind.YES_NO}
_DATES = ("date", "excel")
KIND_WORDS = (
    "`number`, `text`, `yes/no`, `date` (2026-04-01, with or without a time), `excel`, or how the date is "
    "written, such as `%d/%m/%Y` or `%d/%m/%Y %H:%M` (a list where it is written in several ways)"
)


OR = " or "
"""Between the ways in which a column of dates is written, where there are several."""


def _named(value: Any) -> Any:
    """A list of columns is a mapping that says nothing more about them."""
    if not isinstance(value, dict):
        return dict.fromkeys(listed(value), "")
    return {name: _either(said) for name, said in value.items()}


def _either(said: Any) -> Any:
    """Several ways to write one column, as one text."""
    is_list = isinstance(said, list) and said and all(isinstance(way, str) for way in said)
    return OR.join(said) if is_list else said


def ways(said: str) -> list[str]:
    """The ways in which a column of dates is written."""
    return said.split(OR)


def _in_column(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


def _matched(value: Any) -> Any:
    return {value: value} if isinstance(value, str) else value


Columns = Annotated[
    dict[str, str],
    BeforeValidator(_named, json_schema_input_type=str | list[str] | dict[str, str | list[str]]),
]


def kind_of(said: str) -> Kind | None:
    """The kind of a column that is declared so; None where nothing was said. ValueError for nonsense."""
    if not said:
        return None
    if said in _KINDS:
        return _KINDS[said]
    if all(way in _DATES or "%" in way for way in ways(said)):
        return Kind.MOMENT
    raise ValueError(f"{said!r} says nothing about a column: expected {KIND_WORDS}")


class RecordDate(Model):
    """The moment that places a row in a period."""

    column: str
    format: Annotated[str, BeforeValidator(_either, json_schema_input_type=str | list[str])] = Field(
        "", description="As in `reads`: `date` if not given, or how it is written."
    )


class Join(Model):
    """Another file that knows more about each row."""

    file: str = Field(description="Path or glob below the data folder.")
    on: Annotated[dict[str, str], BeforeValidator(_matched, json_schema_input_type=str | dict[str, str])] = (
        Field(
            min_length=1,
            description="The column that both files have; or column here -> column there. It is read for "
            "nothing else.",
        )
    )
    reads: Columns = Field(description="Columns taken over; expressions call them `name_of_join.column`.")
    combine: dict[str, Literal["any", "largest", "smallest", "sum"]] = Field(
        {},
        description="Where several rows there belong to one here: column -> how they become one value. Each "
        "column needs it; without it such a file is refused, as it would count rows several times.",
    )
    delimiter: str | None = None
    encoding: str | None = None


class RecordsSource(SourceBase):
    """Records, one row per event, stay, patient or set of observations."""

    shape: Literal["records"]
    reads: Columns = Field(
        description=f"The only columns that are read. A list, or column -> what it holds: {KIND_WORDS}. What "
        "is not said follows from how expressions use it."
    )
    personal: Texts = Field(
        (),
        description="Columns that could tell who somebody is (a date of birth, a number of a patient). They "
        "may stand between two dates, in `is missing` and in `on` of a join, and nowhere else.",
    )
    let: dict[Code, Sum] = Field({}, description="Name -> expression over columns and the names before it.")
    date: Annotated[
        RecordDate | None,
        BeforeValidator(_in_column, json_schema_input_type=str | RecordDate),
    ] = Field(None, description="The column (or name under `let`) that places a row in a period.")
    period_in_name: FormatInName | None = Field(
        None,
        description="The period stands in the file's name, so written (2016-04-01.csv: %Y-%m-%d); `*` "
        "stands for other words in it.",
    )
    period_is: Day | None = Field(
        None, description="The first day of the period of every row, when nothing but a title says it."
    )
    week_begins: Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] = (
        Field("Monday", description="First day of the week, for weekly indicators.")
    )
    year_begins: Literal["January", "April"] = Field(
        "January", description="First month of the year, for annual indicators."
    )
    service: str | None = Field(None, description="Column of the service's code.")
    service_is: str | None = Field(None, description="The service of every row, when no column says it.")
    service_codes: ServiceCodes = Field({}, description=SERVICE_CODES)
    breakdowns: dict[Code, Grouping] = Field({}, description="Dimension -> the column of its groups.")
    one_row_per: Texts = Field(
        (),
        description="Columns that tell one event, stay or patient from another, where a list comes with rows "
        "that an earlier file, or a row further up, held already: of rows that agree in all of them only the "
        "last one counts. They are read for nothing else.",
    )
    when: str | None = Field(None, description="A question; only rows whose answer is yes are counted.")
    join: dict[Code, Join] = Field({}, description="Name -> another file that knows more about each row.")
    zero_where_no_rows: bool = Field(
        False,
        description="The file is complete: a service that it names had nothing to count in a period without "
        "rows, from the file's first period to its last.",
    )

    @model_validator(mode="after")
    def _says_where_and_when(self) -> Self:
        if (self.service is None) == (self.service_is is None):
            raise ValueError("give either `service` (a column) or `service_is` (a code)")
        ways = (self.date, self.period_in_name, self.period_is)
        if sum(way is not None for way in ways) != 1:
            raise ValueError("records need one of `date`, `period_in_name` and `period_is`")
        if self.query is not None and self.period_in_name is not None:
            raise ValueError("a query has no file whose name could say the period (`period_in_name`)")
        return self

    @model_validator(mode="after")
    def _takes_files_as_they_are(self) -> Self:
        """Records are too long to be turned round first."""
        turned = {*Reshaping.model_fields, "header_rows", "footer"} - {"sheet"}
        other = sorted(self.model_fields_set & turned)
        if other:
            raise ValueError(f"`{other[0]}` is not for records, whose rows are counted as they stand")
        return self

    @model_validator(mode="after")
    def _kinds_are_known(self) -> Self:
        for columns in (self.reads, *(join.reads for join in self.join.values())):
            for said in columns.values():
                kind_of(said)
        if self.date is not None and self.date.format and kind_of(self.date.format) is not Kind.MOMENT:
            raise ValueError(f"`date` cannot be {self.date.format!r}: expected `date`, `excel` or a format")
        return self

    @property
    def columns_asked(self) -> list[str]:
        """Every column of its own that is read, whatever for."""
        joined_by = [here for join in self.join.values() for here in join.on if "." not in here]
        return list(dict.fromkeys([*self.reads, *joined_by, *self.one_row_per]))

    @property
    def written_as(self) -> Mapping[str, str]:
        """By name, what is said about each column of the file and of the joined ones."""
        found = {" ".join(name.split()): said for name, said in self.reads.items()}
        if self.date is not None and self.date.column in found:
            found[self.date.column] = self.date.format or found[self.date.column] or "date"
        for name, join in self.join.items():
            found |= {f"{name}.{' '.join(column.split())}": said for column, said in join.reads.items()}
        return found
