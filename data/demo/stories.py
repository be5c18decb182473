"""The unusual in the demo: docs/demo.md tells it, the tests look for it in the numbers.

A story changes the level that common cause variation goes around, takes numbers away (`MISSING_FEED`,
`LATE`), or lies in what is usual (baselines.py, services.py, monitoring.py). Levels are in the unit of
the indicator.

    step        holds from its day on
    drift       reaches its level in the last period
    spike       is one period
    winter      comes back: the level of every January, as far from the usual one as July on the other side
    everywhere  is a factor of the level in every service, too small to be seen in most of them
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from data.demo.tables import read_table

_TABLE = """
story                indicator             service                         shape      since      level
improvement          falls_harm            strathcorrie-ward-4             step       2025-06-01 2.4
further-apart        severe_falls          strathcorrie-ward-4             step       2025-06-01 0.22
deterioration        news_on_time          strathcorrie-amu                drift      2026-01-01 78
shift                patient_experience    strathcorrie-ward-7             step       2026-01-01 8.44
astronomical         ae_4_hour             strathcorrie-ae                 spike      2026-11-15 57
bright-spot          news_on_time          inverlarig-ward-2               step       2026-03-01 93
busy-ward            pressure_ulcers       strathcorrie-amu                spike      2026-10-01 9.5
busy-ward-sickness   staff_sickness        strathcorrie-amu                spike      2026-10-01 9.6
busy-ward-experience patient_experience    strathcorrie-amu                spike      2026-10-01 7.5
silence              incidents_reported    inverlarig-ward-1               step       2026-08-01 22
silence-falls        falls_harm            inverlarig-ward-1               step       2026-09-01 0
winter               staff_sickness        braefoot-cmht                   winter     2023-11-01 7.7
left-out             cancelled_operations  inverlarig-day-surgery          spike      2025-01-01 19
sum-improves         complaints_20_days    glenmore                        everywhere 2025-11-01 1.18
sum-worsens          delayed_bed_days      strathcorrie                    everywhere 2026-02-01 1.16
small-rise           mortality_30_days     strathcorrie                    step       2026-01-01 1.17
calm-ward            falls_harm            strathcorrie-ward-8             -          -          -
widening-gap         did_not_attend        strathcorrie-outpatients        -          -          -
noisy-gap            waits_18_weeks        inverlarig-outpatients          -          -          -
late-data            readmissions_28_days  strathcorrie-amu                -          -          -
missing-feed         staff_sickness        inverlarig                      -          -          -
constant             hand_hygiene          strathcorrie-icu                -          -          -
tiny                 complaints_20_days    braefoot-district-nursing-north -          -          -
closed               falls_harm            braefoot-hazel                  -          -          -
merged               falls_harm            inverlarig-ward-3               -          -          -
failing              waits_18_weeks        strathcorrie-outpatients        -          -          -
passing              antenatal_by_12_weeks strathcorrie-maternity          -          -          -
"""


@dataclass(frozen=True)
class Story:
    """Something to be seen in the demo, and where; with a shape, a change of levels."""

    code: str
    indicator: str
    service: str
    shape: str
    since: date
    level: float

    def change(self, usual: np.ndarray, periods: list[date]) -> np.ndarray:
        """Return levels (services × periods) as they are in this story."""
        has_started = np.array([period >= self.since for period in periods])
        if self.shape == "everywhere":
            return np.where(has_started, usual * self.level, usual)
        if self.shape == "step":
            return np.where(has_started, self.level, usual)
        if self.shape == "spike":
            return np.where(np.arange(len(periods)) == has_started.argmax(), self.level, usual)
        if self.shape == "winter":
            month = np.array([period.month for period in periods])
            wave = np.cos(2 * np.pi * (month - 1) / 12)
            return np.where(has_started, usual + (self.level - usual) * wave, usual)
        way = np.cumsum(has_started) / has_started.sum()
        return usual + (self.level - usual) * way


STORIES = tuple(
    Story(
        row["story"],
        row["indicator"],
        row["service"],
        row["shape"],
        date.fromisoformat(row["since"] or "9999-01-01"),
        float(row["level"] or "nan"),
    )
    for row in read_table(_TABLE)
)

MISSING_FEED = ("staff_sickness", "inverlarig", date(2026, 8, 1))
"""Measure, hospital, first month without rows."""

LATE = {"readmissions_28_days": 0.5, "complaints_20_days": 0.45}
"""Measure → share of the last month's numerator that is known by the demo's day."""


def expected(indicator: str, services: tuple[str, ...], usual: np.ndarray, periods: list[date]) -> np.ndarray:
    """Return the level that variation goes around, services × periods, stories included."""
    levels = np.repeat(usual[:, None], len(periods), axis=1)
    for story in STORIES:
        if story.indicator == indicator and story.shape:
            rows = [story.service == service or story.shape == "everywhere" for service in services]
            levels[rows] = story.change(levels[rows], periods)
    return levels
