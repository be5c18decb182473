"""Whatever tells who somebody is becomes no code, name, group or text, and is quoted nowhere.

Every number here is made up: ten digits whose last one checks the others, as those of the NHS, CHI and H&C.
"""

from __future__ import annotations

import io
import json

import pytest
from openpyxl import Workbook
from rich.console import Console

from catalogue.identifiers.contents import is_health_number
from loaders.preview import build, text
from loaders.run.plan import plan
from loaders.sketch.sketch import sketch
from tests.loading import CATALOGUE, HEADER, TODAY, Folder

NUMBERS = [str(n) for n in range(4857773450, 4857773600) if is_health_number(str(n))]
CHI = [f"{n:010}" for n in range(101501200, 101501400) if is_health_number(f"{n:010}")]
ONE = NUMBERS[0]
SHAPE = "shape: services, file: services.csv"
BARE = f"{SHAPE}, code: code, name: name, level: level, parent: parent"


@pytest.fixture
def folder(tmp_path, sqlite_engine):
    return Folder(tmp_path, sqlite_engine)


def services(*codes: str, head: str = "code", names: str = "Ward") -> str:
    return f"{head},name,level,parent\n" + "".join(f"{c},{names} {i},ward,B\n" for i, c in enumerate(codes))


def refused(folder, source: str = "tree") -> str:
    """Load what must be refused whole and leave nothing; return what is said, by everything that says it."""
    before = folder.everything()
    report = folder.load(source)
    assert report.is_refused
    assert folder.everything() == before
    return repr(report) + told(folder, source)


def told(folder, source: str) -> str:
    """Return all that is told of a file: the report in the database, and the preview as text and JSON."""
    steps = plan(folder.catalogue, [source], folder.path)
    seen = build.make(folder.engine, folder.catalogue, steps, folder=folder.path, as_at=TODAY)
    console = Console(file=io.StringIO(), width=400)
    text.show(console, seen)
    stored = [(p.column, p.expected, p.found) for p in folder.problems()]
    return repr(stored) + repr(seen) + console.file.getvalue() + repr([load.notes for load in folder.loads()])


WRITTEN = {
    "plain": lambda n: n,
    "in groups": lambda n: f"{n[:3]} {n[3:6]} {n[6:]}",
    "with hyphens": lambda n: f"{n[:3]}-{n[3:6]}-{n[6:]}",
    "with points": lambda n: f"{n[:3]}.{n[3:6]}.{n[6:]}",
    "six and four": lambda n: f"{n[:6]} {n[6:]}",
    "labelled": lambda n: f"NHS{n}",
    "behind a name": lambda n: f"Jane Example {n}",
    "as a fraction": lambda n: f"{n}.0",
    "with blanks nobody sees": lambda n: f"{n[:3]}\u200b{n[3:6]}\u00a0{n[6:]}",
    "with long dashes": lambda n: f"{n[:3]}–{n[3:6]}–{n[6:]}",
    "in wide digits": lambda n: "".join(chr(ord(d) + 0xFEE0) for d in n),
    "digit by digit": " ".join,
}


@pytest.mark.parametrize(
    ("way", "place"), list(zip(WRITTEN, ["code", "name", "tidy", "group"] * 3, strict=True))
)
def test_health_numbers_become_nothing_however_they_are_written(folder, way, place):
    cells = [WRITTEN[way](n) for n in NUMBERS[:12]]
    source = "tree" if place in {"code", "name"} else "falls" if place == "tidy" else "by_sex"
    if place == "code":
        folder.write("services.csv", services(*cells))
    elif place == "name":
        folder.write(
            "services.csv",
            "code,name,level,parent\n" + "".join(f"W{i},{c},ward,B\n" for i, c in enumerate(cells)),
        )
    elif place == "tidy":
        folder.write("falls.csv", HEADER + "".join(f"2026-01-01,{c},1,9\n" for c in cells))
    else:
        rows = "".join(f"2026-01-01,W1,{c},1,9\n" for c in cells)
        folder.write("by_sex.csv", f"month,ward,sex,answered,received\n{rows}")
    said = refused(folder, source)
    assert "NHS, CHI or H&C numbers" in said
    assert not any(c in said or n in said for c, n in zip(cells, NUMBERS, strict=False))


def test_a_zero_that_a_spreadsheet_took_away_hides_no_chi_number(folder):
    folder.write("services.csv", services(*(n.lstrip("0") for n in CHI)))
    assert "NHS, CHI or H&C numbers" in refused(folder)


