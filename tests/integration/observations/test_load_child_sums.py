"""Published totals beside what is inside them, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from components.charts.data_table import series_table
from components.exports.series_csv import series_csv
from components.words.series.child_sums import sentence
from data.models import Service, SumOfChildren
from quality.provenance.child_sums import child_sums
from quality.series.key import SeriesKey
from quality.signals.read import read_series
from tests.loading import CATALOGUE, Folder


@pytest.fixture
def folder(tmp_path, engine):
    return Folder(tmp_path, engine)


def sums(folder):
    query = select(SumOfChildren, Service.code).join(Service, Service.id == SumOfChildren.service_id)
    with Session(folder.engine) as session:
        return {
            (code, f"{row.period_start:%Y-%m}"): (row.numerator, row.denominator)
            for row, code in session.execute(query)
        }


def compared(folder, service):
    with Session(folder.engine) as session:
        result = read_series(session, folder.catalogue, SeriesKey("falls", service, ""))
        return result, child_sums(session, result)


def test_difference_is_stored_noted_and_said(folder):
    report = folder.falls("2026-01-01,W1,3,500", "2026-01-01,W2,1,400", "2026-01-01,H1,5,1000")
    assert sums(folder) == {("H1", "2026-01"): (4, 900)}
    assert report.notes == (
        "Falls: 1 of 1 published totals differ from the sum of the services inside; Jan 2026: "
        "North published 5 of 1,000, inside add up to 4 of 900 (−20.0 %)",
    )
    result, found = compared(folder, "H1")
    assert sentence(result, found) == (
        "These numbers were published for North as a whole. Jan 2026: 5 in 1,000 published, and the services "
        "inside add up to 4 in 900."
    )
    assert series_csv(result, found).splitlines()[1].endswith("sum_inside_numerator,sum_inside_denominator")
    assert series_csv(result, found).splitlines()[2].endswith(",4,900")
    table = series_table(result, found)
    assert table.heads[-2] == "Sum of services"
    assert table.rows[0][1][-1] == "4 in 900"
    assert compared(folder, "B")[1] is None, "a sum of ours is no published total"


def test_child_that_comes_later_is_compared_with_the_total_that_was_there(folder):
    folder.falls("2026-01-01,H1,5,1000", "2026-02-01,H1,4,1000")
    assert sums(folder) == {}
    folder.falls("2026-01-01,W1,5,1000")
    assert sums(folder) == {("H1", "2026-01"): (5, 1000)}
    result, found = compared(folder, "H1")
    assert sentence(result, found).endswith(
        "The services inside add up to the same in the 1 period that can be compared."
    )
    folder.falls("2026-02-01,W1,3,1000")
    assert sums(folder) == {("H1", "2026-01"): (5, 1000), ("H1", "2026-02"): (3, 1000)}


def test_hidden_child_leaves_no_difference_to_work_it_out_from(folder):
    folder.falls("2026-01-01,W1,3,500", "2026-01-01,W2,*,400", "2026-01-01,H1,5,900")
    assert sums(folder) == {}
    assert compared(folder, "H1")[1] is None
    folder.falls("2026-01-01,W1,3,500", "2026-02-01,W1,3,500", "2026-02-01,W2,2,400", "2026-02-01,H1,5,900")
    assert sums(folder) == {("H1", "2026-02"): (5, 900)}


def test_child_that_skipped_a_period_is_known_across_files(folder):
    folder.falls("2026-01-01,W1,3,500", "2026-01-01,W2,2,400", "2026-01-01,H1,5,900")
    folder.falls("2026-03-01,W1,3,500", "2026-03-01,W2,2,400", "2026-03-01,H1,5,900")
    folder.falls("2026-02-01,W1,3,500", "2026-02-01,H1,5,900")
    assert set(sums(folder)) == {("H1", "2026-01"), ("H1", "2026-03")}


def test_groups_are_never_compared(folder):
    folder.by_sex("2026-01-01,W1,F,3,4", "2026-01-01,H1,F,5,9", "2026-01-01,W1,M,1,2", "2026-01-01,H1,M,3,4")
    assert set(sums(folder)) == {("H1", "2026-01")}
    with Session(folder.engine) as session:
        assert set(session.scalars(select(SumOfChildren.category_id))) == {0}


def test_what_is_not_additive_is_not_compared(folder):
    folder.describe(CATALOGUE, ("    title: Falls\n", "    title: Falls\n    additive: false\n"))
    folder.falls("2026-01-01,W1,3,500", "2026-01-01,H1,5,1000")
    assert sums(folder) == {}
