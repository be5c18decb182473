"""Acts of which others are told, and all that is told of them: people's own words, names and days.

No number of a chart is among them, so nothing that disclosure control hides can be. Of what is about a group
of people it is told that there is something and no more, as to those who may not see groups: a message may be
read by anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.models import Act
from quality.acts import ledger
from quality.acts.kinds import LIFE_KINDS
from quality.acts.ledger import LoggedAct
from quality.lifecycle.signal_life import HIDDEN
from quality.lifecycle.team_acts import without_groups
from quality.lifecycle.team_history import TeamHistory, fold
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service

TOLD = ("escalate", "question", "reply")


@dataclass(frozen=True, slots=True)
class Told:
    """One act, for whoever is told of it."""

    kind: str
    day: date
    """The day on which it was done."""
    to: Service
    """The service that is told: the one that is asked, or that gets the reply."""
    other: Service
    """The service on the other side."""
    tier: str
    """The tier that is asked; empty for a question."""
    measure: str
    """Its title; empty for what is about no measure, and for what is about a group."""
    is_about_group: bool
    """Neither its measure nor its words are told."""
    text: str
    asked: str
    """Of a reply: the question."""
    reply_by: date


def acts_to_tell(session: Session, since: datetime, until: datetime) -> list[int]:
    """Return the numbers of the acts between two moments of which somebody is told."""
    query = select(Act.id).where(Act.kind.in_(TOLD), Act.at > since, Act.at <= until)
    return list(session.scalars(query.order_by(Act.id)))


def told(session: Session, catalogue: Catalogue, number: int) -> Told | None:
    """Return what is told of an act; nothing of one that was undone, or could not follow. The reply to a
    question is read where it was asked, on the board's page: the service itself gave it."""
    team = session.scalar(select(Act.service).where(Act.id == number))
    if team is None:
        return None
    acts = without_groups(ledger.acts(session, *LIFE_KINDS, services=[team]))
    act = next((one for one in acts if one.id == number), None)
    return _told(session, catalogue, fold(acts), act) if act else None


def _told(session: Session, catalogue: Catalogue, history: TeamHistory, act: LoggedAct) -> Told | None:
    asked = history.asked(act.id)
    if act.kind == "reply":
        asked = history.escalations.get(act.content["of"])
        if asked is None or asked.reply is None or asked.reply.id != act.id:
            return None
    if asked is None:
        return None
    tree, team = read_ids(session).services, act.key.service
    if asked.to not in tree or team not in tree:
        return None
    is_reply = act.kind == "reply"
    indicator = catalogue.indicators.get(asked.act.key.indicator)
    return Told(
        kind=act.kind,
        day=act.at.date(),
        to=tree[team if is_reply else asked.to],
        other=tree[asked.to if is_reply else team],
        tier=asked.tier,
        measure=indicator.title if indicator else "",
        is_about_group=asked.act.key.indicator == HIDDEN,
        text=act.content["text"],
        asked=asked.text if is_reply else "",
        reply_by=asked.reply_by,
    )