def test_one_number_among_five_hundred_names_is_one_too_many(folder):
    folder.write("services.csv", services(*(f"X{i}" for i in range(500)), ONE))
    assert ONE not in refused(folder)


@pytest.mark.parametrize("heading", ["NHS No.", "DRIVERS"])
@pytest.mark.parametrize("place", ["code", "service", "renamed", "by letter", "group", "notes"])
def test_a_heading_gives_it_away_whatever_the_entry_calls_the_column(folder, heading, place):
    written = json.dumps(heading)
    falls = "falls: {shape: tidy, file: falls.csv, period: {column: month}, service: ward}"
    if place == "code":
        folder.describe(CATALOGUE, ("code: code, name", f"code: {written}, name"))
        folder.write("services.csv", services("a1", "a2", head=written))
        assert "may hold" in refused(folder)
        return
    if place == "notes":
        notes = f"shape: notes, file: falls.csv, about: service, subject: ward, texts: {written}"
        folder.describe(CATALOGUE, (falls, f"{falls}\n  n: {{{notes}}}"))
        folder.write("falls.csv", f"month,ward,{written},falls,bed_days\n2026-01-01,W1,x,1,9\n")
        assert "may hold" in refused(folder, "n")
        return
    column = {"service": f"service: {written}", "by letter": "service: column B"}.get(place, "service: ward")
    if place == "renamed":
        column += f", columns: {{ward: {written}}}"
    if place == "group":
        folder.describe(CATALOGUE, ("dimension: sex, column: sex", f"dimension: sex, column: {written}"))
        folder.write("by_sex.csv", f"month,ward,{written},answered,received\n2026-01-01,W1,F,1,9\n")
        assert "may hold" in refused(folder, "by_sex")
        return
    folder.describe(CATALOGUE, (falls, falls.replace("service: ward", column)))
    folder.write("falls.csv", f"month,{written},falls,bed_days\n2026-01-01,W1,1,9\n")
    assert "may hold" in refused(folder, "falls")


def test_a_heading_over_two_rows_gives_it_away(folder):
    period = "period: {column: month}, service: ward"
    folder.describe(
        CATALOGUE,
        (period, "period: {column: Of month}, service: column B, header: 1-2"),
        ("numerator: falls, denominator: bed_days", "numerator: '`Of falls`', denominator: '`Of bed_days`'"),
    )
    rows = ["Of,Details,Of,Of", "month,NHS Number,falls,bed_days", "2026-01-01,W1,1,9", ""]
    folder.write("falls.csv", "\n".join(rows))
    assert "may hold a health number" in refused(folder, "falls")


@pytest.mark.parametrize("shape", ["sheet", "file"])
def test_names_of_sheets_and_files_make_no_service_of_a_person(folder, shape):
    book = Workbook()
    book.active.title = ONE
    for row in (["month", "falls", "bed_days"], ["2026-01-01", 1, 9]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    falls = "falls: {shape: tidy, file: falls.csv, period: {column: month}, service: ward}"
    entry = 'file: falls.xlsx, sheet: "{ward}"' if shape == "sheet" else 'file: "falls {ward}.xlsx"'
    folder.describe(CATALOGUE, (falls, falls.replace("file: falls.csv", entry)))
    folder.write("falls.xlsx" if shape == "sheet" else f"falls {ONE}.xlsx", stream.getvalue())
    assert "NHS, CHI or H&C numbers" in refused(folder, "falls")


def test_a_table_of_people_makes_no_list_of_services(folder):
    folder.describe(
        CATALOGUE,
        (
            BARE,
            f"{SHAPE}, code: Id, level: ward, root: {{code: N, name: N, level: board}}",
        ),
    )
    rows = ["p01,2024-03-05,1990-01-02,S10000001,white", "p02,2024-04-05,1991-01-02,S10000002,white"]
    folder.write("services.csv", "\n".join(["Id,registered,BIRTHDATE,DRIVERS,RACE", *rows, ""]))
    assert "a text of its own for each of 2 people" in refused(folder)


def test_a_sketch_takes_no_number_of_a_person_for_a_service(folder, tmp_path):
    rows = [
        f"p{i:02},2024-03-{i + 1:02},1990-01-{i + 1:02},S100000{i:02},{'white' if i % 3 else 'asian'}"
        for i in range(28)
    ]
    path = folder.write("people.csv", "\n".join(["Id,registered,BIRTHDATE,DRIVERS,RACE", *rows, ""]))
    made = sketch(path, folder.path, with_services=True)
    assert "shape: records" in made
    assert "service: Id" not in made
    assert "service: DRIVERS" not in made
    assert "p01" not in made
    assert "S10000001" not in made


# -- quoting ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "Jane Example CHI 0101501234", "Jane Example", "EXAMPLE Jane", "Mrs J Example", "5 Jane Example",
        ONE, f"{ONE[:3]} {ONE[3:6]} {ONE[6:]}", "485 777 3450", "4857773450", "078-05-1120", "AB 12 34 56 C",
        "jane@example.org", "MRN 8837261", "hosp no 123456", "born 01/02/1950", "DOB: 1.2.50", "pt 8837261",
        "EH99 1SP",
    ],
)  # fmt: skip
@pytest.mark.parametrize("column", ["falls", "ward"])
def test_a_cell_that_tells_who_somebody_is_is_quoted_nowhere(folder, cell, column):
    if column == "ward" and {"Jane", "EXAMPLE", "Mrs"} & set(cell.split()) and "CHI" not in cell:
        pytest.skip("a place may be called so")
    if column == "falls" and cell.isdigit():
        cell += "p"
    good = {"month": "2026-01-01", "ward": "W1", "falls": "3", "bed_days": "540"}
    bad = {**good, "month": "2026-02-01", column: cell}
    rows = [",".join(f'"{row[name]}"' for name in good) for row in (good, bad)]
    folder.write("falls.csv", HEADER + "\n".join(rows) + "\n")
    report = folder.load("falls")
    said = repr(report) + told(folder, "falls")
    assert cell not in said
    assert not any(
        part in said for part in cell.replace("-", " ").split() if part.isdigit() and len(part) > 4
    )
    assert "Example" not in said
    if column != "ward" or not report.is_refused:
        assert report.problems[-1].row in {3, None}


