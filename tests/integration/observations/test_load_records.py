"""Records are counted while they are loaded: the right sums, the right problems, and nobody anywhere."""

from __future__ import annotations

import gzip
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from data.models import Base
from errors import CatalogueError
from tests.loading import CATALOGUE, Folder

RECORDS = (
    CATALOGUE.partition("sources:")[0]
    + """
  age: {title: Age, list: age_broad}
  deprivation: {title: Deprivation, list: deprivation_quintiles}
sources:
  tree: {shape: services, file: services.csv, code: code, name: name, level: level, parent: parent}
  ed:
    shape: records
    file: ed*.csv
    reads: {arrival: date, departure: date, ward: text, age: number, sex: text, tenth: text, died: yes/no}
    period: arrival
    service: ward
    let: {minutes: minutes between arrival and departure}
    breakdowns:
      sex: {column: sex}
      age: {column: age, bands: age_broad, otherwise: U}
      deprivation: {column: tenth, list: deprivation_deciles, one_is: least deprived}
indicators:
  in_4h:
    title: Within four hours
    data: {source: ed, numerator: minutes <= 240, denominator: 1}
    unit: "%"
    is_proportion: true
    dimensions: [sex, age, deprivation]
  mean:
    title: Mean minutes
    data: {source: ed, numerator: minutes, denominator: 1, only: age >= 18}
    unit: minutes
  deaths:
    title: Deaths
    data: {source: ed, numerator: died}
    unit: deaths
"""
)
HEAD = "arrival,departure,ward,age,sex,tenth,died,nhs_number,surname\n"
ROWS = [
    "2026-01-01 08:00,2026-01-01 10:00,W1,17,F,01,0,943 476 5919,Smith",
    "2026-01-31 23:59,2026-02-01 04:00,W1,18,M,10,0,943 476 5870,Jones",
    "2026-02-01 00:00,2026-02-01 00:01,W1,80,X,5,1,943 476 5919,Smith",
    "2026-01-15T12:00:00+00:00,,W2,65,F,2,0,943 476 5919,O'Neill",
]


@pytest.fixture
def ward(tmp_path, engine):
    return Folder(tmp_path, engine, RECORDS)


def load(ward, *rows, head=HEAD, **options):
    ward.write("ed.csv", head + "".join(f"{row}\n" for row in rows))
    return ward.load("ed", **options)


def test_rows_are_counted_by_service_period_and_group(ward):
    report = load(ward, *ROWS)
    assert (report.status, report.read, report.rejected) == ("done", 4, 0)
    values = ward.values("in_4h")
    assert values["W1", "", "2026-01"] == (1, 2)  # four hours and a minute is not within four hours
    assert values["W1", "", "2026-02"] == (1, 1)
    assert ("W2", "", "2026-01") not in values  # nobody knows when they left
    assert values["W1", "F", "2026-01"] == (1, 1)
    assert values["W1", "X", "2026-02"] == (1, 1)
    assert values["W1", "0-17", "2026-01"] == (1, 1)
    assert values["W1", "80+", "2026-02"] == (1, 1)
    assert "1 row left out of `Within four hours`: what its formula asks is missing there" in report.notes


@pytest.mark.parametrize("only", ["{died: 1}", "{' died ': ['1']}"])
def test_only_may_choose_rows_by_a_column_that_nothing_else_asks_for(ward, only):
    ward.describe(RECORDS, ("{source: ed, numerator: died}", f"{{source: ed, numerator: age, only: {only}}}"))
    load(ward, *ROWS)
    assert ward.values("deaths") == {("W1", "", "2026-02"): (80, None)}


def test_deprivation_is_turned_so_that_1_is_most_deprived(ward):
    load(ward, *ROWS)
    values = ward.values("in_4h")
    assert values["W1", "5", "2026-01"] == (1, 1)  # tenth 01 of this file is the least deprived
    assert values["W1", "1", "2026-01"] == (0, 1)
    assert values["W1", "3", "2026-02"] == (1, 1)


