"""A picture with words as PNG, drawn by Pillow: without a browser, in the typeface of the pages.

Everything is drawn larger and made smaller again, which smooths its edges. The same picture gives the same
bytes.
"""

from __future__ import annotations

import io
from functools import lru_cache
from itertools import pairwise
from math import hypot
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from components.charts.scene import FONT_SIZE, Point, Scene, Shape, Words, colour

FACE = Path(__file__).resolve().parents[2] / "assets" / "fonts" / "atkinson-next.woff2"
SCALE, SMOOTH = 2, 2
"""Pixels of the file for one of the picture; and how many more it is drawn with."""
MARGIN = 16
MOST = 6_000
"""Pixels of the picture in either direction: what is larger is drawn smaller."""
ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}
WEIGHTS = {False: 400, True: 700}


@lru_cache(maxsize=16)
def png_of(scene: Scene) -> bytes:
    """Return the file."""
    scale = min(SCALE, MOST / max(scene.width, scene.height))
    size = [round((side + 2 * MARGIN) * scale) for side in (scene.width, scene.height)]
    image = Image.new("RGB", (size[0] * SMOOTH, size[1] * SMOOTH), colour("ground", alone=True))
    pen, times = ImageDraw.Draw(image), scale * SMOOTH
    for shape in scene.shapes:
        _draw(pen, shape, times)
    for words in scene.words:
        _write(pen, words, times)
    into = io.BytesIO()
    image.resize((size[0], size[1]), Image.Resampling.LANCZOS).save(into, "PNG")
    return into.getvalue()


def _draw(pen: ImageDraw.ImageDraw, shape: Shape, times: float) -> None:
    points = [_at(point, times) for point in shape.points]
    look = shape.look
    if shape.is_closed:
        points.append(points[0])
        if look.fill:
            pen.polygon(points, fill=colour(look.fill, alone=True))
    if look.stroke:
        width = max(round(look.width * times), 1)
        dash = [length * times for length in look.dash]
        for some in _dashed(points, dash) if dash else [points]:
            pen.line(some, fill=colour(look.stroke, alone=True), width=width, joint="curve")


def _at(point: Point, times: float) -> Point:
    return (point[0] + MARGIN) * times, (point[1] + MARGIN) * times


def _dashed(points: list[Point], dash: list[float]) -> list[list[Point]]:
    """Cut a line into its dashes; what of a dash goes round a corner is begun anew."""
    found: list[list[Point]] = []
    for (x0, y0), (x1, y1) in pairwise(points):
        length, at = hypot(x1 - x0, y1 - y0), 0.0
        while length and at < length:
            ends = at, min(at + dash[0], length)
            found.append([(x0 + (x1 - x0) * end / length, y0 + (y1 - y0) * end / length) for end in ends])
            at += sum(dash)
    return found


def _write(pen: ImageDraw.ImageDraw, words: Words, times: float) -> None:
    place = _at((words.x, words.y), times)
    face = _face(round(FONT_SIZE * times), words.is_bold)
    pen.text(place, words.text, fill=colour("ink", alone=True), font=face, anchor=ANCHORS[words.anchor])


@lru_cache(maxsize=8)
def _face(size: int, is_bold: bool) -> ImageFont.FreeTypeFont:
    face = ImageFont.truetype(str(FACE), size)
    face.set_variation_by_axes([WEIGHTS[is_bold]])
    return face
