"""Every story of the demo is there to be seen in its files, with nothing but numpy."""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from data.demo import ACTS, STORIES, write
from data.demo.calendar import MONTHS
from data.demo.services import BY_CODE

DECIDED = {act.kind: act.period for act in ACTS}
JANUARY_2026 = MONTHS.index(date(2026, 1, 1))


@dataclass
class Demo:
    folder: Path
    _read: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def rows(self, file: str, **only: str) -> list[dict[str, str]]:
        if file not in self._read:
            with (self.folder / file).open(encoding="utf-8", newline="") as opened:
                self._read[file] = list(csv.DictReader(opened))
        return [row for row in self._read[file] if all(row[name] == text for name, text in only.items())]

    def series(self, file: str, numerator: str, denominator: str = "", **only: str) -> np.ndarray:
        """One value per row: a count or, with a denominator, a share (NaN of nothing)."""
        rows = self.rows(file, **only)
        above = np.array([float(row[numerator]) for row in rows])
        below = np.array([float(row[denominator]) if denominator else 1.0 for row in rows])
        return np.divide(above, below, out=np.full(len(rows), np.nan), where=below > 0)

    def totals(self, file: str, column: str, of: str) -> np.ndarray:
        """Sums by month over the services below `of` (or all of the board's)."""
        sums: dict[str, int] = defaultdict(int)
        for row in self.rows(file):
            service = row.get("service") or row["ward"]
            # Typing mistakes are in services that the log has no other rows of.
            if service in BY_CODE and service != "strathcorrie-theatres" and service.startswith(of):
                sums[row["month"]] += int(row[column])
        return np.array([sums[month] for month in sorted(sums)])

    def groups(self, measure: str, dimension: str, service: str, since: str, until: str) -> np.ndarray:
        """Groups × (numerator, denominator) of some months, in the order of their codes."""
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for row in self.rows(
            "equality_monitoring.csv", measure=measure, dimension=dimension, service=service
        ):
            if since <= row["month"] < until:
                sums[row["group"]][0] += int(row["numerator"])
                sums[row["group"]][1] += int(row["denominator"])
        return np.array([sums[group] for group in sorted(sums)])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    write(folder)
    return Demo(folder)


def limits(series: np.ndarray) -> tuple[float, float]:
    """Natural process limits of an XmR chart, without the screening of moving ranges."""
    reach = 2.66 * np.abs(np.diff(series)).mean()
    return series.mean() - reach, series.mean() + reach


def test_every_story_has_its_test() -> None:
    here = vars(sys.modules[__name__])
    assert [story.code for story in STORIES if f"test_{story.code.replace('-', '_')}" not in here] == []


def test_further_apart(demo: Demo) -> None:
    rows = demo.rows("severe_falls.csv", ward="strathcorrie-ward-4")
    days = np.array([date.fromisoformat(row["date"]).toordinal() for row in rows])
    after = days >= date(2025, 6, 1).toordinal()
    assert np.diff(days[after]).mean() > 2 * np.diff(days[~after]).mean()
    harmed = {row["date"] for row in demo.rows("ward_safety_daily.csv") if row["falls_with_harm"] != "0"}
    first = min(row["date"] for row in demo.rows("ward_safety_daily.csv"))
    assert {row["date"] for row in rows if row["date"] >= first} <= harmed


def test_improvement(demo: Demo) -> None:
    ward = {"ward": "strathcorrie-ward-4"}
    rate = demo.series("ward_safety.csv", "falls_with_harm", "occupied_bed_days", **ward)
    start = MONTHS.index(DECIDED["rephase"])
    assert rate[start:].mean() < 0.5 * rate[:start].mean()
    assert (rate[start:] < rate[:start].mean()).all()


def test_deterioration(demo: Demo) -> None:
    ward = {"ward": "strathcorrie-amu"}
    share = demo.series("observations.csv", "observations_on_time", "observations_due", **ward)
    assert (np.diff(share[-7:]) < 0).all()
    assert share[:JANUARY_2026].mean() - share[-1] > 0.1


def test_shift(demo: Demo) -> None:
    score = demo.series("experience.csv", "sum_of_scores", "responses", service="strathcorrie-ward-7")
    assert (score[JANUARY_2026:] < score.mean()).all()
    assert score.min() > limits(score)[0]


