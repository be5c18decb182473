"""One indicator in the services inside one, each against its size: which ones chance would rarely give.

The numbers are those of the newest period that most of them have, as their statuses show them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue, Indicator
from data.models import EVERYONE, SeriesStatus
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service
from quality.signals.measure_type import Kind, measure_type
from quality.signals.results import Variation
from quality.signals.statuses import variation_of
from stats.equity.funnel import ACTION, WARNING
from stats.equity.funnel_chart import FunnelChart, funnel_chart

FEWEST, MOST = 3, 500
"""Services of one level that are drawn together; of more, no reader would find one."""
CURVE_POINTS = 32

Limits = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ServicePoint:
    """One service in the period, with the outer limits of its size."""

    service: Service
    numerator: float
    denominator: float
    value: float
    outer: Limits
    judged: Variation
    """Outside its outer limits: worse is concern, better is improvement."""


@dataclass(frozen=True, slots=True)
class ServiceSizes:
    """The services of one level, with limits that depend on size."""

    level: str
    period: date
    points: tuple[ServicePoint, ...]
    """In order of size: nobody is ranked."""
    average: float
    is_widened: bool
    """Limits allow for how much services usually differ beyond chance."""
    left_out: int
    """Services of the level whose newest value is of another period."""
    curve: tuple[tuple[float, Limits, Limits], ...]
    """Size, inner and outer limits."""

    @property
    def outside(self) -> list[ServicePoint]:
        return [one for one in self.points if one.judged.is_special]


def sizes_inside(
    session: Session, catalogue: Catalogue, service: Service, indicators: Collection[str], today: date
) -> dict[str, ServiceSizes]:
    """Return by indicator how the services inside one stand for their size; nothing of a measure whose chance
    the data do not tell, or that fewer than three of them have."""
    known = read_ids(session)
    open_ones = {one.id: one for one in known.services.below(service.code) if one.is_open(today)}
    open_ones.pop(service.id, None)
    numbers = {
        known.indicator_ids[code]: code
        for code in indicators
        if code in known.indicator_ids and measure_type(catalogue.indicators[code]).has_chance
    }
    few = [one.id for one in _of_few(open_ones.values())]
    if len(few) < FEWEST or not numbers:
        return {}
    rows = defaultdict[str, list[Any]](list)
    for row in session.execute(
        _QUERY.where(SeriesStatus.indicator_id.in_(numbers), SeriesStatus.service_id.in_(few))
    ):
        rows[numbers[row.indicator_id]].append(row)
    found = {code: _sizes(catalogue.indicators[code], own, open_ones) for code, own in rows.items()}
    return {code: one for code, one in found.items() if one is not None}


_QUERY = select(
    SeriesStatus.indicator_id,
    SeriesStatus.service_id,
    SeriesStatus.period,
    SeriesStatus.numerator,
    SeriesStatus.denominator,
).where(
    SeriesStatus.category_id == EVERYONE, SeriesStatus.denominator > 0, SeriesStatus.numerator.is_not(None)
)


def _of_few(services: Collection[Service]) -> list[Service]:
    """Leave out levels of which there are too many to be drawn."""
    counts = Counter(one.level for one in services)
    return [one for one in services if counts[one.level] <= MOST]


def _sizes(indicator: Indicator, rows: Sequence[Any], services: Mapping[int, Service]) -> ServiceSizes | None:
    """Draw the level that most services have a value of, in the newest period that most of them share."""
    level, _ = Counter(services[row.service_id].level for row in rows).most_common(1)[0]
    rows = [row for row in rows if services[row.service_id].level == level]
    counts = Counter(row.period for row in rows)
    period = max(counts, key=lambda one: (counts[one], one))
    shown = sorted((row for row in rows if row.period == period), key=lambda row: row.denominator)
    if len(shown) < FEWEST:
        return None
    x, n = (np.array([getattr(row, name) for row in shown], float) for name in ("numerator", "denominator"))
    measure = measure_type(indicator)
    chart = funnel_chart(x, n, is_rate=measure.kind is Kind.RATE)
    if chart is None:
        return None
    sign, at = indicator.improvement.sign, np.geomspace(n[0], n[-1] * 1.02, CURVE_POINTS)
    outer = _limits(chart, n, measure.per, ACTION)
    points = (
        ServicePoint(
            service=services[row.service_id],
            numerator=row.numerator,
            denominator=row.denominator,
            value=measure.per * row.numerator / row.denominator,
            outer=limits,
            judged=variation_of(tier // 2, sign) if abs(tier) == 2 else Variation.COMMON_CAUSE,
        )
        for row, limits, tier in zip(shown, outer, chart.flags(x, n).tolist(), strict=True)
    )
    inner_curve, outer_curve = (_limits(chart, at, measure.per, one) for one in (WARNING, ACTION))
    return ServiceSizes(
        level=level,
        period=period,
        points=tuple(points),
        average=measure.per * chart.average,
        is_widened=chart.is_widened,
        left_out=len(rows) - len(shown),
        curve=tuple(zip(at.tolist(), inner_curve, outer_curve, strict=True)),
    )


def _limits(chart: FunnelChart, sizes: Any, per: float, level: float) -> list[Limits]:
    low, high = chart.limits(sizes, level)
    return [(per * float(a), per * float(b)) for a, b in zip(low, high, strict=True)]