def test_numbers_are_added_and_answers_counted(ward):
    load(ward, *ROWS)
    assert ward.values("mean") == {("W1", "", "2026-01"): (241, 1), ("W1", "", "2026-02"): (1, 1)}
    assert ward.values("deaths")["W2", "", "2026-01"][0] == 0
    assert ward.values("deaths", origin=None)["B", "", "2026-01"][0] == 0


def test_the_same_file_again_changes_nothing(ward):
    load(ward, *ROWS)
    again = load(ward, *reversed(ROWS))
    assert (again.new, again.revised) == (0, 0)
    changed = load(ward, *ROWS, "2026-02-02,2026-02-02,W1,3,F,1,0,,")
    assert changed.revised >= 1


def test_files_of_one_source_are_one_list(ward):
    ward.write("ed_1.csv", HEAD + "\n".join(ROWS[:2]))
    ward.write("ed_2.csv", HEAD + "\n".join(ROWS[2:]) + "\n2026-01-20,2026-01-20,W1,40,F,1,0,,\n")
    report = ward.load("ed")
    assert (report.file, report.read) == ("ed*.csv", 5)
    assert ward.values("in_4h")["W1", "", "2026-01"] == (2, 3)


@pytest.mark.parametrize("kind", ["gzip", "latin", "semicolon", "crlf", "title", "utf16", "trailing"])
def test_any_text_file_that_can_be_read_in_whole_can_be_counted(ward, kind):
    content = HEAD + "".join(f"{row}\n" for row in ROWS)
    data = {
        "gzip": lambda: gzip.compress(content.encode()),
        "latin": lambda: content.replace("O'Neill", "O’Neill – é").encode("cp1252"),
        "semicolon": lambda: content.replace(",", ";").encode(),
        "crlf": lambda: b"\xef\xbb\xbf" + content.replace("\n", "\r\n").encode(),
        "title": lambda: ('Emergency department\n\n"Made on\nMonday"\n' + content).encode(),
        "utf16": lambda: content.encode("utf-16"),
        "trailing": lambda: content.replace("\n", ",\n").encode(),
    }[kind]()
    ward.write("ed.csv", data)
    assert ward.load("ed").read == 4
    assert ward.values("in_4h")["W1", "", "2026-01"] == (1, 2)


def test_every_row_that_cannot_be_used_is_told_with_its_place(ward):
    report = load(
        ward,
        ROWS[0],
        "31/01/2026,2026-02-01,W1,18,M,3,0,,",
        "2026-01-31,2026-02-01,W9,18,M,3,0,,",
        "2026-01-31,2026-02-01,W1,eighteen,M,3,maybe,,",
        "2026-01-31,2026-02-01,W1,18,Q,11,0,,",
        "2027-01-31,2027-02-01,W1,18,M,3,0,,",
        "2026-01-31,2026-02-01",
    )
    said = {(p.row, p.column): p.found for p in report.problems}
    assert said[3, "arrival"] == "31/01/2026"
    assert said[4, "ward"] == "W9"
    assert said[5, "age"] == "eighteen"
    assert said[5, "died"] == "maybe"
    assert said[6, "sex"] == "Q (in 1 row)"
    assert said[6, "tenth"] == "11 (in 1 row)"
    assert said[7, "arrival"].startswith("2027-01-31")
    assert said[8, None] == "missing columns"
    assert report.read == 7


def test_a_row_whose_group_is_not_understood_counts_for_everyone(ward):
    report = load(ward, ROWS[0], ROWS[0].replace(",F,", ",Q,"), ROWS[0].replace(",01,", ",elsewhere,"))
    values = ward.values("in_4h")
    assert values["W1", "", "2026-01"] == (3, 3)
    assert values["W1", "F", "2026-01"] == (2, 2)
    assert values["W1", "5", "2026-01"] == (2, 2)
    assert sorted(p.found for p in report.problems) == ["Q (in 1 row)", "elsewhere (in 1 row)"]


def test_a_code_list_of_ones_own(ward):
    ward.describe(
        "code_lists: {ours: {a: F, b: M}}\n" + RECORDS,
        ("sex: {column: sex}", "sex: {column: sex, list: ours, otherwise: X}"),
    )
    load(ward, *(ROWS[0].replace(",F,", f",{code},") for code in "abbq"))
    values = ward.values("in_4h")
    assert [values["W1", group, "2026-01"] for group in "FMX"] == [(1, 1), (2, 2), (1, 1)]


