"""The demo's files: the same every time, and consistent with each other."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from data.demo import ACTS, STORIES, TODAY, write
from data.demo.calendar import DAYS, MONTHS, WEEKS
from data.demo.files import FILES, TYPING_MISTAKES
from data.demo.groups import CODES
from data.demo.services import BY_CODE, PLACES

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "made"
    write(path)
    return path


def read(folder: Path, name: str) -> Rows:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_write_twice_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


def test_write_is_small_enough_to_load_in_seconds(folder: Path) -> None:
    assert sum(len(read(folder, name)) for name in FILES) < 350_000


def test_calendar_ends_before_the_frozen_day() -> None:
    assert len(MONTHS) == 36
    assert MONTHS[-1].isoformat() == "2026-10-01"
    assert WEEKS[-1].isoformat() == "2026-11-15"
    assert all(week.weekday() == 6 for week in WEEKS)
    assert (TODAY - DAYS[-1]).days == 1


def test_services_form_one_tree(folder: Path) -> None:
    rows = read(folder, "services.csv")
    codes = [row["code"] for row in rows]
    assert len(codes) == len(set(codes))
    assert [row["code"] for row in rows if not row["part_of"]] == ["glenmore"]
    for at, row in enumerate(rows):
        # Parents first, so that the file can be read from the top down.
        assert not row["part_of"] or row["part_of"] in codes[:at]
        assert not row["moved_into"] or row["moved_into"] in codes


@pytest.mark.parametrize(
    ("file", "numerator", "denominator"),
    [
        ("observations.csv", "observations_on_time", "observations_due"),
        ("hand_hygiene.csv", "taken", "opportunities"),
        ("inpatients.csv", "readmitted_28_days", "discharges"),
        ("inpatients.csv", "died", "discharges"),
        ("staffing.csv", "hours_lost_to_sickness", "contracted_hours"),
        ("staffing_inverlarig.csv", "hours_lost_to_sickness", "contracted_hours"),
        ("emergency_weekly.csv", "within_4_hours", "attendances"),
        ("outpatients.csv", "did_not_attend", "appointments"),
        ("outpatients.csv", "started_within_18_weeks", "treatments_started"),
        ("theatres.csv", "cancelled", "planned"),
        ("maternity.csv", "booked_by_12_weeks", "booked"),
        ("equality_monitoring.csv", "numerator", "denominator"),
    ],
)
def test_numerator_is_part_of_denominator(folder: Path, file: str, numerator: str, denominator: str) -> None:
    for row in read(folder, file):
        if row[numerator] != "-":
            assert 0 <= int(row[numerator]) <= int(row[denominator]), row


def test_complaints_hold_the_typing_mistakes_and_no_others(folder: Path) -> None:
    rows = read(folder, "complaints.csv")
    mistakes = rows[-len(TYPING_MISTAKES) :]
    assert [tuple(row.values()) for row in mistakes] == list(TYPING_MISTAKES)
    for row in rows[: -len(TYPING_MISTAKES)]:
        assert row["service"] in BY_CODE
        assert 0 <= int(row["answered_in_20_days"]) <= int(row["received"])


def test_days_add_up_to_months(folder: Path) -> None:
    by_month: dict[tuple[str, str], int] = defaultdict(int)
    for row in read(folder, "ward_safety_daily.csv"):
        by_month[row["date"][:7], row["ward"]] += int(row["falls_with_harm"])
    whole_months = {"2026-08", "2026-09", "2026-10"}
    compared = 0
    for row in read(folder, "ward_safety.csv"):
        key = (row["month"][:7], row["ward"])
        if key[0] in whole_months:
            assert by_month[key] == int(row["falls_with_harm"]), key
            compared += 1
    assert compared > 30


_EVERYONE = {
    "falls_harm": ("ward_safety.csv", "ward", "falls_with_harm", "occupied_bed_days"),
    "readmissions_28_days": ("inpatients.csv", "ward", "readmitted_28_days", "discharges"),
    "did_not_attend": ("outpatients.csv", "service", "did_not_attend", "appointments"),
    "waits_18_weeks": ("outpatients.csv", "service", "started_within_18_weeks", "treatments_started"),
    "cancelled_operations": ("theatres.csv", "theatres", "cancelled", "planned"),
    "antenatal_by_12_weeks": ("maternity.csv", "service", "booked_by_12_weeks", "booked"),
}


def test_groups_of_each_dimension_add_up_to_everyone(folder: Path) -> None:
    sums: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for row in read(folder, "equality_monitoring.csv"):
        pair = sums[row["measure"], row["dimension"], row["service"], row["month"]]
        pair[0] += int(row["numerator"])
        pair[1] += int(row["denominator"])
    everyone = {
        (measure, row[service], row["month"]): [int(row[numerator]), int(row[denominator])]
        for measure, (file, service, numerator, denominator) in _EVERYONE.items()
        for row in read(folder, file)
    }
    assert {measure for measure, *_ in sums} == set(_EVERYONE)
    for (measure, _, service, month), pair in sums.items():
        assert pair == everyone[measure, service, month]


@pytest.mark.parametrize("dimension", CODES)
def test_not_stated_is_a_group_of_its_own_size(folder: Path, dimension: str) -> None:
    shares = [0, 0]
    for row in read(folder, "equality_monitoring.csv"):
        if row["dimension"] == dimension:
            shares[row["group"] == "U"] += int(row["denominator"])
    assert 0.02 < shares[1] / sum(shares) < 0.27


def test_populations_add_up(folder: Path) -> None:
    people: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in read(folder, "populations.csv"):
        people[row["service"], row["year"], row["dimension"]] += int(row["people"])
    for (service, year, _), count in people.items():
        assert count == people[service, year, "everyone"]
    hospitals = ("strathcorrie", "inverlarig", "braefoot")
    assert people["glenmore", "2026", "sex"] == sum(people[h, "2026", "sex"] for h in hospitals)


def test_nothing_is_measured_after_a_service_closed(folder: Path) -> None:
    for place in (place for place in PLACES if place.closed):
        months = [row["month"] for row in read(folder, "ward_safety.csv") if row["ward"] == place.code]
        assert months[-1][:7] == place.closed.isoformat()[:7]


def test_records_name_services_that_exist() -> None:
    for record in (*ACTS, *STORIES):
        assert record.service in BY_CODE
