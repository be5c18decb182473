"""Levels that stand side by side below one service: the load says that they are counted again."""

from __future__ import annotations

import pytest

from tests.loading import CATALOGUE, Folder

FLAT = "code,name,level,parent\nB,Northfield,board,\n" + "".join(
    f"{code},{name},ward,B\n"
    for code, name in (("E", "England"), ("R", "Region"), ("P", "One"), ("Q", "Two"))
)
ONE = ("2024-01-01,{},60,120", "2024-01-01,{},60,120", "2024-01-01,{},30,60", "2024-01-01,{},30,60")


def told(tmp_path, sqlite_engine, *rows, services=FLAT):
    folder = Folder(tmp_path, sqlite_engine, CATALOGUE, services)
    folder.write("falls.csv", "month,ward,falls,bed_days\n" + "\n".join(rows) + "\n")
    report = folder.load("falls")
    assert report.rejected == 0
    return " ".join(report.notes)


def test_sum_that_is_three_times_a_published_total_is_told(tmp_path, sqlite_engine):
    rows = [row.format(code) for row, code in zip(ONE, "ERPQ", strict=True)]
    assert "the sum of the services inside Northfield is 3 times the number of England" in told(
        tmp_path, sqlite_engine, *rows
    )


def test_published_number_that_is_a_third_of_what_is_inside_is_told(tmp_path, sqlite_engine):
    rows = [row.format(code) for row, code in zip(ONE, "ERPQ", strict=True)]
    assert "inside add up to 180 of 360 (3 times as much: do levels stand side by side there?)" in told(
        tmp_path, sqlite_engine, *rows, "2024-01-01,B,60,120"
    )


@pytest.mark.parametrize(
    "counts",
    [
        [(60, 120), (60, 120), (60, 120), (60, 120)],  # equal by chance or by design
        [(2, 40), (1, 20), (1, 20), (0, 0)],  # small numbers
        [(60, 120), (60, 121), (30, 59), (30, 60)],  # half of it is no multiple
    ],
)
def test_sums_that_are_a_multiple_by_chance_are_not_told(tmp_path, sqlite_engine, counts):
    rows = [f"2024-01-01,{code},{n},{d}" for code, (n, d) in zip("ERPQ", counts, strict=True)]
    assert "side by side" not in told(tmp_path, sqlite_engine, *rows)


def test_tree_with_the_levels_above_each_other_is_not_told(tmp_path, sqlite_engine):
    tree = FLAT.replace("E,England,ward", "E,England,board").replace("R,Region,ward,B", "R,Region,hospital,E")
    tree = tree.replace("ward,B", "ward,R")
    rows = [row.format(code) for row, code in zip(ONE, "ERPQ", strict=True)]
    assert "side by side" not in told(tmp_path, sqlite_engine, *rows, services=tree)
