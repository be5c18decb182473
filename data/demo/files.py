"""The files that wards and offices send each month, week and day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from data.demo import activity
from data.demo.baselines import VOLUME, services_with, usual
from data.demo.calendar import DAYS, MONTHS, TODAY, WEEKS, days_in
from data.demo.measures import Counts, counts
from data.demo.noise import Process, generator, numerators
from data.demo.services import HOSPITALS, WARDS
from data.demo.stories import expected
from data.demo.tables import Table, by_period, written

_MONTHS = written(MONTHS)
_MONTHS_SHORT = written(MONTHS, "%b-%y")


def _monthly(
    columns: dict[str, np.ndarray], like: Counts, service: str, periods: list[str] = _MONTHS
) -> Table:
    """A table with the service column under the name that the office uses for it."""
    table = by_period(like.services, columns, like.is_known, periods)
    return {"month": table.pop("period"), service: table.pop("service"), **table}


def ward_safety() -> Table:
    falls = counts("falls_harm")
    columns = {
        "occupied_bed_days": falls.denominators,
        "falls_with_harm": falls.numerators,
        "pressure_ulcers": counts("pressure_ulcers").numerators,
        "medication_errors_with_harm": counts("medication_harm").numerators,
        "incidents_reported": counts("incidents_reported").numerators,
    }
    return _monthly(columns, falls, "ward")


def ward_safety_daily() -> Table:
    """The last 120 days of the same harms, day by day: whole months add up to the monthly file."""
    harms = {"falls_with_harm": "falls_harm", "pressure_ulcers": "pressure_ulcers"}
    values = {column: _by_day(indicator) for column, indicator in harms.items()}
    is_open = counts("falls_harm").is_known[:, -1]
    known = np.repeat(is_open[:, None], len(DAYS), axis=1)
    table = by_period(WARDS, values, known, written(DAYS))
    return {"date": table.pop("period"), "ward": table.pop("service"), **table}


_USUAL = {"falls_harm": "falls", "pressure_ulcers": "ulcers"}


def _by_day(indicator: str) -> np.ndarray:
    """Wards × the last 120 days."""
    return _from_first_month(indicator)[:, -len(DAYS) :]


def _from_first_month(indicator: str) -> np.ndarray:
    """Wards × days, from the first of the month that the last 120 days begin in. Each month's count falls on
    its days by chance; this month's is drawn at its level."""
    rng = generator(f"{indicator} by day")
    monthly = counts(indicator)
    first, this_month = DAYS[0].replace(day=1), TODAY.replace(day=1)
    whole = [
        rng.multinomial(monthly.numerators[:, i], np.full(days_in(month), 1 / days_in(month)))
        for i, month in enumerate(MONTHS)
        if month >= first
    ]
    level = expected(indicator, WARDS, usual(_USUAL[indicator]), [*MONTHS, this_month])[:, -1]
    a_day = level / 1000 * monthly.denominators[:, -1] / days_in(MONTHS[-1])
    so_far = rng.poisson(a_day[:, None], (len(WARDS), (TODAY - this_month).days))
    return np.concatenate([*whole, so_far], axis=1)


SEVERE_DRAW = "severe falls 9"
"""One of several draws, taken because chance tells no story of its own in it."""
SEVERE = 0.3
"""Share of falls with harm that break a bone or hurt the head."""


def severe_falls() -> Table:
    """One row per date and ward: some of the falls with harm, so the two never contradict each other."""
    rng = generator(SEVERE_DRAW)
    first = DAYS[0].replace(day=1)
    earlier = [i for i, month in enumerate(MONTHS) if month < first]
    share = expected("severe_falls", WARDS, np.full(len(WARDS), SEVERE), [*MONTHS, TODAY.replace(day=1)])
    monthly = rng.binomial(counts("falls_harm").numerators[:, earlier], share[:, earlier])
    before = [
        rng.multinomial(monthly[:, i], np.full(days_in(MONTHS[i]), 1 / days_in(MONTHS[i]))) for i in earlier
    ]
    recent = rng.binomial(_from_first_month("falls_harm"), share[:, -1:])
    fallen = np.concatenate([*before, recent], axis=1)
    day, ward = np.nonzero(fallen.T)
    return {
        "date": written([MONTHS[0] + timedelta(days=int(one)) for one in day]),
        "ward": [WARDS[one] for one in ward],
        "falls": fallen[ward, day].tolist(),
    }


def observations() -> Table:
    news = counts("news_on_time")
    columns = {"observations_due": news.denominators, "observations_on_time": news.numerators}
    return _monthly(columns, news, "ward")


def hand_hygiene() -> Table:
    """Now and then a month's audit was not done: `-`, which is not zero."""
    hands = counts("hand_hygiene")
    was_skipped = generator("audits not done").random(hands.numerators.shape) < 0.012
    was_skipped[:, -3:] = False
    columns = {
        "opportunities": np.where(was_skipped, "-", hands.denominators.astype(object)),
        "taken": np.where(was_skipped, "-", hands.numerators.astype(object)),
    }
    return _monthly(columns, hands, "area")