def test_of_many_alike_the_first_are_told_and_all_are_counted(ward):
    report = load(ward, ROWS[0], *["never,,W1,1,F,1,0,,"] * 500, *["2026-01-01,,W9,1,F,1,0,,"] * 300)
    assert report.rejected == 800
    assert len(report.problems) == 101
    assert any("400 more are like them" in note for note in report.notes)


def test_nothing_of_a_person_is_written_logged_or_shown(ward, caplog, engine):
    caplog.set_level("DEBUG")
    report = load(ward, *ROWS, "never,,W1,x,Q,99,perhaps,943 476 5919,Smith", "1,2,3,943 476 5919,Smith")
    everything = caplog.text + repr(report)
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            everything += repr(connection.execute(text(f'SELECT * FROM "{table.name}"')).all())
    # Not inside another word or number: hashes, moments and seconds hold any three digits now and then.
    for secret in ("943", "476", "5919", "9434765919", "Smith", "O'Neill", "nhs_number"):
        assert re.search(rf"(?<![\w.]){secret}(?!\w)", everything) is None, secret


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("reads: {", "reads: {nhs_number: text, ", "`nhs_number` may hold a health number"),
        ("reads: {", "reads: {Date of Birth: date, ", "`Date of Birth` may hold a date of birth"),
        ("reads: {", "reads: {surname: text, ", "`surname` may hold a person's name"),
        (
            "period: arrival",
            "period: arrival\n    personal: sex",
            "`sex` is personal and cannot be used here",
        ),
        ("minutes <= 240", "minutes <= 240; DROP TABLE x", "';' is not understood at character 15"),
        ("minutes <= 240", "nhs_number", "`nhs_number` is not among `reads`"),
        ("one_is: least deprived", "codes: {}", "which end is deprived is not said"),
        ("one_is: least deprived", "one_is: poorest", "most deprived"),
        ("list: deprivation_deciles", "list: deprivation_tenths", "an unknown code list"),
        ("bands: age_broad", "bands: [0-17, 10-20]", "overlap"),
        ("bands: age_broad", "bands: [0-20, 21+]", "has no group for"),
        ("let: {", "let: {late: minutes > 1, ", "`minutes` is not worked out yet"),
        ("period: arrival", "period: age", "`age` places rows in periods"),
        ("minutes <= 240", "ward", "a number or a question should stand, it is a text"),
        ("departure: date", "departure: dates", "'dates' says nothing about a column"),
        ("only: age >= 18", "only: age + 18", "yes or no should stand, it is a number"),
        (
            "numerator: died}",
            "numerator: died, only: {wards: x}}",
            "`wards` is not read; expected a known one (did you mean `ward`?)",
        ),
        ("numerator: died}", "numerator: dyed}", "`dyed` is not among `reads` (did you mean `died`?)"),
    ],
)
def test_a_catalogue_that_makes_no_sense_is_refused(ward, old, new, said):
    with pytest.raises(CatalogueError) as error:
        ward.describe(RECORDS, (old, new))
    assert said in str(error.value)


def test_only_may_not_choose_rows_by_a_personal_column(ward):
    with pytest.raises(CatalogueError, match="`died` is personal and cannot be used here"):
        ward.describe(
            RECORDS,
            ("period: arrival", "period: arrival\n    personal: died"),
            ("numerator: died", "numerator: 1, only: {died: 1}"),
        )


def test_a_column_that_holds_identifiers_is_refused_whatever_it_is_called(ward):
    ward.describe(RECORDS, ("reads: {", "reads: {contact: text, "))
    rows = [row.replace(",0,943", ",0,943").replace("Smith", "x") for row in ROWS]
    report = load(ward, *rows, head=HEAD.replace("nhs_number", "contact"))
    assert report.status == "refused"
    assert "column `contact` seems to hold NHS, CHI or H&C numbers" in str(report.problems)


