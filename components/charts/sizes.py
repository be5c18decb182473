"""Services against their size as a small picture: the band of the inner limits, dashed outer ones, the mean.
Words stand beside it in the page, as with every small picture (`charts/svg_chart.py`)."""

from __future__ import annotations

import numpy as np

from components.charts import scale
from components.charts.drawing import Drawing, Path, line, points
from components.charts.marks import Mark
from components.charts.scale import Floats
from components.charts.svg_chart import Size
from quality.board.sizes import ServiceSizes

MINI, WIDE = Size(360, 150, radius=2.6, stroke=1.4), Size(720, 280, radius=3.6, stroke=1.6)


def chart(found: ServiceSizes, size: Size = MINI) -> Drawing:
    """Draw size to the right, value upwards. Where outer limits leave the picture, they are cut."""
    at = np.array([one for one, _, _ in found.curve])
    inner, outer = (np.array([limits[tier] for limits in found.curve]).T for tier in (1, 2))
    values = np.array([one.value for one in found.points])
    sizes = np.array([one.denominator for one in found.points])
    reach = scale.extent([values, inner.ravel(), outer[:, -1], np.array([found.average])])
    margin = size.radius * 3
    x = _across(at, at, size, margin)

    def y(amounts: Floats) -> Floats:
        return reach.place(amounts, margin, size.height - margin)

    band = line(x, y(inner[1])) + "L" + line(x[::-1], y(inner[0])[::-1])[1:] + "Z"
    paths = [Path("band", band)]
    for limit in outer:
        is_inside = (limit >= reach.low) & (limit <= reach.high)
        parts = [line(x[part], y(limit)[part]) for part in scale.runs(is_inside)]
        paths += [Path("limit provisional", "".join(parts))] if parts else []
    paths.append(Path("centre", line(x[[0, -1]], y(np.full(2, found.average)))))
    marks = [Mark(one.judged.value) for one in found.points]
    places = zip(marks, _across(sizes, at, size, margin).tolist(), y(values).tolist(), strict=True)
    return Drawing(size.width, size.height, (*paths, *points(places, size.radius)), size.stroke, size.radius)


def _across(sizes: Floats, at: Floats, size: Size, margin: float) -> Floats:
    """Place sizes from the smallest to the largest; the limits of none have no end to begin at."""
    return margin + (sizes - at[0]) / (at[-1] - at[0]) * (size.width - 2 * margin)
