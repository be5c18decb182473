"""The chart of a frozen series: the same drawing as on the pages, out of the numbers that the pack holds."""

from __future__ import annotations

import numpy as np

from components.charts import icons
from components.charts.drawing import Drawing
from components.charts.marks import Mark
from components.charts.svg_chart import LAST, PANEL, Size, Trace, chart
from components.theme import css_class
from quality.packs.value import Entry, Numbers, Points
from quality.signals.results import Variation
from stats import Assurance
from stats.arrays import Floats


def trace(points: Points, last: int = LAST) -> Trace:
    """Trace the newest points of a frozen series."""

    def newest(values: Numbers) -> Floats:
        return np.array([np.nan if one is None else one for one in values[-last:]], dtype=np.float64)

    return Trace(
        values=newest(points.value),
        centre=newest(points.centre),
        lower=newest(points.lower),
        upper=newest(points.upper),
        target=newest(points.target),
        plan=newest(points.plan),
        phase=np.array(points.phase[-last:], dtype=np.intp),
        marks=tuple(Mark(mark) for mark in points.marks[-last:]),
        is_provisional=points.is_provisional,
        is_banded=np.array(points.banded[-last:], dtype=np.bool_),
    )


def drawing(points: Points, size: Size = PANEL) -> Drawing:
    return chart(trace(points), size)


def variation_icon(entry: Entry) -> Drawing:
    return icons.ICONS[icons.variation_name(Variation(entry.variation), entry.direction)]


def assurance_icon(entry: Entry) -> Drawing | None:
    """Return the icon; None where there is no target, or nothing to say of it."""
    if entry.assurance == Assurance.NONE:
        return None
    return icons.ICONS[icons.assurance_name(Assurance(entry.assurance), entry.improvement)]


def variation_tone(entry: Entry) -> str:
    """Return the class that gives the icon its colour."""
    return css_class(Variation(entry.variation))


def assurance_tone(entry: Entry) -> str:
    return icons.TONES.get(Assurance(entry.assurance), "is-common")