def test_an_age_is_worked_out_and_the_date_of_birth_never_leaves(ward):
    ward.describe(
        RECORDS,
        ("reads: {", "reads: {dob: '%d/%m/%Y', "),
        ("age: number, ", ""),
        ("period: arrival", "period: arrival\n    personal: dob"),
        ("let: {", "let: {age: years between dob and arrival, "),
    )
    report = load(
        ward,
        "01/02/2008,2026-01-31,2026-01-31,W1,F,1,0",
        "31/01/2008,2026-01-31,2026-01-31,W1,F,1,0",
        "31/31/2008,2026-01-31,2026-01-31,W1,F,1,0",
        head="dob,arrival,departure,ward,sex,tenth,died\n",
    )
    values = ward.values("in_4h")
    assert values["W1", "0-17", "2026-01"] == (1, 1)
    assert values["W1", "18-64", "2026-01"] == (1, 1)
    assert values["W1", "U", "2026-01"] == (1, 1)
    assert [p.found for p in report.problems] == ["something that is not repeated here, as it is personal"]
    assert "31/31" not in repr(report)


STAY = "join: {stay: {file: stays.csv, on: {key: encounter}, reads: {ended: text}}}\n    "
JOINED = RECORDS.replace("let: {", STAY + "let: {").replace("minutes <= 240", "stay.ended = 'home'")


def test_another_file_is_joined_by_a_key_that_is_read_for_nothing_else(ward):
    ward.describe(JOINED)
    ward.write("stays.csv", "encounter,ended\nE1,home\nE2,died\nE9,home\n")
    head = "key," + HEAD
    report = load(ward, *(f"E{i + 1},{row}" for i, row in enumerate(ROWS)), head=head)
    assert ward.values("in_4h")["W1", "", "2026-01"] == (1, 2)
    assert report.read == 4
    ward.write("stays.csv", "encounter,ended\nE1,home\nE1,died\n")
    refused = ward.load("ed")
    assert refused.status == "refused"
    assert "each row here would count several times" in str(refused.problems)
    assert "E1" not in repr(refused)


def test_several_rows_of_a_joined_file_become_one_where_that_is_declared(ward):
    ward.describe(
        JOINED.replace("reads: {ended: text}", "reads: {score: number}, combine: {score: largest}").replace(
            "stay.ended = 'home'", "stay.score >= 7"
        )
    )
    ward.write("stays.csv", "encounter,score\nE1,3\nE1,9\nE2,6\nE2,\n")
    load(ward, *(f"E{i + 1},{row}" for i, row in enumerate(ROWS)), head="key," + HEAD)
    assert ward.values("in_4h")["W1", "", "2026-01"] == (1, 2)


@pytest.mark.parametrize(
    ("frequency", "begins", "start"),
    [
        ("daily", "", date(2026, 4, 1)),
        ("weekly", "", date(2026, 3, 30)),
        ("weekly", "Sunday", date(2026, 3, 29)),
        ("weekly", "Wednesday", date(2026, 4, 1)),
        ("monthly", "", date(2026, 4, 1)),
        ("quarterly", "", date(2026, 4, 1)),
        ("annual", "", date(2026, 1, 1)),
        ("annual", "April", date(2026, 4, 1)),
    ],
)
def test_a_row_falls_in_the_period_that_holds_it(ward, frequency, begins, start):
    changes = [("    unit: deaths", f"    unit: deaths\n    frequency: {frequency}")]
    if begins:
        changes.append(("period: arrival", f"period: {{column: arrival, begins: {begins}}}"))
    ward.describe(RECORDS, *changes)
    load(ward, "2026-04-01 00:00,,W1,1,F,1,1,,")
    with ward.engine.connect() as connection:
        query = "SELECT DISTINCT period_start FROM observation"
        assert [str(day) for (day,) in connection.execute(text(query))] == [str(start)]


