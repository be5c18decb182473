"""Answer the page of what was loaded with one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.equity.completeness import Completeness, where_recorded
from quality.messages.state import State, state
from quality.provenance.lateness import Feed, read_feeds
from quality.provenance.loads import LoadRecord, read_loads
from quality.provenance.publisher_notes import Note, words_explained
from quality.provenance.watcher import silent_since
from quality.reference.service_tree import Service


@dataclass(frozen=True, slots=True)
class DataView:
    feeds: list[Feed]
    """Of every source."""
    loads: list[LoadRecord]
    """The newest first, of every source or of the one that was asked for."""
    words: list[Note]
    """Words of the publishers, explained by themselves."""
    silent_since: datetime | None
    """The last look of a watcher that should be looking; None while all is well."""
    messages: State
    service: Service | None
    """The service whose records `completeness` is about."""
    completeness: list[Completeness]


def data_view(
    session: Session, catalogue: Catalogue, today: date, services: Sequence[Service], source: str = ""
) -> DataView:
    """Return what was loaded and is late, and how completely the first of the services records groups."""
    service, completeness = where_recorded(session, catalogue, services)
    return DataView(
        feeds=read_feeds(session, catalogue, today),
        loads=read_loads(session, catalogue, source=source),
        words=words_explained(session, catalogue),
        silent_since=silent_since(session),
        messages=state(session),
        service=service,
        completeness=completeness,
    )