def inpatients() -> Table:
    stay = counts("length_of_stay")
    columns = {
        "discharges": stay.denominators,
        "bed_days": stay.numerators,
        "readmitted_28_days": counts("readmissions_28_days").numerators,
        "died": counts("inpatient_mortality").numerators,
    }
    return _monthly(columns, stay, "ward")


def delayed_discharges() -> Table:
    delayed = counts("delayed_bed_days")
    return _monthly({"delayed_bed_days": delayed.numerators}, delayed, "ward")


def infections() -> Table:
    """As infection control keeps it: a line per hospital and count, months across."""
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
    """Deaths within 30 days and the number expected, with more of both in winter."""
    months = np.array([month.month for month in MONTHS])
    season = 1 + 0.1 * np.cos(2 * np.pi * (months - 1) / 12)
    who = generator("mortality case mix").normal(1, 0.04, (len(HOSPITALS), len(MONTHS)))
    model = np.round(np.array(EXPECTED_DEATHS)[:, None] * season * who, 1)
    ratio = expected("mortality_30_days", HOSPITALS, np.ones(len(HOSPITALS)), MONTHS)
    died = numerators("mortality_30_days", Process("rate"), ratio, model)
    everything = np.full(died.shape, True)
    columns = {"deaths_30_days": died, "deaths_expected": model}
    table = by_period(HOSPITALS, columns, everything, _MONTHS)
    return {"month": table.pop("period"), "hospital": table.pop("service"), **table}


def experience() -> Table:
    scores = counts("patient_experience")
    return _monthly({"responses": scores.denominators, "sum_of_scores": scores.numerators}, scores, "service")


def staffing() -> Table:
    return _staffing(at_inverlarig=False)


def staffing_inverlarig() -> Table:
    return _staffing(at_inverlarig=True)


def _staffing(*, at_inverlarig: bool) -> Table:
    """Inverlarig has a payroll system, and so a file, of its own."""
    sickness = counts("staff_sickness")
    belongs = np.array([service.startswith("inverlarig") == at_inverlarig for service in sickness.services])
    columns = {"contracted_hours": sickness.denominators, "hours_lost_to_sickness": sickness.numerators}
    some = replace(sickness, is_known=sickness.is_known & belongs[:, None])
    return _monthly(columns, some, "service", _MONTHS_SHORT)


def complaints() -> Table:
    """Typed by hand, with a few mistakes that the loader must refuse one by one."""
    answered = counts("complaints_20_days")
    columns = {"received": answered.denominators, "answered_in_20_days": answered.numerators}
    table = _monthly(columns, answered, "service")
    for name, cells in zip(table, zip(*TYPING_MISTAKES, strict=True), strict=True):
        table[name] = [*table[name], *cells]
    return table


TYPING_MISTAKES = (
    ("2026-07-01", "strathcorrie-theatres", "two", "1"),
    ("2026-08-01", "strathcorrie-theatres", "1", "3"),
    ("2026-09-01", "strathcorrie-ward-99", "2", "2"),
    ("2026-13-01", "strathcorrie-theatres", "1", "1"),
    ("2026-09-01", "strathcorrie-theatres", "-1", "0"),
)
"""A word for a number, more answered than received, an unknown ward, a thirteenth month, a negative count."""


def outpatients() -> Table:
    missed, waits = counts("did_not_attend"), counts("waits_18_weeks")
    columns = {
        "appointments": missed.denominators,
        "did_not_attend": missed.numerators,
        "treatments_started": waits.denominators,
        "started_within_18_weeks": waits.numerators,
    }
    return _monthly(columns, missed, "service")


def theatres() -> Table:
    cancelled = counts("cancelled_operations")
    return _monthly(
        {"planned": cancelled.denominators, "cancelled": cancelled.numerators}, cancelled, "theatres"
    )


def maternity() -> Table:
    booked = counts("antenatal_by_12_weeks")
    return _monthly(
        {"booked": booked.denominators, "booked_by_12_weeks": booked.numerators}, booked, "service"
    )


def emergency_weekly() -> Table:
    services = services_with("within_4_hours")
    level = expected("ae_4_hour", services, usual("within_4_hours"), WEEKS)
    # Winters are a little harder, everywhere.
    winter = np.array([week.month in (12, 1, 2) for week in WEEKS])
    level = level - np.where(winter & (level < 95), 1.0, 0.0)
    volume = np.array([[VOLUME["within_4_hours"][service]] for service in services])
    came = np.rint(generator("attendances").normal(1, 0.04, level.shape) * volume).astype(int)
    seen = numerators("ae_4_hour", Process("share", per=100, spread=1.4), level, came)
    table = by_period(
        services, {"attendances": came, "within_4_hours": seen}, np.full(level.shape, True), written(WEEKS)
    )
    return {"week_ending": table.pop("period"), "department": table.pop("service"), **table}
