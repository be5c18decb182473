"""The record of one meeting as CSV: a row for each line, with the act that it rests on."""

from __future__ import annotations

import csv
import io

from catalogue.models import Catalogue
from components.exports.series_csv import harmless
from components.words.meetings import meeting_record as words
from quality.meetings.agenda import MeetingAgenda
from quality.meetings.evidence import lines_of
from quality.meetings.sittings import Sitting


def meeting_csv(one: Sitting, agenda: MeetingAgenda, catalogue: Catalogue) -> str:
    """Write what was before a meeting and what came of it."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(words.HEADS)
    name = f"{one.code} {one.day.isoformat()}"
    for number, line in enumerate(lines_of(one.record, agenda), 1):
        act = line.act
        cells = (
            name,
            one.record.minute,
            str(number),
            words.kind(line),
            words.what(line, one, catalogue),
            words.measure(line, catalogue),
            words.lead(line),
            words.due(line),
            act.actor if act else "",
            act.role if act else "",
            words.when(act),
            words.seal(act),
        )
        writer.writerow([harmless(cell) for cell in cells])
    return file.getvalue()