def test_a_group_that_is_a_person_is_not_quoted_by_records(folder):
    folder.write("falls.csv", f"{ONE},W1,3,540\n2026-01-01,W1,3,540\n")
    assert ONE not in refused(folder, "falls")  # a file without a heading has somebody's row there


def test_a_sketch_quotes_nobody(folder):
    path = folder.write(
        "x.csv",
        "ward,month,falls\n"
        + "".join(f"W{i},2026-0{i}-01,{i}\n" for i in range(1, 9))
        + f"W1,2026-09-01,{ONE[:3]} {ONE[3:6]} {ONE[6:]}\n",
    )
    assert ONE[6:] not in sketch(path, folder.path, with_services=True)


# -- what must still load ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "codes",
    [
        [f"S0800{n:04}" for n in range(15, 32)],
        [f"{n}" for n in range(10002, 10500, 7)],  # practices
        [f"{1000000000 + n}" for n in range(400)],  # ten digits: one in eleven passes by chance
        [f"{100000000 + n}" for n in range(400)],
        [f"1-{1000210669 + 37 * n}" for n in range(200)],  # CQC
        [f"R{a}{b}" for a in "ABCD" for b in "ABCDEFGH"],
        [f"E8{n:04}" for n in range(1000, 1500)],
        [f"{n:09}" for n in range(40000124, 40000424)],
        [f"W12{a}B" for a in "ABCDEFG"],
    ],
)
def test_a_list_of_services_loads_though_each_code_stands_once(folder, codes):
    folder.write("services.csv", services(*codes))
    report = folder.load("tree")
    assert report.problems == ()
    assert report.new == len(codes)


@pytest.mark.parametrize(
    "heading",
    [
        "Hospital",
        "NHS Trust",
        "Practice Name",
        "Org code",
        "Hospital ID",
        "NHS code",
        "Board",
        "Unit No",
        "Postcode district",
        "Member practice",
        "Driver",
        "NHS Number status",
    ],
)
def test_a_heading_about_places_is_none_about_people(folder, heading):
    falls = "falls: {shape: tidy, file: falls.csv, period: {column: month}, service: ward}"
    folder.describe(CATALOGUE, (falls, falls.replace("service: ward", f'service: "{heading}"')))
    folder.write("falls.csv", f"month,{heading},falls,bed_days\n2026-01-01,W1,1,9\n")
    assert folder.load("falls").new == 1


def test_numbers_that_count_may_look_like_anything(folder):
    report = folder.falls(f"2026-01-01,W1,{ONE},{NUMBERS[1]}")
    assert report.problems == ()
    assert report.new == 1


@pytest.mark.parametrize(
    "cell", ["Not available", "see note", "Data Not Available", "Suppressed", "n/k", "5 or so"]
)
def test_an_ordinary_word_where_a_number_should_stand_is_quoted(folder, cell):
    report = folder.falls("2026-01-01,W1,3,540", f"2026-02-01,W1,{cell},540")
    assert cell in [p.found for p in report.problems]
