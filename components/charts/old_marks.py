"""The look of a point. Meaning is doubled: each kind has a colour and a shape of its own, so that nothing is
lost in grey, in print or to colour blindness.

    concern       diamond, orange         neutral high / low   triangle up / down, purple
    improvement   square, blue            common cause         small disc, grey
    immature      hollow ring, grey       missing              nothing: the line has a gap
    excluded      ring with a cross, grey, off the line: a person left the point out
"""

from __future__ import annotations

from components.charts.marks import Mark, colour
from components.charts.svg import element
from components.theme import Palette


def draw(mark: Mark, x: float, y: float, radius: float, palette: Palette) -> str:
    """Draw the point as SVG. `radius` is that of a common cause disc; special points are half as big
    again."""
    fill = colour(mark, palette)
    if mark is Mark.IMMATURE:
        return element(
            "circle", cx=x, cy=y, r=radius * 1.1, fill=palette.ground, stroke=fill, stroke_width=radius * 0.6
        )
    if mark is Mark.EXCLUDED:
        return _crossed_ring(x, y, radius * 1.7, palette, fill)
    if not mark.is_special:
        return element("circle", cx=x, cy=y, r=radius, fill=fill)
    r = radius * 1.55
    if mark is Mark.IMPROVEMENT:
        side = r * 1.7
        return element("rect", x=x - side / 2, y=y - side / 2, width=side, height=side, fill=fill)
    if mark is Mark.CONCERN:
        r *= 1.25
        return _polygon([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], fill)
    r *= 1.15 if mark is Mark.NEUTRAL_HIGH else -1.15
    wide = abs(r)
    return _polygon([(x, y - r), (x + wide, y + r * 0.75), (x - wide, y + r * 0.75)], fill)


def _crossed_ring(x: float, y: float, r: float, palette: Palette, ink: str) -> str:
    arm = r * 0.7
    right, left = f"{2 * arm:.2f}", f"{-2 * arm:.2f}"
    cross = f"M{x - arm:.2f} {y - arm:.2f}l{right} {right}m0 {left}l{left} {right}"
    ring = element("circle", cx=x, cy=y, r=r, fill=palette.ground, stroke=ink, stroke_width=r * 0.3)
    return ring + element("path", d=cross, fill="none", stroke=ink, stroke_width=r * 0.3)


def _polygon(corners: list[tuple[float, float]], fill: str) -> str:
    return element("polygon", points=" ".join(f"{a:.2f},{b:.2f}" for a, b in corners), fill=fill)
