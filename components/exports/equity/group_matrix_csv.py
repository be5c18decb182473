"""Every measure by the groups of one dimension, as CSV: one row for each measure and group."""

from __future__ import annotations

import csv
import io

from components.exports.series_csv import harmless
from components.words.equity import group_matrix as words
from components.words.equity.equity_numbers import others
from quality.disclosure.suppression import HIDDEN
from quality.equity.group_matrix import GroupMatrix


def group_matrix_csv(of: GroupMatrix) -> str:
    """Write views that have passed the disclosure gate: nothing is looked up here."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([harmless(f"{words.title(of)}. {words.sentence(of)}")])
    writer.writerow(words.FILE_HEAD)
    for view, rows in of.rows():
        for row in filter(None, rows):
            shown = (row.value, row.lower, row.upper, row.rest)
            value, lower, upper, rest = (HIDDEN if row.is_hidden else _plain(number) for number in shown)
            names = map(harmless, (view.indicator.title, of.dimension.title, row.label))
            told = words.HIDDEN if row.is_hidden else words.verdict(row)
            unit, against = harmless(view.indicator.unit), harmless(others(view))
            writer.writerow([*names, value, lower, upper, unit, rest, told, against])
    return file.getvalue()


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"
