"""An equity view as CSV: the sentence first, then one row per group. A hidden number is a star."""

from __future__ import annotations

import csv
import io

from components.exports.series_csv import harmless
from components.words.equity import equity_numbers, equity_sentence
from components.words.explain.group_made import interval_method
from quality.disclosure.suppression import HIDDEN
from quality.equity.view import EquityView, GroupRow

HEAD = (
    "dimension",
    "group",
    "numerator",
    "denominator",
    "share_of_denominator",
    "value",
    "lower_95",
    "upper_95",
    "unit",
    "everybody_else",
    "verdict",
    "per_100000_people",
    "likely",
    "likely_lower_95",
    "likely_upper_95",
    "detectable_difference",
    "share_of_residents",
    "share_of_counted_by_share_of_residents",
    "that_lower_95",
    "that_upper_95",
    "interval_method",
)


def equity_csv(view: EquityView) -> str:
    """Write a view that has passed the disclosure gate: nothing is looked up here."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    subject = f"{view.indicator.title}, {view.service_name}, {equity_numbers.year_words(view)}."
    writer.writerow([harmless(f"{subject} {equity_sentence.sentence(view)}")])
    writer.writerow(HEAD)
    for row in view.rows:
        numbers = [_plain(row, value) for value in (row.numerator, row.denominator, row.share)]
        values = [_plain(row, value) for value in (row.value, row.lower, row.upper)]
        writer.writerow(
            [
                harmless(view.dimension.title),
                harmless(row.label),
                *numbers,
                *values,
                harmless(view.indicator.unit),
                _plain(row, row.rest),
                equity_numbers.verdict_words(row).lower(),
                _plain(row, row.per_head[0] if row.per_head else None),
                *(_plain(row, value) for value in row.likely or (None, None, None)),
                _plain(row, row.detectable),
                _plain(row, row.population_share),
                *(_plain(row, value) for value in row.representation or (None, None, None)),
                interval_method(view, row),
            ]
        )
    return file.getvalue()


def _plain(row: GroupRow, value: float | None) -> str:
    if row.is_hidden:
        return HIDDEN
    return "" if value is None else f"{value:.10g}"
