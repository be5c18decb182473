"""An equity view as CSV: the sentence first, then one row per group, then those of two dimensions at once. A
hidden number is a star."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from components.exports.series_csv import harmless
from components.words.equity import equity_crossed, equity_numbers, equity_sentence
from components.words.explain.group_made import interval_method
from quality.disclosure.suppression import HIDDEN
from quality.equity.crossed_view import Cell, Crossed, WhyNot
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
    "adjusted_for",
    "adjusted",
    "adjusted_lower_95",
    "adjusted_upper_95",
    "ratio_to_expected",
    "ratio_lower_95",
    "ratio_upper_95",
    "compared_with",
)


def equity_csv(view: EquityView) -> str:
    """Write a view that has passed the disclosure gate: nothing is looked up here."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    subject = f"{view.indicator.title}, {view.service_name}, {equity_numbers.year_words(view)}."
    said = f"{subject} {equity_sentence.sentence(view)} {equity_crossed.sentence(view)}".rstrip()
    writer.writerow([harmless(f"{said} {equity_numbers.rounding(view)}".rstrip())])
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
                *_adjusted(row, view.crossed),
                harmless(equity_numbers.others(view)) if row.rest is not None else "",
            ]
        )
    if view.crossed is not None:
        writer.writerows(_of_both(view, view.crossed))
    return file.getvalue()


def _adjusted(row: GroupRow, crossed: Crossed | None) -> list[str]:
    """Write the value of a group made alike in the other dimension, or its ratio to what is expected."""
    one = crossed.of(row.code) if crossed else None
    if one is None or crossed is None or row.is_hidden:
        return [""] * len(HEAD[HEAD.index("adjusted_for") : HEAD.index("compared_with")])
    if one.why_not is WhyNot.HIDDEN:
        return [harmless(crossed.first.title), *[HIDDEN] * 3, "", "", ""]
    numbers = (*(one.value or (None,) * 3), *(one.ratio or (None,) * 3))
    return [harmless(crossed.first.title), *(_plain(row, number) for number in numbers)]


def _of_both(view: EquityView, crossed: Crossed) -> Iterator[list[str]]:
    for cell in crossed.cells:
        numbers = [
            _plain(cell, number)
            for number in (cell.numerator, cell.denominator, None, cell.value, cell.lower, cell.upper)
        ]
        named = [equity_crossed.both(crossed), f"{cell.second}, {cell.first}"]
        row = [*map(harmless, named), *numbers, harmless(view.indicator.unit)]
        yield row + [""] * (len(HEAD) - len(row))


def _plain(row: GroupRow | Cell, value: float | None) -> str:
    if row.is_hidden:
        return HIDDEN
    return "" if value is None else f"{value:.10g}"
