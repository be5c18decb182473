"""Published NHS files, loaded by the catalogue in examples/nhs: the totals that others found in them.

The files are not part of this repository. Name their folder in BRIGHTSPOT_REAL_DATA, or put them beside the
checkout in `shared/data`.
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.reading.read import load_catalogue
from data.database import connect
from data.models import Category, Event, IndicatorKey, Load, Observation, Population, Service
from loaders.run.load import run
from quality.signals.read import read_statuses
from settings import ROOT

FOLDER = Path(os.environ.get("BRIGHTSPOT_REAL_DATA") or ROOT.parent / "shared" / "data")
FACTS_FILE = FOLDER / "EXPECTED_FACTS.json"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not FACTS_FILE.exists(), reason=f"no published files in {FOLDER}: set BRIGHTSPOT_REAL_DATA"
    ),
]


@pytest.fixture(scope="module")
def facts():
    return json.loads(FACTS_FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Reports by source, and a session on the database they were loaded into."""
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('real') / 'real.db'}")
    catalogue = load_catalogue(ROOT / "examples" / "nhs")
    reports = {r.source: r for r in run(engine, catalogue, None, folder=FOLDER)}
    with Session(engine) as session:
        yield reports, session
    engine.dispose()


def sums(session, indicator, *, period=None, service=None, category="", origin="loaded"):
    """Numerator and denominator over all services, or of one."""
    query = (
        select(func.sum(Observation.numerator), func.sum(Observation.denominator))
        .join(IndicatorKey, Observation.indicator_id == IndicatorKey.id)
        .join(Service, Observation.service_id == Service.id)
        .join(Category, Observation.category_id == Category.id)
        .where(IndicatorKey.code == indicator, Category.code == category, Observation.origin == origin)
    )
    if period is not None:
        query = query.where(Observation.period_start == period)
    if service is not None:
        query = query.where(Service.code == service)
    return tuple(session.execute(query).one())


def percent(pair):
    return 100 * pair[0] / pair[1]


def test_almost_nothing_is_refused(loaded):
    """Two departments of one hospital are counted twice in one month, and nothing says which is right."""
    reports, session = loaded
    problems = {code: [str(p) for p in r.problems] for code, r in reports.items() if r.problems}
    assert list(problems) == ["scotland_ae_open"], problems
    assert reports["scotland_ae_open"].rejected == 2
    assert session.scalar(select(func.count()).where(Load.status == "refused")) == 0


def test_england_ae(loaded, facts):
    reports, session = loaded
    fact = facts["ae_england_trust_monthly.csv"]
    assert reports["england_ae"].read == fact["rows"]
    assert sums(session, "england_ae_4h") == (fact["sum_within_4h"], fact["sum_attendances"])
    march = date(2019, 3, 1)
    assert round(percent(sums(session, "england_ae_4h", period=march)), 1) == fact["england_4h_2019_03_pct"]
    major = sums(session, "england_ae_4h_major", period=march)
    assert round(percent(major), 2) == fact["type1_only_2019_03_pct"]
    services = (
        select(func.count(func.distinct(Observation.service_id)))
        .join(IndicatorKey)
        .where(IndicatorKey.code == "england_ae_4h", Observation.origin == "loaded")
    )
    assert session.scalar(services) == fact["orgs"]


def test_england_is_the_sum_of_its_regions(loaded):
    _, session = loaded
    rolled = sums(session, "england_ae_4h", service="ENG", origin="rolled-up")
    assert rolled == sums(session, "england_ae_4h")


def test_providers_that_are_no_trusts_are_in_the_tree(loaded):
    _, session = loaded
    parent = session.scalars(select(Service).where(Service.code == "ENG-OTHER")).one()
    below = session.scalar(
        select(func.count(func.distinct(Service.id)))
        .join(Observation, Observation.service_id == Service.id)
        .join(IndicatorKey, Observation.indicator_id == IndicatorKey.id)
        .where(Service.parent_id == parent.id, IndicatorKey.code == "england_ae_4h")
    )
    assert below == 124


def test_england_ae_workbook(loaded, facts):
    reports, session = loaded
    fact = facts["messy"]["AE_England_data.xls"]
    first, last = date.fromisoformat(fact["first_month"]), date.fromisoformat(fact["last_month"])
    report = reports["england_ae_workbook"]
    assert (report.read, report.data_from, report.data_to) == (fact["data_rows"], first, last)
    share = sums(session, "england_ae_major_share", period=first)
    assert share == (fact["type1_2010_08"], fact["total_2010_08"])
    admitted = sums(session, "england_ae_admitted", period=first)
    assert admitted[0] == fact["emergency_admissions_2010_08_total_via_AE"]
    assert sums(session, "england_ae_major_share", period=last)[0] == fact["type1_2019_04"]


