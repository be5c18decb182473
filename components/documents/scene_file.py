"""A picture with words as a file: SVG, or PNG."""

from __future__ import annotations

from flask import Response

from components.charts.scene import Scene
from components.charts.scene_png import png_of
from components.exports.response import file_response
from components.templates import part

KINDS = ("svg", "png")


def scene_response(scene: Scene, name: str, kind: str) -> Response:
    """Return the file of this name (without its ending). kind: `svg` or `png`."""
    if kind == "png":
        return file_response(png_of(scene), f"{name}.png", "image/png")
    text = part("charts/scene.html", "scene")(scene, alone=True)
    return file_response(str(text), f"{name}.svg", "image/svg+xml")
