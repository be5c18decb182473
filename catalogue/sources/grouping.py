"""Say which group of people a row is about."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from catalogue.fields.base import Model, Texts
from catalogue.fields.templates import template

DROP = "drop"


class Grouping(Model):
    """Name a column, and say how what stands in it becomes a group of a dimension."""

    column: str
    """Column that holds the group."""
    codes: dict[str, str] = Field({})
    """Group as written in the file -> category code; with `list`, -> code of that list (and turned round with
    it where `one_is` says so). A template says where the group stands in a longer text: `"{group} (number)":
    "{group}"`."""
    list: str | None = None
    """Code list the column is written in, such as `ethnicity_nhs_16` or `deprivation_deciles`: one that comes
    with Brightspot, or one of `code_lists`."""
    bands: Texts = ()
    """The column holds numbers (ages): the bands they fall into, such as [0-17, 18-64, 65+], or the name of a
    list of bands such as `age_5_year`."""
    one_is: Literal["most deprived", "least deprived"] | None = None
    """The meaning of 1 in this file. Stored and shown is always 1 = most deprived. Needed for lists of
    deprivation."""
    otherwise: str | None = None
    """Category of everything that is not understood, an empty cell included. `drop` leaves such rows out
    (overlapping bands, subtotals). If not given, it is reported."""

    @property
    def drops_others(self) -> bool:
        """Tell whether rows about groups that the dimension does not list are left out."""
        return self.otherwise == DROP

    @field_validator("codes")
    @classmethod
    def _have_one_gap(cls, codes: dict[str, str]) -> dict[str, str]:
        for written in codes:
            if "{" in written and template(written).parts != ("group",):
                raise ValueError(f"`{written}` should name one part, {{group}}: the group in the text")
        return codes

    @model_validator(mode="after")
    def _bands_or_codes(self) -> Self:
        if self.bands and (self.list or self.codes or self.one_is):
            raise ValueError("`bands` are of numbers: `list`, `codes` and `one_is` are of codes")
        return self