def test_england_cancer_workbook(loaded, facts):
    reports, session = loaded
    fact = facts["messy"]["Q1-2015-2016-CANCER-WAITING-TIMES-PROVIDER-WORKBOOK.xlsx"]
    assert reports["england_cancer"].new == fact["providers"]
    assert sums(session, "england_cancer_2ww") == (fact["sum_within_14"], fact["sum_total"])
    total, within = fact["RYR"]
    assert sums(session, "england_cancer_2ww", service="RYR") == (within, total)


def test_scotland_ae(loaded, facts):
    reports, session = loaded
    fact = facts["ae_scotland_site_monthly.csv"]
    report = reports["scotland_ae"]
    assert report.read == fact["rows"]
    duplicates = next(v for k, v in fact.items() if k.startswith("duplicate"))
    assert report.new == fact["rows"] - duplicates
    december = sums(session, "scotland_ae_4h", period=date(2024, 12, 1))
    assert december[1] == fact["scotland_2024_12_attendances"]
    assert round(percent(december), 2) == fact["scotland_2024_12_within4_pct"]
    assert sums(session, "scotland_ae_4h", service="S92000003", origin="rolled-up") == sums(
        session, "scotland_ae_4h"
    )


def test_scottish_sites_without_a_board_are_shown_as_such(loaded, facts):
    _, session = loaded
    unmapped = session.scalars(select(Service).where(Service.code == "SCOT-UNMAPPED")).one()
    rows = session.scalar(
        select(func.count())
        .select_from(Observation)
        .join(Service)
        .join(IndicatorKey, Observation.indicator_id == IndicatorKey.id)
        .where(Service.parent_id == unmapped.id, IndicatorKey.code == "scotland_ae_4h")
    )
    assert rows == facts["ae_scotland_site_monthly.csv"]["rows_without_board"]


def test_scottish_population(loaded, facts):
    _, session = loaded
    fact = facts["scotland_population_2020"]
    rows = session.execute(
        select(Category.code, func.sum(Population.count))
        .join(Category)
        .where(Population.year == 2020)
        .group_by(Category.code)
    )
    found = dict(rows.all())
    assert found.pop("") == fact["total"]
    assert found == fact["by_simd"]
    lothian = (
        select(Population.count)
        .join(Service, Population.service_id == Service.id)
        .where(Service.code == "S08000024", Population.category_id == 0, Population.year == 2020)
    )
    assert session.scalar(lothian) == fact["Lothian"]


def test_scottish_inpatients_keep_the_unknown_and_drop_the_derived(loaded):
    """Counted from the file by hand: the same rows, chosen with another tool."""
    import csv

    _, session = loaded
    name = "C_equity/inpatient_daycase_scotland_hospital_simd_quarterly.csv"
    by_simd: dict[str, float] = {}
    with (FOLDER / name).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["LocationQF"] == "d" or row["AdmissionType"] != "Emergency Inpatients":
                continue
            code = row["SIMD"].strip() or "unknown"
            by_simd[code] = by_simd.get(code, 0) + float(row["Stays"])
    for code, stays in by_simd.items():
        assert sums(session, "scotland_emergency_stays", category=code)[0] == stays
    assert sums(session, "scotland_emergency_stays")[0] == sum(by_simd.values())
    assert len(by_simd) == 6


def test_northern_ireland(loaded, facts):
    reports, session = loaded
    fact = facts["messy"]["northern-ireland-ae-raw.csv"]
    first, last = map(date.fromisoformat, fact["dates"])
    report = reports["ni_ae"]
    assert (report.read, report.data_from, report.data_to) == (fact["rows"], first, last)
    march = (fact["2022-03 under_4h"], fact["2022-03 total"])
    assert sums(session, "ni_ae_4h", period=last) == march


@pytest.mark.parametrize(
    ("indicator", "infection"),
    [("denmark_bacteraemia", "BAC"), ("denmark_c_difficile", "CDI"), ("denmark_urinary", "UTI")],
)
def test_denmark(loaded, facts, indicator, infection):
    _, session = loaded
    fact = facts["hai_denmark"][infection]
    cases, risk_days = sums(session, indicator)
    assert (cases, round(risk_days)) == (fact["cases"], fact["risk_days"])
    assert round(10_000 * cases / risk_days, 3) == fact["per_10000"]
    assert sums(session, indicator, service="DK", origin="rolled-up")[0] == cases


def test_a_list_of_events_out_of_records(loaded):
    """The data dictionary counts 142 encounters that name the one before."""
    _, session = loaded
    query = (
        select(func.sum(Event.count), func.count(func.distinct(Event.service_id)))
        .join(IndicatorKey, Event.indicator_id == IndicatorKey.id)
        .where(IndicatorKey.code == "rec_days_between_readmissions", Event.superseded_by.is_(None))
    )
    total, departments = session.execute(query).one()
    assert (total, departments > 1) == (142, True)
    (whole,) = read_statuses(session, services=["SIM"], indicators=["rec_days_between_readmissions"])
    assert (whole.points, whole.received_to) == (141, date(2024, 12, 31))
