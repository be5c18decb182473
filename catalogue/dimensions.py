"""Ways to divide people into groups, as a catalogue describes them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, ModelWrapValidatorHandler, PrivateAttr, model_validator

from catalogue.code_lists import filled_from_list
from catalogue.fields.base import Code, Model, Texts

CROSSED = " × "
"""Between the codes of two groups at once: `85+ × 1`."""
LONGEST_CODE = 64


class CategoryEntry(Model):
    code: str = Field(min_length=1, max_length=LONGEST_CODE)
    label: str = Field(min_length=1)
    is_unknown: bool = False
    """Not stated, not known, declined: always shown, in grey."""
    aliases: Texts = ()
    """Other spellings of this group in source files."""


_AS_WRITTEN = list[CategoryEntry] | tuple[Code, Code]
Categories = Annotated[
    tuple[CategoryEntry, ...], BeforeValidator(lambda given: given, json_schema_input_type=_AS_WRITTEN)
]


class Dimension(Model):
    """Divide people: by age band, sex, ethnicity, deprivation, disability."""

    title: str
    is_ordered: bool = False
    """Groups stand in rank, the most disadvantaged first: deprivation. Their gradient is what is judged. Ages
    have an order and no rank: being old is no disadvantage of care."""
    reference: str = ""
    """A group that all others are compared with, by its code. Without it, and where it is hidden, each group
    is compared with everybody else. Ranked groups have none."""
    axis_note: str = ""
    """Written on every axis, for instance "1 = most deprived"."""
    list: str | None = None
    """A code list that comes with Brightspot, whose groups are the categories."""
    categories: Categories = Field(min_length=2)
    """Its groups; or the codes of two other dimensions, `[age, deprivation]`: the groups of the second, each
    split by the first. Pages of the second then compare its groups as if they were alike in the first."""

    _crosses: tuple[str, str] | None = PrivateAttr(default=None)

    @property
    def crosses(self) -> tuple[str, str] | None:
        """Return the two dimensions whose groups it has at once; None where its groups are its own."""
        return self._crosses

    @model_validator(mode="wrap")
    @classmethod
    def _two_at_once(cls, given: Any, make: ModelWrapValidatorHandler[Self]) -> Self:
        """Take two codes for the dimensions that it crosses. Their groups are known when all are read."""
        match given:
            case {"categories": [str(first), str(second)]}:
                named = [
                    {"code": first, "label": first},
                    {"code": f"{first}{CROSSED}{second}", "label": second},
                ]
                made = make(given | {"categories": named})
                made._crosses = (first, second)
                return made
        return make(given)

    @model_validator(mode="before")
    @classmethod
    def _categories_from_a_list(cls, given: Any) -> Any:
        return filled_from_list(given) if isinstance(given, dict) and "list" in given else given

    @model_validator(mode="after")
    def _codes_are_unique(self) -> Self:
        codes = [name for c in self.categories for name in (c.code, *c.aliases)]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"each category code or alias stands once; twice: {', '.join(twice)}")
        return self

    @model_validator(mode="after")
    def _reference_can_be(self) -> Self:
        known = [c.code for c in self.categories if not c.is_unknown]
        if self.reference and self.is_ordered:
            raise ValueError("ranked groups have no reference; leave out `reference`, or `is_ordered`")
        if self.reference and self.reference not in known:
            raise ValueError(
                f"the reference is one of the groups {', '.join(known)}; found {self.reference!r}"
            )
        return self

    @cached_property
    def by_code(self) -> dict[str, CategoryEntry]:
        """Return categories by code or any alias; by label where that is nobody's code or alias."""
        labels = {c.label: c for c in self.categories}
        return labels | {name: c for c in self.categories for name in (c.code, *c.aliases)}


def pairs(first: Dimension, second: Dimension) -> dict[tuple[str, str], CategoryEntry]:
    """Return the groups of two dimensions at once by the codes of both: group by group of the second."""
    return {
        (one.code, other.code): CategoryEntry.model_construct(
            code=f"{one.code}{CROSSED}{other.code}",
            label=f"{other.label}, {one.label}",
            is_unknown=one.is_unknown or other.is_unknown,
        )
        for other in second.categories
        for one in first.categories
    }


def with_crossed_groups(dimensions: Mapping[str, Dimension]) -> dict[str, Dimension]:
    """Return all dimensions, those that cross two others with their groups."""
    found = dict(dimensions)
    for code, dimension in dimensions.items():
        first, second = (dimensions.get(name) for name in dimension.crosses or ("", ""))
        if first is not None and second is not None and not (first.crosses or second.crosses):
            groups = tuple(pairs(first, second).values())
            found[code] = dimension.model_copy(update={"categories": groups})
    return found
