"""A sketch of an unknown file is a catalogue that loads as it is."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from catalogue.reading.read import load_catalogue
from errors import LoadRefusedError
from loaders.__main__ import main
from loaders.run.load import run
from loaders.sketch.sketch import sketch
from settings import ROOT
from tests.databases import in_memory

REAL = Path(os.environ.get("BRIGHTSPOT_REAL_DATA") or ROOT.parent / "shared" / "data")
AS_AT = date(2026, 11, 20)

FILES = {
    "years that roll on each quarter": (
        "unit,period,rate\n"
        + "".join(
            f"{unit},Year to {day} 2024,0.3{n}\n"
            for unit in ("U1", "U2")
            for n, day in enumerate(("31 Mar", "30 Jun", "30 Sep"))
        ),
        ['format: "year-end %d %b %Y", rolling: true}', "frequency: quarterly"],
    ),
    "months with a footnote, across": (
        "Area,Jan-193,Feb-193\nE01,100,110\nE02,200,210\n",
        ["shape: wide", 'period: {format: "%b-%y"}', "service: Area"],
    ),
    "half-years": (
        "half,unit,falls\n"
        + "".join(
            f"{y} Jan-Jun,U{n},{n}\n{y} Jul-Dec,U{n},{n + 3}\n" for y in (2024, 2025) for n in (1, 2)
        ),
        ["format: half-year", "frequency: half-yearly"],
    ),
    "attendances in the time of Greenwich": (
        "Arrived,Ward,Age\n"
        + "".join(
            f"2026-06-{d:02}T23:{m}:00Z,W{m % 3},{d + m}\n" for d in range(1, 29) for m in (15, 31)
        ),
        ["shape: records", "period: {column: Arrived, time_zone: Europe/London}"],
    ),
    "counts out of a total": (
        "month,hospital_code,hospital_name,attendances,within_4h\n"
        "2026-01-31,A101H,Arran,540,500\n2026-02-28,A101H,Arran,498,490\n2026-01-31,A111H,Crosshouse,5414,5290\n",
        ["format: month-end", "service: hospital_code", "numerator: within_4h, denominator: attendances"],
    ),
    "groups with a total": (
        "Quarter,HB,Sex,SexQF,Stays\n"
        + "".join(
            f"{y}Q{q},{hb},{sex},{'d' if sex == 'All' else ''},{n * (q + 3)}\n"
            for y in (2024, 2025)
            for q in (1, 2, 3, 4)
            for hb in ("S08000015", "S08000016")
            for sex, n in (("Female", 10), ("Male", 12), ("All", 22))
        ),
        ["format: calendar-quarter", "# to decide: the first period could be read", "dimension: sex"],
    ),
    "title rows, a footer, marks": (
        "Waiting times by trust,,,\nPublished by the ministry,,,\n,,,\nPeriod,Org code,Seen,Total\n"
        "Apr-25,RF4,10,20\nMay-25,RF4,*,21\nApr-25,R0A,7,20\nMay-25,R0A,(r),22\nSource: ministry,,,\n",
        ["header: 4", 'format: "%b-%y"', "ends_at: Source", 'missing: ["(r)"]'],
    ),
    "months across": (
        "Trust code,measure,Jan-26,Feb-26,Mar-26\nRF4,falls,3,1,4\nRF4,bed_days,54,49,53\nR0A,falls,1,1,2\n",
        ["shape: wide", "measures: measure", 'format: "%b-%y"'],
    ),
    "nobody named": ("month,deaths,operations\n2026-01-01,1,40\n2026-02-01,0,38\n", ["service: {always:"]),
    "records of people": (
        "NHS Number,Surname,Postcode,Arrival Time,Hospital\n"
        + "".join(
            f"485 777 {i:04},Smith,EC3N {i % 9}DH,2026-01-0{i % 9 + 1} 02:16:52,H{i % 3}\n" for i in range(40)
        ),
        ["Left out: `NHS Number` looks like a health number", "shape: records", "period: Arrival Time"],
    ),
    "people of areas": (
        "hb_code,year,sex,population\n"
        + "".join(f"S0800001{i},2020,{sex},{i * 100}\n" for i in range(1, 6) for sex in ("F", "M")),
        ["shape: population", "year: year"],
    ),
    "people of areas by age and sex, with the year in a title": (
        "Mid-2020 estimates for local authorities,,,\nSource: ministry,,,\nCode,Sex,Age,Count\n"
        + "".join(f"E0600000{i},{sex},{age},{i * 100 + age}\n" for i in range(1, 6) for sex in (1, 2)
                  for age in range(91)),
        ["shape: population", "year: 2020  # to decide", "count: Count", "divided by Age too"],
    ),
    "people by age and sex, and nothing that says so": (
        "Year,board,sex,age group,number\n"
        + "".join(f"2020,S0800001{i},{sex},{age},{i * 100}\n" for i in range(1, 6) for sex in ("F", "M")
                  for age in ("0-15", "16-64", "65+")),
        ["shape: population", "to decide: nothing says what was counted by age and sex", "year: Year"],
    ),
    "people by age, across": (
        "Mid-2020 population estimates,,\nCode,Name,All ages," + ",".join(map(str, range(90))) + ",90+\n"
        + "".join(f"E0600000{i},Town {i},{91 * i}" + f",{i}" * 91 + "\n" for i in range(1, 6)),
        ["header: 2", "year: 2020  # to decide", "count: \"`All ages`\"", "service: Code"],
    ),
    "people by year, across": (
        "ladcode20,sex,age,population_2019,population_2020\n"
        + "".join(f"E0600000{i},{sex},{age},{i * 10},{i * 11}\n" for i in range(1, 6) for sex in (1, 2)
                  for age in range(91)),
        ["shape: population", 'headings: {read: "population_{year}"}', "year: year"],
    ),
    "people by year, across, with nothing but years in the headings": (
        "Residents by area,,,,\nArea code,Sex,2019,2020,2021\n"
        + "".join(f"E0600000{i},{sex},{n * i},{n * i},{n * i}\n" for i in range(1, 6)
                  for sex, n in (("Persons", 3), ("Females", 1), ("Males", 2))),
        ["shape: population", 'headings: {read: "{year}"}', "everyone: Persons"],
    ),
    "deaths by age and sex": (
        "year,board,sex,age group,number of deaths\n"
        + "".join(f"2020,S0800001{i},{sex},{age},{i * 3}\n" for i in range(1, 6) for sex in ("F", "M")
                  for age in ("0-15", "16-64", "65+")),
        ["shape: tidy"],
    ),
    "a year beside its month": (
        "Year,Month,stp_code,Admissions\n"
        + "".join(f"{y},{m},{s},{i}\n" for y in (2020, 2021) for i, m in enumerate(("Mar", "Apr", "Dec"))
                  for s in ("QE1", "QF7")),
        ["period: {column: [Month, Year]", 'format: "%b %Y"}', "name it together", "frequency: monthly"],
    ),
    "a year beside the month that a quarter ends with": (
        "Year,Period End,Org Code,Total\n2019-20,December,R1H,1828\n2019-20,December,RF4,900\n"
        "2019-20,September,R1H,1800\n",
        ["column: [Period End, Year], format: quarter-end", "frequency: quarterly"],
    ),
    "days that are now the last of a month, now the next": (
        "month_end,ward,falls\n" + "".join(f"{d},W1,{i}\n" for i, d in enumerate(
            ("2015-08-31", "2015-09-30", "2015-10-31", "2015-12-01", "2016-01-01", "2016-02-01", "2016-03-01",
             "2016-03-31", "2016-04-30"))),
        ["format: [month-end, month-until]", "frequency: monthly", "is that what they mean?"],
    ),
    "times that something took": (
        "month,org_code,incidents,mean response,category\n"
        + "".join(f"2026-0{m}-01,{o},{i * 10},0:0{i}:2{m},cat1\n"
                  for m in (1, 2) for i, o in enumerate(("RX9", "RYC", "R1F"), 5)),
        ["unit_of: {mean response: time in minutes}", "numerator: incidents", "additive: false"],
    ),
    "weeks of one measure among months of others": (
        "date,hospital_code,measure,hospital_value\n"
        + "".join(f"2015-03-{d:02},A101H,waits,0.9{d}\n" for d in (1, 8, 15, 22, 29))
        + "2015-01-31,A101H,beds,5\n2015-02-28,A101H,beds,6\n",
        ["only: {measure: [waits]}", "format: week-ending}", "frequency: weekly"],
    ),
    "a title that says the quarter": (
        "Title:,Beds,,\nPeriod:,October to December 2019,,\nPublished:,27 February 2020,,\n"
        "Org code,Org name,Beds,Notes\nR1H,Barts,1828,a\nRF4,Barking,900,b\n",
        ["period: {always: 2019-10-01}  # to decide: a title row says `October to December 2019`",
         "frequency: quarterly"],
    ),
    "a list of services": (
        "org_code,org_name,region\nR0A,Manchester,North\nRF4,Barking,London\n",
        ["shape: services", "name: org_name"],
    ),
}  # fmt: skip


def loaded(path: Path, folder: Path, engine=None):
    text = sketch(path, folder, with_services=True)
    (folder / "sketch.yaml").write_text(text, encoding="utf-8")
    catalogue = load_catalogue(folder / "sketch.yaml")
    engine = engine or in_memory()
    return text, run(engine, catalogue, folder=folder, as_at=AS_AT)


@pytest.mark.parametrize("name", FILES)
def test_a_sketch_loads_as_it_is(tmp_path, name):
    content, said = FILES[name]
    (tmp_path / "file.csv").write_text(content, encoding="utf-8")
    text, reports = loaded(tmp_path / "file.csv", tmp_path)
    assert [(r.is_refused, r.rejected) for r in reports] == [(False, 0)] * len(reports)
    assert reports[-1].new > 0
    assert [part for part in said if part not in text] == []


def test_a_plain_file_is_sketched_in_a_few_lines_of_which_none_is_to_decide(tmp_path):
    rows = "".join(f"2026-0{m}-01,W{w}A,{m * w},{m * 100 + w}\n" for m in (1, 2, 3) for w in (1, 2))
    (tmp_path / "safety.csv").write_text(f"month,ward_code,falls,bed_days\n{rows}", encoding="utf-8")
    made = sketch(tmp_path / "safety.csv", tmp_path)
    assert len([line for line in made.splitlines() if line]) <= 15
    assert "to decide" not in made
    assert "# likely: the headings say so" in made


def test_one_of_several_columns_of_numbers_is_to_decide(tmp_path):
    rows = "".join(f"2026-0{m}-01,W{w}A,{m * w},{9 - m}\n" for m in (1, 2, 3) for w in (1, 2))
    (tmp_path / "f.csv").write_text(
        f"month,ward_code,beds,nurses,chairs\n{rows.replace(chr(10), ',4' + chr(10))}"
    )
    assert "  # to decide: or `chairs`?" in sketch(tmp_path / "f.csv", tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("X1,Y1\nX2,Y2\nX3,Y3\n", ["shape: services", "code: column 1"]),
        (
            "".join(f"2026-0{m}-01,W{w},{m * w},{m * 100 + w}\n" for m in (1, 2) for w in (1, 2)),
            ["period: {column: column 1, format: date}", "service: column 2", "`column 3`"],
        ),
    ],
)
def test_a_table_without_a_heading_keeps_its_first_row(tmp_path, content, said):
    (tmp_path / "file.csv").write_text(content, encoding="utf-8")
    made, reports = loaded(tmp_path / "file.csv", tmp_path)
    assert "header: none  # to decide" in made
    assert [part for part in said if part not in made] == []
    assert [(report.read, report.rejected) for report in reports] == [(content.count("\n"), 0)] * len(reports)


@pytest.mark.parametrize(
    "content", ["org,town\nRAA,Leeds\nRBB,York\n", "area,2019,2020,2021\nE1,4,5,6\nE2,5,6,7\nE3,5,6,8\n"]
)
def test_a_heading_is_told_from_a_row(tmp_path, content):
    (tmp_path / "file.csv").write_text(content, encoding="utf-8")
    assert "header: none" not in sketch(tmp_path / "file.csv", tmp_path)


def test_a_row_of_small_numbers_is_no_heading(tmp_path):
    """12 and 75 may be years, and the rows above such a heading would be lost."""
    rows = (
        "England,1200,60,300,12",
        ",,,,",
        *(f"R{c},300,{n},75,3" for c, n in (("AA", 12), ("BB", 14), ("CC", 16))),
    )
    content = (
        "Operations,,,,\nCode,Elective,,Urgent,\n,All,Cancelled,All,Cancelled\n" + "\n".join(rows) + "\n"
    )
    (tmp_path / "file.csv").write_text(content, encoding="utf-8")
    assert "header: 2-3" in sketch(tmp_path / "file.csv", tmp_path)


def test_a_title_that_says_another_period_than_the_column_is_asked_about(tmp_path):
    rows = "".join(f"2025-26,{code},{n},{n + 9}\n" for n, code in enumerate(("RF4", "R0A", "RJ1"), 3))
    content = f"Period:,April 2025,,\nYear,Org code,Cancelled,Operations\n{rows}"
    (tmp_path / "file.csv").write_text(content, encoding="utf-8")
    made = sketch(tmp_path / "file.csv", tmp_path)
    assert (
        "# to decide: a title row says `April 2025`: is that the period?  period: {always: 2025-04-01}"
        in made
    )


def test_labels_that_stand_once_for_several_rows_are_filled_down(tmp_path):
    blocks = ("RJ1,RJ1A", ",RJ1B", "RK2,RK2A", ",RK2B")
    rows = "".join(f"{block},Apr-25,3\n,,May-25,4\n,,Jun-25,5\n" for block in blocks)
    (tmp_path / "file.csv").write_text(f"Trust,Site code,Month,Falls\n{rows}", encoding="utf-8")
    made, reports = loaded(tmp_path / "file.csv", tmp_path)
    assert "fill_down: [Trust, Site code]" in made
    assert (reports[-1].new, reports[-1].dropped) == (12, 0)


def test_a_blank_label_of_a_total_is_not_filled_down(tmp_path):
    rows = "".join(
        f"{c},{m},{n}\n" for m in ("Apr-25", "May-25") for c, n in (("RJ1", 3), ("RK2", 4), ("", 7))
    )
    (tmp_path / "file.csv").write_text(f"Org code,Month,Falls\n{rows}", encoding="utf-8")
    assert "fill_down" not in sketch(tmp_path / "file.csv", tmp_path)


POPULATIONS = {  # people in the newest year, all services of the file together
    "scotland_2020_board_council_age_sex_simd.csv": (2020, 5_466_000),
    "scotland_board_annual_1981_2021.csv": (2021, 5_479_900),
    "scotland_census2022_board_ethnicity_simd.csv": (2022, 5_440_355),
    "uk_country_age_sex_2023.csv": (2023, 68_265_209),
}


@pytest.mark.parametrize("name", POPULATIONS)
def test_a_published_population_is_one(tmp_path, name):
    found = next(iter(REAL.rglob(name)), None)
    if found is None:
        pytest.skip("the published files are not here")
    (tmp_path / name).write_bytes(found.read_bytes())
    engine = in_memory()
    loaded(tmp_path / name, tmp_path, engine)
    everyone = (
        "SELECT year, sum(count) FROM population WHERE category_id = 0 GROUP BY year ORDER BY year DESC"
    )
    with engine.connect() as connection:
        assert tuple(connection.execute(text(everyone)).first()) == POPULATIONS[name]


def test_nothing_of_a_person_is_shown(tmp_path):
    content, _ = FILES["records of people"]
    (tmp_path / "file.csv").write_text(content, encoding="utf-8")
    text = sketch(tmp_path / "file.csv", tmp_path)
    assert not [part for part in ("485", "Smith", "EC3N") if part in text]
    source = text.split("sources:")[1]
    assert not [name for name in ("NHS Number", "Surname", "Postcode") if name in source]


def test_a_period_that_is_not_certain_is_asked(tmp_path):
    (tmp_path / "file.csv").write_text(
        "date,ward,falls\n01/02/2026,W1,3\n01/03/2026,W1,1\n", encoding="utf-8"
    )
    text = sketch(tmp_path / "file.csv", tmp_path)
    assert "# to decide: the first period could be read in other ways: `%m/%d/%Y`" in text


NAMELESS = "org_code,beds\nRF4,20\nR0A,21\n"


def test_a_period_that_nothing_names_is_asked_for_and_never_made_up(tmp_path, capsys):
    (tmp_path / "beds.csv").write_text(NAMELESS, encoding="utf-8")
    made = sketch(tmp_path / "beds.csv", tmp_path, with_services=True)
    assert "# to decide: nothing in this file names its period" in made
    (tmp_path / "sketch.yaml").write_text(made, encoding="utf-8")
    arguments = ["--catalogue", str(tmp_path / "sketch.yaml"), "--data", str(tmp_path)]
    assert main(["check", *arguments, "--database", "sqlite://"]) == 3
    assert "a tidy source needs `period`" in capsys.readouterr().err


def test_days_waited_are_no_years_across(tmp_path):
    rows = "RF4,10,20,30\nR0A,7,21,28\nRJ1,9,33,42\n"
    (tmp_path / "file.csv").write_text(f"Org code,Seen within 31 days,Seen within 62 days,Seen\n{rows}")
    assert "shape: tidy" in sketch(tmp_path / "file.csv", tmp_path)


@pytest.mark.parametrize(
    ("name", "begins", "frequency"),
    [
        ("KH03-Q3-2019-20", "2019-10-01", "quarterly"),
        ("Q1-2015-2016-CANCER-WORKBOOK", "2015-04-01", "quarterly"),
        ("beds 2019-20", "2019-04-01", "annual"),
        ("staff survey (v2), June 2022", "2022-06-01", "monthly"),
        ("ST18 - abuse_sheet5 - religion", None, None),
        ("beds_2018_2021", None, None),
    ],
)
def test_the_name_of_a_file_may_say_the_period(tmp_path, name, begins, frequency):
    (tmp_path / f"{name}.csv").write_text(NAMELESS, encoding="utf-8")
    made = sketch(tmp_path / f"{name}.csv", tmp_path)
    if begins is None:
        assert "period: {always: YYYY-MM-DD}" in made
        assert "column: period" not in made
    else:
        assert f"period: {{always: {begins}}}  # to decide: the name of the file says" in made
        assert f"frequency: {frequency}" in made


def test_days_far_apart_are_asked_about(tmp_path):
    rows = "".join(f"2021-{m:02}-21,{m}\n" for m in range(1, 13))
    (tmp_path / "file.csv").write_text("Date,falls\n" + rows, encoding="utf-8")
    assert "frequency: daily  # to decide: the days are 31 days apart" in sketch(
        tmp_path / "file.csv", tmp_path
    )


def test_words_alone_are_refused(tmp_path):
    (tmp_path / "file.csv").write_text("note,text\na,something\nb,else\n", encoding="utf-8")
    with pytest.raises(LoadRefusedError, match="holds no numbers"):
        sketch(tmp_path / "file.csv", tmp_path)


def test_the_command_writes_a_catalogue(tmp_path, capsys):
    (tmp_path / "file.csv").write_text(FILES["nobody named"][0], encoding="utf-8")
    database = f"sqlite:///{tmp_path / 'none.db'}"
    assert main(["sketch", str(tmp_path / "file.csv"), "--services", "--database", database]) == 0
    (tmp_path / "made.yaml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert load_catalogue(tmp_path / "made.yaml").indicators
    assert not (tmp_path / "none.db").exists(), "looking at a file makes no database"


MESSY = (
    "ambulance_wales_board_monthly.csv",
    "northern-ireland-ae-raw.csv",
    "monthly_ae_waitingtimes_202206.csv",
    "MRSA_bloodstream_CA_2021.csv",
    "Monthly2012Mortality.xls",
    "SPCreporter_example_data.xlsx",
)


@pytest.mark.parametrize("name", MESSY)
def test_a_sketch_of_a_published_file_loads(tmp_path, name):
    found = next(iter(REAL.rglob(name)), None)
    if found is None:
        pytest.skip("the published files are not here")
    (tmp_path / name).write_bytes(found.read_bytes())
    _, reports = loaded(tmp_path / name, tmp_path)
    assert [(r.is_refused, r.rejected) for r in reports] == [(False, 0)] * len(reports)
    assert reports[-1].new > 0


PUBLISHED = {
    # part, whole and number of periods over all services of the file, as the hand-written examples load them
    "ambulance_wales_board_monthly.csv": ("red_within_8_min", "2021-01-01", 1458, 2447, 36),
    "beds_england_kh03_quarterly_2010_2018.parquet": ("occupied_total", "2018-01-01", 95672.4, 103334.7, 32),
    "ed_one_hospital_monthly.csv": ("within_4h", "2015-05-01", 11848, 12178, 109),
    "hai_denmark_hospital_monthly.csv": ("cases", "2015-01-01", 106, 109471, 24),
    "delayed_discharge_scotland_board_age_reason_monthly.csv": (
        "num_delayed_bed_days", "2016-07-01", 43919, None, 110),
    "MRSA_bloodstream_CA_2013.csv": ("infection_count", "2013-01-01", 698, 15391654, 1),
    "Q1-2015-2016-CANCER-WAITING-TIMES-PROVIDER-WORKBOOK.xlsx": (
        "after_14_days", "2015-04-01", 26780, 419827, 1),
    "hospital 15 - ind 28.csv": ("hospital_value", "2015-05-01", 0.071, None, 72),
}  # fmt: skip
TOTALS = """
    SELECT o.period_start, sum(o.numerator), sum(o.denominator) FROM observation o
    JOIN indicator i ON i.id = o.indicator_id JOIN service s ON s.id = o.service_id
    WHERE i.code LIKE :code AND s.code = (SELECT code FROM service WHERE parent_id IS NULL)
    AND o.category_id = 0 GROUP BY o.period_start"""


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_sketch_of_a_published_file_finds_its_totals(tmp_path, name):
    found = next(iter(REAL.rglob(name)), None)
    if found is None:
        pytest.skip("the published files are not here")
    (tmp_path / name).write_bytes(found.read_bytes())
    column, first, part, whole, periods = PUBLISHED[name]
    engine = in_memory()
    loaded(tmp_path / name, tmp_path, engine)
    with engine.connect() as connection:
        by_period = {
            str(p)[:10]: (n, d) for p, n, d in connection.execute(text(TOTALS), {"code": f"%{column}"})
        }
    assert by_period[first][0] == pytest.approx(part, rel=1e-4)
    assert by_period[first][1] == (whole if whole is None else pytest.approx(whole, rel=1e-4))
    assert len(by_period) == periods


def test_numbers_in_brackets_are_no_marks_for_missing_values(tmp_path):
    """Accepted unread, the line would have made every number below zero a missing one."""
    rows = "Apr-25,RF4,10\nMay-25,RF4,(190)\nApr-25,R0A,7\nMay-25,R0A,*\nJun-25,R0A,8\n"
    (tmp_path / "file.csv").write_text("Month,Org code,Surplus\n" + rows, encoding="utf-8")
    text, reports = loaded(tmp_path / "file.csv", tmp_path)
    assert "# to decide: 1 number stands in brackets" in text
    assert "190" not in text
    assert [report.rejected for report in reports] == [0, 1]
