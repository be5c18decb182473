"""Our own icons: variation as a small chart gesture with H or L, assurance as a band against the target
line with P, F or ?. The letters are drawn, not typed, so they look the same wherever the SVG goes."""

from __future__ import annotations

from functools import lru_cache

from dash import html

from catalogue.models import Indicator
from components.charts import svg
from components.charts.old_marks import Mark, draw
from components.charts.svg import element
from components.theme import LIGHT, Palette, css_class
from components.words import chart_sentence
from quality.signals.results import Status, Variation
from stats import Assurance

SIZE = 40
"""Side of the drawing; CSS decides how large it is shown."""

_LETTERS = {
    "H": "M0 0V10M7 0V10M0 5H7",
    "L": "M0 0V10H6",
    "P": "M0 10V0H3.6A2.8 2.8 0 0 1 3.6 5.6H0",
    "F": "M6.5 0H0V10M0 5H5.2",
    "?": "M0 2.8A3 3 0 1 1 4.6 5C3.4 5.8 3 6.2 3 7M3 9.4V10",
}
_CALM = [(7.5, 25.5), (12, 22.5), (16.5, 26)]
_AFTER = [(21, 19.5), (25.5, 14), (29.5, 9)]
"""A high signal: calm points, then points that leave them. A low one is its mirror image."""


@lru_cache(maxsize=64)
def variation_svg(variation: Variation, direction: int, palette: Palette = LIGHT) -> str:
    """Draw the gesture alone. `direction` +1 gives H, −1 gives L."""
    if variation is Variation.TOO_FEW:
        return _too_few(palette)
    if variation is Variation.COMMON_CAUSE:
        return _common(palette)
    colour = palette.mark(variation)
    calm, after = (_CALM, _AFTER) if direction > 0 else (_mirrored(_CALM), _mirrored(_AFTER))
    letter = _letter("H", 24, 22, colour) if direction > 0 else _letter("L", 24, 8.5, colour)
    return _framed(
        _line(calm + after, palette.common),
        *(draw(Mark.COMMON_CAUSE, x, y, 1.6, palette) for x, y in calm),
        *(draw(Mark(variation.value), x, y, 1.9, palette) for x, y in after),
        letter,
        colour=colour,
        palette=palette,
    )


def _mirrored(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(x, SIZE - y) for x, y in points]


@lru_cache(maxsize=64)
def assurance_svg(assurance: Assurance, sign: int, palette: Palette = LIGHT) -> str:
    """Draw where the process lies against its target. `sign` +1 when higher is better, −1 when lower is."""
    good = sign or 1
    colour, letter, side = {
        Assurance.PASSING: (palette.improvement, "P", good),
        Assurance.FAILING: (palette.concern, "F", -good),
        Assurance.HIT_OR_MISS: (palette.common, "?", 0),
    }[assurance]
    line_y = 20 + side * 6
    band_y = 20 - side * 5
    dashed = {"stroke": palette.target, "stroke_width": 1.8, "stroke_dasharray": "4 2.5"}
    return _framed(
        element("rect", x=17, y=band_y - 5.5, width=17, height=11, rx=1.5, fill=colour, fill_opacity=0.22),
        element("path", d=f"M17 {band_y}H34", stroke=colour, stroke_width=2, fill="none"),
        element("path", d=f"M15 {line_y}H36", **dashed),
        _letter(letter, 6.5, 15, colour if assurance is not Assurance.HIT_OR_MISS else palette.muted),
        colour=colour,
        palette=palette,
    )


def variation_icon(
    variation: Variation, direction: int, *, words: bool = True, palette: Palette = LIGHT
) -> html.Span:
    """Show the icon with its word beside it. With `words=False` the word is the alternative text."""
    label = chart_sentence.variation_label(variation, direction)
    return _icon(variation_svg(variation, direction, palette), label, words, css_class(variation))


def assurance_icon(
    assurance: Assurance | None,
    sign: int,
    *,
    has_target: bool = False,
    words: bool = True,
    palette: Palette = LIGHT,
) -> html.Span:
    """Show the icon as `variation_icon` does; where there is no target, or nothing to say of it, say that
    instead."""
    label = chart_sentence.assurance_label(assurance, has_target=has_target)
    if assurance not in chart_sentence.JUDGED:
        return html.Span(label, className="icon icon--none")
    tone = {Assurance.PASSING: "is-improvement", Assurance.FAILING: "is-concern"}.get(assurance, "is-common")
    return _icon(assurance_svg(assurance, sign, palette), label, words, tone)


def both(status: Status, indicator: Indicator, palette: Palette = LIGHT) -> list[html.Span]:
    """Show the variation, and the assurance where there is one."""
    marks = [variation_icon(status.variation, status.direction, palette=palette)]
    if status.assurance in chart_sentence.JUDGED:
        marks.append(assurance_icon(status.assurance, indicator.improvement.sign, palette=palette))
    return marks


def _icon(picture: str, label: str, words: bool, tone: str) -> html.Span:
    image = svg.image(picture, alt="" if words else label, class_name="icon__picture")
    children = [image, html.Span(label, className="icon__word")] if words else [image]
    return html.Span(children, className=f"icon {tone}", title=None if words else label)


def _framed(*inside: str, colour: str, palette: Palette, dash: str | None = None) -> str:
    around = {"fill": palette.ground, "stroke": colour, "stroke_width": 2.4, "stroke_dasharray": dash}
    ring = element("circle", cx=20, cy=20, r=18.5, **around)
    return svg.document(SIZE, SIZE, ring, *inside)


def _common(palette: Palette) -> str:
    points = [(8.5, 21), (14, 17), (19.5, 23), (25.5, 16.5), (31.5, 21)]
    limits = element("path", d="M7 12.5H33M7 27.5H33", stroke=palette.common, stroke_width=1, fill="none")
    marks = [draw(Mark.COMMON_CAUSE, x, y, 2, palette) for x, y in points]
    return _framed(limits, _line(points, palette.common), *marks, colour=palette.common, palette=palette)


def _too_few(palette: Palette) -> str:
    marks = [draw(Mark.COMMON_CAUSE, x, 20, 2.2, palette) for x in (13, 20, 27)]
    return _framed(*marks, colour=palette.common, palette=palette, dash="4 3.26")


def _line(points: list[tuple[float, float]], colour: str) -> str:
    path = " ".join(f"{x},{y}" for x, y in points)
    return element("polyline", points=path, fill="none", stroke=colour, stroke_width=1.3)


def _letter(letter: str, x: float, y: float, colour: str) -> str:
    pen = {"stroke": colour, "stroke_width": 2.2, "stroke_linecap": "round", "stroke_linejoin": "round"}
    return element("path", d=_LETTERS[letter], transform=f"translate({x} {y})", fill="none", **pen)
