"""What a file says beside its numbers: why there is none, what to know of one, and totals that repeat."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from components.words.equity.equity_unknown import without_value
from data.models import ObservationRevision
from quality.disclosure import not_known
from tests.loading import CATALOGUE, Folder

JAN_W1, JAN_W2, JAN_W3 = (("W1", "", "2026-01"), ("W2", "", "2026-01"), ("W3", "", "2026-01"))


@pytest.fixture
def folder(tmp_path, engine):
    return Folder(tmp_path, engine)


def declare(folder, keys):
    """Further keys of the source of falls."""
    folder.describe(CATALOGUE, ("file: falls.csv,", f"file: falls.csv, {keys},"))


def words(report):
    return "\n".join(str(problem) for problem in report.problems)


# -- why there is no number ------------------------------------------------------------


def test_the_reason_is_stored_and_counted(folder):
    declare(folder, 'missing: {"#": not reported}')
    report = folder.falls("2026-01-01,W1,*,540", "2026-01-01,W2,#,z", "2026-01-01,W3,,500")
    assert folder.qualifiers("falls") == {JAN_W1: "suppressed", JAN_W2: "not reported"}
    assert folder.values("falls")[JAN_W1] == (None, 540)
    assert report.notes == ("3 values missing: 1 not reported, 1 suppressed, 1 without a reason given",)
    assert folder.loads()[-1].notes == report.notes[0]


def test_what_a_dash_means_is_asked_until_it_is_declared(folder):
    asked = folder.falls("2026-01-01,W1,-,540")
    assert "`falls` has `-`: taken for missing" in asked.notes[0]
    declare(folder, 'missing: {"-": zero}')
    report = folder.falls("2026-01-01,W1,-,540")
    assert (report.revised, report.notes) == (1, ())
    assert folder.values("falls")[JAN_W1] == (0, 540)


def test_final_after_provisional_is_a_revision_of_the_remark_alone(folder):
    declare(folder, "marks: {p: provisional}")
    folder.falls("2026-01-01,W1,3p,540")
    assert (folder.falls("2026-01-01,W1,3p,540").unchanged) == 1
    report = folder.falls("2026-01-01,W1,3,540")
    assert (report.new, report.revised, report.unchanged) == (0, 1, 0)
    assert folder.qualifiers("falls") == {}
    with Session(folder.engine) as session:
        kept = session.scalars(
            select(ObservationRevision).where(ObservationRevision.origin == "loaded")
        ).one()
        assert (kept.numerator, kept.qualifier) == (3, "provisional")


# -- sums ------------------------------------------------------------


def test_the_strictest_reason_goes_up_with_a_sum(folder):
    catalogue = CATALOGUE.replace("numerator: falls, denominator: bed_days", "numerator: falls")
    catalogue = catalogue.replace("chart: u", "chart: c").replace("unit: per 1,000 bed days", "unit: falls")
    folder.describe(catalogue, ("file: falls.csv,", "file: falls.csv, marks: {p: provisional},"))
    folder.falls("2026-01-01,W1,z,1", "2026-01-01,W2,*,1", "2026-01-01,W3,4p,1")
    assert folder.qualifiers("falls", origin="rolled-up") == {
        ("H1", "", "2026-01"): "suppressed",
        ("H2", "", "2026-01"): "provisional",
        ("B", "", "2026-01"): "suppressed",
    }


# -- totals that repeat ------------------------------------------------------------


def test_a_population_that_repeats_is_taken_once(folder):
    folder.describe(CATALOGUE, ("file: people.csv", "file: people.csv\n    combine: same"))
    rows = ("2020,H1,F,10", "2020,H1,F,10", "2020,H1,M,5", "2020,H1,M,6", "2020,H2,F,3")
    folder.write("people.csv", "year,code,sex,people\n" + "".join(f"{row}\n" for row in rows))
    report = folder.load("people")
    assert (report.new, report.rejected) == (2, 2)


# -- rates: declared and checked ------------------------------------------------------------

SURVEY = (
    ("falls, denominator: bed_days}", "falls * bed_days, denominator: bed_days}"),
    ("chart: u\n", "chart: p\n    is_proportion: true\n"),
)


def survey(folder, keys, *rows):
    """Falls as a rate, bed days as its base."""
    folder.describe(CATALOGUE, *SURVEY, ("file: falls.csv,", f"file: falls.csv, {keys},"))
    return folder.falls(*rows)


def test_a_rounded_rate_makes_a_whole_numerator_only_where_declared(folder):
    row = "2026-01-01,W1,22.2,54"  # 11.988 of 54
    report = survey(folder, "unit_of: {falls: percent}", row, "2026-01-01,W2,50%,10")
    assert "expected a whole number" in words(report)
    survey(folder, "unit_of: {falls: percent}, fractional_counts: round", row)
    assert folder.values("falls") == {JAN_W1: (12, 54), JAN_W2: (5, 10)}


# -- totals among the rows -----------------------------------------------------------------


def test_a_table_written_in_a_list_is_turned_round(tmp_path, engine):
    """Decile 1 is the least deprived here: what is stored has 1 for the most deprived, in quintiles."""
    catalogue = CATALOGUE.replace(
        "dimensions:\n", "dimensions:\n  deprivation: {title: Deprivation, list: deprivation_quintiles}\n", 1
    )
    source = """  by_decile:
    shape: tidy
    file: deciles.csv
    period: {column: month}
    service: ward
    combine: sum
    breakdown:
      dimension: deprivation
      column: decile
      list: deprivation_deciles
      one_is: least deprived
      codes: {lowest need: 1}
      everyone: sum of groups
