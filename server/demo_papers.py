"""The paper that the demo comes with: its annual report, frozen and signed off as people do it."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import Engine

from catalogue.models import Catalogue
from components.documents.written import WRITING
from components.words import packs as words
from data.database import snapshot, transaction
from quality.deployment import demo_day
from quality.packs.documents import AskedDocument, compose_document
from quality.packs.freeze import Actor, sign_off, store
from quality.reference.ids import read_ids

AUTHOR, SIGNED_BY = Actor("Morven Grant", "quality lead"), Actor("Fergus Lindsay", "board member")
REASON, REMARK = "For the board's meeting in November", "Read, and agreed by the board"


def freeze_annual_report(engine: Engine, catalogue: Catalogue) -> int:
    """Freeze the annual report of the whole organisation on the demo's last day; return its number."""
    today = demo_day(engine)
    assert today
    with snapshot(engine) as session:
        asked = AskedDocument("annual_report", read_ids(session).services.roots[0].code)
        pack = compose_document(session, catalogue, WRITING.document, asked, today)
    titled = pack.model_copy(update={"title": words.proposed(pack)})
    with transaction(engine) as session:
        number = store(session, titled, REASON, AUTHOR, datetime.combine(today, time(7)))
    with transaction(engine) as session:
        said = {"of": str(number), "text": REMARK}
        sign_off(session, catalogue, said, SIGNED_BY, at=datetime.combine(today, time(7, 30)), today=today)
    return number
