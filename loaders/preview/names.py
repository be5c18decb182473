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
    indicators: Mapping[int, Indicator]
    services: Mapping[int, tuple[str, ...]]  # code and name
    groups: Mapping[int, str]
    hides_groups: bool

    @classmethod
    def read(cls, session: Session, catalogue: Catalogue, *, hides_groups: bool) -> PreviewNames:
        keys, measured = session.scalars(select(IndicatorKey)), catalogue.measured
        services = session.execute(select(Service.id, Service.code, Service.name))
        return cls(
            {key.id: measured[key.code] for key in keys if key.code in measured},
            {number: (code, name) for number, code, name in services},
            {EVERYONE: "everyone", **{row.id: row.label for row in session.scalars(select(Category))}},
            hides_groups,
        )

    def service(self, number: int) -> str:
        return " ".join(dict.fromkeys(self.services.get(number, ("unknown",))))

    def group(self, number: int) -> str:
        return self.groups.get(number, "unknown")

    def place(self, service: int, when: str, category: int) -> tuple[str, ...]:
        """Say who and when; a group only where it is not everyone."""
        return (self.service(service), when, *([self.group(category)] if category != EVERYONE else []))

    def hides(self, category: int) -> bool:
        return self.hides_groups and category != EVERYONE

    def value(
        self, indicator: Indicator | None, numerator: float | None, denominator: float | None, category: int
    ) -> str:
        """Say `3 / 540 = 5.6 per 1,000 bed days`; `no value`; `*` where it must not be seen."""
        if self.hides(category):
            return HIDDEN
        top, bottom = (math.nan if number is None else float(number) for number in (numerator, denominator))
        has_denominator = indicator is not None and indicator.has_denominator
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


def period(start: np.datetime64 | date, frequency: Frequency) -> str:
    day = start if isinstance(start, date) else start.astype("datetime64[D]").item()
    return periods.label(day, frequency) if day is not None else "unknown"
