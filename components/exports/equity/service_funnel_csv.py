"""One group in many services as CSV: the sentence first, then one row for each service, in order of size."""

from __future__ import annotations

import csv
import io

from components.exports.series_csv import harmless
from components.words.equity import service_funnel as words
from quality.equity.service_funnel import ServiceFunnel


def service_funnel_csv(view: ServiceFunnel) -> str:
    """Write a view that has passed the disclosure gate: nothing is looked up here."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([harmless(f"{view.indicator.title}. {words.sentence(view)}")])
    writer.writerow(words.FILE_HEAD)
    for one in view.points:
        numbers = (one.numerator, one.denominator, one.value)
        writer.writerow(
            [
                harmless(one.name),
                harmless(words.group(view)),
                *map(_plain, numbers),
                harmless(view.indicator.unit),
                *map(_plain, (*one.inner, *one.outer)),
                words.compared(one),
            ]
        )
    return file.getvalue()


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"
