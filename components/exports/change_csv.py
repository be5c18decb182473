"""The parts of a change as CSV: one row for each whole and each part of it, as the page shows them."""

from __future__ import annotations

import csv
import io

from components.exports.series_csv import harmless
from components.words.change import change_numbers, why_changed
from quality.change.view import ChangeView, Kind, Part, Split, State

YEARS = ("before", "after")
HEAD = (
    "split_by",
    "part",
    *(f"{name}_{year}" for year in YEARS for name in ("from", "to", "numerator", "denominator", "value")),
    *(f"{name}{end}" for name in ("by_value", "by_share") for end in ("", "_lower_95", "_upper_95")),
    "change",
    "unit",
)
SERVICE, WHOLE = "service", "whole"


def change_csv(view: ChangeView, note: str = "") -> str:
    """Write a view that has passed the disclosure gate: nothing is looked up here. `note`: as of
    when, where it is not now."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    shown = [split for split in view.splits if split.state is State.SHOWN]
    said = [
        f"{why_changed.title(split, view.service_name)}: {why_changed.sentence(split, view.indicator)}"
        for split in shown
    ]
    writer.writerow([harmless(" ".join([why_changed.subject(view), *([f"{note}."] if note else []), *said]))])
    writer.writerow(HEAD)
    for split in shown:
        whole = Part(Kind.OTHERS, "", "", split.before, split.after, split.total.value, split.rate, split.mix)
        writer.writerow(_row(WHOLE, whole, split, view))
        for part in split.parts:
            writer.writerow(_row(change_numbers.label(part, split), part, split, view))
    return file.getvalue()


def _row(name: str, part: Part, split: Split, view: ChangeView) -> list[str]:
    row = [harmless(split.title or SERVICE), harmless(name)]
    for (first, last), year in ((split.year_before, part.before), (split.year_after, part.after)):
        row += [first.isoformat(), last.isoformat()]
        row += [_plain(number) for number in (year.numerator, year.denominator, year.value)]
    for amount in (part.rate, part.mix):
        limits = (amount.value, amount.lower, amount.upper)
        row += ["" if split.is_count else _plain(number) for number in limits]
    return [*row, _plain(part.effect), harmless(view.indicator.unit)]


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:.10g}"
