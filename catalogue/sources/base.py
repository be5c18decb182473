"""Every source: which file or query, where the table in it begins and ends, and which of its rows count."""

from __future__ import annotations

import re
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from catalogue.fields.base import Codes, Texts
from catalogue.fields.qualifiers import MissingMarks
from catalogue.sources.due import Due
from catalogue.sources.reshaping import Reshaping


class SourceBase(Reshaping):
    title: str = ""
    published_at: str = Field("", description="Where the file comes from, in words: who publishes it.")
    file: str | None = Field(None, description="Path or glob below the data folder.")
    query: str | None = Field(
        None, description="Instead of `file`: a SELECT whose result is the table. Needs `database`."
    )
    database: str | None = Field(
        None,
        description="Name of the environment variable that holds the SQLAlchemy URL of the database `query` "
        "asks. Never the URL itself: it may hold a password.",
    )
    header_row: int | None = Field(
        None,
        ge=1,
        description="Row that holds the column names, counting from 1; the last of several. "
        "Found by itself if not given.",
    )
    header_rows: int = Field(
        1, ge=1, le=5, description="How many rows the header spans; joined with a blank."
    )
    footer: str | None = Field(None, description="A row whose first filled cell starts so ends the data.")
    delimiter: str | None = None
    encoding: str | None = None
    decimal: Literal[".", ","] | None = Field(
        None,
        description="What stands before the fraction of numbers in a text file: `,` where they are written "
        "1.273,5. Asked for where a comma may mean either.",
    )
    keep: dict[str, Texts] = Field(
        {}, description="Column -> only rows with these values; `*` stands for any letters."
    )
    drop: dict[str, Texts] = Field(
        {},
        description="Column -> rows with these values are left out (totals, derived rows); `*` is for any "
        "letters.",
    )
    missing: MissingMarks | None = Field(
        None,
        description="Marks that stand where there is no number, added to the usual ones: a list, or mark -> "
        "why (`suppressed`, `only a range`, `not reported`, `not available`, `not applicable`). `zero` for a "
        "mark that this publisher writes for zero.",
    )
    due: Due | None = Field(
        None, description="When the next data are due, where that is not the usual: what makes them late."
    )
    overrides: Codes = Field(
        (),
        description="Sources whose values this one replaces where both speak of the same. Without it, the "
        "second to come is refused where its numbers differ.",
    )

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

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        if (self.file is None) == (self.query is None):
            raise ValueError("give either `file` or `query`")
        if (self.query is None) != (self.database is None):
            raise ValueError("`query` and `database` belong together")
        return self

    @property
    def explains_empty(self) -> bool:
        """Whether an empty cell says something here (`missing: {"": zero}`), where it usually is nothing."""
        return any(not mark.strip() for mark in self.missing or {})

    @property
    def is_several_files(self) -> bool:
        return self.file is not None and any(mark in self.file for mark in "*?[")

    service_width: int | None = Field(
        None,
        ge=2,
        le=64,
        description="Codes of services that lost zeros in front (Excel makes numbers of them) are filled up "
        "with zeros to this many digits.",
    )
    service_name: str | None = Field(
        None,
        description="Column of the service's name: names that differ from the one it goes by are recorded, "
        "and unknown codes are looked for by name too.",
    )
    follow_successors: bool = Field(
        False,
        description="Values of a code that was succeeded are kept for its successor, along the whole chain. "
        "Without it, history stays with the code.",
    )
