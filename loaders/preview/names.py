"""Numbers of services, groups and indicators back to what people call them, and values as they read them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.fields import periods
from catalogue.fields.periods import Frequency
from catalogue.models import Catalogue, Indicator
from data.models import EVERYONE, Category, IndicatorKey, Service
from quality.disclosure.suppression import HIDDEN


@dataclass(frozen=True, slots=True)
class PreviewNames:
    catalogue: Catalogue
    services: Mapping[int, tuple[str, str]]
    groups: Mapping[int, str]
    indicators: Mapping[int, str]
    hides_groups: bool

    def service(self, number: int) -> str:
        code, name = self.services.get(number, ("", ""))
        if number not in self.services:
            return "unknown"
        return code if name == code else f"{code} {name}"

    def group(self, number: int) -> str:
        return "" if number == EVERYONE else self.groups.get(number, "unknown")

    def hides(self, category: int) -> bool:
        return self.hides_groups and category != EVERYONE

    def indicator(self, number: int) -> Indicator | None:
        return self.catalogue.measured.get(self.indicators.get(number, ""))

    def value(
        self, indicator: Indicator | None, numerator: float | None, denominator: float | None, category: int
    ) -> str:
        """`3 / 540 = 5.6 per 1,000 bed days`; `no value`; `*` where it must not be seen."""
        if self.hides(category):
            return HIDDEN
        top, bottom = _float(numerator), _float(denominator)
        has_denominator = indicator is not None and any(f.denominator is not None for f in indicator.data)
        if math.isnan(top) or (has_denominator and math.isnan(bottom)):
            return "no value"
        if indicator is None:
            return f"{top:,.12g} people"
        if not has_denominator:
            return f"{top:,.12g} {indicator.unit}".strip()
        parts = f"{top:,.12g} / {bottom:,.12g}"
        if bottom == 0:
            return f"{parts} = no value"
        space = "" if indicator.unit.startswith("%") else " "
        return f"{parts} = {top / bottom * indicator.per:,.{indicator.decimals}f}{space}{indicator.unit}"


def read_names(session: Session, catalogue: Catalogue, *, hides_groups: bool) -> PreviewNames:
    services = {number: (code, name) for number, code, name in session.execute(
        select(Service.id, Service.code, Service.name)
    )}  # fmt: skip
    groups = dict(session.execute(select(Category.id, Category.label)).all())
    indicators = dict(session.execute(select(IndicatorKey.id, IndicatorKey.code)).all())
    return PreviewNames(catalogue, services, groups, indicators, hides_groups)


def period(start: np.datetime64 | date, frequency: Frequency) -> str:
    day = start if isinstance(start, date) else start.astype("datetime64[D]").item()
    return periods.label(day, frequency) if day is not None else "unknown"


def _float(number: float | None) -> float:
    return math.nan if number is None else float(number)
