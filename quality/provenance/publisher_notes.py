"""Notes of publishers: beside the charts they speak of, and what their marks mean."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from catalogue.sources import NotesSource
from data.models import PublisherNote
from data.write.notes import notes_about


@dataclass(frozen=True, slots=True)
class Note:
    """One text. `subject` is the code of a service or an indicator, or the word that is explained."""

    source: str  # title of the source it came with
    subject: str
    heading: str
    text: str

    @property
    def paragraphs(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]


def notes_on(session: Session, catalogue: Catalogue, *, indicator: str, service: str) -> list[Note]:
    """Return what is said about this indicator, then about this service."""
    return _notes(session, catalogue, [("indicator", indicator), ("service", service)])


def words_explained(session: Session, catalogue: Catalogue) -> list[Note]:
    """Return every word or mark that a publisher explains."""
    query = (
        select(PublisherNote.subject)
        .distinct()
        .where(PublisherNote.about == "word", PublisherNote.superseded_by.is_(None))
    )
    return _notes(session, catalogue, [("word", word) for word in session.scalars(query)])


def _notes(session: Session, catalogue: Catalogue, subjects: Collection[tuple[str, str]]) -> list[Note]:
    found = notes_about(session, subjects) if subjects else []
    found.sort(key=lambda note: (*note[:3], _place(catalogue, note[1], note[3])))
    return [Note(_title(catalogue, source), *said) for _, source, *said in found]


def _place(catalogue: Catalogue, source: str, heading: str) -> int:
    """Order as the catalogue lists the columns; those it no longer names come last."""
    entry = catalogue.sources.get(source)
    listed = entry.texts if isinstance(entry, NotesSource) else ()
    return listed.index(heading) if heading in listed else len(listed)


def _title(catalogue: Catalogue, source: str) -> str:
    entry = catalogue.sources.get(source)
    return (entry.title if entry else "") or source
