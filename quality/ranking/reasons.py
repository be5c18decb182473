"""The reasons for which one signal comes before another, and the place that follows from them.

One after the other, never added up: a score would let many small matters outweigh a death, and nobody could
say why something stands where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from math import floor, isnan, log10

from catalogue.fields.periods import end
from catalogue.models import Domain, Indicator, Kind
from quality.ranking.wall import Evident, Wall
from quality.signals.judge import counted_per
from quality.signals.results import MINIMUM_POINTS, Accumulated, Evidence, Status

WEAK = 0.05
"""Chance above which the last points are no evidence: then the harm of a measure puts nothing first."""
FEW_CASES = 5
"""Numerators below this are said, as one case more or less moves them much."""
STEPS = 2
"""Steps of evidence to a power of ten: within a step, chance is called equal and the next reason decides."""
STRONGEST = 1e-12


class HarmClass(IntEnum):
    """The harm that an indicator is about; those further up come first."""

    BEYOND_LIMITS = 0
    """The newest point of a measure of harm or safety lies beyond its limits, on the worse side."""
    HARM = 1
    """Harm to people: a harm of the safety cross, an outcome of safety, deaths against expected."""
    SAFETY = 2
    """Measures that keep people safe."""
    OTHER = 3


@dataclass(frozen=True, slots=True)
class Reasons:
    """Everything that places a signal, worked out of the record as it stood."""

    harm: HarmClass
    """Of the measure; it leads only where there is evidence (`leads`)."""
    chance: float | None
    """The chance that a steady series moves as far as its last points did: a p-value. None: it has too few
    points to tell, or they do not lie off in the direction of the signal."""
    survives: bool
    """Still evident when the number of series looked at is taken into account: a mark, and no filter."""
    size: float | None
    """The excess, or the lack, of what the numerator counts over what the series' own past would give."""
    lasts: int
    """Points of the pattern."""
    beside: int
    """Services beside this one in which the same measure moves the same way."""
    linked: int
    """Other measures of this service and domain that move for the same better or worse."""
    unanswered: int
    """Days since the first period of the pattern ended, on which nobody did anything about it."""
    weight: float
    points: int
    few_cases: float | None = None
    """The newest numerator, where it is small."""
    is_weak: bool = False
    """Chance alone makes such last points too often: a rule marks the newest, and no more than that."""

    @property
    def is_short(self) -> bool:
        """Tell if the series has too few points for a pattern to be trusted."""
        return self.points < MINIMUM_POINTS

    @property
    def place(self) -> tuple[float, ...]:
        """Return what sorts it: harm, evidence, size, persistence, company, age without an answer; then the
        indicator's own weight."""
        size = -abs(self.size) if self.size is not None else 0.0
        company = -(self.beside + self.linked)
        return (self.leads, -self.step, size, -self.lasts, company, -self.unanswered, -self.weight)

    @property
    def leads(self) -> HarmClass:
        """Return the class that sorts it. A point beyond its limits is never pushed down; a weak pattern of a
        measure of harm stands among all others, by its evidence."""
        is_first = self.harm is HarmClass.BEYOND_LIMITS or not self.is_weak
        return self.harm if is_first else HarmClass.OTHER

    @property
    def step(self) -> int:
        """Return the step of evidence: 2 for once in ten, 4 for once in a hundred; −1 where nobody can tell.

        >>> from dataclasses import replace
        >>> one = Reasons(HarmClass.OTHER, 0.01, False, None, 1, 0, 0, 0, 1.0, 30)
        >>> one.step, replace(one, chance=0.02).step, replace(one, chance=None).step
        (4, 3, -1)
        """
        if self.chance is None:
            return -1
        return floor(-STEPS * log10(max(self.chance, STRONGEST)) + 1e-9)


NO_REASONS = Reasons(HarmClass.OTHER, None, False, None, 0, 0, 0, 0, 0.0, MINIMUM_POINTS)
"""Of what no series shows."""


def reasons_for(status: Status, indicator: Indicator, wall: Wall, *, today: date) -> Reasons:
    """Return the reasons of the signal that a status shows, if nobody answered it yet."""
    together = status.built_up
    direction = status.direction if together is None else together.direction
    since = status.since if together is None else together.since
    evident = wall.of(status.key)
    is_same = evident.direction == direction
    counts = not isnan(counted_per(indicator))
    return Reasons(
        harm=harm_class(status, indicator, direction),
        chance=evident.p if is_same else None,
        survives=is_same and evident.survives,
        size=_size(status, direction),
        lasts=status.run if together is None else together.points,
        beside=wall.beside(status.key, direction),
        linked=wall.linked(status.key, direction * indicator.improvement.sign),
        unanswered=max(0, (today - end(since, indicator.frequency)).days) if since else 0,
        weight=indicator.weight,
        points=status.points,
        is_weak=_is_weak(evident, together, is_same=is_same),
        few_cases=(status.numerator or 0.0) if counts and (status.numerator or 0.0) < FEW_CASES else None,
    )


def _is_weak(evident: Evident, together: Accumulated | None, *, is_same: bool) -> bool:
    """Tell if the last points are no evidence. Nobody can tell of short series, and a sum that has passed its
    own limit is evidence."""
    if evident.p is None or (together is not None and together.evidence in BY_LIMIT):
        return False
    return not is_same or evident.p > WEAK


BY_LIMIT = (Evidence.EXPECTED, Evidence.SMALL_CHANGE)


def harm_class(status: Status, indicator: Indicator, direction: int) -> HarmClass:
    """Return the class of harm that a signal of an indicator is about."""
    is_harm = indicator.harm or indicator.has_expected
    is_harm |= indicator.domain is Domain.SAFE and indicator.kind is Kind.OUTCOME
    if not is_harm and indicator.domain is not Domain.SAFE:
        return HarmClass.OTHER
    is_worse = direction == -indicator.improvement.sign != 0
    if is_worse and _is_beyond(status, direction):
        return HarmClass.BEYOND_LIMITS
    return HarmClass.HARM if is_harm else HarmClass.SAFETY


def _is_beyond(status: Status, direction: int) -> bool:
    limit = status.upper if direction > 0 else status.lower
    if status.value is None or limit is None:
        return False
    return status.value > limit if direction > 0 else status.value < limit


def _size(status: Status, direction: int) -> float | None:
    """Return the excess in the direction of the signal; of events, those counted less those expected since it
    began to build up."""
    together = status.accumulated
    if together is not None and together.evidence is Evidence.EXPECTED:
        return None if together.after is None or together.before is None else together.after - together.before
    is_same = status.excess is not None and status.excess * direction > 0
    return status.excess if is_same else None
