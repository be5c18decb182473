"""How a table must be turned before its rows can be read: what stands in headings, names and title rows
becomes columns. Every shape of source has these keys; they are done before the shape's own reading."""

from __future__ import annotations

import re
from typing import Self

from pydantic import Field, field_validator, model_validator

from catalogue.fields.base import Model, Texts
from catalogue.fields.templates import template

MEASURE = "measure"
"""The part of a heading whose words become columns again."""

_CELL = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")


def is_address(place: str) -> bool:
    """B4, as a spreadsheet names its cells."""
    return _CELL.fullmatch(place) is not None


class Headings(Model):
    """Things that stand across (groups, services, measures, periods): each such column becomes rows, with
    what its heading says in columns of their own."""

    read: str | None = Field(
        None,
        description='How these headings are written, with what they say in brackets: "{topic}_{measure}". '
        "Each part becomes a column of that name; the part `measure` becomes columns called by its words.",
    )
    rows: tuple[str, ...] = Field(
        (),
        description="Instead of `read`, for a heading over several rows: how each row is written, from the "
        'top: ["{band}", "{weeks}"]. An empty text allows only an empty cell.',
    )
    words: dict[str, Texts] = Field(
        {}, description="Part -> what it may be. Needed where a heading could be read in several ways."
    )
    value: str = Field(
        "value", description="Name of the column of the cells below, where no part is `measure`."
    )

    @property
    def parts(self) -> tuple[str, ...]:
        texts = [self.read] if self.read is not None else [row for row in self.rows if row]
        return tuple(dict.fromkeys(part for text in texts for part in template(text).parts))

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        if (self.read is None) == (not self.rows):
            raise ValueError(
                "give either `read` (the heading as one text) or `rows` (one text per row of it)"
            )
        if not self.parts:
            raise ValueError("name at least one {part} that the headings say")
        unknown = [part for part in self.words if part not in self.parts]
        if unknown:
            raise ValueError(f"`words` names {{{unknown[0]}}}, which is no part of the headings")
        return self


class MeasureRows(Model):
    """Measures that stand one below the other: each becomes a column called by its name."""

    column: str = Field(description="Column whose cells name the measure of each row.")
    value: str = Field("value", description="Column of the numbers.")


class Reshaping(Model):
    sheet: Texts | None = Field(
        None,
        description="Excel sheet, or several (`*` fits anything: `*-ALL CANCER`), each read alike; hidden "
        "ones only by their full name. The first visible one if not given. Its name is the column `(sheet)`.",
    )
    sheet_name: str | None = Field(
        None, description='What a sheet\'s name says: "{standard}-{cancer}". Each part becomes a column.'
    )
    optional_sheets: bool = Field(
        False, description="A sheet without the heading is passed over; else the file is refused."
    )
    inside: str | None = Field(
        None,
        description="Which file inside a zip archive, where it holds several: `*provider*.csv`. All that fit "
        "are read as one table; the column `(sheet)` holds the name of each.",
    )
    file_name: str | None = Field(
        None,
        description='What the file\'s name says: "hospital {hospital} - ind {indicator}.csv"; with folders: '
        '"{year}/{board}.csv". Each part becomes a column. The whole name is the column `(file)`.',
    )
    above: dict[str, str] = Field(
        {},
        description="Column -> where above the table its one value stands: a cell (`B4`), the words before "
        'it ("Period:"), or the cell\'s text with the value in brackets ("Quarter {quarter} of *").',
    )
    after: str | None = Field(
        None, description="The table begins below the row whose first filled cell starts so."
    )
    ends_at_blank_row: bool = Field(False, description="The first blank row below the heading ends the data.")
    sections: str | None = Field(
        None,
        description='Rows between the others that say what follows: "PART {part}: *", in their first filled '
        "cell. Each part becomes a column; headings repeated below such a row are no data.",
    )
    columns: dict[str, Texts] = Field(
        {},
        description="Column -> the headings it goes by in one file or the other (`[FACID, Facility ID]`). "
        "Where a file has several of them, each row takes the first that is filled.",
    )
    optional: Texts = Field((), description="Columns that some files lack; there they are empty.")
    fill_down: Texts = Field(
        (),
        description="Columns where an empty cell means the one above it (merged labels). A new label in one "
        "of them ends those named after it.",
    )
    headings: Headings | None = Field(
        None, description="Things across: what the headings say becomes columns, and each cell a row."
    )
    measures: MeasureRows | None = Field(
        None, description="Measures down: rows that belong together become one, with a column per measure."
    )

    @field_validator("sheet_name", "file_name", "sections")
    @classmethod
    def _says_something(cls, text: str | None) -> str | None:
        if text is not None and not template(text).parts:
            raise ValueError(f"`{text}` says nothing: put what it says in brackets, like {{period}}")
        return text

    @field_validator("above")
    @classmethod
    def _says_one_thing(cls, places: dict[str, str]) -> dict[str, str]:
        for column, place in places.items():
            parts = template(place).parts
            if parts not in {(), (column,)}:
                raise ValueError(f"`{column}` is found by a text with {{{column}}} in it, not `{place}`")
        return places

    @model_validator(mode="after")
    def _names_each_column_once(self) -> Self:
        made = self.made_columns
        twice = sorted({name for name in made if made.count(name) > 1})
        if twice:
            raise ValueError(f"`{twice[0]}` is made twice: by `columns`, `above`, or parts of names")
        return self

    @property
    def made_columns(self) -> list[str]:
        """Names of the columns that this entry makes, but for those called by measures."""
        texts = [text for text in (self.sheet_name, self.file_name, self.sections) if text is not None]
        made = [part for text in texts for part in template(text).parts]
        if self.headings is not None:
            across = self.headings.parts
            made += [part for part in across if part != MEASURE]
            made += [] if MEASURE in across else [self.headings.value]
        return [*made, *self.above, *self.columns]
