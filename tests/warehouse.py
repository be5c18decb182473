"""The smallest real database that a test needs: tables from the migrations, series written straight in.

warehouse = Warehouse(engine, catalogue)
warehouse.service("W01")
warehouse.series("falls", "W01", numerator=[3, 1, None, 2], denominator=[100] * 4)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from catalogue.fields.periods import step
from catalogue.models import Catalogue, Indicator
from data.models import (
    EVERYONE,
    Category,
    Definition,
    IndicatorKey,
    Load,
    Observation,
    Population,
    Service,
)

NOW = datetime(2026, 11, 20, 8, 30)
FIRST = date(2024, 1, 1)

INDICATOR = {
    "title": "Falls with harm",
    "why_it_matters": "A fall can end independence.",
    "numerator": "Falls that caused harm",
    "data": [{"source": "wards", "numerator": "falls"}],
    "unit": "falls",
    "chart": "xmr",
    "improvement": "decrease",
    "domain": "safe",
    "owner": "Falls lead nurse",
    "authored_by": "Quality team",
    "checked_by": "Analyst",
    "review_by": "2027-01-01",
}
SOURCE = {"shape": "tidy", "file": "wards.csv", "period": {"column": "month"}, "service": "ward"}


def make_indicator(**changes: object) -> Indicator:
    """The smallest valid indicator, with changes."""
    return Indicator.model_validate(INDICATOR | changes)


def make_catalogue(indicators: dict[str, dict[str, object]], **rest: object) -> Catalogue:
    """A catalogue of indicators that differ from the smallest valid one as said."""
    return Catalogue.model_validate(
        {
            "organisation": {"name": "NHS Testing"},
            "sources": {"wards": SOURCE},
            "indicators": {code: INDICATOR | changes for code, changes in indicators.items()},
        }
        | rest
    )


class Warehouse:
    """Writes rows as a load would, without a file."""

    def __init__(self, engine: Engine, catalogue: Catalogue) -> None:
        self.engine = engine
        self.catalogue = catalogue
        with Session(engine) as session, session.begin():
            load = {"source": "wards", "file_name": "wards.csv", "file_hash": "0" * 64, "status": "done"}
            session.execute(
                insert(Load), [load | {"started_at": NOW, "finished_at": NOW, "as_at": NOW.date()}]
            )
            for code, indicator in catalogue.indicators.items():
                key = IndicatorKey(code=code)
                session.add(key)
                session.flush()
                session.add(
                    Definition(
                        indicator_id=key.id,
                        fingerprint=indicator.fingerprint,
                        content="{}",
                        first_used=NOW,
                    )
                )
            position = 0
            for dimension, entry in catalogue.dimensions.items():
                for category in entry.categories:
                    position += 1
                    session.add(
                        Category(
                            dimension=dimension,
                            code=category.code,
                            label=category.label,
                            position=position,
                            is_unknown=category.is_unknown,
                        )
                    )

    def service(
        self, code: str, *, name: str = "", level: str = "service", parent: str | None = None, **dates: date
    ) -> None:
        with Session(self.engine) as session, session.begin():
            parent_id = session.scalar(select(Service.id).where(Service.code == parent)) if parent else None
            session.add(Service(code=code, name=name or code, level=level, parent_id=parent_id, **dates))

    def series(
        self,
        indicator: str,
        service: str,
        numerator: Sequence[float | None],
        denominator: Sequence[float | None] | None = None,
        *,
        category: str = "",
        first: date = FIRST,
        immature: int = 0,
    ) -> tuple[int, int, int]:
        """One series from `first` on; None leaves the period out. The last `immature` are immature."""
        frequency = self.catalogue.indicators[indicator].frequency
        with Session(self.engine) as session, session.begin():
            ids = (
                session.scalars(select(IndicatorKey.id).where(IndicatorKey.code == indicator)).one(),
                session.scalars(select(Service.id).where(Service.code == service)).one(),
                self._category(session, category),
            )
            rows = [
                {
                    "indicator_id": ids[0],
                    "service_id": ids[1],
                    "category_id": ids[2],
                    "period_start": step(first, frequency, place),
                    "numerator": value,
                    "denominator": denominator[place] if denominator else None,
                    "is_immature": place >= len(numerator) - immature,
                    "origin": "loaded",
                    "definition_id": ids[0],
                    "load_id": 1,
                }
                for place, value in enumerate(numerator)
                if value is not None
            ]
            session.execute(insert(Observation), rows)
        return ids

    def population(self, service: str, people: dict[str, float], year: int = 2025) -> None:
        """Residents of one service by category."""
        with Session(self.engine) as session, session.begin():
            place = session.scalars(select(Service.id).where(Service.code == service)).one()
            rows = [
                {"category_id": self._category(session, category), "count": count}
                for category, count in people.items()
            ]
            same = {"service_id": place, "year": year, "source": "people", "load_id": 1}
            session.execute(insert(Population), [row | same for row in rows])

    def _category(self, session: Session, category: str) -> int:
        if not category:
            return EVERYONE
        dimension, _, code = category.partition(":")
        query = select(Category.id).where(Category.dimension == dimension, Category.code == code)
        return session.scalars(query).one()
