"""Every source: which file or query, where the table in it begins and ends, and which of its rows count."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, field_validator, model_validator

from catalogue.fields.base import Codes, Model, Texts, alone, written
from catalogue.fields.qualifiers import MissingMarks
from catalogue.fields.templates import template
from catalogue.sources.due import Due
from catalogue.sources.reshaping import Layout, Reshaping


def _header(value: str) -> str:
    """Check what is said of the heading: `7`, `6-7`, `2 rows` or `none`."""
    if value in {"none", "0"}:
        return "none"
    found = re.fullmatch(r"([1-9]\d*)|([1-9]\d*) ?- ?([1-9]\d*)|([1-5]) rows", value)
    if found is None or (found[2] and not 0 <= int(found[3]) - int(found[2]) < 5):
        expected = "a row such as `7`, rows such as `6-7`, `2 rows`, or `none` where the table has no heading"
        raise ValueError(f"expected {expected}; found {value!r}")
    return value.replace(" - ", "-")


Header = Annotated[
    str, BeforeValidator(written), AfterValidator(_header), WithJsonSchema({"type": ["integer", "string"]})
]
_PART = re.compile(r"\{[^{}]*\}")
_IN_ARCHIVE = re.compile(r"\.zip/(.+)$", re.IGNORECASE)


class Origin(Model):
    """Say where the rows come from, and which of them count."""

    title: str = ""
    published_at: str = ""
    """The origin of the file, in words: its publisher."""
    file: str | None = None
    """Path or glob below the data folder. What a name says becomes a column: "{year}/hospital
    {hospital}.csv". The whole name is the column `(file)`. In a zip archive: `all.zip/*provider*.csv`;
    where several fit, the column `(sheet)` holds the name of each."""
    query: str | None = None
    """Instead of `file`: a SELECT whose result is the table. Needs `database`."""
    database: str | None = None
    """Name of the environment variable that holds the SQLAlchemy URL of the database `query` asks. Never the
    URL itself: it may hold a password."""
    sheet: Texts | None = None
    """Excel sheet, or several (`*` fits anything: `*-ALL CANCER`), each read alike; hidden ones only by their
    full name. The first visible one if not given. Its name is the column `(sheet)`; parts of it become
    columns: "{standard}-{cancer}"."""
    header: Header | None = None
    """Row that holds the column names, counting from 1: `7`; `6-7` where they go over two rows, joined with a
    blank. Found by itself if not given, or if it is only `2 rows`. `none`: the first row is data, and columns
    are known by their letters (`column A`)."""
    delimiter: str | None = None
    """Found by itself if not given."""
    encoding: str | None = None
    """Found by itself if not given."""
    only: dict[str, Texts] = Field({})
    """Column -> only rows with these values; `*` stands for any letters."""
    drop: dict[str, Texts] = Field({})
    """Column -> rows with these values are left out (totals, derived rows); `*` is for any letters."""

    @field_validator("database")
    @classmethod
    def _is_no_url(cls, name: str | None) -> str | None:
        if name is not None and not re.fullmatch(r"[A-Za-z_]\w*", name):
            raise ValueError(
                "this is not the name of an environment variable, such as WAREHOUSE_URL. Put the address of "
                "the database into one, and its name here: no address or password belongs in this file"
            )
        return name

    @field_validator("query")
    @classmethod
    def _only_reads(cls, query: str | None) -> str | None:
        if query is not None and not re.match(r"(?is)\s*(--.*?\n\s*)*(select|with)\b", query):
            raise ValueError("a query begins with SELECT or WITH: it may only read")
        return query

    @field_validator("file")
    @classmethod
    def _is_a_template(cls, file: str | None) -> str | None:
        if file is not None and "{" in file:
            template(file)
        return file

    @field_validator("sheet")
    @classmethod
    def _is_one_template(cls, sheets: Texts | None) -> Texts | None:
        for sheet in sheets or ():
            if template(sheet).parts and len(sheets or ()) > 1:
                raise ValueError(f"`{sheet}` says what is in each name: it stands alone, not in a list")
        return sheets

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        if (self.file is None) == (self.query is None):
            raise ValueError("give either `file` or `query`")
        if (self.query is None) != (self.database is None):
            raise ValueError("`query` and `database` belong together")
        return self

    @property
    def header_row(self) -> int | None:
        """Return the last row of the heading; None where it is to be found."""
        is_found = self.header is None or "rows" in self.header or self.has_no_heading
        return None if is_found else int(str(self.header).split("-")[-1])

    @property
    def has_no_heading(self) -> bool:
        return self.header == "none"

    @property
    def header_rows(self) -> int:
        """Return over how many rows the heading goes."""
        if self.header is None or "-" not in self.header:
            return int(self.header.split()[0]) if self.header and "rows" in self.header else 1
        first, last = self.header.split("-")
        return int(last) - int(first) + 1

    @property
    def pattern(self) -> str:
        """Return the glob that finds the files: a {part} of a name stands for anything."""
        return _PART.sub("*", _IN_ARCHIVE.sub(".zip", self.file or ""))

    @property
    def inside(self) -> str | None:
        """Return the name, or glob, of the files meant inside a zip archive."""
        found = _IN_ARCHIVE.search(self.file or "")
        return found[1] if found else None

    @property
    def file_name(self) -> str | None:
        """Return the template of what the name says: from the first folder or name with a {part} on."""
        name = _IN_ARCHIVE.sub(".zip", self.file or "")
        return name[name.rfind("/", 0, name.index("{")) + 1 :] if "{" in name else None

    @property
    def sheets(self) -> Texts | None:
        """Return the names, or globs, of the sheets meant."""
        return self.sheet and tuple(_PART.sub("*", sheet) for sheet in self.sheet)

    @property
    def sheet_name(self) -> str | None:
        """Return the template of what a sheet's name says."""
        return next((sheet for sheet in self.sheet or () if "{" in sheet), None)

    @property
    def is_several_files(self) -> bool:
        return any(mark in self.pattern for mark in "*?[")


