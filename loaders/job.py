"""The job of a shape: one file to load, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.read.service_names import KnownServices
from data.write.conflicts import PastLoad
from data.write.observations import Stored, Values
from loaders.log import LoadLog
from loaders.parse.files import File
from loaders.problems import RowProblem
from loaders.values.numbers import CellRules

SeriesId = tuple[int, int, int]  # indicator, service, category


@dataclass(frozen=True, eq=False)
class CatalogueIds:
    """A catalogue, and its indicators, definitions and groups as the database numbers them."""

    catalogue: Catalogue
    indicator_ids: Mapping[str, int]
    definition_ids: Mapping[str, int]
    category_ids: Mapping[tuple[str, str], int]


@dataclass(frozen=True, eq=False)
class LoadJob:
    """One file of one source, and the numbers of everything it may refer to."""

    ids: CatalogueIds
    services: KnownServices
    code: str
    source: Any  # the catalogue's entry, of the model that fits the shape
    file: File
    as_at: date
    later_loads: Mapping[int, PastLoad] = field(default_factory=dict)
    """Loads, before this run, of the files of this source that come after this one."""

    @property
    def catalogue(self) -> Catalogue:
        return self.ids.catalogue

    @cached_property
    def missing(self) -> Mapping[str, str | None]:
        """Return the marks that mean no value in this source, and why there is none."""
        both = {**self.catalogue.missing, **(getattr(self.source, "missing", None) or {})}
        return {mark.strip(): reason for mark, reason in both.items()}

    def group_of(self, category: int) -> str:
        """Return the code of a group, or `everyone`."""
        groups = {number: group for (_, group), number in self.ids.category_ids.items()}
        return groups[category] or "everyone"

    @property
    def cells(self) -> CellRules:
        return CellRules(self.source, self.file, self.missing, self.catalogue.marks)


@dataclass(frozen=True, eq=False)
class Outcome:
    """The outcome of storing a file."""

    stored: Stored
    touched: frozenset[SeriesId] = frozenset()
    data_from: date | None = None
    data_to: date | None = None
    tree_changed: bool = False
    all_values: Mapping[str, Values] = field(default_factory=dict)
    """By indicator, the values of those that had none before: no need to read them back."""


@dataclass
class LoadTrace:
    """The course of an attempt at a file, for whoever looks on (`loaders.preview.build`)."""

    rows_wanted: int = 0
    job: LoadJob | None = None
    found: Any = None
    load_id: int | None = None
    touched: frozenset[SeriesId] = frozenset()


class Shape(Protocol):
    """A module of this folder that knows one shape of source. It exports:

    SHAPES  the values of `shape:` in the catalogue it stands for
    RANK    when it is loaded: services (0) before populations (1) before measurements (2)
    read    check everything and give back what is to be stored; writes nothing. Refused rows go to
            the log; a file that cannot be used at all raises LoadRefusedError
    store   write it
    """

    SHAPES: tuple[str, ...]
    RANK: int
    read: Callable[[LoadJob, LoadLog], Any]
    store: Callable[[Session, LoadJob, LoadLog, Any, int], Outcome]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """One file as people are told about it."""

    source: str
    file: str
    status: str  # done or refused
    read: int = 0
    dropped: int = 0
    rejected: int = 0
    missing: int = 0
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    problems: Sequence[RowProblem] = ()
    notes: Sequence[str] = ()
    seconds: float = 0.0
    data_from: date | None = None
    data_to: date | None = None
    load_id: int | None = None  # of what was loaded

    @property
    def is_refused(self) -> bool:
        return self.status == "refused"
