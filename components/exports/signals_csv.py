"""Open signals as CSV: one row each, as the page lists them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from catalogue.models import Catalogue
from components.exports.series_csv import harmless
from components.words import signal_list as words
from components.words.series.why_here import why_here
from quality.open_signals import OpenSignal, OpenSignals
from quality.reference.service_tree import ServiceTree


def signals_csv(
    shown: Iterable[OpenSignal], found: OpenSignals, catalogue: Catalogue, tree: ServiceTree
) -> str:
    """Write the signals that a filter left."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(words.HEAD)
    for one in shown:
        due = one.card.due if one.card else None
        row = (
            one.service.name,
            words.path(one.service, tree),
            words.title(one, catalogue),
            words.KINDS[one.kind],
            words.STATES[one.state],
            one.owner,
            one.since.isoformat() if one.since else "",
            "yes" if one.is_new else "no",
            due.isoformat() if due else "",
            words.what(one, catalogue),
            words.where(one, found),
            why_here(one.card.reasons, catalogue.indicators[one.indicator]) if one.card else "",
        )
        writer.writerow([harmless(text) for text in row])
    return file.getvalue()
