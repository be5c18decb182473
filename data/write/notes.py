"""Writing and reading what publishers say in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import insert, or_, select, tuple_, update
from sqlalchemy.orm import Session

from data.models import Load, PublisherNote
from data.read.as_of import as_of
from data.write.observations import Stored

NOTE = PublisherNote.__table__.c

Texts = Mapping[tuple[str, str], str]
"""(subject, heading) → text."""


def put_notes(session: Session, texts: Texts, *, source: str, about: str, load_id: int) -> Stored:
    """Make these what the source says; what it said before and no longer does, stays as superseded."""
    query = select(NOTE.id, NOTE.subject, NOTE.heading, NOTE.text).where(
        NOTE.source == source, NOTE.superseded_by.is_(None)
    )
    standing = {(row.subject, row.heading): row for row in session.execute(query)}
    ended = [row.id for key, row in standing.items() if texts.get(key) != row.text]
    if ended:
        session.execute(
            update(PublisherNote)
            .where(PublisherNote.id.in_(ended))
            .values(superseded_by=load_id)
            .execution_options(synchronize_session=False)
        )
    added = {key: text for key, text in texts.items() if key not in standing or standing[key].text != text}
    if added:
        rows = [
            {"source": source, "about": about, "subject": s, "heading": h, "text": text, "load_id": load_id}
            for (s, h), text in added.items()
        ]
        session.execute(insert(PublisherNote), rows)
    revised = sum(key in standing for key in added)
    return Stored(len(added) - revised, revised, len(texts) - len(added))


def notes_about(session: Session, about: str, subjects: Iterable[str]) -> list[tuple[str, str, str, str]]:
    """Read source, subject, heading and text of what stands, or stood where the session looks back to, about
    these subjects, in the order of their files."""
    then = as_of(session)
    query = (
        select(NOTE.source, NOTE.subject, NOTE.heading, NOTE.text)
        .where(NOTE.about == about, NOTE.subject.in_(list(subjects)))
        .order_by(NOTE.source, NOTE.id)
    )
    if then is None:
        query = query.where(NOTE.superseded_by.is_(None))
    else:
        stood = NOTE.superseded_by.is_(None) | (NOTE.superseded_by > then.load)
        query = query.where(NOTE.load_id <= then.load, stood)
    return [tuple(row) for row in session.execute(query)]


_KEY = (NOTE.source, NOTE.about, NOTE.subject, NOTE.heading)


def undo_notes(session: Session, load_id: int, number: int) -> tuple[int, int]:
    """Put back the newest text of a load that still counts for what a load said: how many were put back, and
    how many are gone. A file says a text, and by leaving it out that it no longer holds."""
    touched = select(*_KEY).where(or_(NOTE.load_id == load_id, NOTE.superseded_by == load_id)).distinct()
    counting = set(session.scalars(select(Load.id).where(Load.undone_by.is_(None), Load.undoes.is_(None))))
    versions: dict[tuple[str, ...], list[Any]] = {}
    query = select(PublisherNote.__table__).where(tuple_(*_KEY).in_(touched)).order_by(NOTE.id)
    for row in session.execute(query):
        versions.setdefault((row.source, row.about, row.subject, row.heading), []).append(row)
    put_back = removed = 0
    for key, rows in versions.items():
        standing = next((row for row in rows if row.superseded_by is None), None)
        words = {load for row in rows for load in (row.load_id, row.superseded_by)} & counting
        wanted = next((row for row in reversed(rows) if row.load_id == max(words, default=0)), None)
        if (standing and standing.text) == (wanted and wanted.text):
            continue
        if standing is not None:
            ended = update(PublisherNote).where(PublisherNote.id == standing.id).values(superseded_by=number)
            session.execute(ended.execution_options(synchronize_session=False))
        if wanted is not None:
            names = ("source", "about", "subject", "heading")
            session.execute(
                insert(PublisherNote),
                [dict(zip(names, key, strict=True)) | {"text": wanted.text, "load_id": number}],
            )
        put_back, removed = put_back + (wanted is not None), removed + (wanted is None)
    return put_back, removed
