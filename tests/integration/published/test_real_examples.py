"""Every published file has an entry in examples/, and loads to the totals that another tool counts in it.

The files are not part of this repository: see test_real_data.py. What the other test_real_*.py files count is
not counted again.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date

import duckdb
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.reading.read import load_catalogue
from data.database import connect
from data.models import Category, Event, IndicatorKey, Observation, Population, Service
from loaders.run.load import run
from loaders.run.verify import verify
from settings import ROOT
from tests.integration.published.test_real_data import FACTS_FILE, FOLDER, facts, percent, sums

__all__ = ["facts"]

ABOUT_THE_FILES = {"README.md", "DATA_DICTIONARY.md", "EXPECTED_FACTS.json", "indicators.csv", "manifest.csv"}
EXAMPLES = ("california.yaml", "nhs")
SOURCES = [
    "england_trusts", "england_other_providers", "england_bed_holders", "england_waiting_providers",
    "england_directory",
    "england_successors", "one_emergency_department", "one_organisation", "one_danish_hospital",
    "us_states", "us_territories", "therapies_providers", "wales_boards", "deaths_regions",
    "uk_countries", "scotland_hospitals", "scotland_board_codes", "scotland_ae_age_hospitals",
    "scotland_unmapped_sites", "scotland_bed_holders", "scotland_ae_open_places",
    "scotland_performs_hospitals", "scotland_population", "scotland_population_years", "scotland_ethnic_simd",
    "uk_population", "england_beds", "england_waits", "england_discharges", "england_ae_files",
    "england_shmi", "one_ed", "england_staff_violence", "workbook_measures", "workbook_events",
    "deaths_weekly", "scotland_admissions_age", "scotland_admissions_simd", "scotland_ae_age",
    "scotland_delayed", "therapies_deprivation", "therapies_by_provider", "newborn_deaths",
    "us_patient_survey", "us_survey_responses", "trigger_tool", "heart_surgery", "cdi_intervention",
    "scotland_ae_open", "scotland_beds", "scotland_rtt", "scotland_standards_by_board",
    "scotland_cdi_by_board", "scotland_performs_all", "scotland_households",
    "scotland_performs_quarters", "scotland_performs_board_waits", "scotland_performs_board_rtt",
    "wales_ambulance",
]  # fmt: skip

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not FACTS_FILE.exists(), reason=f"no published files in {FOLDER}: set BRIGHTSPOT_REAL_DATA"
    ),
]


def loaded_from(path, sources, folder):
    engine = connect(f"sqlite:///{folder / 'examples.db'}")
    reports = run(engine, load_catalogue(path), sources, folder=FOLDER)
    return engine, reports


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Reports by source, and a session on the database they were loaded into."""
    engine, reports = loaded_from(ROOT / "examples" / "nhs", SOURCES, tmp_path_factory.mktemp("examples"))
    with Session(engine) as session:
        yield {r.source: r for r in reports}, session
    engine.dispose()


def asked(query, file):
    """What DuckDB counts in a published file, called t; a CSV is all text."""
    reads = f"read_csv('{FOLDER / file}', all_varchar=true)"
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE VIEW t AS FROM {reads if file.endswith('csv') else repr(str(FOLDER / file))}"
        )
        return connection.execute(query).fetchall()


def test_every_published_file_has_an_entry():
    patterns = set()
    for example in EXAMPLES:
        for source in load_catalogue(ROOT / "examples" / example).sources.values():
            patterns |= {source.pattern} if source.file else set()
            patterns |= {joined.file for joined in getattr(source, "join", {}).values()}
    described = {path for pattern in patterns for path in FOLDER.glob(pattern)}
    files = {path for path in FOLDER.rglob("*") if path.is_file() and path.name not in ABOUT_THE_FILES}
    assert sorted(str(path.relative_to(FOLDER)) for path in files - described) == []


def test_almost_nothing_is_refused(loaded):
    """Two departments of one hospital are counted twice in one month, and nothing says which is right."""
    reports, _ = loaded
    refused = {code: r.rejected for code, r in reports.items() if r.rejected or r.is_refused}
    assert refused == {"scotland_ae_open": 2}


def test_beds_are_counted_once(loaded, facts):
    fact = facts["kh03"]
    quarter = date(2018, 1, 1)  # the file's own dates say 2017
    occupied, available = sums(loaded[1], "england_bed_occupancy", period=quarter)
    assert round(available, 1) == fact["2017-18 Q4 G&A available (dedup)"]
    assert round(occupied, 1) == fact["occupied"]
    assert round(percent((occupied, available)), 2) == fact["occupancy_pct"]


def test_scottish_beds_beside_the_published_total(loaded, facts):
    fact = facts["beds_scotland_v2022"]
    occupied, available = sums(
        loaded[1], "scotland_bed_occupancy", period=date(2021, 10, 1), service="S92000003"
    )
    assert occupied == fact["2021Q4_scotland_row_occupied"]
    assert round(percent((occupied, available)), 2) == fact["2021Q4_all_acute_scotland_row_occupancy_pct"]


