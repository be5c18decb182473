"""NHS Glenmore: one board, three hospitals, their wards and teams. No such places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from data.demo.calendar import MONTHS

BOARD = "glenmore"
HOSPITALS = ("strathcorrie", "inverlarig", "braefoot")


@dataclass(frozen=True)
class Place:
    """A node of the service tree."""

    code: str
    name: str
    level: str
    parent: str = ""
    beds: int = 0
    discharges: int = 0
    """People who go home (or elsewhere) in a usual month."""
    closed: date | None = None
    successor: str = ""

    @property
    def hospital(self) -> str:
        return next(hospital for hospital in HOSPITALS if self.code.startswith(hospital))

    @property
    def is_ward(self) -> bool:
        return self.beds > 0


def _service(code: str, name: str, beds: int = 0, discharges: int = 0, **more: object) -> Place:
    return Place(code, name, "service", code.split("-")[0], beds, discharges, **more)  # type: ignore[arg-type]


def _team(code: str, name: str) -> Place:
    return Place(code, name, "team", "braefoot-district-nursing")


PLACES = (
    Place(BOARD, "NHS Glenmore", "board"),
    Place("strathcorrie", "Strathcorrie General Hospital", "hospital", BOARD),
    Place("inverlarig", "Inverlarig Hospital", "hospital", BOARD),
    Place("braefoot", "Braefoot Community Hospital", "hospital", BOARD),
    _service("strathcorrie-ae", "Accident and Emergency, Strathcorrie"),
    _service("strathcorrie-amu", "Acute Medical Unit", 32, 400),
    _service("strathcorrie-icu", "Intensive Care Unit", 12, 48),
    _service("strathcorrie-theatres", "Theatres, Strathcorrie"),
    _service("strathcorrie-ward-4", "Ward 4, Care of the Elderly", 28, 52),
    _service("strathcorrie-ward-5", "Ward 5, Respiratory", 26, 118),
    _service("strathcorrie-ward-6", "Ward 6, General Surgery", 28, 190),
    _service("strathcorrie-ward-7", "Ward 7, Orthopaedics", 26, 112),
    _service("strathcorrie-ward-8", "Ward 8, Stroke", 20, 48),
    _service("strathcorrie-children", "Children's Ward", 16, 170),
    _service("strathcorrie-maternity", "Maternity", 24, 230),
    _service("strathcorrie-outpatients", "Outpatients, Strathcorrie"),
    _service("inverlarig-ae", "Accident and Emergency, Inverlarig"),
    _service("inverlarig-ward-1", "Ward 1, General Medicine", 24, 105),
    _service("inverlarig-ward-2", "Ward 2, Surgery", 22, 150),
    _service(
        "inverlarig-ward-3",
        "Ward 3, Medical Short Stay",
        12,
        80,
        closed=date(2026, 3, 31),
        successor="inverlarig-ward-1",
    ),
    _service("inverlarig-day-surgery", "Day Surgery"),
    _service("inverlarig-outpatients", "Outpatients, Inverlarig"),
    _service("braefoot-glen", "Glen Ward, Care of the Elderly", 20, 26),
    _service("braefoot-rowan", "Rowan Ward, Acute Mental Health", 18, 30),
    _service("braefoot-hazel", "Hazel Ward, Older Adults' Mental Health", 14, 9, closed=date(2025, 12, 31)),
    _service("braefoot-cmht", "Community Mental Health Team"),
    _service("braefoot-minor-injuries", "Minor Injuries Unit"),
    _service("braefoot-district-nursing", "District Nursing"),
    _team("braefoot-district-nursing-north", "District Nursing, North Glens"),
    _team("braefoot-district-nursing-coast", "District Nursing, Coast"),
    _team("braefoot-district-nursing-town", "District Nursing, Braefoot Town"),
)

BY_CODE = {place.code: place for place in PLACES}
WARDS = tuple(place.code for place in PLACES if place.is_ward)


def is_open(codes: tuple[str, ...]) -> np.ndarray:
    """Services × months: whether the service still works. The month it closes in still counts."""
    return np.array([[_still_open(BY_CODE[code], month) for month in MONTHS] for code in codes])


def _still_open(place: Place, month: date) -> bool:
    return place.closed is None or month <= place.closed


def beds(codes: tuple[str, ...]) -> np.ndarray:
    """Services × months: beds, with those of a merged ward added to the ward that took it in."""
    return np.where(is_open(codes), _own(codes, "beds"), 0) + _taken_in(codes, "beds")


def discharges(codes: tuple[str, ...]) -> np.ndarray:
    """Services × months: the usual number of discharges, merged wards' added as for beds."""
    return np.where(is_open(codes), _own(codes, "discharges"), 0) + _taken_in(codes, "discharges")


def _own(codes: tuple[str, ...], what: str) -> np.ndarray:
    return np.array([[getattr(BY_CODE[code], what)] for code in codes])


def _taken_in(codes: tuple[str, ...], what: str) -> np.ndarray:
    total = np.zeros((len(codes), len(MONTHS)), dtype=int)
    for place in PLACES:
        if place.successor in codes:
            has_moved = ~is_open((place.code,))[0]
            total[codes.index(place.successor)] += getattr(place, what) * has_moved
    return total
