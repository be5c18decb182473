"""What a file says beside its numbers: why there is none, what to know of one, and totals that repeat."""

from __future__ import annotations

import io
from datetime import time

import pytest
from openpyxl import Workbook

from errors import CatalogueError
from loaders.parse import percent_cells
from tests.loading import CATALOGUE
from tests.old_workbook import old_workbook
from tests.reading import Desk

JAN_W1, JAN_W2, JAN_W3 = (("W1", "", "2026-01"), ("W2", "", "2026-01"), ("W3", "", "2026-01"))


@pytest.fixture
def folder(tmp_path):
    return Desk(tmp_path)


def declare(folder, keys):
    """Further keys of the source of falls."""
    folder.describe(CATALOGUE, ("file: falls.csv,", f"file: falls.csv, {keys},"))


def words(report):
    return "\n".join(str(problem) for problem in report.problems)


# -- why there is no number ------------------------------------------------------------


def test_a_publisher_who_leaves_zeros_empty(folder):
    declare(folder, 'missing: {"": zero}')
    report = folder.falls("2026-01-01,W1,,540", "2026-01-01,W2,2,500")
    assert (folder.values("falls")[JAN_W1], report.notes) == ((0, 540), ())
    declare(folder, 'missing: {"": not reported}')
    folder.falls("2026-01-01,W1,,540", "2026-01-01,W2,2,500")
    assert folder.values("falls")[JAN_W1] == (None, 540)
    assert folder.qualifiers("falls") == {JAN_W1: "not reported"}


def test_a_remark_is_kept_with_its_number(folder):
    declare(folder, "marks: {p: provisional}")
    report = folder.falls("2026-01-01,W1,3p,540 [e]", "2026-01-01,W2,2,500", "2026-01-01,W3,p,500")
    assert folder.qualifiers("falls") == {JAN_W1: "estimated"}
    assert folder.values("falls")[JAN_W1] == (3, 540)
    assert "column `falls`: expected a number, found p" in words(report)


def test_a_range_is_missing_where_declared_and_refused_elsewhere(folder):
    report = folder.falls("2026-01-01,W1,3,540", "2026-01-01,W2,<5,500")
    assert "a range is kept as a missing value by `ranges: suppressed`" in words(report)
    declare(folder, "ranges: suppressed")
    folder.falls("2026-01-01,W1,3,540", "2026-01-01,W2,<5,500")
    assert folder.qualifiers("falls") == {JAN_W2: "suppressed"}


def test_zero_means_not_reported_only_where_declared(folder):
    folder.falls("2026-01-01,W1,0,540")
    assert folder.values("falls") == {JAN_W1: (0, 540)}
    declare(folder, "zero_is: {bed_days: not reported}")
    folder.falls("2026-01-01,W1,0,540", "2026-01-01,W2,0,0")
    assert folder.values("falls") == {JAN_W1: (0, 540), JAN_W2: (0, None)}
    assert folder.qualifiers("falls") == {JAN_W2: "not reported"}


# -- a column of qualifiers ------------------------------------------------------------


def with_column(folder, *rows, keys="qualifiers: {fallsQF: falls}"):
    declare(folder, keys)
    folder.write("falls.csv", "month,ward,falls,fallsQF,bed_days\n" + "".join(f"{r}\n" for r in rows))
    return folder.load("falls")


def test_a_column_of_qualifiers_speaks_for_its_numbers(folder):
    report = with_column(folder, "2026-01-01,W1,3,p,540", "2026-01-01,W2,,z,500", "2026-01-01,W3,0,c,500")
    assert folder.qualifiers("falls") == {
        JAN_W1: "provisional",
        JAN_W2: "not applicable",
        JAN_W3: "suppressed",
    }
    assert folder.values("falls")[JAN_W3] == (None, 500)  # the publisher says that there is no number
    assert any("`falls`: 1 number stands beside" in note for note in report.notes)


