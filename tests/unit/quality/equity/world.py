"""A hospital and two clinics invented for tests of what an equity page says."""

from __future__ import annotations

import numpy as np
from sqlalchemy.orm import Session

from quality.equity.build_view import equity_view
from tests.databases import in_memory
from tests.warehouse import Warehouse, make_catalogue

FIFTHS = {
    "title": "Deprivation",
    "is_ordered": True,
    "axis_note": "1 = most deprived",
    "categories": [{"code": str(i), "label": f"Fifth {i}"} for i in range(1, 6)]
    + [{"code": "U", "label": "Not stated", "is_unknown": True}],
}


SEXES = {
    "title": "Sex",
    "categories": [
        {"code": "F", "label": "Female"},
        {"code": "M", "label": "Male"},
        {"code": "X", "label": "Another"},
    ],
}


SEVENTHS = {
    "title": "Sevenths",
    "is_ordered": True,
    "axis_note": "1 = most deprived",
    "categories": [{"code": str(i), "label": f"Seventh {i}"} for i in range(1, 8)],
}


MISSED = {
    "title": "Missed",
    "data": [{"source": "wards", "numerator": "missed", "denominator": "booked"}],
    "unit": "%",
    "per": 100,
    "is_proportion": True,
    "chart": "p",
    "dimensions": ["deprivation", "sex"],
    "minimum_gap": 2,
}


class World:
    """A hospital and two clinics; series by group are written with `split`, everyone follows."""

    def __init__(self, **changes: object) -> None:
        self.catalogue = make_catalogue(
            {"missed": MISSED | changes, "plain": {}},
            dimensions={"deprivation": FIFTHS, "sex": SEXES, "sevenths": SEVENTHS},
        )
        self.engine = in_memory()
        self.warehouse = Warehouse(self.engine, self.catalogue)
        self.warehouse.service("H", level="hospital")
        self.warehouse.service("A", parent="H")
        self.warehouse.service("B", parent="H")

    def split(
        self,
        service: str,
        dimension: str,
        groups: dict[str, tuple[list[float], list[float]]],
        immature: int = 0,
    ) -> None:
        for code, (x, n) in groups.items():
            category = f"{dimension}:{code}"
            self.warehouse.series("missed", service, x, n, category=category, immature=immature)
        total = [
            [None if None in column else sum(column) for column in zip(*side, strict=True)]
            for side in zip(*groups.values(), strict=True)
        ]
        self.warehouse.series("missed", service, total[0], total[1], immature=immature)

    def view(self, service: str = "A", dimension: str = "deprivation", **rest: str):
        with Session(self.engine) as session:
            return equity_view(
                session, self.catalogue, "missed", dimension=dimension, service=service, **rest
            )


def noisy(rate: float, size: int, seed: int, months: int = 27) -> tuple[list[float], list[float]]:
    rng = np.random.default_rng(seed)
    return rng.binomial(size, rate, months).astype(float).tolist(), [float(size)] * months


def fifths(rates: list[float], size: int = 400, unknown: int = 60, seed: int = 0):
    groups = {str(i + 1): noisy(rate, size, seed + i) for i, rate in enumerate(rates)}
    return groups | {"U": noisy(0.12, unknown, seed + 9)}
