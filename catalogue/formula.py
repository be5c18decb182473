"""Where the numbers of an indicator come from, and which way is better."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from catalogue.fields.base import Code, Model, Sum, Texts

SIGN = ":"
"""Between the code of a measure and its half: no code of the catalogue holds one."""


class Improvement(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"

    @property
    def sign(self) -> int:
        return {"increase": 1, "decrease": -1, "neutral": 0}[self.value]


class DenominatorFrom(Model):
    """Where the denominator stands, if not beside the numerator."""

    source: Code
    only: dict[str, Texts] = Field({}, description="Column -> only rows with these values count for it.")
    when: str | None = Field(
        None, description="Records: a question; only rows whose answer is yes count for it."
    )


def of_name(value: Any) -> Any:
    """`denominator_from: occupancy` names a source and says no more."""
    return {"source": value} if isinstance(value, str) else value


class Formula(Model):
    """Where the numbers come from: expressions over the source's columns (+ - * / and brackets)."""

    source: Code
    numerator: Sum = Field(description="Of a list of rare events: how many a row stands for, usually 1.")
    denominator: Sum | None = Field(
        None, description="Of a list of rare events: cases (procedures, admissions) since the event before."
    )
    denominator_from: Annotated[
        DenominatorFrom | None,
        BeforeValidator(of_name, json_schema_input_type=str | DenominatorFrom),
    ] = Field(
        None,
        description="The source whose columns `denominator` is made of, where it is another one than that of "
        "the numerator. Both are put together by service, period and group. A source of shape population "
        "takes `denominator: people`.",
    )
    only: dict[str, Texts] = Field(
        {}, description="Column -> only rows with these values count for this indicator."
    )
    when: str | None = Field(
        None, description="Records: a question; only rows whose answer is yes count for this indicator."
    )

    @property
    def sources(self) -> tuple[str, ...]:
        """The source it reads, or both."""
        return (self.source, *([self.denominator_from.source] if self.denominator_from else []))