class Numbers(Model):
    """Describe cells that hold numbers, and which source is believed where two hold them."""

    decimal: Literal[".", ","] | None = None
    """The mark before the fraction of numbers in a text file: `,` where they are written 1.273,5. Asked
    for where a comma may mean either."""
    missing: MissingMarks | None = None
    """Marks that stand where there is no number, added to the usual ones: a list, or mark -> why
    (`suppressed`, `only a range`, `not reported`, `not available`, `not applicable`). `zero` for a mark
    that this publisher writes for zero."""
    overrides: Codes = ()
    """Sources whose values this one replaces where both speak of the same. Without it, the second to come is
    refused where its numbers differ."""

    @property
    def explains_empty(self) -> bool:
        """Tell whether an empty cell says something here (`missing: {"": zero}`); usually it is nothing."""
        return any(not mark.strip() for mark in self.missing or {})


class Lateness(Model):
    due: Annotated[Due | None, alone("within", int | str | Due)] = None
    """The day on which the next data are due, where that is not the usual: later, they are late."""


class SourceBase(Layout, Origin):
    """Describe a table that is taken into memory."""

    @property
    def made_columns(self) -> list[str]:
        """Return the names of the columns that this entry makes, but for those called by measures."""
        names = [text for text in (self.file_name, self.sheet_name) if text is not None]
        return [*(part for text in names for part in template(text).parts), *super().made_columns]

    @property
    def depth(self) -> int:
        """Return over how many rows the heading goes."""
        across = self.turned.headings
        return max(self.header_rows, len(across.read) if across and not across.by_measure else 1)

    @model_validator(mode="after")
    def _names_each_column_once(self) -> Self:
        made = self.made_columns
        twice = sorted({name for name in made if made.count(name) > 1})
        if twice:
            raise ValueError(f"`{twice[0]}` is made twice: by `columns`, `above`, or parts of names")
        return self


class TurnedSource(Reshaping, SourceBase):
    """Describe a table that may be turned before its rows are read."""
