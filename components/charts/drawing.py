"""A small picture as what it is made of: paths, each of one kind. `charts/drawing.html` writes them as SVG,
and assets/drawing.css gives each kind its colour, so that one picture serves every ground and paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from components.charts.marks import Mark, outline
from components.charts.scale import Floats


@dataclass(frozen=True, slots=True)
class Path:
    kind: str
    """Classes in CSS."""
    data: str


@dataclass(frozen=True)
class Drawing:
    """Sizes are in pixels of the drawing; CSS scales it."""

    width: float
    height: float
    paths: tuple[Path, ...]
    stroke: float = 1.3
    radius: float = 1.9

    @cached_property
    def style(self) -> str:
        """Width of lines and radius of points, for CSS."""
        return f"--w:{self.stroke:g}px;--r:{self.radius:g}px"


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def line(x: Floats, y: Floats) -> str:
    """Join points: `M0 0L10 5L20 3`. Of a level stretch only the ends are named: most of a limit is one."""
    y = np.round(y, 1)
    is_turn = np.ones(y.size, dtype=np.bool_)
    is_turn[1:-1] = (y[1:-1] != y[:-2]) | (y[1:-1] != y[2:])
    return "M" + "L".join(
        f"{a:.1f} {b:.1f}" for a, b in zip(x[is_turn].tolist(), y[is_turn].tolist(), strict=True)
    )


def points(places: Iterable[tuple[Mark, float, float]], radius: float) -> list[Path]:
    """Draw the points of each kind as one path, special ones last, so that they lie on top."""
    by_mark: dict[Mark, list[str]] = {}
    for mark, x, y in places:
        by_mark.setdefault(mark, []).append(outline(mark, x, y, radius))
    order = sorted(by_mark, key=lambda mark: mark.is_special)
    return [Path(f"mark {mark}", "".join(by_mark[mark])) for mark in order]
