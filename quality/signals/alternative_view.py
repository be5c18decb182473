"""Another way to look at a series than the one in force, and what speaks for it: values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stats import AdviceReason, Rule


@dataclass(frozen=True, slots=True)
class Flagged:
    """Count what limits mark among the points since others were set, or would be."""

    points: int
    """Judged points since then."""
    unusual: int
    rules: tuple[Rule, ...]
    """Those that name an unusual point, in the order of the rule set."""


@dataclass(frozen=True, slots=True)
class SuggestedLimits:
    """New limits from where one lasting step was found (`stats.suggest_rephase`)."""

    first_period: date
    points: int
    """Judged points since then."""
    before: float
    after: float
    """Level of the phase up to there, and since: in the indicator's unit."""
    sigmas: float
    """Size of the step in standard deviations of ordinary variation."""
    in_force: Flagged
    """Marks of the limits in force since then: the suggested ones would take their place."""

    code: ClassVar[str] = "suggested-limits"


@dataclass(frozen=True, slots=True)
class EarlierLimits:
    """The limits as they stood before somebody recalculated them."""

    recalculated: date
    reason: str
    actor: str
    earlier: Flagged
    """The marks that they would make since then."""

    code: ClassVar[str] = "earlier-limits"


@dataclass(frozen=True, slots=True)
class OtherChart:
    """A chart that suits the numbers better (`stats.advise`), and the evidence."""

    kind: str
    """The suggested chart."""
    instead_of: str
    reason: AdviceReason
    expected: float
    """Events (of a proportion: non-events if they are fewer) expected in a period of mean size."""
    sigma_z: float
    """The scatter of the points, over that which chance inside the periods would make."""
    sigma_z_limit: float
    """The ratio that chance alone would rarely exceed."""
    can_be_drawn: bool
    """False: it needs data that is not here (dates of events)."""

    @property
    def code(self) -> str:
        return f"chart-{self.kind}"


@dataclass(frozen=True, slots=True)
class WithoutSeasons:
    """A pattern that comes back was found (`quality.alternatives.seasonality`)."""

    chart: str
    """The one in force."""
    pattern: str
    """`yearly`, or `weekly` for days."""
    peak: int
    """Place in the round where it is highest: 0 is January, the first week or quarter, Monday."""
    swing: float
    """Highest season less lowest, in the indicator's unit."""
    share: float
    """Of the variation around level and slope, how much the pattern explains, 0–1."""

    code: ClassVar[str] = "without-seasons"


AlternativeView = SuggestedLimits | EarlierLimits | OtherChart | WithoutSeasons
