"""A series as CSV: the sentence first, then one row per period. Numbers in full, for calculating on."""

from __future__ import annotations

import csv
import io

import numpy as np

from catalogue.fields.qualifiers import word
from components.charts.data_table import left_out_because, point_words
from components.charts.svg_chart import marks_of
from components.words import chart_sentence, say
from components.words.series import silence
from quality.provenance.child_sums import ChildSums
from quality.signals.alternative_view import WithoutSeasons
from quality.signals.results import SeriesResult

NUMBERS = (
    "period",
    "period_start",
    "numerator",
    "denominator",
    "value",
    "unit",
    "centre_line",
    "lower_limit",
    "upper_limit",
    "target",
    "plan",
    "phase",
)
"""Columns of one point, in every file that has points."""
HEAD = (*NUMBERS, "what_it_is", "sets_limits", "left_out_because", "qualifier")


INSIDE = ("sum_inside_numerator", "sum_inside_denominator")
"""Further columns where numbers published for a service stand beside what is inside it."""


def series_csv(result: SeriesResult, inside: ChildSums | None = None, note: str = "") -> str:
    """Write a result that has passed the disclosure gate: nothing is looked up here. `note` stands first:
    that it is not how things stand now."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    silent = "" if result.view else silence.sentence(result.status, result.indicator)
    said = " ".join(filter(None, (chart_sentence.alt_text(result), silent)))
    writer.writerow([harmless(f"{note}. {said}" if note else said)])
    writer.writerow([*HEAD, *(INSIDE if inside is not None else ())])
    marks = marks_of(result)
    for i, period in enumerate(result.periods):
        numbers = (result.centre, result.lower, result.upper, result.target, result.plan)
        writer.writerow(
            [
                say.period(period, result.indicator.frequency),
                period.isoformat(),
                "" if _has_no_count(result) else _plain(result.numerator[i]),
                _plain(result.denominator[i]),
                _plain(result.values[i]),
                harmless(result.indicator.unit),
                *(_plain(values[i]) for values in numbers),
                int(result.phase[i]) + 1,
                harmless(point_words(result, i, marks[i])),
                "yes" if result.is_baseline[i] else "no",
                harmless(left_out_because(result, i)),
                word(result.said_of(i)),
                *([_plain(inside.numerator[i]), _plain(inside.denominator[i])] if inside is not None else []),
            ]
        )
    return file.getvalue()


def harmless(text: str) -> str:
    """Quote text that starts like a formula, as spreadsheets run it; names come from files that others
    wrote."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _has_no_count(result: SeriesResult) -> bool:
    """Test if what is shown was calculated out of counts, or lies between events: it is no count itself."""
    return isinstance(result.view, WithoutSeasons) or result.indicator.is_rare_event


def _plain(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.10g}"
