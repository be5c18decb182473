"""The tables whose rows are replaced and kept: a current one, and one of what stood before.

Each version of a row stood from its `load_id` until `superseded_by`. Events are one table with both columns;
services are few, and handled by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

NO_WORD = "(SELECT id FROM load WHERE undone_by IS NOT NULL OR undoes IS NOT NULL)"
"""SQL: loads that no longer count, and undoings, which never said anything themselves."""


@dataclass(frozen=True, slots=True)
class Versioned:
    current: str
    revisions: str
    key: tuple[str, ...]
    content: tuple[str, ...]
    """What a version says, beside its key and its load."""
    only: str = ""
    """SQL that is true only of rows that a file brought: sums are made again instead."""
    has_maturity: bool = False

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


OBSERVATIONS = Versioned(
    "observation",
    "observation_revision",
    ("indicator_id", "service_id", "category_id", "period_start"),
    ("numerator", "denominator", "is_immature", "qualifier", "origin", "definition_id"),
    only="origin = 'loaded'",
    has_maturity=True,
)
POPULATIONS = Versioned(
    "population", "population_revision", ("service_id", "category_id", "year"), ("count", "source")
)
COVERAGE = Versioned(
    "event_coverage",
    "event_coverage_revision",
    ("indicator_id", "service_id"),
    ("complete_from", "complete_to"),
)
VERSIONED = (OBSERVATIONS, POPULATIONS, COVERAGE)
