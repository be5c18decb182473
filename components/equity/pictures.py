"""The pictures of the parts of an equity page, by the name of the part, as their templates call them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from components.charts import control_chart
from components.charts.still import still
from components.equity import each_group, slope, years
from components.equity.scale import Heat, Scale
from quality.equity.view import EquityView

_recorded = partial(control_chart.figure, is_explored=False)

PICTURES: dict[str, Callable[[EquityView], dict[str, Any]]] = {
    "both": lambda view: {"heat": Heat.of(view)},
    "groups": lambda view: {"charts": each_group.small_charts(view)},
    "recorded": lambda view: {"chart": still(_recorded(view.recorded)) if view.recorded else None},
    "residents": lambda view: {"shares": Scale.of_shares(view)},
    "slope": lambda view: {"chart": still(slope.figure(view)) if view.slope else None},
    "unknown": lambda view: {"scale": Scale.of_bounds(view) if view.gap and view.gap.if_unknown else None},
    "years": lambda view: {"chart": still(years.figure(view)) if view.spread else None},
}


def pictures_of(part: str, view: EquityView) -> dict[str, Any]:
    """Return what the template of a part draws; nothing where it has no picture, or there are no numbers."""
    return PICTURES[part](view) if view.has_numbers and part in PICTURES else {}
