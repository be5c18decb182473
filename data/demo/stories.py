"""What is not usual in the demo, as data: docs/demo.md tells it, the tests look for it in the numbers.

A story changes the level that common cause variation goes around (`changes`), or takes numbers away
(`MISSING_FEED`, `LATE`). Levels are in the indicator's own unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from data.demo.changes import Change, Everywhere


@dataclass(frozen=True)
class Story:
    """Something to be seen in the demo, and where."""

    code: str
    title: str
    indicator: str
    service: str
    words: str
    changes: tuple[Change | Everywhere, ...] = ()


def _story(
    code: str,
    title: str,
    indicator: str,
    service: str,
    words: str,
    *changes: tuple[Literal["step", "drift", "spike", "winter"], date, float],
) -> Story:
    made = tuple(Change(indicator, service, *change) for change in changes)
    return Story(code, title, indicator, service, words, made)


STORIES = (
    _story(
        "improvement",
        "An improvement after a change",
        "falls_harm",
        "strathcorrie-ward-4",
        "A falls bundle in June 2025 more than halves falls with harm. The limits were recalculated then.",
        ("step", date(2025, 6, 1), 2.4),
    ),
    _story(
        "further-apart",
        "Rare events further apart",
        "severe_falls",
        "strathcorrie-ward-4",
        "Since the falls bundle of June 2025, with hip protectors, falls with severe harm come at twice the "
        "distance. Too few for a monthly chart; the days between them show it.",
        ("step", date(2025, 6, 1), 0.22),
    ),
    _story(
        "deterioration",
        "A slow deterioration",
        "news_on_time",
        "strathcorrie-amu",
        "Observations on time slip by more than a point every month of 2026: a trend.",
        ("drift", date(2026, 1, 1), 78.0),
    ),
    _story(
        "shift",
        "A shift nobody noticed",
        "patient_experience",
        "strathcorrie-ward-7",
        "A little lower every month since January 2026: no single month stands out, ten in a row do.",
        ("step", date(2026, 1, 1), 8.44),
    ),
    _story(
        "astronomical",
        "One astronomical week",
        "ae_4_hour",
        "strathcorrie-ae",
        "The week that ended on 15 November 2026 is far below anything in three years.",
        ("spike", date(2026, 11, 15), 57.0),
    ),
    _story(
        "bright-spot",
        "A bright spot to share",
        "news_on_time",
        "inverlarig-ward-2",
        "From the lowest to among the best since March 2026, when a timer went onto every trolley.",
        ("step", date(2026, 3, 1), 93.0),
    ),
    _story(
        "busy-ward",
        "A ward with several new signals: pressure ulcers",
        "pressure_ulcers",
        "strathcorrie-amu",
        "October 2026 has several times the usual number.",
        ("spike", date(2026, 10, 1), 9.5),
    ),
    _story(
        "busy-ward-sickness",
        "A ward with several new signals: sickness",
        "staff_sickness",
        "strathcorrie-amu",
        "Sickness absence in October 2026 is far above its limits.",
        ("spike", date(2026, 10, 1), 9.6),
    ),
    _story(
        "busy-ward-experience",
        "A ward with several new signals: patient experience",
        "patient_experience",
        "strathcorrie-amu",
        "The score of October 2026 is the lowest in three years.",
        ("spike", date(2026, 10, 1), 7.5),
    ),
    _story(
        "silence",
        "Silence is not safety",
        "incidents_reported",
        "inverlarig-ward-1",
        "No fall with harm for weeks, but far fewer incidents of any kind are reported since August 2026.",
        ("step", date(2026, 8, 1), 22.0),
    ),
    _story(
        "silence-falls",
        "Silence is not safety: days since the last fall",
        "falls_harm",
        "inverlarig-ward-1",
        "The falls that go with it: none since the summer.",
        ("step", date(2026, 9, 1), 0.0),
    ),
    _story(
        "winter",
        "A pattern that comes back every year",
        "staff_sickness",
        "braefoot-cmht",
        "Sickness absence is highest every January and lowest every July: no change, a season.",
        ("winter", date(2023, 11, 1), 7.7),
    ),
    _story(
        "left-out",
        "A point left out, with a reason",
        "cancelled_operations",
        "inverlarig-day-surgery",
        "A storm closed the road in January 2025. The month is left out of limits and rules, not of sight.",
        ("spike", date(2025, 1, 1), 19.0),
    ),
    Story(
        "sum-improves",
        "Only the total can see it: better",
        "complaints_20_days",
        "glenmore",
        "Since a central team took over in November 2025, more complaints are answered in time everywhere. "
        "No service has enough complaints to show it; the board has.",
        (Everywhere("complaints_20_days", date(2025, 11, 1), 1.18),),
    ),
    Story(
        "sum-worsens",
        "Only the total can see it: worse",
        "delayed_bed_days",
        "strathcorrie",
        "Care at home is harder to arrange since February 2026: a little more delay on every ward, too "
        "little to stand out on most of them.",
        (Everywhere("delayed_bed_days", date(2026, 2, 1), 1.16),),
    ),
    _story(
        "small-rise",
        "A small lasting rise that no single rule sees",
        "mortality_30_days",
        "strathcorrie",
        "A sixth more deaths than expected since January 2026: no month stands out and no run is long "
        "enough, but the evidence builds up.",
        ("step", date(2026, 1, 1), 1.17),
    ),
    _story(
        "calm-ward",
        "A ward with no signal at all",
        "falls_harm",
        "strathcorrie-ward-8",
        "Nothing but common cause variation: what the huddle looks like on most days.",
    ),
    _story(
        "widening-gap",
        "An equity gap that widens",
        "did_not_attend",
        "strathcorrie-outpatients",
        "The most deprived fifth misses ever more appointments since spring 2025; the total hides it.",
    ),
    _story(
        "noisy-gap",
        "A gap that is only noise",
        "waits_18_weeks",
        "inverlarig-outpatients",
        "Small ethnic groups differ by ten points and more in a year, and chance alone explains it.",
    ),
    _story(
        "late-data",
        "Late data",
        "readmissions_28_days",
        "strathcorrie-amu",
        "October 2026 looks low everywhere only because 28 days have not passed for everyone.",
    ),
    _story(
        "missing-feed",
        "A missing feed",
        "staff_sickness",
        "inverlarig",
        "Inverlarig has sent no sickness figures since July 2026: its payroll file stopped.",
    ),
    _story(
        "constant",
        "Always 100 %",
        "hand_hygiene",
        "strathcorrie-icu",
        "Every audited opportunity taken, for three years. A line without variation is no signal.",
    ),
    _story(
        "tiny",
        "Tiny denominators",
        "complaints_20_days",
        "braefoot-district-nursing-north",
        "Most months have no complaint; one late answer is 0 %, one in time 100 %.",
    ),
    _story(
        "closed",
        "A ward that closed",
        "falls_harm",
        "braefoot-hazel",
        "Hazel Ward closed at the end of 2025. Its series end there.",
    ),
    _story(
        "merged",
        "A ward that merged",
        "falls_harm",
        "inverlarig-ward-3",
        "Ward 3 moved into Ward 1 at the end of March 2026; its history stays under its own name.",
    ),
    _story(
        "failing",
        "A target that will not be met",
        "waits_18_weeks",
        "strathcorrie-outpatients",
        "The target lies above everything that common cause variation reaches.",
    ),
    _story(
        "passing",
        "A target that will be met",
        "antenatal_by_12_weeks",
        "strathcorrie-maternity",
        "The target lies below everything that common cause variation reaches.",
    ),
)

CHANGES = tuple(change for story in STORIES for change in story.changes)

MISSING_FEED = ("staff_sickness", "inverlarig", date(2026, 8, 1))
"""Measure, hospital, first month without rows."""

LATE = {"readmissions_28_days": 0.5, "complaints_20_days": 0.45}
"""Measure → share of the last month's numerator that is known by the demo's day."""


def expected(indicator: str, services: tuple[str, ...], usual: np.ndarray, periods: list[date]) -> np.ndarray:
    """Services × periods: the level that variation goes around, stories included."""
    levels = np.repeat(usual[:, None], len(periods), axis=1)
    for change in CHANGES:
        if change.indicator != indicator:
            continue
        if isinstance(change, Everywhere):
            levels = change.apply(levels, periods)
        elif change.service in services:
            row = services.index(change.service)
            levels[row] = change.apply(levels[row], periods)
    return levels