def test_astronomical(demo: Demo) -> None:
    department = {"department": "strathcorrie-ae"}
    share = demo.series("emergency_weekly.csv", "within_4_hours", "attendances", **department)
    lower, _ = limits(share[:-1])
    assert share[-1] < lower - 0.05
    assert (share[-20:-1] > lower).all()


def test_bright_spot(demo: Demo) -> None:
    ward = {"ward": "inverlarig-ward-2"}
    share = demo.series("observations.csv", "observations_on_time", "observations_due", **ward)
    assert share[-8:].min() > share[:-8].max()


def test_left_out(demo: Demo) -> None:
    unit = {"theatres": "inverlarig-day-surgery"}
    share = demo.series("theatres.csv", "cancelled", "planned", **unit)
    storm = MONTHS.index(DECIDED["exclusion"])
    others = np.delete(share, storm)
    assert share[storm] > 2 * others.max()


def test_busy_ward(demo: Demo) -> None:
    ulcers = demo.series("ward_safety.csv", "pressure_ulcers", ward="strathcorrie-amu")
    usual = ulcers[:-1].mean()
    assert ulcers[-1] > usual + 3 * np.sqrt(usual)


def test_busy_ward_sickness(demo: Demo) -> None:
    ward = {"service": "strathcorrie-amu"}
    share = demo.series("staffing.csv", "hours_lost_to_sickness", "contracted_hours", **ward)
    assert share[-1] > limits(share)[1]


def test_busy_ward_experience(demo: Demo) -> None:
    score = demo.series("experience.csv", "sum_of_scores", "responses", service="strathcorrie-amu")
    assert score[-1] < limits(score)[0]


def test_winter(demo: Demo) -> None:
    team = {"service": "braefoot-cmht"}
    share = demo.series("staffing.csv", "hours_lost_to_sickness", "contracted_hours", **team)
    month = np.array([month.month for month in MONTHS])
    januaries, julies = share[month == 1], share[month == 7]
    assert januaries.min() > share.mean() > julies.max()


def test_silence(demo: Demo) -> None:
    ward = {"ward": "inverlarig-ward-1"}
    rate = demo.series("ward_safety.csv", "incidents_reported", "occupied_bed_days", **ward)
    assert rate[-3:].max() < 0.7 * rate[:-3].mean()


def test_silence_falls(demo: Demo) -> None:
    falls = demo.series("ward_safety_daily.csv", "falls_with_harm", ward="inverlarig-ward-1")
    assert falls[-80:].sum() == 0
    assert falls.sum() > 0


def test_sum_improves(demo: Demo) -> None:
    received = demo.totals("complaints.csv", "received", of="")
    share = (demo.totals("complaints.csv", "answered_in_20_days", of="") / received)[:-1]
    assert (share[-8:] > share.mean()).all()
    assert share[24:].mean() - share[:24].mean() > 0.06


def test_sum_worsens(demo: Demo) -> None:
    days = demo.totals("delayed_discharges.csv", "delayed_bed_days", of="strathcorrie")
    assert (days[-7:] > days.mean()).all()
    wards = {row["ward"] for row in demo.rows("delayed_discharges.csv")}
    for ward in (ward for ward in wards if ward.startswith("strathcorrie")):
        own = demo.series("delayed_discharges.csv", "delayed_bed_days", ward=ward)
        assert own[-8:].max() < limits(own)[1]


def test_small_rise(demo: Demo) -> None:
    """No month is far away and no seven months lie on one side, yet the sum of evidence passes its limit."""
    rows = demo.rows("mortality.csv", hospital="strathcorrie")[:-1]
    died = np.array([float(row["deaths_30_days"]) for row in rows])
    expected = np.array([float(row["deaths_expected"]) for row in rows])
    centre = died.sum() / expected.sum()
    away = (died / expected - centre) / np.sqrt(centre / expected)
    assert np.abs(away).max() < 3
    sides = np.sign(away)
    runs = np.split(sides, np.flatnonzero(np.diff(sides)) + 1)
    assert max(map(len, runs)) < 7
    evidence = [0.0]
    for o, e in zip(died, expected, strict=True):
        evidence.append(max(0.0, evidence[-1] + o * np.log(1.1) - 0.1 * e))
    assert evidence[JANUARY_2026] == 0 or max(evidence[: JANUARY_2026 + 1]) < 2.5
    assert evidence[-1] > 2.6


