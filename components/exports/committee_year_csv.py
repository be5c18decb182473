"""The yearly review of a forum as CSV: a row for each case of each question, with the act that answers it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from components.exports.series_csv import harmless
from components.words.meetings import committee_year as words
from components.words.meetings import meetings
from quality.meetings.review import Answer, Review


def committee_year_csv(found: Review) -> str:
    """Write every question; one that was asked of nothing has one row without a day."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(words.HEADS)
    for number, answer in enumerate(found.answers, 1):
        about = (found.code, found.year, number, words.ASKED[answer.question])
        told = (words.VERDICTS[answer.verdict], answer.so, len(answer.proofs))
        for cells in _cases(answer):
            writer.writerow([harmless(str(cell)) for cell in (*about, *told, *cells)])
    return file.getvalue()


def _cases(answer: Answer) -> Iterator[tuple[str, ...]]:
    for one in answer.proofs:
        act = one.act
        who = (act.actor, f"{act.at:%Y-%m-%d %H:%M}", meetings.seal(act)) if act else ("", "", "")
        yield (one.day.isoformat(), "yes" if one.is_so else "no", *who)
    if not answer.proofs:
        yield ("", "", "", "", "")