def test_a_qualifier_that_nobody_explained_refuses_its_row(folder):
    report = with_column(folder, "2026-01-01,W1,3,k,540", "2026-01-01,W2,2,d,500")
    assert set(folder.values("falls")) == {JAN_W2}
    assert "row 2, column `fallsQF`: expected a known qualifier" in words(report)
    assert "expected a number" not in words(report)
    keys = "qualifiers: {fallsQF: [falls, bed_days]}, marks: {k: estimated}"
    with_column(folder, "2026-01-01,W1,3,k,540", keys=keys)
    assert folder.qualifiers("falls") == {JAN_W1: "estimated"}


@pytest.mark.parametrize("of", ["number", "[falls, bed_days]"])
def test_where_measures_stand_down_each_has_its_own_qualifier(folder, of):
    declare(folder, f"measures: {{column: measure, value: number}}, qualifiers: {{note: {of}}}")
    rows = [
        "W1,falls,3,",
        "W1,bed_days,540,p",
        "W2,falls,,c",
        "W2,bed_days,500,",
        "W3,falls,1,k",
        "W3,bed_days,9,",
    ]
    folder.write("falls.csv", "month,ward,measure,number,note\n" + "".join(f"2026-01-01,{r}\n" for r in rows))
    report = folder.load("falls")
    assert folder.values("falls") == {JAN_W1: (3, 540), JAN_W2: (None, 500)}
    assert folder.qualifiers("falls") == {JAN_W1: "provisional", JAN_W2: "suppressed"}
    assert "row 6, column `note`: expected a known qualifier" in words(report)


def test_a_qualifier_of_measures_down_may_choose_rows(folder):
    keys = "measures: {column: measure, value: number}, qualifiers: {note: number}, drop: {note: r}"
    declare(folder, keys)
    folder.write(
        "falls.csv",
        "month,ward,measure,number,note\n2026-01-01,W1,falls,3,p\n2026-01-01,W1,bed_days,540,p\n"
        "2026-01-01,W2,falls,3,r\n2026-01-01,W2,bed_days,9,r\n",
    )
    folder.load("falls")
    assert folder.values("falls") == {JAN_W1: (3, 540)}


# -- sums ------------------------------------------------------------


def test_everyone_is_missing_for_the_reason_of_a_group(folder):
    folder.by_sex("2026-01-01,W1,F,*,4", "2026-01-01,W1,M,2,4")
    assert folder.qualifiers("answered") == {
        ("W1", "F", "2026-01"): "suppressed",
        ("W1", "", "2026-01"): "suppressed",
    }


# -- totals that repeat ------------------------------------------------------------


def test_a_repeated_total_is_taken_once(folder):
    declare(folder, "combine: same")
    report = folder.falls(*["2026-01-01,W1,3,540.5"] * 3, "2026-02-01,W1,1,500")
    assert report.rejected == 0
    assert folder.values("falls") == {JAN_W1: (3, 540.5), ("W1", "", "2026-02"): (1, 500)}


def test_totals_that_repeat_with_a_difference_are_refused_with_both(folder):
    declare(folder, "combine: same")
    report = folder.falls(
        "2026-01-01,W1,3,540", "2026-01-01,W1,3,540", "2026-01-01,W1,3,541", "2026-02-01,W1,,5"
    )
    assert set(folder.values("falls")) == {("W1", "", "2026-02")}
    assert "column `bed_days`: expected the same value in every row" in words(report)
    assert "found 541 here, 540 in row 2" in words(report)
    assert report.rejected == 3


def test_a_repeated_column_beside_parts_that_are_added_up(folder):
    declare(folder, 'combine: {"*": sum, bed_days: same}')
    folder.falls("2026-01-01,W1,3,540", "2026-01-01,W1,4,540", "2026-01-01,W1,1,540")
    assert folder.values("falls") == {JAN_W1: (8, 540)}


# -- rates: declared and checked ------------------------------------------------------------

SURVEY = (
    ("falls, denominator: bed_days}", "falls * bed_days, denominator: bed_days}"),
    ("chart: u\n", "chart: p\n    is_proportion: true\n"),
)


