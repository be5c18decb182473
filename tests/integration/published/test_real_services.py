"""Published files that hold hospitals, boards and the country: what is inside beside what was published."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.reading.read import load_catalogue
from data.database import connect
from data.models import IndicatorKey, Observation, Service, SumOfChildren
from loaders.run.load import run
from quality.disclosure.residents import additive_sources, residents
from quality.reference.ids import read_ids
from settings import ROOT
from tests.integration.published import test_real_data
from tests.integration.published.test_real_data import FOLDER

pytestmark = test_real_data.pytestmark

BEDS = """
  beds:
    shape: tidy
    file: A_service/beds_scotland_board_hospital_specialty_quarterly_v2022.csv.gz
    period: {column: Quarter, format: calendar-quarter}
    service: Location
    only: {SpecialtyName: All Acute}
    drop: {Location: [%s]}
indicators:
  beds:
    title: Occupied bed days
    why_it_matters: Full hospitals cannot take in those who are ill now.
    numerator: Occupied bed days
    denominator: Staffed bed days
    data: {source: beds, numerator: TotalOccupiedBeddays, denominator: AllStaffedBeddays}
    unit: "%%"
    per: 100
    chart: xmr
    improvement: neutral
    frequency: quarterly
"""
BOARDS = "SB0801, S08000015, S08000016, S08000017, S08000019, S08000020, S08000022, S08000024, S08000025, "
BOARDS += "S08000026, S08000028, S08000029, S08000030, S08000031, S08000032"


def loaded(tmp_path, left_out):
    """Hospitals, and the rows marked as derived but for those left out, as published totals of parents."""
    scotland = (ROOT / "examples" / "nhs" / "scotland.yaml").read_text(encoding="utf-8")
    folder = tmp_path / "catalogue"
    folder.mkdir()
    for name in ("organisation.yaml",):
        (folder / name).write_text((ROOT / "examples" / "nhs" / name).read_text(encoding="utf-8"))
    text = scotland.partition("indicators:\n")[0] + BEDS[1:] % left_out
    (folder / "scotland.yaml").write_text(text, encoding="utf-8")
    engine = connect(f"sqlite:///{tmp_path / 'real.db'}")
    catalogue = load_catalogue(folder)
    wanted = ["scotland_hospitals", "scotland_population", "beds"]
    reports = run(engine, catalogue, wanted, folder=FOLDER)
    return engine, catalogue, {report.source: report for report in reports}


def inside(session, service, day):
    query = (
        select(SumOfChildren.numerator)
        .join(Service, Service.id == SumOfChildren.service_id)
        .join(IndicatorKey, IndicatorKey.id == SumOfChildren.indicator_id)
        .where(Service.code == service, SumOfChildren.period_start == day)
    )
    return session.scalar(query)


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    return loaded(tmp_path_factory.mktemp("everything"), "none")


def test_country_is_the_sum_of_its_boards_but_boards_hold_more_than_their_hospitals(everything):
    engine, _, reports = everything
    with Session(engine) as session:
        assert inside(session, "S92000003", date(2021, 10, 1)) == 1_049_688
        sums = [inside(session, code, date(2021, 10, 1)) or 0 for code in BOARDS.split(", ")]
    assert sum(sums) <= 946_372
    (note,) = [note for note in reports["beds"].notes if "published totals differ" in note]
    assert note.startswith("Occupied bed days: ")
    assert "Oct to Dec 2021" in note or "2021" in note


def test_hospitals_beside_the_country_alone(tmp_path):
    engine, _, reports = loaded(tmp_path, BOARDS)
    with Session(engine) as session:
        assert inside(session, "S92000003", date(2021, 10, 1)) == 946_372
    (note,) = [note for note in reports["beds"].notes if "published total" in note]
    assert "Scotland published 1,049,688 of " in note
    assert ", inside add up to 946,372 of " in note
    assert note.endswith("(−9.8 %)")
    engine.dispose()


def test_population_of_the_country_is_the_sum_of_its_boards(everything):
    engine, catalogue, _ = everything
    with Session(engine) as session:
        known = read_ids(session)
        groups = [group for group in known.categories.values() if group.key == ""]
        scotland = known.services["S92000003"]
        assert residents(session, known, scotland, groups) is None
        found = residents(session, known, scotland, groups, additive_sources(catalogue))
        by_group = [g for g in known.categories.values() if g.dimension == "simd" and not g.is_unknown]
        split = residents(session, known, scotland, by_group, additive_sources(catalogue))
    assert (found.released(catalogue.disclosure).sum(), found.year, found.added_up) == (5_466_000, 2020, 14)
    assert split.released(catalogue.disclosure).sum() == 5_466_000
    assert (np.array(split.released(catalogue.disclosure)) > 0).all()


BOARDS_OVER_TIME = """
sources:
  boards:
    shape: services
    file: A_service/org_scotland_boards_with_archived_codes.csv
    code: hb_code
    name: hb_name
    level: board
    opened: date_enacted
    closed: date_archived
    date_format: "%Y%m%d"
    root: {code: S92000003, name: Scotland, level: country}
    successors: {S08000018: S08000029, S08000021: S08000031, S08000023: S08000032, S08000027: S08000030}
  trusts:
    shape: services
    file: A_service/org_england_trusts.csv
    root: {code: ENG, name: England, level: country}
    levels:
      - {level: region, code: region_code, name: region_name}
      - {level: trust, code: org_code, name: org_name}
    names: {W00: Region not given}
  mergers:
    shape: services
    adds: successors
    file: A_service/org_england_successors.csv
    code: old_code
    successor: new_code
  waits:
    shape: tidy
    file: A_service/rtt_scotland_board_monthly.csv
    period: {column: date, format: date}
    service: {column: hb19_code, follow_successors: true}
    only: {specialty: All Specialties}
indicators:
  waits:
    title: Waits over 18 weeks
    why_it_matters: Waiting is hard.
    numerator: Waits over 18 weeks
    denominator: All waits, estimated
    data: {source: waits, numerator: waits_over_18_weeks_count, denominator: total_waits_est}
    unit: "%"
    per: 100
    chart: xmr
    improvement: decrease
"""


def test_boards_of_scotland_under_their_old_and_new_codes(tmp_path):
    folder = tmp_path / "catalogue"
    folder.mkdir()
    organisation = (ROOT / "examples" / "nhs" / "organisation.yaml").read_text(encoding="utf-8")
    (folder / "organisation.yaml").write_text(organisation, encoding="utf-8")
    (folder / "boards.yaml").write_text(BOARDS_OVER_TIME[1:], encoding="utf-8")
    engine = connect(f"sqlite:///{tmp_path / 'real.db'}")
    reports = {r.source: r for r in run(engine, load_catalogue(folder), None, folder=FOLDER)}
    with Session(engine) as session:
        services = read_ids(session).services
        codes = set(
            session.scalars(select(Service.code).join(Observation, Observation.service_id == Service.id))
        )
    assert services["S08000027"].successors == ("S08000030",)
    assert any("earlier codes are in no tree" in note for note in reports["mergers"].notes)
    assert not codes & {"S08000018", "S08000021", "S08000023", "S08000027"}
    assert any("unknown service" in note and "SB0801" in note for note in reports["waits"].notes)
    assert {p.found for p in reports["waits"].problems} == {"SB0801"}
    engine.dispose()