def test_no_rows_is_no_value_unless_the_list_is_declared_whole(ward):
    rows = ["2026-01-01,,W1,1,F,1,1,,", "2026-03-01,,W1,1,F,1,0,,", "2026-02-01,,W2,1,F,1,1,,"]
    load(ward, *rows)
    assert ("W1", "", "2026-02") not in ward.values("deaths")
    ward.describe(RECORDS, ("period: arrival", "period: arrival\n    zero_where_no_rows: true"))
    load(ward, *rows)
    values = {key: pair[0] for key, pair in ward.values("deaths").items()}
    assert values["W1", "", "2026-02"] == 0
    assert values["W2", "", "2026-03"] == 0
    assert values["W2", "", "2026-02"] == 1


def test_parquet_and_excel_are_read_alike(ward, tmp_path):
    import duckdb
    from openpyxl import Workbook

    (tmp_path / "plain.csv").write_text(HEAD + "\n".join(ROWS))
    duckdb.connect().execute(
        f"COPY (SELECT * FROM read_csv('{tmp_path / 'plain.csv'}')) TO '{ward.path / 'ed.parquet'}'"
    )
    ward.describe(RECORDS, ("file: ed*.csv", "file: ed.parquet"))
    assert ward.load("ed").read == 4
    wanted = ward.values("in_4h")
    book = Workbook()
    for line in [HEAD.strip(), *ROWS]:
        book.active.append(line.split(","))
    book.save(ward.path / "ed.xlsx")
    ward.describe(RECORDS, ("file: ed*.csv", "file: ed.xlsx"))
    report = ward.load("ed")
    assert (report.read, report.new) == (4, 0)
    assert ward.values("in_4h") == wanted


def test_the_order_of_rows_makes_no_difference_to_a_sum_of_decimals(ward):
    rows = [
        f"2026-01-0{1 + i % 9} 00:00,2026-01-1{i % 7} 0{i % 8}:{10 + i % 47},W1,{20 + i % 50},F,1,0,,"
        for i in range(999)
    ]
    load(ward, *rows)
    again = load(ward, *rows[::-1])
    assert (again.new, again.revised) == (0, 0)


def test_a_file_that_names_a_period_in_its_name(ward):
    ward.describe(
        RECORDS,
        ("    period: arrival\n", "    period: {column: month, format: '%Y_%m'}\n"),
        ("ed*.csv", '"ed_{month}.csv"'),
    )
    ward.write("ed_2026_01.csv", HEAD + ROWS[2])
    ward.write("ed_2026_02.csv", HEAD + "\n".join(ROWS[:2]))
    assert ward.load("ed").status == "done"
    values = ward.values("deaths")
    assert values["W1", "", "2026-01"][0] == 1
    assert values["W1", "", "2026-02"][0] == 0


def test_a_file_that_is_cut_off_is_refused(ward):
    ward.describe(RECORDS, ("file: ed*.csv", "file: ed.parquet"))
    ward.write("ed.parquet", b"PAR1 and no more")
    assert "damaged Parquet" in str(ward.load("ed").problems)
    ward.describe(RECORDS, ("file: ed*.csv", "file: ed.csv.gz"))
    ward.write("ed.csv.gz", gzip.compress((HEAD + ROWS[0]).encode())[:-20])
    assert "damaged gzip" in str(ward.load("ed").problems)


def test_what_is_not_over_is_immature(ward):
    load(ward, ROWS[2], as_at=date(2026, 2, 10))
    assert ward.immature("deaths") == {("W1", "", "2026-02"), ("H1", "", "2026-02"), ("B", "", "2026-02")}
    assert date(2026, 2, 10) + timedelta(days=1) > date(2026, 2, 10)


def test_numbers_with_a_comma_before_their_fraction_are_asked_about(ward):
    """2,869 between semicolons: nobody knows whether it is less than three."""
    old = "    data: {source: ed, numerator: minutes, denominator: 1, only: age >= 18}"
    ward.describe(RECORDS, (old, "    data: {source: ed, numerator: age, denominator: 1}"))
    rows = ("2026-01-01;;W1;2,869;F;1;0;;", "2026-01-02;;W1;1.002,5;F;1;0;;", "2026-01-03;;W1;*;F;1;0;;")
    head = HEAD.replace(",", ";")
    report = load(ward, *rows, head=head)
    assert 'say `decimal: ","`' in str(report.problems[0])
    changes = ((old, "    data: {source: ed, numerator: age, denominator: 1}"),)
    changes += (("    file: ed*.csv\n", '    file: ed*.csv\n    decimal: ","\n    missing: {"*": zero}\n'),)
    ward.describe(RECORDS, *changes)
    report = load(ward, *rows, head=head)
    assert (report.rejected, report.problems) == (0, ())
    assert ward.values("mean")["W1", "", "2026-01"] == (pytest.approx(1005.369), 3)  # the mark is zero here