def survey(folder, keys, *rows):
    """Falls as a rate, bed days as its base."""
    folder.describe(CATALOGUE, *SURVEY, ("file: falls.csv,", f"file: falls.csv, {keys},"))
    return folder.falls(*rows)


def test_a_rate_and_its_base_make_a_numerator(folder):
    report = survey(folder, "unit_of: {falls: percent}", "2026-01-01,W1,22.2222222222222,54")
    assert report.rejected == 0
    assert folder.values("falls")[JAN_W1] == (pytest.approx(12), 54)


@pytest.mark.parametrize(
    ("unit", "good", "bad"),
    [
        ("fraction", "0.25", "25"),
        ("fraction", "1", "1.01"),
        ("percent", "25", "125"),
        ("percent", "100", "-1"),
        ("percent over 100", "125", "-1"),
        ("'per 1,000'", "1200", "-1"),
    ],
)
def test_what_cannot_be_as_declared_is_refused(folder, unit, good, bad):
    folder.describe(CATALOGUE, ("file: falls.csv,", f"file: falls.csv, unit_of: {{falls: {unit}}}, "
                    "fractional_counts: true,"))  # fmt: skip
    report = folder.falls(f"2026-01-01,W1,{good},10", f"2026-01-01,W2,{bad},10")
    assert set(folder.values("falls")) == {JAN_W1}
    assert f"found {bad}" in words(report)


def test_percentages_that_look_like_fractions_are_noted(folder):
    rows = [f"2026-{month:02}-01,W1,0.{month:02},100" for month in range(1, 10)]
    report = survey(folder, "unit_of: {falls: percent}, fractional_counts: round", *rows)
    assert any("all of its 9 values lie between 0 and 1: are they fractions?" in n for n in report.notes)


RATES = (
    ("falls, denominator: bed_days}", "falls}"),
    ("chart: u", "chart: xmr\n    additive: false"),
)


def shown_as_percent(folder, keys, name="falls.xls", cells=((0.934, "0.0%"), (0.0004, "0.00%")), further=()):
    """Falls as a rate, in the cells of a workbook."""
    rows = [["month", "ward", "falls"]]
    rows += [[f"2026-{at:02}-01", "W1", cell] for at, cell in enumerate((*cells, *further), start=1)]
    folder.describe(CATALOGUE, *RATES, ("file: falls.csv,", f"file: {name},{keys}"))
    content = old_workbook(rows) if name.endswith(".xls") else excel(rows)
    folder.write(name, content)
    return folder.load("falls")


def excel(rows):
    book = Workbook()
    for row, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells, start=1):
            value, written = cell if isinstance(cell, tuple) else (cell, "General")
            book.active.cell(row, column, value).number_format = written
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("name", ["falls.xls", "falls.xlsx"])
@pytest.mark.parametrize(
    "keys", ["unit_of: {falls: percent},", "unit_of: {falls: fraction},", "unit_of: {falls: 0.01},"]
)
def test_a_cell_shown_as_a_percentage_is_one_however_it_is_declared(folder, name, keys):
    report = shown_as_percent(folder, keys, name)
    assert not report.rejected
    assert not report.notes
    found = [value[0] for value in folder.values("falls").values()]
    assert found == [pytest.approx(0.934), pytest.approx(0.0004)]
    if "fraction" in keys:
        assert found == [0.934, 0.0004]  # to the last bit what the cells hold


@pytest.mark.parametrize("keys", ["", "unit_of: {falls: 100},", "unit_of: {falls: 'per 1,000'},"])
def test_a_cell_shown_as_a_percentage_is_asked_about_where_nothing_says_so(folder, keys):
    report = shown_as_percent(folder, keys)
    assert report.is_refused
    assert "say `unit_of: {column: percent}` in the source, found 93.4%" in words(report)


def test_a_column_shown_as_percentages_in_parts_is_asked_about(folder):
    report = shown_as_percent(folder, "unit_of: {falls: percent},", further=(0.5, 50.0, 0.0, (1.0, "0%")))
    assert report.rejected == 1
    assert "row 4, column `falls`: expected a percent sign, as behind other numbers" in words(report)
    assert [value[0] for value in folder.values("falls").values()][2:] == [0.5, 0, 1]
    report = shown_as_percent(folder, "unit_of: {falls: fraction},", further=(0.5, 0.0, (1.0, "0%")))
    assert not report.rejected


