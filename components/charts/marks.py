"""The look of a point. Meaning is doubled: each kind has a colour and a shape of its own, so that nothing is
lost in grey, in print or to colour blindness.

    concern       diamond, orange         neutral high / low   triangle up / down, purple
    improvement   square, blue            common cause         small disc, grey
    immature      hollow ring, grey       missing              nothing: the line has a gap
    excluded      ring with a cross, grey, off the line: a person left the point out
"""

from __future__ import annotations

from enum import StrEnum

from components.theme import Palette, tone
from quality.signals.results import Variation


class Mark(StrEnum):
    """A Variation, or a reason why a point is not judged. Same words as `Status.recent_variation`."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    NEUTRAL_HIGH = "neutral_high"
    NEUTRAL_LOW = "neutral_low"
    COMMON_CAUSE = "common_cause"
    TOO_FEW = "too_few"
    IMMATURE = "immature"
    MISSING = "missing"
    EXCLUDED = "excluded"

    @property
    def is_special(self) -> bool:
        return self in _SPECIAL

    @property
    def symbol(self) -> str:
        """Plotly's name for the shape."""
        return _SYMBOLS[self]


_SPECIAL = (Mark.IMPROVEMENT, Mark.CONCERN, Mark.NEUTRAL_HIGH, Mark.NEUTRAL_LOW)
_SYMBOLS = {
    Mark.IMPROVEMENT: "square",
    Mark.CONCERN: "diamond",
    Mark.NEUTRAL_HIGH: "triangle-up",
    Mark.NEUTRAL_LOW: "triangle-down",
    Mark.COMMON_CAUSE: "circle",
    Mark.TOO_FEW: "circle",
    Mark.IMMATURE: "circle-open",
    Mark.MISSING: "circle",
    Mark.EXCLUDED: "circle-x-open",
}
SYMBOLS = {name: mark for mark, name in _SYMBOLS.items() if name != "circle"}
"""Plotly's names of the shapes that are no plain disc."""


def colour(mark: Mark, palette: Palette) -> str:
    if mark in (Mark.IMMATURE, Mark.MISSING, Mark.EXCLUDED):
        return palette.common
    return palette.mark(Variation(mark.value))


def ink(mark: Mark, palette: Palette) -> str:
    """Return the colour of words about a point: darker than its shape, to be read."""
    return str(getattr(palette, f"{tone(Variation(mark.value))}_text")) if mark.is_special else palette.ink


def outline(mark: Mark, x: float, y: float, radius: float) -> str:
    """Draw the point as the data of an SVG path. `radius` is that of a common cause disc; special points are
    half as big again."""
    if not mark.is_special and mark not in (Mark.IMMATURE, Mark.EXCLUDED):
        return f"M{x:.1f} {y:.1f}h0"  # a stroke without length: its round ends are the disc
    return _SHAPES[mark](x, y, radius)


def _ring(x: float, y: float, radius: float) -> str:
    r = radius * 1.1
    return f"M{x - r:.2f} {y:.2f}a{r:.2f} {r:.2f} 0 1 0 {2 * r:.2f} 0a{r:.2f} {r:.2f} 0 1 0 {-2 * r:.2f} 0z"


def _crossed_ring(x: float, y: float, radius: float) -> str:
    arm = radius * 1.7 * 0.7
    side = f"{2 * arm:.2f}"
    return _ring(x, y, radius * 1.55) + f"M{x - arm:.2f} {y - arm:.2f}l{side} {side}m0-{side}l-{side} {side}"


def _square(x: float, y: float, radius: float) -> str:
    side = radius * 2.6
    return f"M{x - side / 2:.2f} {y - side / 2:.2f}h{side:.2f}v{side:.2f}h{-side:.2f}z"


def _diamond(x: float, y: float, radius: float) -> str:
    r = f"{radius * 1.94:.2f}"
    return f"M{x:.2f} {y - radius * 1.94:.2f}l{r} {r}-{r} {r}-{r}-{r}z"


def _triangle(x: float, y: float, radius: float) -> str:
    wide, high = abs(radius) * 1.78, radius * 1.78
    return f"M{x:.2f} {y - high:.2f}l{wide:.2f} {high * 1.75:.2f}h{-2 * wide:.2f}z"


_SHAPES = {
    Mark.IMMATURE: _ring,
    Mark.EXCLUDED: _crossed_ring,
    Mark.IMPROVEMENT: _square,
    Mark.CONCERN: _diamond,
    Mark.NEUTRAL_HIGH: _triangle,
    Mark.NEUTRAL_LOW: lambda x, y, radius: _triangle(x, y, -radius),
}
