"""Actions as CSV: one row each, wherever they were agreed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date

from catalogue.models import Catalogue
from components.exports.series_csv import harmless
from components.words.registers import actions as words
from quality.action_list import ListedAction, reached
from quality.acts.ledger import SEAL
from quality.reference.service_tree import ServiceTree


def actions_csv(found: Iterable[ListedAction], catalogue: Catalogue, tree: ServiceTree, today: date) -> str:
    """Write actions, with the tier that an overdue one has reached among those that `tree` holds."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(words.HEAD)
    for one in found:
        step, measure = reached(one, catalogue, tree, today), catalogue.indicators.get(one.measure)
        cells = (
            f"{one.act.id}:{one.act.hash[:SEAL]}",
            words.SOURCES[one.source],
            tree[one.service].name,
            words.text(one),
            one.owner,
            one.due.isoformat() if one.due else "",
            words.STANDINGS[one.standing],
            "yes" if one.is_overdue(today) else "no",
            str(one.moves),
            step.tier if step else "",
            measure.title if measure else "",
            one.aimed_effect,
            one.risk,
            one.business_plan,
            one.done.actor if one.done else "",
            one.done.at.date().isoformat() if one.done else "",
            words.EFFECTS.get(one.effect, ""),
            one.evidence,
        )
        writer.writerow([harmless(cell) for cell in cells])
    return file.getvalue()
