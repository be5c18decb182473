"""Entries of the audit as CSV: one row each, the newest first."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from components.exports.series_csv import harmless
from components.words.access import audit as words
from quality.people.audit_view import AuditLine
from quality.reference.service_tree import ServiceTree


def audit_csv(found: Iterable[AuditLine], tree: ServiceTree) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(words.FILE_HEADS)
    for one in found:
        texts = (
            f"{one.at:%Y-%m-%d %H:%M:%S}",
            words.kind(one.kind),
            one.person_id,
            one.name,
            one.about,
            words.service(one, tree),
            one.sent_from,
        )
        writer.writerow([one.number, *(harmless(text) for text in texts)])
    return file.getvalue()
