"""Every measure of a service by every dimension, as CSV: one row each, what matters most first."""

from __future__ import annotations

import csv
import io

from components.exports.series_csv import harmless
from components.words.equity import equity_overview as words
from quality.equity.overview import EquityOverview, rank
from quality.equity.view import EquityView


def equity_overview_csv(found: EquityOverview) -> str:
    """Write views that have passed the disclosure gate: nothing is looked up here."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(words.FILE_HEAD)
    for view in sorted(found.views.values(), key=rank):
        # Only text can be a formula: a number below none stays a number.
        writer.writerow([harmless(cell) if isinstance(cell, str) else _plain(cell) for cell in _row(view)])
    return file.getvalue()


def _row(view: EquityView) -> tuple[str | float | None, ...]:
    gap, stated = view.gap, view.not_stated
    numbers = (gap.difference, gap.lower, gap.upper) if gap else (None, None, None)
    return (
        view.indicator.title,
        view.dimension.title,
        gap.first if gap else "",
        gap.second if gap else "",
        *numbers,
        view.indicator.unit,
        words.cell(view),
        gap.change.value if gap else "",
        stated.share if stated else None,
        words.finding(view),
    )


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"
