"""The people living in each place, by the five dimensions."""

from __future__ import annotations

import numpy as np

from data.demo.calendar import YEARS
from data.demo.groups import CODES, residents
from data.demo.services import BOARD, HOSPITALS, PLACES
from data.demo.tables import Table

CATCHMENT = {"strathcorrie": 186_400, "inverlarig": 81_900, "braefoot": 43_700}
"""People in 2023."""

_GROWTH = 0.003
_EVERYONE = "everyone"


def populations() -> Table:
    """Write the populations. A hospital's services serve its catchment; the board's people are those of its
    hospitals."""
    rows: list[tuple[object, ...]] = []
    for year in YEARS:
        by_hospital = {hospital: _of_hospital(hospital, year) for hospital in HOSPITALS}
        rows += _rows(BOARD, year, sum(by_hospital.values()).tolist())
        for place in PLACES[1:]:
            rows += _rows(place.code, year, by_hospital[place.hospital].tolist())
    return dict(
        zip(("service", "year", "dimension", "group", "people"), zip(*rows, strict=True), strict=True)
    )


_GROUPS = [(_EVERYONE, _EVERYONE), *((d, code) for d, codes in CODES.items() for code in codes[:-1])]


def _of_hospital(hospital: str, year: int) -> np.ndarray:
    """Count everyone, then each stated group; groups of a dimension add up to everyone."""
    total = round(CATCHMENT[hospital] * (1 + _GROWTH * (year - YEARS[0])))
    parts = [np.array([total])]
    for dimension in CODES:
        people = np.floor(residents(dimension, hospital) * total).astype(int)
        people[0] += total - people.sum()
        parts.append(people)
    return np.concatenate(parts)


def _rows(service: str, year: int, people: list[int]) -> list[tuple[object, ...]]:
    return [(service, year, *group, count) for group, count in zip(_GROUPS, people, strict=True)]