def test_a_workbook_that_does_not_tell_what_it_shows_is_asked_about(folder, monkeypatch):
    monkeypatch.setattr(percent_cells, "places", lambda *_: None)
    cells = [0.9 + month / 100 for month in range(1, 10)]
    report = shown_as_percent(folder, "unit_of: {falls: percent},", cells=cells)
    assert report.is_refused
    assert "does not tell whether it shows them with a percent sign" in words(report)
    for keys in ("unit_of: {falls: fraction},", "unit_of: {falls: 0.01},"):
        assert not shown_as_percent(folder, keys, cells=cells).is_refused


def test_small_percentages_with_their_sign_are_not_asked_about(folder):
    rows = [f"2026-{month:02}-01,W1,0.{month:02}%,100" for month in range(1, 10)]
    assert not survey(folder, "unit_of: {falls: percent}, fractional_counts: round", *rows).notes


def test_a_percentage_in_a_column_of_fractions_is_a_part_of_one(folder):
    survey(folder, "unit_of: {falls: fraction}", "2026-01-01,W1,0.5%,1000", "2026-01-01,W2,0.5,10")
    assert folder.values("falls") == {JAN_W1: (5, 1000), JAN_W2: (5, 10)}


def test_a_measure_in_percent_that_is_far_from_it_is_noted(folder):
    plain = (("falls, denominator: bed_days}", "falls}"), ("chart: u", "chart: xmr\n    additive: false"))
    folder.describe(CATALOGUE, *plain, ("unit: per 1,000 bed days\n    per: 1000", 'unit: "%"\n    per: 100'))
    report = folder.falls(*[f"2026-{month:02}-01,W1,74.{month},9" for month in range(1, 10)])
    assert any("say `unit_of: {column: percent}`" in note for note in report.notes)


# -- what looks like a mistake ------------------------------------------------------------


def test_zeros_among_large_numbers_are_asked_about(folder):
    big = [f"2026-{month:02}-01,W1,{0 if month == 4 else 200 + month},9000" for month in range(1, 8)]
    small = [f"2026-{month:02}-01,W2,{month % 2},900" for month in range(1, 8)]
    report = folder.falls(*big, *small)
    assert [n for n in report.notes if "zero" in n] == [
        "`falls`: 1 zero where the same service usually has 20 or more (first: row 5). "
        "If nothing was sent, say `zero_is: not reported`"
    ]
    assert folder.values("falls")["W1", "", "2026-04"] == (0, 9000)  # asked about, and kept


def test_something_out_of_nothing_is_noted(folder):
    report = folder.falls("2026-01-01,W1,3,0", "2026-01-01,W2,0,0")
    assert (
        "1 row counts something out of 0 `bed_days` (first: row 2): no value is shown there" in report.notes
    )


def test_a_total_that_is_added_to_its_parts_is_noted(folder):
    declare(folder, "combine: sum")
    rows = [
        f"2026-{month:02}-01,{ward},{count},100"
        for month in range(1, 8)
        for ward in ("W1", "W2")
        for count in (month, 2 * month + 1, 3 * month + 1)  # the last is the sum of the others
    ]
    report = folder.falls(*rows)
    assert any("comes to 2 times its largest part in 100% of the cases" in note for note in report.notes)
    honest = folder.falls(*[row for i, row in enumerate(rows) if i % 3 != 2])
    assert not any("largest part" in note for note in honest.notes)


# -- totals among the rows -----------------------------------------------------------------


def test_rows_about_services_above_are_left_out_by_their_level(folder):
    declare(folder, "only_levels: ward")
    report = folder.falls(
        "2026-01-01,W1,3,540", "2026-01-01,H1,9,900", "2026-01-01,B,9,900", "2026-01-01,Q,1,1"
    )
    assert (report.dropped, report.rejected) == (2, 1)  # an unknown code is no other level
    assert set(folder.values("falls")) == {JAN_W1}


