"""The files that wards and offices send each month, week and day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np

from data.demo import activity
from data.demo.baselines import VOLUME, services_with, usual
from data.demo.calendar import DAYS, MONTHS, TODAY, WEEKS, days_in
from data.demo.measures import counts
from data.demo.monitoring import appointments_by_age_and_deprivation, equality_monitoring
from data.demo.noise import Process, generator, numerators
from data.demo.populations import populations
from data.demo.services import HOSPITALS, WARDS, services
from data.demo.stories import expected
from data.demo.tables import Table, by_period, read_table, write_csv, written

_MONTHS = written(MONTHS)
_MONTHS_SHORT = written(MONTHS, "%b-%y")

_MONTHLY = """
file                   service  column                      measure               part
ward_safety.csv        ward     occupied_bed_days           falls_harm            denominators
ward_safety.csv        ward     falls_with_harm             falls_harm            numerators
ward_safety.csv        ward     pressure_ulcers             pressure_ulcers       numerators
ward_safety.csv        ward     medication_errors_with_harm medication_harm       numerators
ward_safety.csv        ward     incidents_reported          incidents_reported    numerators
observations.csv       ward     observations_due            news_on_time          denominators
observations.csv       ward     observations_on_time        news_on_time          numerators
inpatients.csv         ward     discharges                  length_of_stay        denominators
inpatients.csv         ward     bed_days                    length_of_stay        numerators
inpatients.csv         ward     readmitted_28_days          readmissions_28_days  numerators
inpatients.csv         ward     died                        inpatient_mortality   numerators
delayed_discharges.csv ward     delayed_bed_days            delayed_bed_days      numerators
experience.csv         service  responses                   patient_experience    denominators
experience.csv         service  sum_of_scores               patient_experience    numerators
complaints.csv         service  received                    complaints_20_days    denominators
complaints.csv         service  answered_in_20_days         complaints_20_days    numerators
outpatients.csv        service  appointments                did_not_attend        denominators
outpatients.csv        service  did_not_attend              did_not_attend        numerators
outpatients.csv        service  treatments_started          waits_18_weeks        denominators
outpatients.csv        service  started_within_18_weeks     waits_18_weeks        numerators
theatres.csv           theatres planned                     cancelled_operations  denominators
theatres.csv           theatres cancelled                   cancelled_operations  numerators
maternity.csv          service  booked                      antenatal_by_12_weeks denominators
maternity.csv          service  booked_by_12_weeks          antenatal_by_12_weeks numerators
"""


def _monthly(columns: list[dict[str, str]]) -> Table:
    first = counts(columns[0]["measure"])
    values = {row["column"]: getattr(counts(row["measure"]), row["part"]) for row in columns}
    return by_period(columns[0]["service"], first.services, values, first.is_known, _MONTHS)


def ward_safety_daily() -> Table:
    """Give the last 120 days of the same harms, day by day: whole months add up to the monthly file."""
    harms = {"falls_with_harm": "falls_harm", "pressure_ulcers": "pressure_ulcers"}
    values = {column: _from_first_month(indicator)[:, -len(DAYS) :] for column, indicator in harms.items()}
    is_open = counts("falls_harm").is_known[:, -1]
    known = np.repeat(is_open[:, None], len(DAYS), axis=1)
    return by_period("ward", WARDS, values, known, written(DAYS), "date")


_USUAL = {"falls_harm": "falls", "pressure_ulcers": "ulcers"}


def _on_days(rng: np.random.Generator, counted: np.ndarray, month: int) -> np.ndarray:
    """Let the counts of a month fall on its days by chance: wards × days."""
    days = days_in(MONTHS[month])
    return rng.multinomial(counted, np.full(days, 1 / days))


_FIRST = MONTHS.index(DAYS[0].replace(day=1))
"""The month that the last 120 days begin in."""
_THIS_MONTH = TODAY.replace(day=1)


def _from_first_month(indicator: str) -> np.ndarray:
    """Return wards × days, from the first of the month that the last 120 days begin in. This month's are
    drawn at its level."""
    rng = generator(f"{indicator} by day")
    monthly = counts(indicator)
    whole = [_on_days(rng, monthly.numerators[:, i], i) for i in range(_FIRST, len(MONTHS))]
    level = expected(indicator, WARDS, usual(_USUAL[indicator]), [*MONTHS, _THIS_MONTH])[:, -1]
    a_day = level / 1000 * monthly.denominators[:, -1] / days_in(MONTHS[-1])
    so_far = rng.poisson(a_day[:, None], (len(WARDS), (TODAY - _THIS_MONTH).days))
    return np.concatenate([*whole, so_far], axis=1)


SEVERE_DRAW = "severe falls 9"
"""One of several draws, taken because chance tells no story of its own in it."""
SEVERE = 0.3
"""Share of falls with harm that break a bone or hurt the head."""


def severe_falls() -> Table:
    """Give one row per date and ward: some of the falls with harm, so the two never contradict each other."""
    rng = generator(SEVERE_DRAW)
    share = expected("severe_falls", WARDS, np.full(len(WARDS), SEVERE), [*MONTHS, _THIS_MONTH])
    monthly = rng.binomial(counts("falls_harm").numerators[:, :_FIRST], share[:, :_FIRST])
    before = [_on_days(rng, monthly[:, i], i) for i in range(_FIRST)]
    recent = rng.binomial(_from_first_month("falls_harm"), share[:, -1:])
    fallen = np.concatenate([*before, recent], axis=1)
    day, ward = np.nonzero(fallen.T)
    return {
        "date": written([MONTHS[0] + timedelta(days=int(one)) for one in day]),
        "ward": [WARDS[one] for one in ward],
        "falls": fallen[ward, day].tolist(),
    }


def hand_hygiene() -> Table:
    """Write hand hygiene. Now and then a month's audit was not done: `-`, which is not zero."""
    hands = counts("hand_hygiene")
    was_skipped = generator("audits not done").random(hands.numerators.shape) < 0.012
    was_skipped[:, -3:] = False
    parts = {"opportunities": hands.denominators, "taken": hands.numerators}
    columns = {name: np.where(was_skipped, "-", part.astype(object)) for name, part in parts.items()}
    return by_period("area", hands.services, columns, hands.is_known, _MONTHS)


