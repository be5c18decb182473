"""Published files whose values need saying: repeated totals, columns of qualifiers, a rate and its base."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.reading.read import load_catalogue
from data.database import connect
from data.models import IndicatorKey, Observation
from loaders.run.load import run
from settings import ROOT

FOLDER = Path(os.environ.get("BRIGHTSPOT_REAL_DATA") or ROOT.parent / "shared" / "data")

pytestmark = pytest.mark.skipif(
    not (FOLDER / "EXPECTED_FACTS.json").exists(), reason=f"no published files in {FOLDER}"
)

CATALOGUE = """
organisation: {name: Real, levels: [trust]}
defaults:
  why_it_matters: It matters.
  numerator: What is counted
  denominator: Out of what
  improvement: neutral
  domain: efficient
  owner: A
  authored_by: A
  checked_by: B
  review_by: 2099-01-01
  unit: "%"
  per: 100
  is_proportion: true
  chart: xmr
  additive: false
sources:
  kh03_trusts:
    shape: services
    file: A_service/beds_england_kh03_quarterly_2010_2018.parquet
    code: org_code
    level: trust
  kh03:
    shape: tidy
    file: A_service/beds_england_kh03_quarterly_2010_2018.parquet
    period: {column: quarter, format: financial-quarter}
    service: org_code
    only: {specialty_group: general_and_acute}
    combine: same
    fractional_counts: true
  survey_orgs:
    shape: services
    file: E_experience/staff_survey_england_org_2021_2023.csv
    adds: unknown
    code: ODS code
    level: trust
  survey:
    shape: tidy
    file: E_experience/staff_survey_england_org_2021_2023.csv
    period: {column: Year, format: "%Y"}
    service: ODS code
    unit_of: {Burned_out_rate: percent}
    fractional_counts: round
    missing: {NA: not reported, "-": not reported}
  ae_sites:
    shape: services
    file: G_messy/monthly_ae_waitingtimes_202206.csv
    adds: unknown
    code: TreatmentLocation
    level: trust
  ae:
    shape: tidy
    file: G_messy/monthly_ae_waitingtimes_202206.csv
    period: {column: Month, format: "%Y%m"}
    service: TreatmentLocation
    combine: sum
    qualifiers:
      NumberOfAttendancesEpisodeQF: NumberOfAttendancesEpisode
      AttendanceGreater8hrsQF: AttendanceGreater8hrs
indicators:
  beds:
    title: Beds occupied
    frequency: quarterly
    data: {source: kh03, numerator: occupied_total, denominator: available_total}
  burned_out:
    title: Burned out
    frequency: annual
    data: {source: survey, numerator: Burned_out_rate * Burned_out_base, denominator: Burned_out_base}
  long_waits:
    title: Over eight hours
    data: {source: ae, numerator: AttendanceGreater8hrs, denominator: NumberOfAttendancesEpisode}
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("values")
    (folder / "catalogue.yaml").write_text(CATALOGUE, encoding="utf-8")
    engine = connect(f"sqlite:///{folder / 'real.db'}")
    reports = {
        r.source: r for r in run(engine, load_catalogue(folder / "catalogue.yaml"), None, folder=FOLDER)
    }
    with Session(engine) as session:
        yield reports, session
    engine.dispose()


def sums(session, indicator, **where):
    query = (
        select(func.sum(Observation.numerator), func.sum(Observation.denominator), func.count())
        .join(IndicatorKey, Observation.indicator_id == IndicatorKey.id)
        .where(IndicatorKey.code == indicator)
        .filter_by(**where)
    )
    return tuple(session.execute(query).one())


def test_a_total_on_every_row_of_its_specialties_counts_once(loaded):
    reports, session = loaded
    assert reports["kh03"].rejected == 0
    occupied, available, _ = sums(session, "beds", period_start=date(2018, 1, 1))
    assert (round(available, 1), round(occupied, 1)) == (103334.7, 95672.4)


def test_a_rate_and_its_base_make_whole_people(loaded):
    reports, session = loaded
    report = reports["survey"]
    assert [str(problem) for problem in report.problems[:5]] == []
    burned, asked, _ = sums(session, "burned_out")
    assert burned == int(burned)
    assert 0.2 < burned / asked < 0.5


def test_what_only_some_departments_report_is_not_applicable_to_the_others(loaded):
    reports, session = loaded
    assert reports["ae"].rejected == 0
    *_, count = sums(session, "long_waits", qualifier="not applicable")
    assert 7000 < count <= 7651
    assert any("not applicable" in note for note in reports["ae"].notes)
