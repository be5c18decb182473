"""Staff who have reached a level of training, as services count them. There is no list of people, no order of
services by it, and no sum: a count of a hospital may hold those of its wards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from catalogue.models import Catalogue
from catalogue.registers.declared import TrainingLevel
from quality.reference.service_tree import Service
from quality.registers.read import Registers

OLD_DAYS = 400


@dataclass(frozen=True, slots=True)
class Count:
    """The newest count of one level in one service."""

    trained: int
    staff: int
    day: date
    number: int
    """Of its record."""

    def is_old(self, today: date) -> bool:
        """Tell if it was counted more than a year and a month ago."""
        return (today - self.day).days > OLD_DAYS


@dataclass(frozen=True, slots=True)
class Training:
    """Counts by service and level."""

    levels: Mapping[str, TrainingLevel]
    rows: tuple[tuple[Service, dict[str, Count]], ...]
    """Services that counted, in the order of the tree."""
    services: int
    """All that were asked for."""
    today: date


def training(
    catalogue: Catalogue, registers: Registers, services: Sequence[Service], today: date
) -> Training:
    """Return the newest counts of some services, in the order of these."""
    found: dict[str, dict[str, Count]] = {}
    for one in registers.of_kinds(["training"]):
        said, day = one.said, one.day("day")
        if day is None or said["level"] not in catalogue.training_levels:
            continue
        known = found.setdefault(one.service, {})
        other = known.get(said["level"])
        if other is None or (day, one.number) > (other.day, other.number):
            known[said["level"]] = Count(said["trained"], said["staff"], day, one.number)
    rows = tuple((one, found[one.code]) for one in services if one.code in found)
    return Training(catalogue.training_levels, rows, len(services), today)
