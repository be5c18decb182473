"""Ways to divide people into groups, as a catalogue describes them."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Self

from pydantic import Field, model_validator

from catalogue.code_lists import filled_from_list
from catalogue.fields.base import Model, Texts


class CategoryEntry(Model):
    code: str = Field(min_length=1, max_length=64)
    label: str = Field(min_length=1)
    is_unknown: bool = False
    """Not stated, not known, declined: always shown, in grey."""
    aliases: Texts = ()
    """Other spellings of this group in source files."""


class Dimension(Model):
    """Divide people: by age band, sex, ethnicity, deprivation, disability."""

    title: str
    is_ordered: bool = False
    """Groups stand in rank, the most disadvantaged first: deprivation. Their gradient is what is judged. Ages
    have an order and no rank: being old is no disadvantage of care."""
    axis_note: str = ""
    """Written on every axis, for instance "1 = most deprived"."""
    list: str | None = None
    """A code list that comes with Brightspot, whose groups are the categories."""
    categories: tuple[CategoryEntry, ...] = Field(min_length=2)

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

    @cached_property
    def by_code(self) -> dict[str, CategoryEntry]:
        """Return categories by code or any alias; by label where that is nobody's code or alias."""
        labels = {c.label: c for c in self.categories}
        return labels | {name: c for c in self.categories for name in (c.code, *c.aliases)}
