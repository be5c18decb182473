"""What a shape is given to load one file, and what it gives back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import numpy as np
from sqlalchemy.orm import Session

from catalogue.models import Catalogue, Indicator
from data.write.observations import Stored, Values
from loaders.parse.files import File
from loaders.problems import Problems, RowProblem

SeriesId = tuple[int, int, int]  # indicator, service, category


@dataclass(frozen=True, eq=False)
class Work:
    """One file of one source, and the numbers of everything it may refer to. Shapes read through it and
    note in `problems`, `notes` and `counts` what they met."""

    session: Session
    catalogue: Catalogue
    code: str
    source: Any  # the catalogue's entry, of the model that fits the shape
    file: File
    as_at: date
    indicator_ids: Mapping[str, int]
    definition_ids: Mapping[str, int]
    category_ids: Mapping[tuple[str, str], int]
    problems: Problems = field(default_factory=Problems)
    notes: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"read": 0, "dropped": 0, "missing": 0})
    reasons: Counter[str] = field(default_factory=Counter)
    """Of the values that will be stored: how often each qualifier, and how often none was given."""
    shared: dict[Any, Any] = field(default_factory=dict)
    """What the files of one run have to agree on."""
    all_files: Sequence[str] = ()
    """Names of all files of this source, the oldest first."""

    names_met: dict[tuple[int, str], None] = field(default_factory=dict)
    """Service and name, of the names the file gives services that go by another."""

    first_rows: dict[int, list[tuple[np.ndarray, ...]]] = field(default_factory=dict)
    """By `id` of an indicator: service, category, period and the row of the file that first says it."""

    def note_rows(self, indicator: Indicator, key: tuple[np.ndarray, ...], row: np.ndarray) -> None:
        """Remember in which rows of the file an indicator's values stand, for what is found out later."""
        self.first_rows.setdefault(id(indicator), []).append((*key, row))

    @property
    def missing(self) -> Mapping[str, str | None]:
        """The marks that mean no value in this source, and why there is none."""
        both = {**self.catalogue.missing, **(self.source.missing or {})}
        return {mark.strip(): reason for mark, reason in both.items()}

    def note(self, text: str) -> None:
        """Say it once, however many indicators meet it."""
        if text not in self.notes:
            self.notes.append(text)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What storing a file came to."""

    stored: Stored
    touched: frozenset[SeriesId] = frozenset()
    data_from: date | None = None
    data_to: date | None = None
    tree_changed: bool = False
    all_values: Mapping[str, Values] = field(default_factory=dict)
    """By indicator, the values of those that had none before: no need to read them back."""


@dataclass
class LoadTrace:
    """What an attempt at a file went through, for whoever looks on (`loaders.preview.build`)."""

    rows_wanted: int = 0
    work: Work | None = None
    found: Any = None
    load_id: int | None = None
    touched: frozenset[SeriesId] = frozenset()


class Shape(Protocol):
    """A module of this folder that knows one shape of source. It exports:

    SHAPES  the values of `shape:` in the catalogue it stands for
    RANK    when it is loaded: services (0) before populations (1) before measurements (2)
    read    check everything and give back what is to be stored; writes nothing. Refused rows go to
            work.problems; a file that cannot be used at all raises LoadRefusedError
    store   write it
    """

    SHAPES: tuple[str, ...]
    RANK: int
    read: Callable[[Work], Any]
    store: Callable[[Work, Any, int], Outcome]


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

    @property
    def is_refused(self) -> bool:
        return self.status == "refused"
