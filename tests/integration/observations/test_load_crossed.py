"""Files with a column for each of two dimensions, and records by two: groups of both at once."""

from __future__ import annotations

import pytest

from loaders.preview import build as preview
from loaders.run.plan import plan
from tests.loading import CATALOGUE, TODAY, Folder

CROSSED = (
    CATALOGUE.replace("sources:\n", """  age:
    title: Age
    categories: [{code: 0-64, label: Under 65}, {code: 65+, label: 65 and over}]
  age_by_sex: {title: Age by sex, categories: [age, sex]}
sources:
  by_both:
    shape: tidy
    file: by_both.csv
    period: {column: month}
    service: ward
    breakdown:
      - {dimension: age, column: age, everyone: All}
      - {dimension: sex, column: sex, everyone: All}
""", 1)
    .replace("{source: by_sex, numerator: answered, denominator: received}",
             "{source: by_both, numerator: answered, denominator: received}")
    .replace("dimensions: sex", "dimensions: [age, sex, age_by_sex]")
)  # fmt: skip
HEAD = "month,ward,age,sex,answered,received\n"


@pytest.fixture
def ward(tmp_path, engine):
    return Folder(tmp_path, engine, CROSSED)


def load(ward, *rows):
    ward.write("by_both.csv", HEAD + "".join(f"2026-01-01,W1,{row}\n" for row in rows))
    return ward.load("by_both")


def groups(ward):
    return {category: value for (_, category, _), value in ward.values("answered").items()}


def test_rows_are_of_both_of_one_or_of_everyone(ward):
    report = load(ward, "0-64,F,1,4", "65+,Women,2,5", "All,F,3,9", "65+,All,2,5", "All,All,3,9")
    assert report.problems == ()
    assert groups(ward) == {
        "0-64 × F": (1, 4), "65+ × F": (2, 5), "F": (3, 9), "65+": (2, 5), "": (3, 9),
    }  # fmt: skip


def test_sums_of_groups_are_made_for_either_and_for_everyone(ward):
    ward.describe(CROSSED.replace("everyone: All", "everyone: sum of groups"))
    load(ward, "0-64,F,1,4", "65+,F,2,5", "65+,M,4,8", "0-64,,1,1")
    assert groups(ward) == {
        "0-64 × F": (1, 4), "65+ × F": (2, 5), "65+ × M": (4, 8), "0-64 × X": (1, 1),
        "0-64": (2, 5), "65+": (6, 13), "F": (3, 9), "M": (4, 8), "X": (1, 1), "": (8, 18),
    }  # fmt: skip


def test_an_unknown_band_is_refused_with_its_column_and_takes_no_sum_along(ward):
    ward.describe(CROSSED.replace("everyone: All", "everyone: sum of groups"))
    report = load(ward, "0-64,F,1,4", "64+,F,2,5", "65+,Man,4,8")
    assert [(p.row, p.column, p.expected, p.found) for p in report.problems] == [
        (3, "age", "a group of age, or one of its aliases", "64+"),
        (4, "sex", "a group of sex, or one of its aliases", "Man"),
    ]
    assert groups(ward) == {"0-64 × F": (1, 4)}
    assert any("not taken, so that what was known stays" in note for note in report.notes)


def test_two_rows_about_the_same_two_groups_are_refused(ward):
    report = load(ward, "0-64,F,1,4", "0-64,Women,2,5", "65+,F,2,5")
    assert [p.row for p in report.problems] == [2, 3]
    assert groups(ward) == {"65+ × F": (2, 5)}


def test_rows_of_one_column_can_be_left_out(ward):
    ward.describe(
        CROSSED.replace("column: age, everyone: All", "column: age, everyone: All, otherwise: drop")
    )
    report = load(ward, "0-64,F,1,4", "0-17,F,2,5", "65+,Man,2,5")
    assert (report.dropped, [p.column for p in report.problems]) == (1, ["sex"])
    assert groups(ward) == {"0-64 × F": (1, 4)}


TIDY = "    shape: tidy\n    file: by_both.csv\n    period: {column: month}\n"
RECORDS = CROSSED.replace(f"  by_both:\n{TIDY}", """\
  by_both:
    shape: records
    file: by_both.csv
    reads: {day: date, ward: text, age: number, sex: text, answered: yes/no}
    period: day
""").replace("""    breakdown:
      - {dimension: age, column: age, everyone: All}
      - {dimension: sex, column: sex, everyone: All}
""", """    breakdowns:
      age: {column: age, bands: [0-64, 65+]}
      sex: {column: sex}
""").replace("numerator: answered, denominator: received", "numerator: answered, denominator: 1")  # fmt: skip


def test_records_are_counted_by_both_too(ward):
    ward.describe(RECORDS)
    ward.write(
        "by_both.csv",
        "day,ward,age,sex,answered\n2026-01-03,W1,70,F,1\n2026-01-04,W1,70,F,0\n2026-01-05,W1,3,M,1\n"
        "2026-01-06,W1,3,Man,1\n2026-01-06,W1,,F,1\n",
    )
    report = ward.load("by_both")
    assert groups(ward) == {
        "": (4, 5), "0-64": (2, 2), "65+": (1, 2), "F": (2, 3), "M": (1, 1),
        "65+ × F": (1, 2), "0-64 × M": (1, 1),
    }  # fmt: skip
    assert sorted(p.column for p in report.problems) == ["age", "sex"]  # each told once


def test_a_preview_says_of_each_column_what_its_cells_became(ward):
    ward.write("by_both.csv", f"{HEAD}2026-01-01,W1,0-64,F,1,4\n2026-01-01,W1,65+,Man,2,5\n")
    steps = plan(ward.catalogue, ["by_both"], ward.path)
    (seen,) = preview.make(ward.engine, ward.catalogue, steps, folder=ward.path, as_at=TODAY).files
    became = {one.column: one.became for one in seen.mapping}
    assert became["age"] == "2 groups, all known (0-64 is Under 65, 65+ is 65 and over)"
    assert became["sex"] == "2 groups, 1 known, 1 unknown: Man (F is Women)"