def infections() -> Table:
    """Give a line per hospital and count, months across, as infection control keeps it."""
    rates = np.repeat(np.array([[0.21], [0.19], [0.15]]), len(MONTHS), axis=1)
    wards = activity.bed_days("", WARDS)
    of_hospital = np.array([[ward.startswith(hospital) for ward in WARDS] for hospital in HOSPITALS])
    bed_days = of_hospital.astype(int) @ wards
    cases = numerators("c_difficile", Process("rate", per=1000, spread=0.05), rates, bed_days)
    table: Table = {
        "hospital": [hospital for hospital in HOSPITALS for _ in range(2)],
        "count_of": ["c_difficile", "occupied_bed_days"] * len(HOSPITALS),
    }
    both = np.stack([cases, bed_days], axis=1).reshape(-1, len(MONTHS))
    return table | {month: both[:, i].tolist() for i, month in enumerate(_MONTHS_SHORT)}


EXPECTED_DEATHS = (42.0, 12.5, 4.6)
"""A month, of each hospital: what a model of risk makes of who came in."""


def mortality() -> Table:
    """Give deaths within 30 days and the number expected, with more of both in winter."""
    months = np.array([month.month for month in MONTHS])
    season = 1 + 0.1 * np.cos(2 * np.pi * (months - 1) / 12)
    who = generator("mortality case mix").normal(1, 0.04, (len(HOSPITALS), len(MONTHS)))
    model = np.round(np.array(EXPECTED_DEATHS)[:, None] * season * who, 1)
    ratio = expected("mortality_30_days", HOSPITALS, np.ones(len(HOSPITALS)), MONTHS)
    died = numerators("mortality_30_days", Process("rate"), ratio, model)
    columns = {"deaths_30_days": died, "deaths_expected": model}
    return by_period("hospital", HOSPITALS, columns, np.full(died.shape, True), _MONTHS)


def staffing(*, at_inverlarig: bool) -> Table:
    """Write the staffing. Inverlarig has a payroll system, and so a file, of its own."""
    sickness = counts("staff_sickness")
    belongs = np.array([service.startswith("inverlarig") == at_inverlarig for service in sickness.services])
    known = sickness.is_known & belongs[:, None]
    columns = {"contracted_hours": sickness.denominators, "hours_lost_to_sickness": sickness.numerators}
    return by_period("service", sickness.services, columns, known, _MONTHS_SHORT)


TYPING_MISTAKES = (
    ("2026-07-01", "strathcorrie-theatres", "two", "1"),
    ("2026-08-01", "strathcorrie-theatres", "1", "3"),
    ("2026-09-01", "strathcorrie-ward-99", "2", "2"),
    ("2026-13-01", "strathcorrie-theatres", "1", "1"),
    ("2026-09-01", "strathcorrie-theatres", "-1", "0"),
)
"""A word for a number, more answered than received, an unknown ward, a thirteenth month, a negative count."""


def complaints() -> Table:
    """Write complaints as typed by hand, with a few mistakes that the loader must refuse one by one."""
    mistakes = zip(*TYPING_MISTAKES, strict=True)
    table = _MONTHLY_FILES["complaints.csv"]()
    return {name: [*cells, *more] for (name, cells), more in zip(table.items(), mistakes, strict=True)}


def emergency_weekly() -> Table:
    departments = services_with("within_4_hours")
    level = expected("ae_4_hour", departments, usual("within_4_hours"), WEEKS)
    # Winters are a little harder, everywhere.
    winter = np.array([week.month in (12, 1, 2) for week in WEEKS])
    level = level - np.where(winter & (level < 95), 1.0, 0.0)
    volume = np.array([[VOLUME["within_4_hours"][department]] for department in departments])
    came = np.rint(generator("attendances").normal(1, 0.04, level.shape) * volume).astype(int)
    seen = numerators("ae_4_hour", Process("share", per=100, spread=1.4), level, came)
    columns = {"attendances": came, "within_4_hours": seen}
    known = np.full(level.shape, True)
    return by_period("department", departments, columns, known, written(WEEKS), "week_ending")


_MONTHLY_FILES: dict[str, Callable[[], Table]] = {
    file: partial(_monthly, list(columns))
    for file, columns in groupby(read_table(_MONTHLY), lambda row: row["file"])
}
FILES = _MONTHLY_FILES | {
    "services.csv": services,
    "populations.csv": populations,
    "ward_safety_daily.csv": ward_safety_daily,
    "severe_falls.csv": severe_falls,
    "infections.csv": infections,
    "mortality.csv": mortality,
    "hand_hygiene.csv": hand_hygiene,
    "complaints.csv": complaints,
    "staffing.csv": partial(staffing, at_inverlarig=False),
    "staffing_inverlarig.csv": partial(staffing, at_inverlarig=True),
    "emergency_weekly.csv": emergency_weekly,
    "equality_monitoring.csv": equality_monitoring,
    "appointments_by_age_and_deprivation.csv": appointments_by_age_and_deprivation,
}
"""File name → what makes its table."""


def write(folder: Path) -> None:
    """Write every file into a folder, which is made if it is missing. The same bytes every time."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in FILES.items():
        write_csv(folder / name, table())