def test_dates_written_in_several_ways(tmp_path, engine):
    ways = "['%d/%m/%Y %H:%M', date, '%m/%d/%Y %H:%M']"
    ward = Folder(
        tmp_path,
        engine,
        RECORDS.replace("arrival: date, departure: date", f"arrival: {ways}, departure: {ways}"),
    )
    report = load(
        ward,
        "31/01/2026 08:00,2026-01-31 10:00,W1,17,F,01,0,,",
        "2026-01-31 08:00:00,01/31/2026 10:00,W1,17,F,01,0,,",
        "03/04/2026 08:00,,W1,17,F,01,0,,",  # 3 April or 4 March: not for a program to say
        "04/04/2026 08:00,04/04/2026 09:00,W1,17,F,01,0,,",
    )
    assert ward.values("in_4h")["W1", "", "2026-01"] == (2, 2)
    assert ward.values("in_4h")["W1", "", "2026-04"] == (1, 1)
    [problem] = [p for p in report.problems if p.column == "arrival"]
    assert (problem.row, problem.found) == (4, "03/04/2026 08:00")
    assert "a date or time such as" in problem.expected


def test_times_of_a_day(tmp_path, engine):
    ward = Folder(
        tmp_path,
        engine,
        RECORDS.replace("departure: date", "departure: '%H:%M', planned: '%H:%M'").replace(
            "minutes between arrival and departure", "minutes between planned and departure"
        ),
    )
    load(ward, "2026-01-31,08:45,08:30,W1,17,F,01,0,,", head=HEAD.replace("departure,", "departure,planned,"))
    assert ward.values("mean") == {}
    assert ward.values("in_4h")["W1", "", "2026-01"] == (1, 1)


def test_half_years_of_either_year(ward):
    rows = (
        "2025-03-31,,W1,1,F,1,1",
        "2025-04-01,,W1,1,F,1,1",
        "2025-10-01,,W1,1,F,1,1",
        "2025-12-31,,W1,1,F,1,1",
    )
    for begins, expected in (
        ("January", {"2025-01": 2, "2025-07": 2}),
        ("April", {"2024-10": 1, "2025-04": 1, "2025-10": 2}),
    ):
        ward.describe(
            RECORDS.replace("period: arrival", f"period: {{column: arrival, begins: {begins}}}").replace(
                "unit: deaths\n", "unit: deaths\n    frequency: half-yearly\n"
            )
        )
        load(ward, *rows, head="arrival,departure,ward,age,sex,tenth,died\n")
        values = {key[2]: value[0] for key, value in ward.values("deaths").items() if value[0]}
        assert {month: values[month] for month in expected} == expected


@pytest.mark.parametrize(
    ("how", "kind", "said"),
    [
        ("any", "text", "`note` is a text, and `any` is for yes or no"),
        ("any", "number", "`note` is a number, and `any` is for yes or no"),
        ("sum", "text", "`note` is a text, and `sum` is for a number"),
        ("any", "yes/no", ""),
        ("sum", "number", ""),
        ("largest", "text", ""),
    ],
)
def test_rows_of_a_joined_file_become_one_only_as_their_kind_allows(ward, how, kind, said):
    join = (
        f"    join: {{more: {{file: m.csv, on: ward, reads: {{note: {kind}}}, combine: {{note: {how}}}}}}}\n"
    )
    text = RECORDS.replace("    service: ward\n", f"    service: ward\n{join}")
    if said:
        with pytest.raises(CatalogueError, match=said):
            ward.describe(text)
    else:
        ward.describe(text)
