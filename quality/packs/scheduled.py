"""Packs that freeze by themselves, on the day that their forum declares: drafts, until somebody
signs them off. What was frozen for a meeting once, by whomever, is not frozen again."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.acts import ledger
from quality.meetings.record import Name, read_records
from quality.packs.compose import Writing, compose
from quality.packs.freeze import Actor, store
from quality.packs.frozen import FREEZE
from quality.reference.ids import read_ids

CLOCK = Actor("Brightspot", "by schedule")
"""No person: nobody signs off by being scheduled."""


def due(session: Session, catalogue: Catalogue, today: date) -> list[Name]:
    """Return the meetings whose pack has to be frozen now; none where everybody reads."""
    if catalogue.disclosure.is_public:
        return []
    tree = read_ids(session).services
    planned = [
        (code, day)
        for code, forum in catalogue.forums.items()
        if forum.service in tree and tree[forum.service].is_open(today)
        for day in forum.freezes(today)
    ]
    if not planned:
        return []
    records = read_records(session)
    done = {
        (act.content.get("forum"), act.content.get("meeting"))
        for act in ledger.acts(session, FREEZE, without="content")
    }
    return [
        (code, day)
        for code, day in planned
        if (code, day.isoformat()) not in done and not records.get(code, day).is_closed
    ]


def freeze_due(
    session: Session, catalogue: Catalogue, writing: Writing, meeting: Name, *, at: datetime, today: date
) -> int | None:
    """Freeze the pack of a meeting, and return its number; None where somebody was faster."""
    ledger.begin(session)
    if meeting not in due(session, catalogue, today):
        return None
    service = catalogue.forums[meeting[0]].service
    pack = compose(session, catalogue, writing, service=service, today=today, meeting=meeting)
    titled = pack.model_copy(update={"title": writing.title(pack)})
    return store(session, titled, writing.scheduled, CLOCK, at)