TOTALS = {
    "england_waits_52": (
        "A_service/rtt_england_provider_specialty_monthly_2019_2022.parquet",
        "sum(waits_over_52_weeks), sum(waits_over_18_weeks)",
        "treatment NOT LIKE 'Total%'",
    ),
    "england_discharged_by_five": (
        "A_service/discharges_england_trust_daily_2022_2023.parquet",
        "sum(discharged_by_1700), sum(discharged_total)",
        "true",
    ),
    "one_ed_4h": (
        "A_service/ed_one_hospital_monthly.csv",
        "sum(within_4h::double), sum(att_all::double)",
        "true",
    ),
    "heart_deaths_30": (
        "B_safety/cabg_mortality_readmission_monthly_by_age_sex.csv",
        "sum(deaths_30d::int), sum(operations::int)",
        "true",
    ),
    "cdi_one_hospital": (
        "B_safety/cdi_one_hospital_intervention.csv",
        "sum(cases::int), sum(patient_days::double)",
        "true",
    ),
    "scotland_emergency_admissions_simd": (
        "C_equity/admissions_weekly_scotland_board_simd.csv",
        "sum(NumberAdmissions::int), NULL",
        "AdmissionType = 'Emergency'",
    ),
    "scotland_emergency_admissions": (
        "C_equity/admissions_weekly_scotland_board_age_sex.csv",
        "sum(NumberAdmissions::int), NULL",
        "AdmissionType = 'Emergency' AND Sex = 'All' AND AgeGroup = 'All ages'",
    ),
    "scotland_ae_admitted": (
        "C_equity/ae_scotland_hospital_age_discharge_destination_monthly.csv",
        "sum(admission_to_same_hospital::int), sum(attendances::int)",
        "true",
    ),
    "scotland_delayed_days": (
        "C_equity/delayed_discharge_scotland_board_age_reason_monthly.csv",
        "sum(num_delayed_bed_days::int), NULL",
        "age_group = '18plus' AND delay_reason = 'All Delay Reasons'",
    ),
    "deaths_each_week": (
        "B_safety/deaths_england_wales_weekly.csv",
        "sum(counts::int), NULL",
        "category_1 = 'Total deaths' AND category_2 = 'all ages'",
    ),
    "wales_red_calls_8": (
        "A_service/ambulance_wales_board_monthly.csv",
        "sum(red_within_8_min::double), sum(red_calls_with_response::double)",
        "true",
    ),
    "england_shmi": (
        "B_safety/shmi_and_staff_engagement_england_trust_annual_2012_2018.csv",
        "sum(shmi::double), NULL",
        "shmi <> ''",
    ),
}


@pytest.mark.parametrize("indicator", TOTALS)
def test_totals(loaded, indicator):
    file, columns, where = TOTALS[indicator]
    [expected] = asked(f"SELECT {columns} FROM t WHERE {where}", file)
    for told, counted in zip(sums(loaded[1], indicator), expected, strict=True):
        assert told == (counted if counted is None else pytest.approx(float(counted)))


def test_admissions_by_deprivation(loaded, facts):
    week = date(2021, 5, 31)  # the week that ends on 6 June
    expected = facts["admissions_simd_scotland_emergency_week_20210606"]
    found = {
        group: sums(
            loaded[1],
            "scotland_emergency_admissions_simd",
            period=week,
            service="S92000003",
            category=group,
        )[0]
        for group in expected
    }
    assert found == expected


def test_admissions_per_head(loaded, facts):
    """Numerators of one file over the people of another: Scotland's are the sum of its boards'."""
    expected = facts["admissions_simd_scotland_emergency_week_20210606"]
    file = "D_population/scotland_2020_board_council_age_sex_simd.csv"
    people = dict(asked("SELECT simd2020_quintile, sum(population::int) FROM t GROUP BY 1", file))
    for group, admissions in expected.items():
        found = sums(
            loaded[1],
            "scotland_emergency_admission_rate",
            period=date(2021, 5, 31),
            service="S92000003",
            category=group,
            origin="rolled-up",
        )
        assert found == (admissions, people[group])


def test_recovery_by_deprivation_is_turned_round(loaded, facts):
    """The file's decile 01 is the least deprived: what is stored has 1 for the most deprived."""
    expected = facts["talking_therapies_2020_21_recovery_pct_by_decile"]
    year = date(2020, 4, 1)
    for label, share in expected.items():
        group = "U" if label.startswith("Not stated") else str(11 - int(label[:2]))
        found = sums(loaded[1], "therapies_recovery", period=year, service="ENG", category=group)
        assert round(percent(found), 1) == share, label


