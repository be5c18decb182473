"""The activity in each service and month: bed days, discharges, hours … (denominators)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from data.demo.baselines import VOLUME, usual
from data.demo.calendar import DAYS_IN_MONTH, MONTHS
from data.demo.noise import generator
from data.demo.services import WARDS, capacity

_OBSERVATIONS_A_DAY = 4
_HOURS_A_MONTH = 37.5 * 52 / 12

Denominators = Callable[[str, tuple[str, ...]], np.ndarray]
"""Measure and services → services × months. Zero where a service is closed."""


def bed_days(_measure: str, services: tuple[str, ...]) -> np.ndarray:
    """Draw bed days for all wards at once, so that every measure that uses them uses the same."""
    occupancy = generator("occupancy").normal(0.93, 0.02, (len(WARDS), len(MONTHS))).clip(0.8, 1.0)
    all_wards = np.rint(capacity(WARDS, "beds") * DAYS_IN_MONTH * occupancy).astype(int)
    return all_wards[[WARDS.index(service) for service in services]]


def observations_due(measure: str, services: tuple[str, ...]) -> np.ndarray:
    return bed_days(measure, services) * _OBSERVATIONS_A_DAY


def people_discharged(_measure: str, services: tuple[str, ...]) -> np.ndarray:
    share = generator("discharges").normal(1.0, 0.05, (len(WARDS), len(MONTHS)))
    all_wards = np.rint(share * capacity(WARDS, "discharges")).astype(int)
    return all_wards[[WARDS.index(service) for service in services]]


def audited(measure: str, services: tuple[str, ...]) -> np.ndarray:
    return generator(f"{measure} audits").integers(36, 50, (len(services), len(MONTHS)))


def responses(measure: str, services: tuple[str, ...]) -> np.ndarray:
    usual_count = generator(f"{measure} sizes").integers(25, 90, (len(services), 1))
    return 12 + generator(f"{measure} responses").poisson(usual_count, (len(services), len(MONTHS)))


def hours(_measure: str, services: tuple[str, ...]) -> np.ndarray:
    vacancies = generator("staffing").normal(0.96, 0.012, (len(services), len(MONTHS)))
    return np.rint(usual("staff", services)[:, None] * _HOURS_A_MONTH * vacancies).astype(int)


def complaints(_measure: str, services: tuple[str, ...]) -> np.ndarray:
    level = usual("complaints", services)[:, None]
    return generator("complaints received").poisson(level, (len(services), len(MONTHS)))


def people(measure: str, services: tuple[str, ...]) -> np.ndarray:
    volume = np.array([[VOLUME[measure][service]] for service in services])
    return np.rint(
        generator(f"{measure} people").normal(1.0, 0.04, (len(services), len(MONTHS))) * volume
    ).astype(int)


def one(_measure: str, services: tuple[str, ...]) -> np.ndarray:
    """Return 1 for each, for a plain count."""
    return np.ones((len(services), len(MONTHS)), dtype=int)
