"""Every measure by the groups of one dimension: each view of it says what the measure's own page says."""

from __future__ import annotations

import csv
import re

import pytest

from components.exports.equity.group_matrix_csv import group_matrix_csv
from components.templates import part
from components.words.equity import group_matrix as words
from quality.equity.build_view import equity_view
from quality.equity.group_matrix import group_matrix
from quality.equity.overview import equity_overview
from quality.equity.view import Verdict
from quality.reference.ids import read_ids
from quality.signals.results import Variation

SERVICES = ("glenmore", "inverlarig", "strathcorrie-ward-4")


@pytest.fixture(scope="module")
def matrices(demo):
    found = []
    with demo.session() as session:
        for code in SERVICES:
            overview = equity_overview(session, demo.catalogue, read_ids(session).services[code])
            found += [
                (code, group_matrix(overview, one, demo.catalogue.dimensions[one]))
                for one in overview.dimensions
            ]
    return found


def cells(matrix) -> list[list[str]]:
    html = str(part("equity/matrix.html", "matrix")(matrix))
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", html, re.DOTALL)
    return [re.findall(r"<td.*?</td>", row, re.DOTALL) for row in rows]


def test_a_cell_says_what_the_page_of_its_measure_says(demo, matrices):
    compared = 0
    with demo.session() as session:
        for service, matrix in matrices:
            for (view, rows), drawn in zip(matrix.rows(), cells(matrix), strict=True):
                page = equity_view(
                    session,
                    demo.catalogue,
                    view.indicator_code,
                    dimension=matrix.dimension_code,
                    service=service,
                )
                own = {row.label: row for row in page.known}
                for row, cell in zip(rows, drawn[int(matrix.is_ranked) : -1], strict=True):
                    if row is None or row.is_hidden:
                        continue
                    compared += 1
                    assert (own[row.label].verdict, own[row.label].value) == (row.verdict, row.value)
                    assert f">{words.verdict(row)}<" in cell
                    assert words.value(row, view) in cell
                    assert ("equity-map__mark" in cell) == row.judged.is_special
    assert compared > 200


def test_a_hidden_number_is_one_mark_in_table_and_file(matrices):
    hidden = 0
    for _, matrix in matrices:
        in_file = list(csv.DictReader(group_matrix_csv(matrix).splitlines()[1:]))
        marks = [row for row in in_file if row["value"] == "*"]
        assert len(marks) == matrix.hidden
        for row in marks:
            assert (row["lower_95"], row["everybody_else"], row["verdict"]) == ("*", "*", words.HIDDEN)
        for (_, rows), drawn in zip(matrix.rows(), cells(matrix), strict=True):
            for row, cell in zip(rows, drawn[int(matrix.is_ranked) : -1], strict=True):
                if row is not None and row.is_hidden:
                    hidden += 1
                    assert not re.search(r"\d", cell)
    assert hidden > 10


def test_the_sentence_counts_what_is_marked(matrices):
    for _, matrix in matrices:
        drawn = [cell for row in cells(matrix) for cell in row[int(matrix.is_ranked) :]]
        worse = sum("mark--concern" in cell for cell in drawn)
        assert worse == matrix.count(Variation.CONCERN)
        assert (f"{worse} worse" in words.sentence(matrix)) == bool(worse)
        for view, _ in matrix.rows():
            assert (
                words.gradient_tone(view) is Variation.COMMON_CAUSE
            ) or view.gap.verdict is not Verdict.SMALL
