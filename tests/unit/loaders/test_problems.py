"""Refused rows: gathered, counted, and said briefly."""

from __future__ import annotations

import numpy as np

from loaders.problems import FOUND_AT_MOST, ROWS_OF_A_SHEET, Problems, RowProblem, shown, summary


def gathered():
    problems = Problems()
    problems.add(np.array([4, 9]), "falls", "a number", ["many", "lots"])
    problems.add(np.array([2, 4]), "ward", ["a code", "a code"], ["X", ""])
    problems.add(np.array([4]), "falls", "a number", ["many"])  # another indicator, the same cell
    problems.add(np.array([], dtype=int), "month", "a date", [])
    return problems


def test_each_is_said_once_in_the_order_of_the_file():
    assert [(p.row, p.column, p.found) for p in gathered().distinct()] == [
        (2, "ward", "X"),
        (4, "falls", "many"),
        (4, "ward", "nothing"),
        (9, "falls", "lots"),
    ]
    assert gathered().rows.tolist() == [2, 4, 9]
    assert [p.row for p in gathered().distinct(limit=1)] == [2]


def test_summary_counts_what_is_alike():
    counted = [(count, p.column) for count, p in summary(gathered().distinct())]
    assert counted == [(2, "ward"), (2, "falls")]


def test_words():
    assert str(RowProblem(1234, "a b", "x", "y")) == "row 1,234, column `a b`: expected x, found y"
    assert str(RowProblem(None, None, "x", "y")) == "the file: expected x, found y"


def test_long_or_strange_cells_are_cut():
    assert len(shown("x" * 1000)) == FOUND_AT_MOST
    assert "\x00" not in shown("a\x00b")


def test_rows_of_several_sheets_are_told_with_their_sheet():
    problems = Problems(sheets=["Surgery", "Drugs"])
    problems.add(np.array([7, ROWS_OF_A_SHEET + 7]), "falls", "a number", ["x", "y"])
    problems.add(np.array([ROWS_OF_A_SHEET + 8]), None, "one row", ["two"])
    assert [(p.row, p.column) for p in problems.distinct()] == [
        (7, "sheet Drugs, falls"),
        (7, "sheet Surgery, falls"),
        (8, "sheet Drugs"),
    ]
    assert problems.place(ROWS_OF_A_SHEET + 1200) == "row 1,200 of sheet Drugs"
    assert Problems().place(ROWS_OF_A_SHEET + 1200) == "row 10,001,200"
