"""Numerator and denominator from two files: what is stored, in whatever order they come and go."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from catalogue.fields.periods import Frequency
from catalogue.reading.read import load_catalogue
from data.read.as_of import after_load
from errors import CatalogueError
from loaders.preview import build as preview
from loaders.rollup import population_denominators
from loaders.run.load import run
from loaders.run.plan import plan
from loaders.run.undo import undo
from loaders.run.verify import verify
from quality.as_of import session_as_of
from quality.huddle import huddle
from quality.series.key import SeriesKey
from quality.signals.read import read_series
from tests.integration.load.test_load_properties import few, place
from tests.loading import CATALOGUE, SERVICES, TODAY, Folder

TOGETHER = "data: {source: falls, numerator: falls, denominator: bed_days}"
APART = "data: {source: falls, numerator: falls, denominator: bed_days, denominator_from: beds}"
BEDS = "  beds: {shape: tidy, file: beds.csv, period: {column: month}, service: ward}\n"


def catalogue(*changes: tuple[str, str]) -> str:
    text = CATALOGUE.replace("column: sex}\nindicators", "column: sex, everyone: All}\nindicators")
    text = text.replace(TOGETHER, APART).replace("  by_sex:\n", BEDS + "  by_sex:\n", 1)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.fixture
def folder(tmp_path, engine):
    return Folder(tmp_path, engine, catalogue())


def falls(folder, *rows, header="month,ward,falls\n"):
    folder.write("falls.csv", header + "".join(f"{row}\n" for row in rows))
    return folder.load("falls")


def beds(folder, *rows, header="month,ward,bed_days\n"):
    folder.write("beds.csv", header + "".join(f"{row}\n" for row in rows))
    return folder.load("beds")


def rates(folder):
    return folder.values("falls", origin=None)


def is_whole(folder):
    return [problem for finding in verify(folder.engine, folder.catalogue) for problem in finding.problems]


W1 = SeriesKey("falls", "W1", "")
FALLS = ("2026-01-01,W1,3", "2026-01-01,W2,1", "2026-01-01,W3,2")
BED_DAYS = ("2026-01-01,W1,540", "2026-01-01,W2,400", "2026-01-01,W3,100.5")
PAIRS = {
    ("W1", "", "2026-01"): (3, 540),
    ("W2", "", "2026-01"): (1, 400),
    ("W3", "", "2026-01"): (2, 100.5),
    ("H1", "", "2026-01"): (4, 940),
    ("H2", "", "2026-01"): (2, 100.5),
    ("B", "", "2026-01"): (6, 1040.5),
}


def test_pairs_stand_when_both_are_here(folder):
    first = falls(folder, *FALLS)
    assert rates(folder) == {}
    assert first.new == 3
    assert "Falls: 3 of 3 numerators wait for a denominator from `beds`" in first.notes
    second = beds(folder, *BED_DAYS)
    assert rates(folder) == PAIRS
    assert (second.new, second.notes) == (3, ())
    assert is_whole(folder) == []


def test_a_run_tells_at_its_end_what_still_waits(folder):
    folder.write("falls.csv", "month,ward,falls\n" + "".join(f"{row}\n" for row in FALLS))
    folder.write("beds.csv", "month,ward,bed_days\n" + "".join(f"{row}\n" for row in BED_DAYS))
    for check in (True, False):
        reports = run(
            folder.engine, folder.catalogue, ["falls", "beds"], folder=folder.path, as_at=TODAY, check=check
        )
        assert [report.notes for report in reports] == [(), ()]
    steps = plan(folder.catalogue, ["falls", "beds"], folder.path)
    shown = preview.make(folder.engine, folder.catalogue, steps, folder=folder.path, as_at=TODAY)
    assert [file.notes for file in shown.files] == [(), ()]


def test_what_still_waits_is_told_by_the_file_that_came_last_and_kept(folder):
    folder.write("falls.csv", "month,ward,falls\n2026-01-01,W1,3\n2026-03-01,W1,2\n")
    folder.write("beds.csv", "month,ward,bed_days\n2026-01-01,W1,540\n")
    reports = run(folder.engine, folder.catalogue, ["falls", "beds"], folder=folder.path, as_at=TODAY)
    note = "Falls: 1 of 2 numerators wait for a denominator from `beds`"
    assert [report.notes for report in reports] == [(), (note,)]
    assert [load.notes for load in folder.loads()[-2:]] == [None, note]


def test_what_waits_for_a_file_that_did_not_come_is_told(folder):
    folder.write("falls.csv", "month,ward,falls\n2026-01-01,W1,3\n")
    reports = run(folder.engine, folder.catalogue, ["falls", "beds"], folder=folder.path, as_at=TODAY)
    assert reports[0].notes == ("Falls: 1 of 1 numerators wait for a denominator from `beds`",)
    assert reports[1].is_refused


def test_the_other_way_round(folder):
    beds(folder, *BED_DAYS)
    report = falls(folder, *FALLS)
    assert (rates(folder), report.notes) == (PAIRS, ())


def test_the_same_files_again_change_nothing(folder):
    falls(folder, *FALLS)
    beds(folder, *BED_DAYS)
    before = folder.everything()
    for report in (falls(folder, *FALLS), beds(folder, *BED_DAYS)):
        assert (report.new, report.revised) == (0, 0)
    assert folder.everything() == before


def test_a_revised_half_makes_a_revised_pair_and_the_earlier_one_is_kept(folder):
    falls(folder, *FALLS)
    beds(folder, *BED_DAYS)
    report = beds(folder, "2026-01-01,W1,600", *BED_DAYS[1:])
    assert (report.new, report.revised) == (0, 1)
    assert rates(folder)["W1", "", "2026-01"] == (3, 600)
    assert rates(folder)["B", "", "2026-01"] == (6, 1100.5)
    assert (("W1", "", "2026-01"), (3, 540)) in folder.revisions("falls", origin="rolled-up")
    with session_as_of(folder.engine, folder.catalogue, "3") as (session, then, _):
        assert read_series(session, then, W1).denominator.tolist() == [540]
    with Session(folder.engine) as session:
        assert after_load(session, 3) is not None
        assert read_series(session, folder.catalogue, W1).denominator.tolist() == [600]


@pytest.mark.parametrize("number", [2, 3])
def test_undoing_a_half_takes_its_pairs_back(folder, number):
    falls(folder, *FALLS)
    beds(folder, *BED_DAYS)
    undo(folder.engine, folder.catalogue, [number])
    assert rates(folder) == {}
    assert is_whole(folder) == []
    again = (falls(folder, *FALLS), beds(folder, *BED_DAYS))
    assert rates(folder) == PAIRS
    assert sorted(report.new for report in again) == [0, 3]


def test_undoing_a_revision_brings_the_pair_back(folder):
    falls(folder, *FALLS)
    beds(folder, *BED_DAYS)
    falls(folder, "2026-01-01,W1,30", "2026-02-01,W1,4")
    undo(folder.engine, folder.catalogue, [4])
    assert rates(folder) == PAIRS
    assert is_whole(folder) == []


def test_bed_days_of_a_hospital_meet_the_falls_of_its_wards(folder):
    beds(folder, "2026-01-01,H1,900")
    report = falls(folder, *FALLS)
    assert rates(folder) == {("H1", "", "2026-01"): (4, 900), ("B", "", "2026-01"): (4, 900)}
    assert report.notes == ("Falls: 1 of 2 numerators wait for a denominator from `beds`",)  # ward 3's


def test_a_ward_without_bed_days_is_in_no_rate(folder):
    falls(folder, *FALLS)
    beds(folder, *BED_DAYS[:1])
    assert rates(folder) == {(who, "", "2026-01"): (3, 540) for who in ("W1", "H1", "B")}


def test_a_ward_that_the_list_never_names_is_told(folder):
    falls(folder, *FALLS[:1])
    report = beds(folder, *BED_DAYS)
    assert report.notes == (
        "Falls: 2 services have a denominator and no numerator in some periods: no rate there, and no part "
        "in the rates above (Ward 2, Ward 3)",
    )


def test_a_mark_is_a_missing_pair_with_its_reason(folder):
    beds(folder, *BED_DAYS)
    falls(folder, "2026-01-01,W1,*", *FALLS[1:])
    assert rates(folder)["W1", "", "2026-01"] == (None, 540)
    assert folder.qualifiers("falls", origin="rolled-up")["W1", "", "2026-01"] == "suppressed"
    assert rates(folder)["H1", "", "2026-01"] == (1, 400)


def test_groups_meet_groups(folder):
    folder.describe(
        catalogue(
            (
                BEDS,
                "  beds: {shape: tidy, file: beds.csv, period: {column: month}, service: ward, "
                "breakdown: {dimension: sex, column: sex, everyone: sum of groups}}\n",
            ),
            (
                "data: {source: by_sex, numerator: answered, denominator: received}",
                "data: {source: by_sex, numerator: answered, denominator: received, denominator_from: beds}",
            ),
            (APART, TOGETHER),
        )
    )
    folder.by_sex("2026-01-01,W1,F,3,", "2026-01-01,W1,M,8,", "2026-01-01,W2,F,9,")
    report = beds(
        folder,
        "2026-01-01,W1,F,5",
        "2026-01-01,W1,M,10",
        "2026-01-01,W2,F,4",
        header="month,ward,sex,received\n",
    )
    found = folder.values("answered", origin=None)
    assert {key[1]: pair for key, pair in found.items() if key[0] == "W1"} == {
        "F": (3, 5),
        "M": (8, 10),
        "": (11, 15),
    }
    assert not any(key[0] == "W2" for key in found)  # nine of four
    assert report.notes == (
        "Answered in time: 1 pair is left out, its numerator is larger than the denominator: "
        "Ward 2, Jan 2026 (9 of 4)",
    )


def test_groups_of_one_half_only_are_told(folder):
    rate = "data: {source: by_sex, numerator: answered, denominator: bed_days, denominator_from: beds}"
    folder.describe(
        catalogue(
            (APART, TOGETHER),
            ("data: {source: by_sex, numerator: answered, denominator: received}", rate),
        )
    )
    beds(folder, *BED_DAYS[:2])
    report = folder.by_sex("2026-01-01,W1,F,4,", "2026-01-01,W2,M,8,")
    assert report.notes == ("Answered in time: no group has a rate, as its denominator is not split by any",)


RECORDS = """\
  falls:
    shape: records
    file: falls.csv
    reads: {fell_on: date, ward: text, harm: text}
    period: fell_on
    service: ward
    zero_where_no_rows: true
