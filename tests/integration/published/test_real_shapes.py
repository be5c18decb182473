"""Published files whose tables must be turned first, loaded by the catalogue in examples/nhs or by a few
lines of YAML: their totals, counted here in another way.

The files are not part of this repository: see test_real_data.py.
"""

from __future__ import annotations

import csv
from datetime import date

import duckdb
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.reading.read import load_catalogue
from catalogue.sources import MeasurementSource
from data.database import connect
from data.models import Category, Population, Service
from loaders.parse import files
from loaders.parse.headings import read_table
from loaders.run.load import run
from settings import ROOT
from tests.integration.published.test_real_data import FACTS_FILE, FOLDER, facts, sums

__all__ = ["facts"]

MESSY = FOLDER / "G_messy"
SOURCES = [
    "scotland_hospitals", "england_trusts", "england_other_providers", "england_cancer_treatment_providers",
    "england_survey_organisations", "england_workforce_organisations", "wales_boards", "deaths_regions",
    "scotland_ethnic_groups", "scotland_performs_weekly", "scotland_performs_monthly", "england_staff_survey",
    "england_nationality", "england_cancer_treatment", "wales_waits", "deaths_monthly",
]  # fmt: skip

pytestmark = pytest.mark.skipif(
    not FACTS_FILE.exists(), reason=f"no published files in {FOLDER}: set BRIGHTSPOT_REAL_DATA"
)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Reports by source and file, and a session on the database they were loaded into."""
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('real') / 'real.db'}")
    catalogue = load_catalogue(ROOT / "examples" / "nhs")
    reports = run(engine, catalogue, SOURCES, folder=FOLDER)
    with Session(engine) as session:
        yield {(r.source, r.file.split("/")[-1]): r for r in reports}, session
    engine.dispose()


def sheet(file, name):
    return (
        CalamineWorkbook.from_path(str(MESSY / file)).get_sheet_by_name(name).to_python(skip_empty_area=False)
    )


def test_nothing_is_refused(loaded):
    reports, _ = loaded
    assert {key: [str(p) for p in r.problems[:3]] for key, r in reports.items() if r.problems} == {}


def test_waits_in_wales(loaded):
    with (MESSY / "waiting lists for Wales - raw data - April 2022.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.reader(file) if row]
    over, everybody = (sum(float(row[at]) for row in rows[3:]) for at in (-2, -1))
    assert sums(loaded[1], "wales_waits_36") == (over, everybody)
    assert sums(loaded[1], "wales_waits_36", period=date(2022, 4, 1)) == (258189, 707098)
    assert (
        loaded[0]["wales_waits", "waiting lists for Wales - raw data - April 2022.csv"].new == len(rows) - 3
    )


def test_staff_survey_pairs(loaded):
    numerator = denominator = 0.0
    with (FOLDER / "E_experience" / "staff_survey_england_org_2021_2023.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["Year"] == "2023" and row["Stress_rate"] not in {"-", "NA", ""}:
                numerator += float(row["Stress_base"]) * float(row["Stress_rate"]) / 100
                denominator += float(row["Stress_base"])
    found = sums(loaded[1], "england_staff_stress", period=date(2023, 1, 1))
    assert found == pytest.approx((numerator, denominator), rel=1e-12)
    assert denominator == 701826


def test_staff_by_nationality(loaded):
    rows = sheet("HCHS_staff_with_an_EU_or_UK_nationality__by_staff_group_and_organisation.xls", "final")
    organisations = [row for row in rows[5:463] if row[3]]
    european, british = (sum(0 if r[at] == "-" else float(r[at]) for r in organisations) for at in (4, 8))
    assert sums(loaded[1], "england_eu_staff", period=date(2017, 4, 1)) == (european, european + british)
    assert sums(loaded[1], "england_eu_staff", service="RFS") == (98, 98 + 3606)


def test_regions_fill_down_to_their_organisations(loaded):
    parent = select(Service.parent_id).where(Service.code == "03V").scalar_subquery()
    above = loaded[1].scalars(select(Service).where(Service.id == parent)).one()
    assert (above.code, above.name, above.level) == ("YDF21", "Health Education East Midlands", "region")


@pytest.mark.parametrize(
    ("indicator", "total", "within"),
    [("england_cancer_surgery_31", 13195, 12535), ("england_cancer_radiotherapy_31", 23239, 22682)],
)
def test_three_sheets_of_three_tables(loaded, indicator, total, within):
    """The row of all English providers at the end of the third table of the sheet."""
    assert sums(loaded[1], indicator, period=date(2015, 4, 1)) == (within, total)


def test_deaths_by_month_and_region(loaded, facts):
    fact = facts["messy"]["Monthly2012Mortality.xls"]
    months = [date(2012, month, 1) for month in (1, 2, 3)]
    found = [sums(loaded[1], "deaths_all", period=m, service="ENGLAND AND WALES")[0] for m in months]
    assert found == fact["ENGLAND AND WALES Jan-12..Mar-12"]
    assert sums(loaded[1], "deaths_all", period=months[0], service="WALES")[0] == fact["WALES Jan-12"]
    assert sums(loaded[1], "deaths_all", period=months[1], service="SOUTH WEST")[0] is not None


@pytest.mark.parametrize(
    ("indicator", "number", "hospitals"),
    [("scotland_performs_4h", 2, ["N101H", "V217H"]), ("scotland_performs_cancelled", 28, ["V217H"])],
)
def test_meaning_in_file_names(loaded, indicator, number, hospitals):
    """The same numbers, as others joined them from 1,260 such files."""
    source = FOLDER / "A_service" / "nhsperforms_scotland_hospital_indicators.parquet"
    for hospital in hospitals:
        name = {"N101H": 3, "V217H": 15}[hospital]
        last = (
            (MESSY / "nhsperforms_downloads" / f"hospital {name} - ind {number}.csv").read_text().count("\n")
        )
        theirs = duckdb.sql(
            f"select sum(hospital_value) from (select * from '{source}' where indicator_id = {number} "
            f"and hospital_code = '{hospital}' order by date limit {last - 1})"
        ).fetchall()[0]
        assert sums(loaded[1], indicator, service=hospital)[0] == pytest.approx(theirs[0])


def test_ethnic_groups_across(loaded):
    with (MESSY / "scotland_census_ethnicity_superweb.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.reader(file) if row]
    heading = next(row for row in rows if row[0] == "Ethnic Group")
    zones = [row for row in rows if row[0].startswith("S01")]
    query = select(Category.code, func.sum(Population.count)).join(Category)
    found = dict(loaded[1].execute(query.where(Population.year == 2022).group_by(Category.code)).all())
    for group, label in (("", "All People"), ("white", "White: Total"), ("african", "African: Total")):
        assert found[group] == sum(int(row[heading.index(label)]) for row in zones)
    assert found[""] == 5_439_618


# -- files without an indicator: their tables alone ---------------------------------------------------


def table(name, needed, **entry):
    """Column -> its cells, as they go on to the shape."""
    source = MeasurementSource.model_validate(
        {"shape": "tidy", "file": name, "period": {"always": "2020-01-01"}, "service": {"always": "X"}}
        | entry
    )
    found = read_table(files.read(FOLDER / name, FOLDER), source, needed)
    return {column: cells.cells(range(len(found))) for column, cells in found.columns.items()}


CALIFORNIA = {
    "columns": {
        "facility": ["FACID1", "Facility_ID"],
        "infections": ["Infection_Count", "Infections_Reported"],
        "predicted": ["Infections_Predicted"],
    },
    "optional": "predicted",
    "file": "G_messy/MRSA_bloodstream_CA_{year}.csv",
}


@pytest.mark.parametrize(
    ("year", "facility"), [(2013, "040000122"), (2016, "930001543"), (2021, "030000149")]
)
def test_californian_headings_and_encodings_that_change(year, facility, facts):
    needed = ["facility", "infections", "predicted", "Year", "year", "Patient_Days"]
    cells = table(f"G_messy/MRSA_bloodstream_CA_{year}.csv", needed, **CALIFORNIA)
    assert facility in cells["facility"]
    assert set(cells["year"]) == {str(year)} == set(cells["Year"])
    assert (set(cells["predicted"]) == {""}) == (year == 2013)
    fact = facts["mrsa_california"].get(str(year))
    hospitals = [at for at, code in enumerate(cells["facility"]) if code]
    if fact:
        assert len(hospitals) == fact["hospitals"]
        assert sum(int(cells["infections"][at] or 0) for at in hospitals) == fact["infections"]


def test_staff_survey_over_five_heading_rows():
    cells = table(
        "G_messy/ST18 - abuse_sheet5 - religion.xls",
        ["column B", "who", "More than 10"],
        sheet="*_mean",
        headings={"read": ["Q12", "*", "{who}", "{measure}", "%"], "words": {"who": ["b) Managers"]}},
    )
    rows = sheet("ST18 - abuse_sheet5 - religion.xls", "abuse_sheet5_mean")
    assert set(cells["who"]) == {"b) Managers"}
    assert cells["column B"] == [str(row[1]) for row in rows[5:]]
    assert [float(cell) for cell in cells["More than 10"]] == [row[12] for row in rows[5:]]


def test_census_workbook_with_hidden_sheets():
    cells = table(
        "G_messy/table_2025-02-24_19-06-10.xlsx",
        ["zone", "households", "value"],
        headings={"read": ["{households}", ""], "words": {"households": "All households"}},
        columns={"zone": ["Household deprivation (1) Datazone 2011", "column 2"]},
        optional="zone",
        ends_at="blank row",
    )
    rows = [
        row
        for row in sheet("table_2025-02-24_19-06-10.xlsx", "Data Sheet 0")
        if str(row[1]).startswith("S01")
    ]
    assert sum(float(cell) for cell in cells["value"]) == sum(row[2] for row in rows)
    assert len(cells["value"]) == len(rows) == 6976


def test_one_file_per_month():
    folder = MESSY / "ae_one_file_per_month"
    for path in sorted(folder.glob("*.csv")):
        cells = table(
            f"G_messy/ae_one_file_per_month/{path.name}",
            ["month", "org_code", "attendances"],
            file="{month}.csv",
        )
        assert set(cells["month"]) == {path.stem}
        rows = list(csv.DictReader(path.read_text().splitlines()))
        assert sum(map(float, cells["attendances"])) == sum(float(row["attendances"]) for row in rows)


def test_delimiters_encodings_and_line_breaks_of_originals(facts):
    cells = table("G_messy/Hospital.csv", ["OrganisationCode", "Sector"])
    fact = facts["messy"]["Hospital.csv"]
    assert (len(cells["Sector"]), cells["Sector"].count("NHS Sector")) == (fact["rows"], fact["NHS Sector"])
    cells = table("G_messy/statisticalqualifiers24052019.csv", ["Qualifier", "QualifierName"])
    assert cells["Qualifier"][2] == "†"
    cells = table("G_messy/phs_data_quality_notes_multiline.csv", ["loc_name", "dqNotesIP"])
    assert any("\n" in note for note in cells["dqNotesIP"])
