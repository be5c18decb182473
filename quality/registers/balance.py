"""The balance of the four aspects of quality management: acts of twelve months, counted in the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.registers.shipped import registers, shipped_kinds
from data.models import Act
from quality.acts.kinds import CHART_KINDS, LIFE_KINDS, MEETING_KINDS, PACK_KINDS, PURGE
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service

YEAR = timedelta(days=365)


class Aspect(StrEnum):
    """The four aspects of a quality management system."""

    PLANNING = "planning"
    CONTROL = "control"
    ASSURANCE = "assurance"
    IMPROVEMENT = "improvement"


def _aspects() -> dict[str, Aspect]:
    """Return the aspect of each kind of act. A register declares its own; what teams do about signals is
    control, what meetings and packs do is assurance, and what is decided about aims is planning."""
    found = dict.fromkeys(LIFE_KINDS, Aspect.CONTROL) | dict.fromkeys(CHART_KINDS, Aspect.CONTROL)
    found |= dict.fromkeys((*MEETING_KINDS, *PACK_KINDS, "question", "decision"), Aspect.ASSURANCE)
    found |= dict.fromkeys(("target", "trajectory"), Aspect.PLANNING)
    found |= dict.fromkeys(("recognise", "offer", "accept"), Aspect.IMPROVEMENT)
    del found[PURGE]
    about = registers()
    for name, kind in shipped_kinds().items():
        found |= {f"{name}.{step}": Aspect(about[kind.listed_in].aspect) for step in kind.steps}
    return found


ASPECTS: Mapping[str, Aspect] = _aspects()


@dataclass(frozen=True, slots=True)
class Balance:
    """Acts by service and aspect, since a day."""

    since: date
    rows: Sequence[tuple[Service, Counter[Aspect]]]
    """In the order of the tree; services without an act too."""

    @property
    def whole(self) -> Counter[Aspect]:
        total = Counter[Aspect]()
        for _, counts in self.rows:
            total.update(counts)
        return total


def balance(session: Session, service: str, today: date) -> Balance:
    """Count the acts of twelve months in a service and all that is inside it; without one, everywhere."""
    tree, since = read_ids(session).services, today - YEAR
    tops = [service] if service else [one.code for one in tree.roots]
    services = [one for top in tops for one in tree.below(top)]
    query = (
        select(Act.service, Act.kind, func.count())
        .where(
            Act.at >= datetime.combine(since, time()), Act.at < datetime.combine(today + timedelta(1), time())
        )
        .group_by(Act.service, Act.kind)
    )
    counts: dict[str, Counter[Aspect]] = {}
    for code, kind, number in session.execute(query):
        if kind in ASPECTS and code:
            counts.setdefault(code, Counter())[ASPECTS[kind]] += number
    return Balance(since, [(one, counts.get(one.code, Counter())) for one in services])