def test_suppressed_providers_are_kept_as_suppressed(loaded):
    _, session = loaded
    [[expected]] = asked(
        "SELECT count(*) FROM t WHERE org_type = 'Provider' AND variable_type = 'Total' AND "
        "'*' IN (recovery, finished_course_treatment, not_at_caseness)",
        "C_equity/talking_therapies_england_annual_2017_2023.parquet",
    )
    found = session.scalar(
        select(func.count())
        .select_from(Observation)
        .join(IndicatorKey, Observation.indicator_id == IndicatorKey.id)
        .where(IndicatorKey.code == "therapies_recovery_providers", Observation.qualifier == "suppressed")
        .where(Observation.origin == "loaded")
    )
    assert found == expected > 0


def test_harms_are_added_and_days_are_not(loaded):
    rows = defaultdict(lambda: [0, 0.0])
    with (FOLDER / "B_safety" / "adverse_events_trigger_tool_monthly.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows[row["month"]][0] += int(row["harms"])
            rows[row["month"]][1] = float(row["patient_days"])
    harms, days = sums(loaded[1], "harms_per_1000_days")
    assert (harms, days) == (
        sum(r[0] for r in rows.values()),
        pytest.approx(sum(r[1] for r in rows.values())),
    )


def test_a_winter_month_that_slipped_by_an_hour(loaded):
    found = sums(loaded[1], "one_ed_4h", period=date(2015, 10, 1))  # written 2015-11-01
    [expected] = asked(
        "SELECT within_4h::int, att_all::int FROM t WHERE month_end = '2015-11-01'",
        "A_service/ed_one_hospital_monthly.csv",
    )
    assert found == expected


def test_single_files_agree_with_the_joined_one(loaded):
    for name in ("2016-04-01", "2019-03-01"):
        [expected] = asked(
            "SELECT sum(attendances::double) - sum(breaches::double), sum(attendances::double) FROM t",
            f"G_messy/ae_one_file_per_month/{name}.csv",
        )
        assert sums(loaded[1], "england_ae_4h_files", period=date.fromisoformat(name)) == expected


def test_directory_and_successors(loaded, facts):
    reports, session = loaded
    fact = facts["messy"]["Hospital.csv"]
    report = reports["england_directory"]
    assert (report.read, report.read - report.dropped) == (fact["rows"], fact["NHS Sector"])
    merged = session.scalars(select(Service).where(Service.code == "RTV")).first()
    assert merged is None or merged.successor_code == "RW4"


def test_populations(loaded):
    _, session = loaded

    def people(code, year):
        return session.scalar(
            select(Population.count)
            .join(Service, Population.service_id == Service.id)
            .where(Service.code == code, Population.year == year, Population.category_id == 0)
        )

    [[uk]] = asked(
        "SELECT sum(count::int) FROM t WHERE Code = 'K02000001'",
        "D_population/uk_country_age_sex_2023.csv",
    )
    assert people("K02000001", 2023) == uk
    [[ayrshire]] = asked(
        "SELECT total_population::int FROM t WHERE hb19_code = 'S08000015' AND year = '1981'",
        "D_population/scotland_board_annual_1981_2021.csv",
    )
    assert people("S08000015", 1981) == ayrshire


def test_staff_by_religion(loaded):
    _, session = loaded
    share = percent(sums(session, "england_staff_violence", category="muslim"))
    assert share == pytest.approx(100 - 90.49588, abs=0.01)
    groups = session.scalar(select(func.count()).where(Category.dimension == "religion"))
    assert groups == 9


def test_workbook_of_measures_and_events(loaded):
    _, session = loaded
    assert sums(session, "workbook_attendances", period=date(2020, 1, 1))[0] == 264
    problems = select(func.sum(Event.count)).join(IndicatorKey, Event.indicator_id == IndicatorKey.id)
    assert session.scalar(problems.where(IndicatorKey.code == "workbook_problems")) == 4


def test_california_as_published(tmp_path, facts):
    engine, reports = loaded_from(ROOT / "examples" / "california.yaml", None, tmp_path)
    assert not any(r.rejected or r.is_refused for r in reports)
    with Session(engine) as session:
        for year in ("2013", "2016"):
            fact = facts["mrsa_california"][year]
            query = (
                select(func.sum(Observation.numerator), func.sum(Observation.denominator))
                .join(IndicatorKey, Observation.indicator_id == IndicatorKey.id)
                .where(IndicatorKey.code == "mrsa_per_patient_days", Observation.origin == "loaded")
                .where(Observation.period_start == date(int(year), 1, 1))
            )
            infections, days = session.execute(query).one()
            assert infections == fact["infections"]
            assert round(days) <= fact["patient_days"]
    engine.dispose()


def test_the_whole_of_it_verifies(loaded):
    _, session = loaded
    catalogue = load_catalogue(ROOT / "examples" / "nhs")
    assert [found.problems for found in verify(session.get_bind(), catalogue) if not found.is_well] == []
