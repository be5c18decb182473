"""Every source: which file, where the table in it begins and ends, and which of its rows count."""

from __future__ import annotations

from pydantic import Field

from quality.qualifiers import MissingMarks
from quality.schema import Codes, Model, Texts


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
    missing: MissingMarks | None = Field(
        None,
        description="Marks that stand where there is no number, added to the usual ones: a list, or mark -> "
        "why (`suppressed`, `only a range`, `not reported`, `not available`, `not applicable`). `zero` for a "
        "mark that this publisher writes for zero.",
    )
    overrides: Codes = Field(
        (),
        description="Sources whose values this one replaces where both speak of the same. Without it, the "
        "second to come is refused where its numbers differ.",
    )
