"""Counts of what signals led to, as CSV: a row for each outcome, of all signals, a measure or a rule."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from catalogue.models import Catalogue
from components.exports.series_csv import harmless
from components.words import outcomes as words
from quality.outcomes.tally import Outcome, Tally
from quality.outcomes.view import Outcomes


def outcomes_csv(found: Outcomes, catalogue: Catalogue) -> str:
    """Write every count, with its share where there are enough signals."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(words.HEAD)
    groups = [(words.ALL, "", "", found.all)]
    groups += [("measure", words.measure(code, catalogue), "", one) for code, one in found.by_measure.items()]
    groups += [("rule", words.rule(name), rules, one) for (rules, name), one in found.by_rule.items()]
    for grouped_by, group, rule_set, one in groups:
        for row in _rows(one):
            writer.writerow([harmless(str(cell)) for cell in (grouped_by, group, rule_set, *row)])
    return file.getvalue()


def _rows(found: Tally) -> Iterator[tuple[object, ...]]:
    for one in Outcome:
        share = found.share(one)
        low, high = share.interval if share.is_said else (None, None)
        shares = (share.per_100 if share.is_said else None, low, high)
        yield (
            found.total,
            one.value,
            share.count,
            *("" if part is None else f"{part:.1f}" for part in shares),
        )