"""


def test_a_list_of_falls_over_bed_days(folder):
    """The wish of every hospital: no row in a month is no fall, where the list is whole."""
    folder.describe(
        catalogue(
            ("  falls: {shape: tidy, file: falls.csv, period: {column: month}, service: ward}\n", RECORDS),
            (APART, APART.replace("numerator: falls", "numerator: 1, only: harm != 'none'")),
        )
    )
    rows = ("2026-01-03,W1,low", "2026-01-30,W1,none", "2026-03-09,W1,severe", "2026-02-02,W2,low")
    beds(folder, *(f"2026-0{month}-01,{ward},500" for month in (1, 2, 3) for ward in ("W1", "W2")))
    falls(folder, *rows, header="fell_on,ward,harm\n")
    found = rates(folder)
    assert [found["W1", "", f"2026-0{month}"] for month in (1, 2, 3)] == [(1, 500), (0, 500), (1, 500)]
    assert found["H1", "", "2026-02"] == (1, 1000)


def test_a_source_of_both_becomes_two_and_one_again(folder):
    folder.describe(CATALOGUE)
    folder.falls("2026-01-01,W1,3,540", "2025-12-01,W1,2,500")
    folder.describe(catalogue())
    falls(folder, "2026-01-01,W1,4")
    assert rates(folder)["W1", "", "2026-01"] == (3, 540)  # until its other half is here
    beds(folder, "2026-01-01,W1,550")
    assert rates(folder)["W1", "", "2026-01"] == (4, 550)
    assert rates(folder)["B", "", "2025-12"] == (2, 500)
    assert is_whole(folder) == []
    folder.describe(CATALOGUE)
    folder.falls("2026-01-01,W1,5,560")
    assert rates(folder)["H1", "", "2026-01"] == (5, 560)
    assert is_whole(folder) == []


def test_a_ward_that_moves_takes_its_pairs_along(folder):
    falls(folder, *FALLS)
    beds(folder, *BED_DAYS)
    folder.write("services.csv", SERVICES.replace("W2,Ward 2,ward,H1", "W2,Ward 2,ward,H2"))
    folder.load("tree")
    assert rates(folder)["H1", "", "2026-01"] == (3, 540)
    assert rates(folder)["H2", "", "2026-01"] == (3, 500.5)


def test_a_preview_says_what_pairs_would_come(folder):
    falls(folder, *FALLS)
    folder.write("beds.csv", "month,ward,bed_days\n" + "\n".join(BED_DAYS) + "\n")
    before = folder.everything()
    steps = plan(folder.catalogue, ["beds"], folder.path)
    shown = preview.make(folder.engine, folder.catalogue, steps, folder=folder.path, as_at=TODAY, rows=2)
    (file,) = shown.files
    assert (file.effects.new, file.effects.sums) == (3, 6)
    assert any("Falls, denominator: 540 in all" in value for row in file.first for value in row.values)
    assert folder.everything() == before


def test_a_late_half_is_a_late_feed(folder):
    falls(folder, *FALLS)
    beds(folder, *BED_DAYS)
    with Session(folder.engine) as session:
        late = huddle(session, folder.catalogue, "W1", today=date(2026, 6, 1)).data.late
    assert {feed.title for feed in late} == {"falls", "beds"}


def test_mistakes_are_told_where_they_are_written(folder, tmp_path):
    wrong = catalogue(
        (APART, "data: {source: falls, numerator: falls, denominator: bed days, denominator_from: bed}")
    )
    (tmp_path / "wrong.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(tmp_path / "wrong.yaml")
    said = str(caught.value)
    assert "falls takes its numbers from an unknown source" in said
    assert "did you mean `beds`?" in said
    assert "denominator of falls cannot be read" in said
    wrong = catalogue((APART, "data: {source: falls, numerator: falls, denominator_from: beds}"))
    (tmp_path / "wrong.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(CatalogueError, match="names a source and no columns of it"):
        load_catalogue(tmp_path / "wrong.yaml")


# -- people as denominators ------------------------------------------------------------------------

PER_HEAD = APART.replace(
    "denominator: bed_days, denominator_from: beds", "denominator: people, denominator_from: people"
)


@pytest.fixture
def place_of_people(tmp_path, engine):
    return Folder(
        tmp_path,
        engine,
        catalogue((APART, PER_HEAD), ("    year: year\n", "    year: year\n    additive: true\n")),
    )


def people(folder, *rows):
    folder.write("people.csv", "code,year,sex,people\n" + "".join(f"{row}\n" for row in rows))
    return folder.load("people")


def test_per_head_takes_the_newest_year_up_to_each_period(place_of_people):
    folder = place_of_people
    report = falls(folder, "2024-12-01,H1,1", "2025-01-01,H1,2", "2026-03-01,H1,3", "2026-03-01,H2,4")
    assert report.notes == ("Falls: 4 of 4 numerators wait for a denominator from `people`",)
    people(folder, "H1,2025,All,500", "H1,2026,All,600", "H2,2025,All,50")
    assert rates(folder) == {
        ("H1", "", "2025-01"): (2, 500),
        ("H1", "", "2026-03"): (3, 600),
        ("H2", "", "2026-03"): (4, 50),
        ("B", "", "2025-01"): (2, 500),
        ("B", "", "2026-03"): (7, 650),
    }
    assert is_whole(folder) == []


def test_people_come_change_and_go(place_of_people):
    folder = place_of_people
    people(folder, "H1,2025,All,500")
    falls(folder, "2026-03-01,W1,3", "2026-03-01,W2,1")
    assert rates(folder)["H1", "", "2026-03"] == (4, 500)
    people(folder, "H1,2026,All,510")
    assert rates(folder)["H1", "", "2026-03"] == (4, 510)
    undo(folder.engine, folder.catalogue, [4])
    assert rates(folder)["H1", "", "2026-03"] == (4, 500)
    undo(folder.engine, folder.catalogue, [2])
    assert rates(folder) == {}
    assert is_whole(folder) == []


def test_a_week_over_new_year_is_of_the_year_that_most_of_it_lies_in():
    days = np.array(["2019-12-30", "2020-12-28"], dtype="datetime64[D]")
    middles = [population_denominators._middle(day, Frequency.WEEKLY).year for day in days.tolist()]
    assert middles == [2020, 2020]


def test_people_who_may_be_counted_twice_are_not_added_up(folder):
    folder.describe(catalogue((APART, PER_HEAD)))  # catchments that overlap
    people(folder, "H1,2025,All,500", "H2,2025,All,400")
    falls(folder, "2026-03-01,H1,3", "2026-03-01,H2,1")
    assert set(rates(folder)) == {("H1", "", "2026-03"), ("H2", "", "2026-03")}
    people(folder, "H1,2025,All,500", "H2,2025,All,400", "B,2025,All,700")
    assert rates(folder)["B", "", "2026-03"] == (4, 700)
    assert is_whole(folder) == []


def test_people_of_a_group(folder):
    rate = "data: {source: by_sex, numerator: answered, denominator: people, denominator_from: people}"
    folder.describe(
        catalogue(
            (APART, TOGETHER), ("data: {source: by_sex, numerator: answered, denominator: received}", rate)
        )
    )
    people(folder, "H1,2025,All,500", "H1,2025,F,300", "H1,2025,M,200")
    folder.by_sex("2026-01-01,H1,F,3,", "2026-01-01,H1,M,8,")
    found = folder.values("answered", origin=None)
    assert {key[1]: pair for key, pair in found.items()} == {"F": (3, 300), "M": (8, 200), "": (11, 500)}


def test_a_population_counts_everybody(tmp_path):
    wrong = catalogue(
        (
            APART,
            "data: {source: falls, numerator: falls, denominator: men, "
            "denominator_from: {source: people, only: {sex: M}}}",
        )
    )
    (tmp_path / "wrong.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(tmp_path / "wrong.yaml")
    assert "expected denominator: people" in str(caught.value)
    assert "a population counts everybody of a service and group" in str(caught.value)


# -- in any order ----------------------------------------------------------------------------------

half = st.dictionaries(
    st.tuples(st.sampled_from(["W1", "W2", "W3", "H1"]), st.sampled_from(["01", "02"])),
    st.sampled_from(["*", "0", "3", "70"]),
    min_size=1,
    max_size=6,
)
ORDERS = ("ffbb", "bbff", "fbfb", "bfbf", "fbbf")


@few
@given(tops=st.tuples(half, half), bottoms=st.tuples(half, half), order=st.sampled_from(ORDERS))
def test_the_order_of_files_makes_no_difference(tops, bottoms, order):
    """What stands depends on the files of each half, not on which half came when."""
    stored = []
    for sequence in (ORDERS[0], order):
        files = {"f": list(tops), "b": list(bottoms)}
        with place() as folder:
            folder.describe(catalogue())
            for which in sequence:
                said = [
                    f"2026-{month}-01,{ward},{cell}" for (ward, month), cell in files[which].pop(0).items()
                ]
                (falls if which == "f" else beds)(folder, *said)
            stored.append(rates(folder))
            assert is_whole(folder) == []
    assert stored[0] == stored[1]
