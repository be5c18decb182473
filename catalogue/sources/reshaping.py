"""Say how a table is turned before its rows are read: what stands in headings, names and title rows
becomes columns. These keys are done before the shape's own reading."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from catalogue.fields.base import Model, Texts, alone
from catalogue.fields.templates import template

MEASURE = "measure"
"""The part of a heading whose words become columns again."""
VALUE = "value"
"""The column of the cells below headings that name no measure."""
BLANK = "blank row"

_CELL = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")


def is_address(place: str) -> bool:
    """Tell whether a place is written as a spreadsheet names its cells: B4."""
    return _CELL.fullmatch(place) is not None


class Headings(Model):
    """Turn things that stand across (groups, services, measures, periods): each such column becomes rows,
    with what its heading says in columns of their own."""

    read: dict[str, str] | Texts = Field(min_length=1)
    """Form of these headings, with what they say in brackets: "{topic}_{measure}". Each part becomes
    a column of that name; the part `measure` becomes columns called by its words; without it, the cells
    are the column `value`. A list for a heading over several rows: how each is written, from the top:
    ["{band}", "{weeks}"]. An empty text allows only an empty cell. Where each measure has its own way,
    measure -> how its headings are written: {count: "{group}", all: "{group}_total"}. A heading that fits
    several is the one's with the most letters of its own."""
    words: dict[str, Texts] = Field({})
    """Part -> what it may be. Needed where a heading could be read in several ways."""

    @property
    def parts(self) -> tuple[str, ...]:
        texts, own = (self.read.values(), (MEASURE,)) if isinstance(self.read, dict) else (self.read, ())
        return tuple(dict.fromkeys([*own, *(part for text in texts for part in template(text).parts)]))

    @property
    def by_measure(self) -> dict[str, str]:
        """Return how the headings of each measure are written, what says most of itself first."""
        ways = self.read if isinstance(self.read, dict) else {}
        return dict(sorted(ways.items(), key=lambda way: -template(way[1]).letters))

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        if not set(self.parts) - ({MEASURE} if self.by_measure else set()):
            raise ValueError("name at least one {part} that the headings say")
        unknown = [part for part in self.words if part not in self.parts]
        if unknown:
            raise ValueError(f"`words` names {{{unknown[0]}}}, which is no part of the headings")
        return self


class MeasureRows(Model):
    """Turn measures that stand one below the other: each becomes a column called by its name."""

    column: str
    """Column whose cells name the measure of each row."""
    value: str = VALUE
    """Column of the numbers. Of a wide source, they stand below the periods."""


class Layout(Model):
    columns: dict[str, Texts] = Field({})
    """Column -> the headings it goes by in one file or the other (`[FACID, Facility ID]`). Where a file has
    several of them, each row takes the first that is filled."""
    fill_down: Texts = ()
    """Columns where an empty cell means the one above it (merged labels). A new label in one of them ends
    those named after it."""
    ends_at: Texts = ()
    """A row whose first filled cell starts so ends the data; `blank row` for the first blank one below the
    heading."""

    @property
    def turned(self) -> Reshaping:
        """Return what turns the table: nothing here."""
        return Reshaping()

    @property
    def ends_at_blank_row(self) -> bool:
        return BLANK in self.ends_at

    @property
    def footer(self) -> str | None:
        """Return how the row begins that ends the data."""
        return next((text for text in self.ends_at if text != BLANK), None)

    @field_validator("ends_at")
    @classmethod
    def _ends_once(cls, texts: Texts) -> Texts:
        if len(texts) - (BLANK in texts) > 1:
            raise ValueError(f"one text, and `{BLANK}` beside it at most")
        return texts

    @property
    def made_columns(self) -> list[str]:
        """Return the names of the columns that these keys make, but for those called by measures."""
        return list(self.columns)


class Reshaping(Layout):
    above: dict[str, str] = Field({})
    """Column -> where above the table its one value stands: a cell (`B4`), the words before it ("Period:"),
    or the cell's text with the value in brackets ("Quarter {quarter} of *")."""
    after: str | None = None
    """The table begins below the row whose first filled cell starts so."""
    sections: str | None = None
    """Rows between the others that say what follows: "PART {part}: *", in their first filled cell. Each part
    becomes a column; headings repeated below such a row are no data."""
    optional: Texts = ()
    """Columns that some files lack; there they are empty. `(sheet)`: sheets without the heading are passed
    over."""
    headings: Headings | None = None
    """Things across: what the headings say becomes columns, and each cell a row."""
    measures: Annotated[MeasureRows | None, alone("column", str | MeasureRows)] = None
    """Measures down: rows that belong together become one, with a column per measure. A text is the column
    that names the measure of each row."""

    @property
    def turned(self) -> Reshaping:
        return self

    @field_validator("sections")
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

    @property
    def made_columns(self) -> list[str]:
        made = list(template(self.sections).parts) if self.sections else []
        if self.headings is not None:
            across = self.headings.parts
            made += [part for part in across if part != MEASURE]
            made += [] if MEASURE in across else [VALUE]
        return [*made, *self.above, *super().made_columns]
