"""Say where the numbers of an indicator come from, and which way is better."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from catalogue.fields.base import Code, Model, Sum, Texts, alone

SIGN = ":"
"""Between the code of a measure and its half: no code of the catalogue holds one."""


class Improvement(StrEnum):
    """Name the way that is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"

    @property
    def sign(self) -> int:
        return {"increase": 1, "decrease": -1, "neutral": 0}[self.value]


class Chosen(Model):
    """Choose the rows that count: by what stands in columns, or, of records, by a question."""

    only: dict[str, Texts] | str = Field({})
    """Column -> only rows with these values count; `*` stands for any letters. Of records also a question
    (`age >= 65`): only rows whose answer is yes."""

    @property
    def among(self) -> dict[str, Texts]:
        """Return column -> the values of rows that count."""
        return self.only if isinstance(self.only, dict) else {}

    @property
    def when(self) -> str | None:
        """Return the question that is asked of each record."""
        return self.only if isinstance(self.only, str) else None


class DenominatorFrom(Chosen):
    """Say where the denominator stands, if not beside the numerator."""

    source: Code


class Formula(Chosen):
    """Say where the numbers come from: expressions over the source's columns (+ - * / and brackets)."""

    source: Code
    numerator: Sum
    """Of a list of rare events: how many a row stands for, usually 1."""
    denominator: Sum | None = None
    """Of a list of rare events: cases (procedures, admissions) since the event before."""
    denominator_from: Annotated[DenominatorFrom | None, alone("source", str | DenominatorFrom)] = None
    """The source whose columns `denominator` is made of, where it is another one than that of the numerator.
    Both are put together by service, period and group. A source of shape population takes `denominator:
    people`."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the source it reads, or both."""
        return (self.source, *([self.denominator_from.source] if self.denominator_from else []))
