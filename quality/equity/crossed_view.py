"""The values that the part of an equity page about two dimensions at once is drawn from. Every number in here
has passed the disclosure gate."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from catalogue.dimensions import Dimension

Triple = tuple[float, float, float]


class WhyNot(StrEnum):
    """The reason for which a group is not adjusted."""

    HIDDEN = "hidden"
    UNKNOWN = "unknown"
    """Of too many the other group is not known, or their numbers are not in the file."""
    FEW = "few"


@dataclass(frozen=True, slots=True)
class Cell:
    """Those who are in two groups. All numbers are None where they are hidden."""

    first: str
    second: str
    is_unknown: bool
    is_hidden: bool
    numerator: float | None
    denominator: float | None
    value: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Band:
    """A group of the first, with a cell for each of the second."""

    label: str
    is_unknown: bool
    numerator: float | None
    """Of everyone in it, as the denominator."""
    denominator: float | None
    weight: float
    """In the mix that groups are adjusted to; 0 where none is."""
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Adjusted:
    """One group as if it were like everyone in the other dimension."""

    code: str
    label: str
    value: Triple | None
    """With 95 % limits, in the indicator's unit."""
    ratio: Triple | None
    """Events by those that everybody's values give it, with 95 % limits: where the values cannot be told."""
    why_not: WhyNot | None


@dataclass(frozen=True, slots=True)
class AdjustedGap:
    first: str
    second: str
    sides: tuple[Triple, Triple]
    """The values of both, with 95 % limits."""
    difference: Triple
    """With 95 % limits."""
    crude: float


@dataclass(frozen=True, slots=True)
class Crossed:
    """One dimension by another, over the latest year."""

    first: Dimension
    second: Dimension
    groups: tuple[str, ...]
    """Labels of those of the second."""
    bands: tuple[Band, ...]
    standard: str = ""
    """The service to whose people, by the first, it is adjusted; empty where nothing is."""
    adjusted: tuple[Adjusted, ...] = ()
    """Groups of the second that are known; none on a page of the first."""
    gap: AdjustedGap | None = None

    @property
    def is_shown(self) -> bool:
        return any(not cell.is_hidden for cell in self.cells)

    @property
    def cells(self) -> list[Cell]:
        return [cell for band in self.bands for cell in band.cells]

    def of(self, code: str) -> Adjusted | None:
        return next((one for one in self.adjusted if one.code == code), None)
