"""Every monthly measure: its level, its variation, its denominator, and the numbers that follow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from data.demo import activity
from data.demo.baselines import services_with, usual
from data.demo.calendar import MONTHS
from data.demo.noise import Process, numerators
from data.demo.services import BY_CODE, is_open
from data.demo.stories import LATE, MISSING_FEED, expected


@dataclass(frozen=True)
class Measure:
    baseline: str
    """Its column in baselines.py."""
    process: Process
    denominators: activity.Denominators


@dataclass(frozen=True)
class Counts:
    """Services × months."""

    services: tuple[str, ...]
    numerators: np.ndarray
    denominators: np.ndarray
    is_known: np.ndarray
    """True where the file has a row: none after a service closed, or while a feed stands still."""


def _rate(spread: float = 0.04) -> Process:
    return Process("rate", per=1000, spread=spread)


def _share(spread: float) -> Process:
    return Process("share", per=100, spread=spread)


# Measures charted as p or u vary little beyond chance; those of thousands of people a month vary more,
# which is why their charts are XmR.
MEASURES = {
    "falls_harm": Measure("falls", _rate(), activity.bed_days),
    "pressure_ulcers": Measure("ulcers", _rate(), activity.bed_days),
    "medication_harm": Measure("medication", _rate(), activity.bed_days),
    "incidents_reported": Measure("incidents", _rate(0.1), activity.bed_days),
    "news_on_time": Measure("news", _share(0.5), activity.observations_due),
    "hand_hygiene": Measure("hands", _share(0.5), activity.audited),
    "length_of_stay": Measure("stay", Process("mean", spread=0.05), activity.people_discharged),
    "readmissions_28_days": Measure("readmitted", _share(0.4), activity.people_discharged),
    "inpatient_mortality": Measure("died", _share(0.2), activity.people_discharged),
    "delayed_bed_days": Measure("delayed", Process("rate", spread=0.12), activity.one),
    "patient_experience": Measure("experience", Process("mean", spread=0.013), activity.responses),
    "complaints_20_days": Measure("answered", _share(2.0), activity.complaints),
    "staff_sickness": Measure("sickness", _share(0.55), activity.hours),
    "did_not_attend": Measure("did_not_attend", _share(0.45), activity.people),
    "waits_18_weeks": Measure("waits", _share(1.2), activity.people),
    "cancelled_operations": Measure("cancelled", _share(0.3), activity.people),
    "antenatal_by_12_weeks": Measure("antenatal", _share(0.4), activity.people),
}


@cache
def counts(indicator: str) -> Counts:
    """Make the numbers of one measure. Cached: several files are made from the same numbers."""
    measure = MEASURES[indicator]
    services = services_with(measure.baseline)
    level = expected(indicator, services, usual(measure.baseline), MONTHS)
    denominators = measure.denominators(measure.baseline, services)
    counted = numerators(indicator, measure.process, level, denominators)
    if indicator in LATE:
        counted[:, -1] = np.rint(counted[:, -1] * LATE[indicator])
    return Counts(services, counted, denominators, _is_known(indicator, services))


def _is_known(indicator: str, services: tuple[str, ...]) -> np.ndarray:
    known = is_open(services)
    stopped, hospital, since = MISSING_FEED
    if indicator == stopped:
        affected = [BY_CODE[service].hospital == hospital for service in services]
        known[np.ix_(affected, [month >= since for month in MONTHS])] = False
    return known
