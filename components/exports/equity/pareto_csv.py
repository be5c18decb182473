"""Pareto charts as CSV: the sentence first, then a row for each bar. A hidden number is a star."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from components.exports.series_csv import harmless
from components.words.equity import pareto as words
from quality.disclosure.suppression import HIDDEN
from quality.equity.pareto.part import Bar, ParetoPart


def pareto_csv(parts: Sequence[ParetoPart], titles: Sequence[str], said: str) -> str:
    """Write charts that have passed the disclosure gate: nothing is looked up here."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([harmless(said)])
    writer.writerow(words.FILE_HEAD)
    for part, title in zip(parts, titles, strict=True):
        for bar in part.bars:
            numbers = (bar.count, bar.share, bar.lower, bar.upper)
            writer.writerow([harmless(title), harmless(bar.label), *(_plain(bar, one) for one in numbers)])
    return file.getvalue()


def _plain(bar: Bar, value: float | None) -> str:
    if bar.is_hidden:
        return HIDDEN
    return "" if value is None else f"{value:.10g}"
