"""Shape `services`: a tree of services."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from catalogue.fields.base import Model, Texts, listed
from catalogue.sources.base import TurnedSource
from catalogue.sources.parts import DeclaredFormat, TimeZone


class ServiceEntry(Model):
    """Name one service (under `root`), or the columns of one level of services (under `levels`)."""

    code: str = Field(min_length=1, max_length=64)
    name: str = Field(min_length=1)
    level: str


class ServicesSource(TurnedSource):
    """Describe a service tree: parent and child codes, or one level per pair of columns."""

    shape: Literal["services"]
    code: str | None = None
    """Column of the code."""
    name: str | None = None
    """Column of the name; the code is the name if not given."""
    width: int | None = Field(None, ge=2, le=64)
    """Codes that lost zeros in front (Excel makes numbers of them) are filled up with zeros to this many
    digits."""
    level: str | None = None
    """Column of the level; or the level of every row, one of `organisation.levels`."""
    parent: str | None = None
    """Column of the parent's code."""
    opened: str | None = None
    """Column of the day it was opened."""
    closed: str | None = None
    """Column of the day it was closed."""
    successor: str | None = None
    """Column of the code that came after this one, when it was closed or merged."""
    successors: dict[str, Texts] = Field({})
    """Code -> the code, or codes, that came after it, where no column says it."""
    adds: Literal["everything", "unknown", "successors"] = "everything"
    """`unknown`: only the codes that no other source has named (codes found in a file of measurements); the
    others stay as they are. `successors`: only what became of codes (`code`, `successor`, and `closed` if
    it has it); codes that no tree has are noted, and left out."""
    date_format: DeclaredFormat = "date"
    """The way `opened` and `closed` are written."""
    time_zone: TimeZone | None = None
    """The zone whose days `opened` and `closed` are, where they are times with an offset."""
    levels: tuple[ServiceEntry, ...] = ()
    """From the top down, for one row per leaf."""
    root: Annotated[
        tuple[ServiceEntry | str, ...],
        BeforeValidator(listed, json_schema_input_type=str | ServiceEntry | list[ServiceEntry]),
    ] = ()
    """Services above the rows, each below the one before; rows without a parent hang below the last. A text
    is the code of a service that another source describes. Without `code` and `levels` these are all: of a
    file about a single service."""
    names: dict[str, str] = Field({})
    """Code -> name, where the file's own name will not do."""

    @property
    def roots(self) -> list[ServiceEntry]:
        """Return the services above the rows that this entry describes itself."""
        return [entry for entry in self.root if isinstance(entry, ServiceEntry)]

    @property
    def top(self) -> str | None:
        """Return the code of the service that rows without a parent hang below."""
        last = self.root[-1] if self.root else None
        return last.code if isinstance(last, ServiceEntry) else last

    @model_validator(mode="after")
    def _one_layout(self) -> Self:
        if (self.levels and self.code) or not (self.levels or self.code or self.root):
            raise ValueError("give either `levels` (one pair of columns per level) or `code`")
        if self.adds == "successors":
            if not (self.code and (self.successor or self.successors)):
                raise ValueError("`adds: successors` needs `code` and `successor`")
        elif self.code and not self.level:
            raise ValueError("`code` needs `level` beside it: a column, or the level of every row")
        return self
