"""Experience of a service: comments of people, answers to them, and if these made a difference."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.acts import ledger
from quality.acts.kinds import REGISTER_KINDS
from quality.disclosure.said import comments_counted
from quality.registers.audit_rounds import Collected, CriterionRounds, as_rounds
from quality.registers.read import Registers, read_registers
from quality.registers.record import Record, fold
from quality.registers.withheld import without_answers

COMMENT, WE_DID, SHOWN, PUBLIC = "comment", "we_did", "shown", "public"
COMMENT_KINDS = [kind for kind in REGISTER_KINDS if kind.startswith(f"{COMMENT}.")]
LATELY = timedelta(days=14)
"""Days for which a comment may be quoted at a huddle."""
A_YEAR = timedelta(days=365)
MOST_QUOTED, MOST_ANSWERED = 3, 20


@dataclass(frozen=True, slots=True)
class Said:
    """Experience as a huddle reads it."""

    yesterday: int | None = None
    """Comments that came the day before, approved or not; None where the number may not be told."""
    quote: Record | None = None
    """An approved comment of late."""
    answered: Record | None = None
    """The newest answer: you said, we did."""


NOTHING_SAID = Said()


def said_at(session: Session, catalogue: Catalogue, service: str, today: date) -> Said:
    """Return what a huddle of a service reads of its comments."""
    found = read_registers(session, catalogue)
    own = [one for one in found.of_kinds([COMMENT]) if one.service == service]
    yesterday = sum(one.day("day") == today - timedelta(days=1) for one in own)
    return Said(
        comments_counted(yesterday, catalogue.disclosure),
        next(iter(_quotes(own, today - LATELY)), None),
        next(iter(_answers(found, service, today)), None),
    )


def _quotes(comments: Iterable[Record], since: date) -> list[Record]:
    """Return approved comments since a day, the newest first."""
    shown = (one for one in comments if one.state == SHOWN and (one.day("day") or since) >= since)
    return sorted(shown, key=lambda one: (one.said["day"], one.number), reverse=True)


def _answers(found: Registers, service: str, today: date) -> list[Record]:
    own = (one for one in found.of_kinds([WE_DID]) if one.service == service)
    lately = (one for one in own if one.acts[-1].at.date() >= today - A_YEAR)
    return sorted(lately, key=lambda one: one.newest, reverse=True)


@dataclass(frozen=True, slots=True)
class PublicExperience:
    """Experience of a service as everybody may read it: words alone, and no number of people."""

    answers: Sequence[Record]
    """You said, we did: those that were put on the page, the newest first."""
    quotes: Sequence[Record]


def public_experience(session: Session, catalogue: Catalogue, service: str, today: date) -> PublicExperience:
    """Return what everybody may read: of a year, and what somebody approved for everybody.

    A site for everybody has no list of comments: those that were approved for everybody come from the acts.
    """
    found = read_registers(session, catalogue)
    acts = without_answers(ledger.acts(session, *COMMENT_KINDS, services=[service]), catalogue)
    comments = fold(acts, catalogue.record_kinds).values()
    open_to_all = [one for one in comments if one.said.get("shown_to") == PUBLIC]
    answers = [one for one in _answers(found, service, today) if one.last("publish")]
    return PublicExperience(answers[:MOST_ANSWERED], _quotes(open_to_all, today - A_YEAR)[:MOST_QUOTED])


def differences(found: Registers, services: Collection[str], criterion: str) -> CriterionRounds | None:
    """Return the share of answers that made a difference, month by month as they were closed; None where none
    is closed yet. Each month is a round, as of an audit."""
    closed = [
        (act.at.date(), one)
        for one in found.of_kinds([WE_DID])
        if one.service in services and (act := one.last("close"))
    ]
    months: dict[tuple[int, int], list[tuple[date, Record]]] = {}
    for day, one in sorted(closed, key=lambda pair: (pair[0], pair[1].number)):
        months.setdefault((day.year, day.month), []).append((day, one))
    rounds = [
        Collected(
            number=those[-1][1].number,
            day=those[-1][0],
            met=sum(one.said["difference"] == "yes" for _, one in those),
            cases=len(those),
            by=", ".join(sorted({_asked(one) for _, one in those})),
        )
        for those in months.values()
    ]
    return as_rounds(criterion, rounds) if rounds else None


def _asked(one: Record) -> str:
    asked = str(one.said["asked"])
    return one.declared.fields["asked"].choices.get(asked, asked)