indicators:
  seen:
    title: Seen
    data: {source: by_decile, numerator: seen}
    unit: people
    chart: c
    dimensions: deprivation
"""
    ward = Folder(tmp_path, engine, catalogue.replace("indicators:\n", source, 1))
    ward.write("deciles.csv", "month,ward,decile,seen\n2026-01-01,W1,lowest need,1\n2026-01-01,W1,02,2\n"
               "2026-01-01,W1,10,64\n")  # fmt: skip
    report = ward.load("by_decile")
    assert not report.problems
    found = {group: value[0] for (_, group, _), value in ward.values("seen").items()}
    assert found == {"5": 3, "1": 64, "": 67}


def test_the_page_of_groups_says_why_there_is_none(folder):
    folder.by_sex(
        "2026-01-01,W1,F,*,9", "2026-01-01,W1,M,4,8", "2026-02-01,W1,F,*,9", "2026-03-01,W1,F,c,z",
        "2026-01-01,W1,,z,", "2026-01-01,W2,M,*,8",
    )  # fmt: skip
    with Session(folder.engine) as session:
        told = not_known.without_value(session, "answered", "W1", "sex")
        assert not_known.without_value(session, "falls", "W1", "sex") == ()
        assert not_known.without_value(session, "answered", "W3", "sex") == ()
    assert without_value(told) == (
        "Periods with no value, of all those loaded: Women, 3 suppressed by the publisher; "
        "Not stated, 1 not applicable."
    )


# -- dots that may part thousands ---------------------------------------------------------


DOTTED = ("2026-01-01,W1,1.234,12.345", "2026-01-01,W2,987,9.876", "2026-01-01,W3,1.000,10.500")


def test_rates_with_three_digits_are_not_asked_about_unless_between_semicolons(folder):
    score = (("falls, denominator: bed_days}", "falls}"), ("chart: u", "chart: xmr\n    additive: false"))
    folder.describe(CATALOGUE, *score)
    folder.falls(*DOTTED)
    assert folder.values("falls")[JAN_W1] == (1.234, None)
    folder.write("falls.csv", "month;ward;falls\n2026-01-01;W1;1.234\n2026-01-01;W2;47.812\n")
    assert "if the dots part thousands" in words(folder.load("falls"))
    folder.describe(CATALOGUE, *score, ("file: falls.csv,", 'file: falls.csv, decimal: ".",'))
    assert folder.load("falls").revised == 1
