"""NHS Glenmore: one board, three hospitals, their wards and teams. No such places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from data.demo.calendar import MONTHS
from data.demo.tables import Table, read_table

BOARD = "glenmore"
HOSPITALS = ("strathcorrie", "inverlarig", "braefoot")

_TABLE = """
level    parent                    beds discharges closed     successor         code                            name
board    -                         0    0          -          -                 glenmore                        "NHS Glenmore"
hospital glenmore                  0    0          -          -                 strathcorrie                    "Strathcorrie General Hospital"
hospital glenmore                  0    0          -          -                 inverlarig                      "Inverlarig Hospital"
hospital glenmore                  0    0          -          -                 braefoot                        "Braefoot Community Hospital"
service  strathcorrie              0    0          -          -                 strathcorrie-ae                 "Accident and Emergency, Strathcorrie"
service  strathcorrie              32   400        -          -                 strathcorrie-amu                "Acute Medical Unit"
service  strathcorrie              12   48         -          -                 strathcorrie-icu                "Intensive Care Unit"
service  strathcorrie              0    0          -          -                 strathcorrie-theatres           "Theatres, Strathcorrie"
service  strathcorrie              28   52         -          -                 strathcorrie-ward-4             "Ward 4, Care of the Elderly"
service  strathcorrie              26   118        -          -                 strathcorrie-ward-5             "Ward 5, Respiratory"
service  strathcorrie              28   190        -          -                 strathcorrie-ward-6             "Ward 6, General Surgery"
service  strathcorrie              26   112        -          -                 strathcorrie-ward-7             "Ward 7, Orthopaedics"
service  strathcorrie              20   48         -          -                 strathcorrie-ward-8             "Ward 8, Stroke"
service  strathcorrie              16   170        -          -                 strathcorrie-children           "Children's Ward"
service  strathcorrie              24   230        -          -                 strathcorrie-maternity          "Maternity"
service  strathcorrie              0    0          -          -                 strathcorrie-outpatients        "Outpatients, Strathcorrie"
service  inverlarig                0    0          -          -                 inverlarig-ae                   "Accident and Emergency, Inverlarig"
service  inverlarig                24   105        -          -                 inverlarig-ward-1               "Ward 1, General Medicine"
service  inverlarig                22   150        -          -                 inverlarig-ward-2               "Ward 2, Surgery"
service  inverlarig                12   80         2026-03-31 inverlarig-ward-1 inverlarig-ward-3               "Ward 3, Medical Short Stay"
service  inverlarig                0    0          -          -                 inverlarig-day-surgery          "Day Surgery"
service  inverlarig                0    0          -          -                 inverlarig-outpatients          "Outpatients, Inverlarig"
service  braefoot                  20   26         -          -                 braefoot-glen                   "Glen Ward, Care of the Elderly"
service  braefoot                  18   30         -          -                 braefoot-rowan                  "Rowan Ward, Acute Mental Health"
service  braefoot                  14   9          2025-12-31 -                 braefoot-hazel                  "Hazel Ward, Older Adults' Mental Health"
service  braefoot                  0    0          -          -                 braefoot-cmht                   "Community Mental Health Team"
service  braefoot                  0    0          -          -                 braefoot-minor-injuries         "Minor Injuries Unit"
service  braefoot                  0    0          -          -                 braefoot-district-nursing       "District Nursing"
team     braefoot-district-nursing 0    0          -          -                 braefoot-district-nursing-north "District Nursing, North Glens"
team     braefoot-district-nursing 0    0          -          -                 braefoot-district-nursing-coast "District Nursing, Coast"
team     braefoot-district-nursing 0    0          -          -                 braefoot-district-nursing-town  "District Nursing, Braefoot Town"
"""  # noqa: E501  (a table is read across)


@dataclass(frozen=True)
class Place:
    """A node of the service tree."""

    level: str
    parent: str
    beds: int
    discharges: int
    """People who go home (or elsewhere) in a usual month."""
    closed: date | None
    successor: str
    code: str
    name: str

    @property
    def hospital(self) -> str:
        return next(hospital for hospital in HOSPITALS if self.code.startswith(hospital))


def _place(row: dict[str, str]) -> Place:
    closed = date.fromisoformat(row["closed"]) if row["closed"] else None
    numbers = {name: int(row[name]) for name in ("beds", "discharges")}
    return Place(**{**row, **numbers, "closed": closed})  # type: ignore[arg-type]


PLACES = tuple(map(_place, read_table(_TABLE)))
BY_CODE = {place.code: place for place in PLACES}
WARDS = tuple(place.code for place in PLACES if place.beds)


def services() -> Table:
    """Return the tree as a file has it."""
    names = {"code": "code", "name": "name", "level": "level"}
    names |= {"part_of": "parent", "closed": "closed", "moved_into": "successor"}
    return {column: [getattr(place, name) for place in PLACES] for column, name in names.items()}


def is_open(codes: tuple[str, ...]) -> np.ndarray:
    """Return whether services still work, services × months. The month one closes in still counts."""
    closed = [BY_CODE[code].closed or date.max for code in codes]
    return np.array([[month <= last for month in MONTHS] for last in closed])


def capacity(codes: tuple[str, ...], what: str) -> np.ndarray:
    """Return beds or usual discharges, services × months: those of a merged ward are added to the ward that
    took it in."""
    own = np.array([[getattr(BY_CODE[code], what)] for code in codes])
    total = np.where(is_open(codes), own, 0)
    for place in PLACES:
        if place.successor in codes:
            total[codes.index(place.successor)] += getattr(place, what) * ~is_open((place.code,))[0]
    return total