def test_calm_ward(demo: Demo) -> None:
    ward = {"ward": "strathcorrie-ward-8"}
    for file, numerator, denominator in (
        ("observations.csv", "observations_on_time", "observations_due"),
        ("ward_safety.csv", "incidents_reported", "occupied_bed_days"),
        ("inpatients.csv", "bed_days", "discharges"),
    ):
        share = demo.series(file, numerator, denominator, **ward)
        lower, upper = limits(share)
        assert lower < share[-1] < upper
        assert len(set(np.sign(share[-7:] - share.mean()))) == 2


def test_widening_gap(demo: Demo) -> None:
    gaps = []
    for year in (2023, 2024, 2025):
        months = (f"{year}-11-01", f"{year + 1}-11-01")
        groups = demo.groups("did_not_attend", "deprivation", "strathcorrie-outpatients", *months)
        share = groups[:, 0] / groups[:, 1]
        gaps.append(share[0] - share[4])
    assert gaps[2] > 1.7 * gaps[0]
    assert gaps[0] < gaps[1] < gaps[2]
    everyone = demo.series(
        "outpatients.csv", "did_not_attend", "appointments", service="strathcorrie-outpatients"
    )
    assert abs(everyone[-12:].mean() - everyone[:12].mean()) < 0.005


def test_noisy_gap(demo: Demo) -> None:
    groups = demo.groups("waits_18_weeks", "ethnicity", "inverlarig-outpatients", "2025-11-01", "2026-11-01")
    stated = groups[[0, 1, 2, 3, 4, 6]]
    share = stated[:, 0] / stated[:, 1]
    assert np.ptp(share) > 0.1
    # Pearson's test of one share for all: 11.07 is its 95th percentile with five degrees of freedom.
    common = stated[:, 0].sum() / stated[:, 1].sum()
    away = (stated[:, 0] - stated[:, 1] * common) ** 2 / (stated[:, 1] * common * (1 - common))
    assert away.sum() < 11.07


def test_late_data(demo: Demo) -> None:
    for ward in ("strathcorrie-amu", "strathcorrie-ward-5", "inverlarig-ward-1"):
        share = demo.series("inpatients.csv", "readmitted_28_days", "discharges", ward=ward)
        assert share[-1] < 0.7 * share[:-1].mean()


def test_missing_feed(demo: Demo) -> None:
    assert demo.rows("staffing_inverlarig.csv")[-1]["month"] == "Jul-26"
    assert demo.rows("staffing.csv")[-1]["month"] == "Oct-26"


def test_constant(demo: Demo) -> None:
    rows = [row for row in demo.rows("hand_hygiene.csv", area="strathcorrie-icu") if row["taken"] != "-"]
    assert len(rows) > 30
    assert all(row["taken"] == row["opportunities"] for row in rows)


def test_tiny(demo: Demo) -> None:
    received = demo.series("complaints.csv", "received", service="braefoot-district-nursing-north")
    assert received.max() <= 3
    assert (received == 0).sum() > 20


def test_closed(demo: Demo) -> None:
    months = [row["month"] for row in demo.rows("ward_safety.csv", ward="braefoot-hazel")]
    assert months[-1] == "2025-12-01"
    assert BY_CODE["braefoot-hazel"].successor == ""


def test_merged(demo: Demo) -> None:
    months = [row["month"] for row in demo.rows("ward_safety.csv", ward="inverlarig-ward-3")]
    assert months[-1] == "2026-03-01"
    assert BY_CODE["inverlarig-ward-3"].successor == "inverlarig-ward-1"
    bed_days = demo.series("ward_safety.csv", "occupied_bed_days", ward="inverlarig-ward-1")
    assert bed_days[-7:].min() > 1.3 * bed_days[:-7].max()


def test_failing(demo: Demo) -> None:
    service = {"service": "strathcorrie-outpatients"}
    share = demo.series("outpatients.csv", "started_within_18_weeks", "treatments_started", **service)
    assert limits(share)[1] < 0.9


def test_passing(demo: Demo) -> None:
    booked = demo.series("maternity.csv", "booked")
    share = demo.series("maternity.csv", "booked_by_12_weeks").sum() / booked.sum()
    lowest = share - 3 * np.sqrt(share * (1 - share) / booked.min())
    assert lowest > 0.8
