"""Freeze a pack, sign it off, or say that it no longer holds: the only way to write such an act.

What was looked at is what is frozen: the hash of the draft travels with the form, and where a load or
somebody else changed the content meanwhile, nothing is frozen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from errors import BrightspotError, DecisionError, Problem
from quality.acts import ledger
from quality.acts.ledger import LoggedAct
from quality.lifecycle import act_form
from quality.meetings.record import Name
from quality.packs.compose import Writing, compose
from quality.packs.documents import AskedDocument, compose_document
from quality.packs.frozen import FREEZE, RETRACTION, SIGN_OFF, FrozenPack, find_pack, packs_of
from quality.packs.value import Pack, canonical, content_hash, packed
from quality.reference.ids import read_ids
from quality.series.key import SeriesKey

A_MOMENT = timedelta(minutes=1)
"""The time within which the same form of the same person is the same act, sent again."""
GONE = Problem("of", "the pack does not hold any more", "one that nobody withdrew")
SIGNED = Problem("of", "you have signed this pack off already")
NO_SUCH = Problem("of", "it is withdrawn already, or there is no such thing here")


class DraftChangedError(BrightspotError):
    """The draft that somebody looked at is not what would be frozen now."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever does it: the name that others read, the roles by which they may, and their id."""

    name: str
    role: str
    id: str = ""


def freeze(
    session: Session,
    catalogue: Catalogue,
    writing: Writing,
    typed: Mapping[str, str],
    actor: Actor,
    *,
    service: str,
    expected: str,
    since: date | None,
    at: datetime,
    today: date,
    meeting: Name | None = None,
    document: AskedDocument | None = None,
) -> int:
    """Freeze the pack of a service as it stands, or a document about it, and return its number. DecisionError
    says all that stands in the way.

    expected: content hash of the draft that the person looked at, which has no title yet.
    """
    ledger.begin(session)
    said = _read(session, catalogue, FREEZE, typed, service, today, actor)
    for one in packs_of(session, catalogue, service):
        # Asked first: that it was frozen is itself a part of what a document counts.
        if _is_again(one.act, actor, at) and one.retracted is None:
            kept = find_pack(session, catalogue, one.number).pack
            untitled = content_hash(canonical(kept.model_copy(update={"title": ""})))
            if (kept.title, untitled) == (said["title"], expected):
                return one.number
    if document is not None:
        draft = compose_document(session, catalogue, writing.document, document, today)
    else:
        told: dict[str, Any] = {"service": service, "today": today, "since": since, "meeting": meeting}
        draft = compose(session, catalogue, writing, **told)
    if content_hash(canonical(draft)) != expected:
        raise DraftChangedError
    pack = draft.model_copy(update={"title": said["title"]})
    return store(session, pack, said["reason"], actor, at)


def store(session: Session, pack: Pack, reason: str, actor: Actor, at: datetime) -> int:
    """Write a pack down as it is, and return its number."""
    content, meeting = canonical(pack), pack.meeting
    values = (pack.title, reason, content_hash(content), packed(content))
    about = (
        *((meeting.forum, meeting.day) if meeting else (None, None)),
        pack.edition or None,
        pack.document or None,
        pack.about or None,
    )
    return _append(session, FREEZE, (*values, *about), pack.service, actor, at)


def sign_off(
    session: Session,
    catalogue: Catalogue,
    typed: Mapping[str, str],
    actor: Actor,
    *,
    at: datetime,
    today: date,
) -> FrozenPack:
    """Sign a pack off by name: it is no draft from then on."""
    found, said = _about(session, catalogue, SIGN_OFF, typed, actor, today)
    if found.retracted is not None:
        raise DecisionError([GONE])
    mine = [act for act in found.signed if act.by == (actor.id or actor.name)]
    if mine and _is_again(mine[-1], actor, at):
        return found
    if mine:
        raise DecisionError([SIGNED])
    found.verify()  # nobody signs what is not as it was frozen
    _append(session, SIGN_OFF, (found.number, said.get("text")), found.service, actor, at)
    return find_pack(session, catalogue, found.number)


def retract(
    session: Session,
    catalogue: Catalogue,
    typed: Mapping[str, str],
    actor: Actor,
    *,
    at: datetime,
    today: date,
    act: int,
) -> FrozenPack:
    """Say that a pack, or one sign-off of it, no longer holds, and why. Both stay on the record.

    act: number of the sign-off; that of the pack for the whole of it.
    """
    found, said = _about(session, catalogue, RETRACTION, typed, actor, today)
    if act == found.number:
        before, is_there = found.retracted, True
    else:
        held = {one.act.id: one for one in found.signatures}
        before, is_there = (held[act].retracted, True) if act in held else (None, False)
    if before is not None and _is_again(before, actor, at):
        return found
    if before is not None or not is_there:
        raise DecisionError([NO_SUCH])
    _append(session, RETRACTION, (act, said["reason"]), found.service, actor, at)
    return find_pack(session, catalogue, found.number)


def _about(
    session: Session, catalogue: Catalogue, kind: str, typed: Mapping[str, str], actor: Actor, today: date
) -> tuple[FrozenPack, dict[str, Any]]:
    """Return the pack that a form is about, and what was typed."""
    ledger.begin(session)
    number = typed.get("of", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    found = find_pack(session, catalogue, int(number) if is_number else None)
    return found, _read(session, catalogue, kind, typed, found.service, today, actor)


def _read(
    session: Session,
    catalogue: Catalogue,
    kind: str,
    typed: Mapping[str, str],
    service: str,
    today: date,
    actor: Actor,
) -> dict[str, Any]:
    tree = read_ids(session).services
    said, problems = act_form.read(kind, typed, catalogue, tree, service, today)
    problems += [] if actor.name.strip() else [Problem("by", "it is empty", "the name of who does it")]
    if problems:
        raise DecisionError(problems)
    return said


def _is_again(act: LoggedAct, actor: Actor, at: datetime) -> bool:
    """Tell if an act is of a moment ago, by the same person."""
    return act.by == (actor.id or actor.name) and timedelta(0) <= at - act.at <= A_MOMENT


def _append(
    session: Session, kind: str, said: tuple[object, ...], service: str, actor: Actor, at: datetime
) -> int:
    return ledger.append(
        session,
        kind,
        *said,
        key=SeriesKey("", service),
        by=actor.name.strip(),
        role=actor.role.strip(),
        at=at,
        person=actor.id,
    )