def test_groups_that_the_dimension_does_not_list_are_left_out(folder):
    folder.describe(CATALOGUE, ("everyone: sum of groups", "everyone: sum of groups, otherwise: drop"))
    report = folder.by_sex("2026-01-01,W1,F,3,4", "2026-01-01,W1,M,1,4", "2026-01-01,W1,Both,4,8")
    assert (report.dropped, report.rejected) == (1, 0)
    assert folder.values("answered")["W1", "", "2026-01"] == (4, 8)


def test_rows_are_left_out_by_a_pattern(folder):
    declare(folder, 'drop: {ward: ["Total*", "*(d)"]}')
    report = folder.falls("2026-01-01,W1,3,540", "2026-01-01,Total of all,9,9", "2026-01-01,W2 (d),9,9")
    assert (report.dropped, report.rejected) == (2, 0)


def test_leaving_nothing_is_refused_with_what_left_it_out(folder):
    declare(folder, "only_levels: ward")
    report = folder.falls("2026-01-01,H1,9,900")
    assert "`only`, `drop` and `only_levels` leave none of them" in words(report)


# -- dots that may part thousands ---------------------------------------------------------


DOTTED = ("2026-01-01,W1,1.234,12.345", "2026-01-01,W2,987,9.876", "2026-01-01,W3,1.000,10.500")


def test_dots_are_asked_about_where_things_are_counted(folder):
    """As fractions they would be refused or, like 1.000, be a thousand times too small; bed days may be
    fractions, but hardly all with three digits."""
    report = folder.falls(*DOTTED)
    assert report.is_refused
    assert words(report).count("if the dots part thousands") == 5
    declare(folder, 'decimal: ","')
    folder.falls(*DOTTED)
    assert folder.values("falls") == {JAN_W1: (1234, 12345), JAN_W2: (987, 9876), JAN_W3: (1000, 10500)}


# -- how long something took --------------------------------------------------------------


def timed(folder, short, *rows, name="falls.csv"):
    """Falls as a time, in minutes."""
    score = (("falls, denominator: bed_days}", "falls}"), ("chart: u", "chart: xmr\n    additive: false"))
    folder.describe(
        CATALOGUE,
        *score,
        ("file: falls.csv,", f'file: {name}, unit_of: {{falls: "time in minutes{short}"}},'),
    )
    if name.endswith(".csv"):
        return folder.falls(*rows)
    folder.write(name, excel([["month", "ward", "falls"], *rows]))
    return folder.load("falls")


def test_a_time_in_two_parts_is_what_is_declared(folder):
    row = "2026-01-01,W1,07:24,"
    report = timed(folder, "", row)
    assert "say `time in …, minutes and seconds` (or `hours and minutes`) in `unit_of`, found 07:24" in words(
        report
    )
    timed(folder, ", minutes and seconds", row, "2026-01-01,W2,0:07:24,")
    assert folder.values("falls") == {JAN_W1: (pytest.approx(7.4), None), JAN_W2: (pytest.approx(7.4), None)}
    timed(folder, ", hours and minutes", row)
    assert folder.values("falls")[JAN_W1] == (pytest.approx(444), None)


def test_times_of_a_workbook_that_may_have_been_typed_are_asked_about(folder):
    rows = [[f"2026-{month:02}-01", "W1", (time(7, month), "h:mm")] for month in range(1, 10)]
    report = timed(folder, "", *rows, name="falls.xlsx")
    assert [note for note in report.notes if "none of its times has seconds" in note]
    assert not timed(folder, ", hours and minutes", *rows, name="falls.xlsx").notes


@pytest.mark.parametrize("unit", ["hours and minutes", '"percent, hours and minutes"', "precent"])
def test_a_unit_is_one_that_is_known(folder, unit):
    with pytest.raises(CatalogueError, match="a number to multiply by, or one of fraction, percent"):
        declare(folder, f"unit_of: {{falls: {unit}}}")
