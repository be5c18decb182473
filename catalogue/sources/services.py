"""Shape `services`: a tree of services."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from catalogue.fields.base import Model, Texts, listed
from catalogue.sources.base import SourceBase
from catalogue.sources.parts import DeclaredFormat


class LevelColumns(Model):
    """One level of a service tree that stands in the columns of each row."""

    level: str
    code: str
    name: str


class ServiceEntry(Model):
    code: str = Field(min_length=1, max_length=64)
    name: str = Field(min_length=1)
    level: str


class ServicesSource(SourceBase):
    """A service tree: parent and child codes, or one level per pair of columns."""

    shape: Literal["services"]
    code: str | None = None
    name: str | None = Field(None, description="Column of the name; the code is the name if not given.")
    level: str | None = Field(None, description="Column of the level.")
    level_is: str | None = Field(None, description="The level of every row, when no column says it.")
    parent: str | None = Field(None, description="Column of the parent's code.")
    parent_is: str | None = Field(None, description="The parent of every row, when no column says it.")
    opened: str | None = None
    closed: str | None = None
    successor: str | None = Field(
        None, description="Column of the code that came after this one, when it was closed or merged."
    )
    successors: dict[str, Texts] = Field(
        {}, description="Code -> the code, or codes, that came after it, where no column says it."
    )
    only: Literal["successors"] | None = Field(
        None,
        description="`successors`: the file says only what became of codes (`code`, `successor`, and "
        "`closed` if it has it). Codes that no tree has are noted, and left out.",
    )
    date_format: DeclaredFormat = "date"
    levels: tuple[LevelColumns, ...] = Field((), description="From the top down, for one row per leaf.")
    root: Annotated[
        tuple[ServiceEntry, ...],
        BeforeValidator(listed, json_schema_input_type=ServiceEntry | list[ServiceEntry]),
    ] = Field(
        (),
        description="Services above the rows, each below the one before; rows without a parent hang "
        "below the last. Without `code` and `levels` these are all: of a file about a single service.",
    )
    names: dict[str, str] = Field({}, description="Code -> name, where the file's own name will not do.")
    only_unknown: bool = Field(
        False,
        description="Adds the codes that no other source has named (codes found in a file of measurements), "
        "and leaves the others as they are.",
    )

    @model_validator(mode="after")
    def _one_layout(self) -> Self:
        if (self.levels and self.code) or not (self.levels or self.code or self.root):
            raise ValueError("give either `levels` (one pair of columns per level) or `code`")
        if self.service_name or self.follow_successors:
            raise ValueError("`service_name` and `follow_successors` are for sources of numbers")
        if self.only and not (self.code and (self.successor or self.successors)):
            raise ValueError("`only: successors` needs `code` and `successor`")
        if self.code and not self.only and not (self.level or self.level_is):
            raise ValueError("`code` needs `level` (a column) or `level_is` beside it")
        return self
