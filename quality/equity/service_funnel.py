"""One group in many services: a funnel of the services inside one, or beside it.

Every number has passed the disclosure gate: a service takes part where its page shows the group for the year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np
from sqlalchemy.orm import Session

from catalogue.dimensions import Dimension
from catalogue.models import Catalogue, Indicator
from errors import NotFoundError
from quality.disclosure.protected_counts import GroupTree, group_tree
from quality.equity.build_view import dimension_of
from quality.equity.comparison import finite
from quality.equity.view import EquityView
from quality.reference.ids import CategoryName, read_ids
from quality.reference.service_tree import Service, ServiceTree
from quality.series.calendar_blocks import Grain
from quality.signals.measure_type import Kind, MeasureType, measure_type
from quality.signals.results import Variation
from quality.signals.statuses import variation_of
from stats.arrays import Floats
from stats.equity.funnel import ACTION, WARNING
from stats.equity.funnel_chart import FEWEST_UNITS, FunnelChart, funnel_chart

FEWEST = 3
"""Services of which the group is shown, before they are drawn together."""
CURVE_POINTS = 48


class FunnelState(StrEnum):
    SHOWN = "shown"
    NO_SERVICES = "no_services"
    """Nothing inside or beside it has numbers by this dimension."""
    SHORT = "short"
    """There is no whole year yet."""
    TOO_FEW = "too_few"
    NO_CHANCE = "no_chance"
    """A count or a mean: how much chance varies it is not in the data."""
    NO_EVENTS = "no_events"
    """None, or all: nothing can differ."""


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """The group in one service, over the latest year, with the limits of its size."""

    code: str
    name: str
    numerator: float
    denominator: float
    value: float
    inner: tuple[float | None, float | None]
    outer: tuple[float | None, float | None]
    tier: int
    """0 between the inner limits; 1 between inner and outer, above; 2 above the outer; below: −1, −2."""
    judged: Variation
    """Outside the outer limits: worse is concern, better is improvement."""


@dataclass(frozen=True, slots=True)
class ServiceFunnel:
    state: FunnelState
    indicator_code: str
    indicator: Indicator
    dimension_code: str
    dimension: Dimension
    group: CategoryName | None
    groups: tuple[CategoryName, ...]
    """All that may be asked for."""
    service: str
    service_name: str
    place: str = ""
    """The service that they are inside of."""
    level: str = ""
    year_to: date | None = None
    points: tuple[FunnelPoint, ...] = ()
    """In order of size: nobody is ranked."""
    hidden: int = 0
    """Services of which the group is too small to be shown."""
    average: float | None = None
    is_widened: bool = False
    has_enough: bool = False
    """Units enough to estimate how much they differ beyond chance."""
    curve: tuple[tuple[float, tuple[float | None, float | None], tuple[float | None, float | None]], ...] = ()
    """Size, inner and outer limits."""


def has_funnel(view: EquityView) -> bool:
    """Tell if there may be a funnel: chance is known, and other services have numbers by the dimension."""
    return measure_type(view.indicator).has_chance and len(view.measured_in) > FEWEST


def service_funnel(
    session: Session, catalogue: Catalogue, code: str, *, dimension: str = "", service: str, group: str = ""
) -> ServiceFunnel:
    """Return the funnel of one group; of the first of its dimension where none is named. NotFoundError: there
    is no such thing."""
    dimension, known = dimension_of(catalogue, code, dimension), read_ids(session)
    known.check_groups(service)
    place, indicator = known.services[service], catalogue.indicators[code]
    tree = group_tree(session, catalogue, code, dimension)
    chosen = _group(tree, dimension, group)
    view = ServiceFunnel(
        state=FunnelState.NO_SERVICES,
        indicator_code=code,
        indicator=indicator,
        dimension_code=dimension,
        dimension=catalogue.dimensions[dimension],
        group=chosen,
        groups=_groups(tree),
        service=service,
        service_name=place.name,
    )
    measure = measure_type(indicator)
    if not measure.has_chance:
        return replace(view, state=FunnelState.NO_CHANCE)
    if tree is None or chosen is None:
        return view
    if not tree.blocks.years:
        return replace(view, state=FunnelState.SHORT)
    within, found = _services(known.services, place, tree, chosen)
    if found is None:
        return view
    view = replace(
        view, place=within.name, level=found.level, year_to=tree.blocks.ends[-1], hidden=found.hidden
    )
    return _drawn(view, measure, found)


def _groups(tree: GroupTree | None) -> tuple[CategoryName, ...]:
    return tuple(one for one in tree.groups if not one.is_unknown) if tree else ()


def _group(tree: GroupTree | None, dimension: str, code: str) -> CategoryName | None:
    groups = _groups(tree)
    if not code:
        return groups[0] if groups else None
    found = next((one for one in groups if one.code == code), None)
    if found is None and groups:
        raise NotFoundError(f"There is no group {code!r} in {dimension}.")
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Released:
    """Services of one level: those that show the group for the latest year, with its counts; and how many do
    not."""

    level: str
    shown: list[Service]
    numerator: Floats
    denominator: Floats
    hidden: int


def _services(
    services: ServiceTree, place: Service, tree: GroupTree, group: CategoryName
) -> tuple[Service, _Released | None]:
    """Return the services inside one, of the level that shows the group most often; else those of its own
    level beside it, below the nearest service above that has any other."""
    levels: dict[str, list[Service]] = {}
    for one in services.below(place.code):
        if one.id in tree.rows and one.code != place.code:
            levels.setdefault(one.level, []).append(one)
    if levels:
        released = [_released(tree, level, found, group) for level, found in levels.items()]
        return place, max(released, key=lambda one: len(one.shown))
    for above in services.path(place.code)[-2::-1]:
        near = services.below(above.code)
        beside = [one for one in near if one.id in tree.rows and one.level == place.level]
        if len(beside) > 1:
            return above, _released(tree, place.level, beside, group)
    return place, None


def _released(tree: GroupTree, level: str, services: list[Service], group: CategoryName) -> _Released:
    at = [one.id for one in tree.groups].index(group.id)
    shown: list[Service] = []
    counts: list[tuple[float, float]] = []
    hidden = 0
    for service in services:
        own = tree.of(service.id)
        if own is None or not own.blocks.years:
            continue
        year = own.released(Grain.YEAR)
        hidden += bool(year.is_hidden[at])
        x, n = year.numerator[at, -1], year.denominator[at, -1]
        if np.isfinite(x) and n > 0:
            shown.append(service)
            counts.append((float(x), float(n)))
    numerator, denominator = np.array(counts, dtype=np.float64).reshape(-1, 2).T
    return _Released(level, shown, numerator, denominator, hidden)


def _drawn(view: ServiceFunnel, measure: MeasureType, found: _Released) -> ServiceFunnel:
    services, x, n = found.shown, found.numerator, found.denominator
    if len(services) < FEWEST:
        return replace(view, state=FunnelState.TOO_FEW)
    chart = funnel_chart(x, n, is_rate=measure.kind is Kind.RATE)
    if chart is None:
        return replace(view, state=FunnelState.NO_EVENTS)
    sizes = np.geomspace(n.min(), n.max() * 1.02, CURVE_POINTS)
    tiers, (inner, outer) = (
        chart.flags(x, n),
        (_limits(chart, n, measure, level) for level in (WARNING, ACTION)),
    )
    sign = view.indicator.improvement.sign
    points = [
        FunnelPoint(
            one.code,
            one.name,
            float(x[i]),
            float(n[i]),
            measure.per * float(x[i] / n[i]),
            inner[i],
            outer[i],
            tier,
            variation_of(int(np.sign(tier)), sign) if abs(tier) == 2 else Variation.COMMON_CAUSE,
        )
        for i, (one, tier) in enumerate(zip(services, tiers.tolist(), strict=True))
    ]
    curves = (_limits(chart, sizes, measure, level) for level in (WARNING, ACTION))
    return replace(
        view,
        state=FunnelState.SHOWN,
        points=tuple(sorted(points, key=lambda one: (one.denominator, one.name))),
        average=measure.per * chart.average,
        is_widened=chart.is_widened,
        has_enough=len(points) >= FEWEST_UNITS,
        curve=tuple(zip(sizes.tolist(), *curves, strict=True)),
    )


def _limits(
    chart: FunnelChart, n: Floats, measure: MeasureType, level: float
) -> list[tuple[float | None, float | None]]:
    low, high = chart.limits(n, level)
    return [(finite(measure.per * a), finite(measure.per * b)) for a, b in zip(low, high, strict=True)]
