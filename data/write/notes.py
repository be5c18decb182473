"""Write and read what publishers say in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, tuple_
from sqlalchemy.orm import Session

from data.models import PublisherNote
from data.read.as_of import Then, as_of, stands
from data.write.loads import end_rows
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
    end_rows(session, PublisherNote, ended, load_id)
    added = {key: text for key, text in texts.items() if key not in standing or standing[key].text != text}
    if added:
        rows = [
            {"source": source, "about": about, "subject": s, "heading": h, "text": text, "load_id": load_id}
            for (s, h), text in added.items()
        ]
        session.execute(insert(PublisherNote), rows)
    revised = sum(key in standing for key in added)
    return Stored(len(added) - revised, revised, len(texts) - len(added))


def notes_about(
    session: Session, subjects: Collection[tuple[str, str]]
) -> list[tuple[str, str, str, str, str]]:
    """Return about what, source, subject, heading and text of whatever stands about these subjects
    (`("indicator", "falls")`), or stood where the session looks back to, in the order of their files."""
    found = session.execute(_about(as_of(session)), {"subjects": list(subjects)})
    return [tuple(row) for row in found]


@lru_cache(maxsize=64)
def _about(then: Then | None) -> Select[Any]:
    return (
        select(NOTE.about, NOTE.source, NOTE.subject, NOTE.heading, NOTE.text)
        .where(
            tuple_(NOTE.about, NOTE.subject).in_(bindparam("subjects", expanding=True)),
            stands(then, PublisherNote),
        )
        .order_by(NOTE.source, NOTE.id)
    )
