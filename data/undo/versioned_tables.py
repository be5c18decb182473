"""The tables whose rows are replaced and kept: a current one, and one of what stood before.

Each version of a row stood from its `load_id` until `superseded_by`. Events are one table with both columns;
services are few, and handled by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.models import Base, EventCoverage, Observation, Population

NO_WORD = "(SELECT id FROM load WHERE undone_by IS NOT NULL OR undoes IS NOT NULL)"
"""SQL: loads that no longer count, and undoings, which never said anything themselves."""


@dataclass(frozen=True, slots=True)
class Versioned:
    model: type[Base]
    only: str = ""
    """SQL that is true only of rows that a file brought: sums are made again instead."""

    @property
    def current(self) -> str:
        return self.model.__tablename__

    @property
    def revisions(self) -> str:
        return f"{self.current}_revision"

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.model.__table__.primary_key)

    @property
    def content(self) -> tuple[str, ...]:
        """Return what a version says, beside its key and its load."""
        return tuple(sorted({*self.model.__table__.c.keys()} - {*self.key, "load_id", "matured_by"}))

    @property
    def has_maturity(self) -> bool:
        return "matured_by" in self.model.__table__.c

    @property
    def keys(self) -> str:
        return ", ".join(self.key)

    def keys_of(self, table: str) -> str:
        return ", ".join(f"{table}.{name}" for name in self.key)

    def same(self, one: str, other: str, columns: tuple[str, ...] | None = None) -> str:
        """Return SQL that is true where two rows agree in their keys (or these columns)."""
        names = self.key if columns is None else columns
        sign = "=" if columns is None else "IS NOT DISTINCT FROM"
        return " AND ".join(f"{one}.{name} {sign} {other}.{name}" for name in names)


OBSERVATIONS = Versioned(Observation, only="origin = 'loaded'")
COVERAGE = Versioned(EventCoverage)
VERSIONED = (OBSERVATIONS, Versioned(Population), COVERAGE)
