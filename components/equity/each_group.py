"""Small charts of the groups, on one scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from components.charts import scale, ticks
from components.charts.drawing import Drawing, Path
from components.charts.svg_chart import Size, Trace, from_result, layers
from components.words import say
from quality.equity.panels import GroupSeries
from quality.equity.view import EquityView

SIZE = Size(320, 132, radius=2.2, stroke=1.4)
TICKS = 4


@dataclass(frozen=True, slots=True)
class SmallChart:
    """One group: its picture (None without one), ticks as place from the top and text, first and last
    period."""

    group: GroupSeries
    drawing: Drawing | None
    up: tuple[tuple[str, str], ...] = ()
    first: str = ""
    last: str = ""


def small_charts(view: EquityView) -> list[SmallChart]:
    """Draw every group on the scale of all: a slope in one is the same slope in the next."""
    traces = {one.code: _trace(one) for one in view.each_group if one.result is not None}
    everyone = np.array([np.nan if view.everyone is None else view.everyone])
    parts = [part for trace in traces.values() for part in (trace.values, trace.lower, trace.upper)]
    reach = scale.extent([*parts, everyone], air=0.04)
    return list(_drawn(view, traces, reach, everyone))


def _trace(one: GroupSeries) -> Trace:
    """Trace a group without its target, which is the same for all and said in words."""
    assert one.result is not None
    trace = from_result(one.result)
    return replace(trace, target=np.full(trace.values.size, np.nan), plan=None)


def _drawn(
    view: EquityView, traces: dict[str, Trace], reach: scale.Extent, everyone: scale.Floats
) -> Iterator[SmallChart]:
    margin = SIZE.radius * 3
    heights = {
        text: float(reach.place(np.array([at]), margin, SIZE.height - margin)[0])
        for at, text in ticks.of_values(
            reach, say.short_unit(view.indicator.unit), most=TICKS, whole=view.is_count
        )
    }
    up = tuple((f"{100 * y / SIZE.height:.1f}%", text) for text, y in heights.items())
    level = reach.place(everyone, margin, SIZE.height - margin)
    for one in view.each_group:
        if one.result is None:
            yield SmallChart(one, None)
            continue
        drawing = layers([traces[one.code]], reach, SIZE)
        if not np.isnan(level[0]):
            line = Path("everyone", f"M0 {level[0]:.1f}H{SIZE.width:g}")
            drawing = replace(drawing, paths=(line, *drawing.paths))
        periods, frequency = one.result.periods, one.result.indicator.frequency
        yield SmallChart(one, drawing, up, *(say.period(periods[at], frequency) for at in (0, -1)))
