"""Response times as CSV: a row for each month of each chart."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from components.words import response_times as words
from quality.outcomes.response_times import ResponseTimes
from quality.signals.results import SeriesResult


def response_times_csv(found: ResponseTimes) -> str:
    """Write what each chart shows."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(words.HEAD)
    for timed in (found.first_act, found.reply, found.in_time):
        if timed.result is not None:
            writer.writerows(_rows(timed.result))
    return file.getvalue()


def _rows(result: SeriesResult) -> Iterator[tuple[str, ...]]:
    columns = (result.numerator, result.denominator, result.values, result.centre, result.lower, result.upper)
    for i, month in enumerate(result.periods):
        numbers = ("" if column[i] != column[i] else f"{column[i]:.4g}" for column in columns)
        complete = "no" if result.is_immature[i] else "yes"
        yield (result.indicator.title, words.iso(month), *numbers, complete)
