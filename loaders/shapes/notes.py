"""Shape `notes`: what a publisher says in words.

location                   dqNotesBeds                  Qualifier  QualifierName   QualifierDefinition
National Waiting Times     "Completeness was 99 %. …"   c          confidential    "Where presentation …"

A service is known by its code, by its name or by `codes`; an indicator by its code, its title or `codes`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
from sqlalchemy.orm import Session

from catalogue.sources import NotesSource
from data.write.notes import Texts, put_notes
from loaders.job import LoadJob, Outcome
from loaders.keys.services import near
from loaders.log import LoadLog
from loaders.parse.headings import read_table
from loaders.parse.tables import Table, clean, kept_rows

SHAPES = ("notes",)
RANK = 1  # after the services they may be about

SUBJECT_AT_MOST = 200


def read(job: LoadJob, log: LoadLog) -> Texts:
    source: NotesSource = job.source
    table = read_table(job.file, source, [source.subject, *source.texts, *source.only, *source.drop])
    log.counts["read"] += len(table)
    kept = table.take(kept_rows(table, source.only, source.drop))
    log.counts["dropped"] += len(table) - len(kept)
    return _texts(job, kept, _subjects(job, log, kept))


def _subjects(job: LoadJob, log: LoadLog, table: Table) -> list[str]:
    """Return per row the code or word it is about; empty (and a problem) where that is unknown."""
    source: NotesSource = job.source
    cells = table.columns[clean(source.subject)]
    if source.about == "word":
        known: Mapping[str, str] = {text: text for text in cells.texts if 0 < len(text) <= SUBJECT_AT_MOST}
        expected = f"a word or mark of 1 to {SUBJECT_AT_MOST} letters"
    elif source.about == "service":
        known = _services(job)
        expected = "the code or the name of a known service"
    else:
        titles = {indicator.title.casefold(): code for code, indicator in job.catalogue.indicators.items()}
        known = titles | {code.casefold(): code for code in job.catalogue.indicators}
        expected = "the code or the title of an indicator"
    renamed = source.codes

    def subject(text: str) -> str:
        named = renamed.get(text, text)
        return known.get(named, "") or known.get(named.casefold(), "")

    codes = np.array([subject(text) for text in cells.texts], dtype=object)[cells.codes]
    log.refuse_cells(table, source.subject, codes == "", lambda text: expected + near(text.casefold(), known))
    return codes.tolist()


def _services(job: LoadJob) -> dict[str, str]:
    """Return the codes by code, and by name in small letters; a name that several bear names none."""
    bearers = Counter(service.name.casefold() for service in job.services)
    single = {s.name.casefold(): s.code for s in job.services if bearers[s.name.casefold()] == 1}
    return single | {service.code: service.code for service in job.services}


def _texts(job: LoadJob, table: Table, subjects: list[str]) -> Texts:
    """Collect the texts; several rows about one subject are several paragraphs."""
    source: NotesSource = job.source
    found: dict[tuple[str, str], str] = {}
    for heading in source.texts:
        column = table.columns[clean(heading)]
        for subject, code in zip(subjects, column.codes.tolist(), strict=True):
            text = column.texts[code]
            if not subject or not text or text in job.missing:
                continue
            before = found.get((subject, heading))
            found[subject, heading] = text if before in {None, text} else f"{before}\n\n{text}"
    return found


def store(session: Session, job: LoadJob, log: LoadLog, texts: Texts, load_id: int) -> Outcome:
    source: NotesSource = job.source
    return Outcome(put_notes(session, texts, source=job.code, about=source.about, load_id=load_id))
