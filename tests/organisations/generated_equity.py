"""Tables of groups invented from a seed, read through the whole program: what an equity page may have to say.

Every measure that groups are split by (a share, a rate, a mean, a count), both ways of better and neither,
groups in rank or not, few and many people, gaps that open, close and turn round, groups of which nobody came,
people not stated, rounding.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from sqlalchemy.orm import Session

from catalogue.disclosure import Disclosure
from catalogue.models import Catalogue
from quality.equity.build_view import equity_view
from quality.equity.view import EquityView
from tests.databases import in_memory
from tests.effort import is_thorough
from tests.warehouse import Warehouse, make_catalogue

MONTHS = 27
YEAR_BEGINS = 15
SERVICES = 8
PAIR = [{"source": "wards", "numerator": "x", "denominator": "n"}]
MEASURES: tuple[dict[str, object], ...] = (
    {"unit": "%", "per": 100, "is_proportion": True, "chart": "p", "data": PAIR},
    {"unit": "per 1,000 bed days", "per": 1000, "chart": "u", "data": PAIR},
    {"unit": "days", "per": 1, "chart": "xmr", "data": PAIR, "decimals": 2},
    {"unit": "people", "per": 1, "chart": "c", "data": [{"source": "wards", "numerator": "x"}]},
)


def seeds() -> range:
    """Return as many worlds as this run looks at: 1,000 tables when thorough."""
    return range(1000 // SERVICES if is_thorough() else 8)


@lru_cache(maxsize=16)
def generated(seed: int) -> tuple[Catalogue, list[EquityView]]:
    """Return a catalogue and the views of its services: the measures take turns, all else is by chance."""
    rng = np.random.default_rng(seed)
    measure, count = MEASURES[(0, 0, 1, 0, 1, 2, 0, 3)[seed % 8]], int(rng.choice([2, 3, 5, 5, 6]))
    dimension = {
        "title": "Deprivation",
        "is_ordered": bool(rng.random() < 0.6),
        "categories": [{"code": f"{i}", "label": f"Group {i}"} for i in range(1, count + 1)]
        + [{"code": "U", "label": "Not stated", "is_unknown": True}] * bool(rng.random() < 0.7),
    }
    if not dimension["is_ordered"] and seed % 2:
        dimension["reference"] = "2"
    changes = {
        "improvement": str(rng.choice(["increase", "decrease", "decrease", "neutral"])),
        "minimum_gap": float(rng.choice([0, 0, 1])),
        "dimensions": ["deprivation"],
    }
    catalogue = make_catalogue({"missed": measure | changes}, dimensions={"deprivation": dimension})
    if rng.random() < 0.2:
        rule = Disclosure(hide_up_to=7, round_to=5)
        catalogue = catalogue.model_copy(update={"disclosure": rule})
    engine = in_memory()
    warehouse = Warehouse(engine, catalogue)
    names = [f"S{i}" for i in range(SERVICES)]
    codes = [one["code"] for one in dimension["categories"]]
    for name in names:
        warehouse.service(name)
        _service(rng, warehouse, name, codes, measure)
    warehouse.population(names[0], {f"deprivation:{code}": float(rng.integers(900, 9000)) for code in codes})
    with Session(engine) as session:
        return catalogue, [equity_view(session, catalogue, "missed", service=name) for name in names]


def _service(
    rng: np.random.Generator, warehouse: Warehouse, name: str, codes: list[str], measure: dict[str, object]
) -> None:
    base, size = float(rng.choice([0.02, 0.12, 0.5])), float(rng.choice([15, 200, 2000, 8000]))
    effects = rng.normal(0, 0.35, (2, len(codes))) * (rng.random((2, 1)) < 0.7)
    if rng.random() < 0.4:
        effects[:] = effects[0]
    total_x, total_n = np.zeros(MONTHS), np.zeros(MONTHS)
    for at, code in enumerate(codes):
        people = np.round(rng.uniform(0.3, 1.5) * size * (0.1 if code == "U" else 1) * np.ones(MONTHS)) + 1
        people[(rng.random() < 0.06) & (np.arange(MONTHS) >= rng.choice([0, YEAR_BEGINS]))] = 0  # nobody came
        when = (np.arange(MONTHS) >= YEAR_BEGINS).astype(int)
        rate = np.clip(base * np.exp(effects[when, at]), 0.001, 0.97)
        x = rng.binomial(people.astype(int), rate) if measure["per"] == 100 else rng.poisson(people * rate)
        x = x.astype(float)
        total_x, total_n = total_x + x, total_n + people
        n = None if measure["unit"] == "people" else people.tolist()
        warehouse.series("missed", name, x.tolist(), n, category=f"deprivation:{code}")
    if base == 0.12:  # some are counted for everyone and in no group
        total_n = total_n + np.round(0.2 * size)
    warehouse.series(
        "missed", name, total_x.tolist(), None if measure["unit"] == "people" else total_n.tolist()
    )
