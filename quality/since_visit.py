"""Everything that came since somebody was last here: the difference of the database, as far as they may see
it. What they did themselves is no news."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Select, bindparam, case, func, not_, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.models import Act, IndicatorVersion, Load
from data.read.arrival import revised_since
from quality.acts.ledger import PERSON
from quality.lifecycle.signal_life import SignalName
from quality.outcomes.patterns import patterns
from quality.outcomes.standing_now import standing_now
from quality.people.person import Person
from quality.people.visits import Mark
from quality.reference.ids import data_version, read_ids


@dataclass(frozen=True, slots=True)
class News:
    """Counts of what came since a moment."""

    since: Mark
    loads: int = 0
    refused: int = 0
    """Of the loads."""
    values: int | None = None
    """New ones, those of groups among them; None where a part of the services is asked about: a load does not
    know of which its values are."""
    revised: int = 0
    """Values of everyone that a load changed, in the services that may be seen."""
    redefined: int = 0
    """Measures that are described in another way than before."""
    opened: int = 0
    """Signals that could not be seen before."""
    ended: int = 0
    """Signals that could, and whose pattern is over."""
    closed: int = 0
    """Signals that others closed."""
    acts: int = 0
    """Of others, on charts and at huddles; those that closed a signal are among them."""

    @property
    def is_any(self) -> bool:
        return any((self.loads, self.redefined, self.opened, self.ended, self.acts))


def news(
    session: Session,
    catalogue: Catalogue,
    since: Mark | None,
    reader: Person,
    services: Collection[str] | None = None,
    *,
    today: date,
) -> News | None:
    """Count what came since a moment, in some services or in all that may be read; None where somebody was
    never here before."""
    if since is None:
        return None
    known = read_ids(session)
    seen = known.services.by_code
    codes = {code for code in seen if services is None or code in services}
    is_whole = known.scope.services is None and services is None
    acts, closed = _acts(session, since, reader, None if is_whole else codes)
    redefined = session.scalar(_REDEFINED, {"at": since.at}) or 0
    found = News(since, acts=acts, closed=closed, redefined=redefined)
    if data_version(session)[0] == since.load:
        return found
    loads, refused, values = session.execute(_LOADS, {"after": since.load}).one()
    opened, ended = _signals(session, catalogue, since, codes, today)
    revised = revised_since(session, since.load, None if is_whole else [seen[code].id for code in codes])
    new = values if is_whole else None
    return replace(
        found, loads=loads, refused=refused, values=new, revised=revised, opened=opened, ended=ended
    )


def _signals(
    session: Session, catalogue: Catalogue, since: Mark, services: Collection[str], today: date
) -> tuple[int, int]:
    """Count the patterns that began and that are over: of those that stand, what the list shows."""
    by_series, _ = patterns(session, catalogue, services, since.at.date(), after=since.load)
    opened = [
        (series, one)
        for series, stretches in by_series.items()
        for one in stretches
        if one.begun_load > since.load and not one.came_as_history
    ]
    stand = {service for (service, _), one in opened if not one.is_over}
    tree = read_ids(session).services
    shown = standing_now(session, catalogue, [tree[code] for code in sorted(stand)], {}, today)
    is_shown = (
        one.is_over or SignalName(indicator) in shown.of(service) for (service, indicator), one in opened
    )
    over = (0 < one.begun_load <= since.load < one.ended_load for of in by_series.values() for one in of)
    return sum(is_shown), sum(over)


def _acts(session: Session, since: Mark, reader: Person, services: Collection[str] | None) -> tuple[int, int]:
    """Count what others did, and the signals they closed for good."""
    own = f'"{PERSON}":{orjson.dumps(reader.id).decode()}'
    new: dict[str, Any] = {"after": since.act, "reader": reader.name, "own": own}
    new |= {} if services is None else {"services": [*services]}
    rows = session.execute(_statement(_KINDS, by_service=services is not None), new)
    kinds = {str(row[0]): int(row[1]) for row in rows}
    closed = kinds.get("close", 0)
    if closed and "undo" in kinds:
        undos = session.scalars(_statement(_UNDOS, by_service=services is not None), new)
        undone = [orjson.loads(said)["act"] for said in undos]
        closed -= session.scalar(_TAKEN_BACK, {"undone": undone, "after": since.act}) or 0
    return sum(kinds.values()), closed


# Made once: making a statement costs SQLAlchemy more than running it does.
# Where an act holds the id of who did it, that tells; others may have the same name, or had it once.
_HOLDS_ID, _HOLDS_OWN = Act.content.contains(f'"{PERSON}":"'), Act.content.contains(bindparam("own"))
_IS_OWN = case((_HOLDS_ID, _HOLDS_OWN), else_=Act.actor == bindparam("reader"))
_NEW = (Act.id > bindparam("after"), not_(_IS_OWN))
_KINDS = select(Act.kind, func.count()).where(*_NEW).group_by(Act.kind)
_UNDOS = select(Act.content).where(*_NEW, Act.kind == "undo")
_TAKEN_BACK = select(func.count()).where(
    Act.id > bindparam("after"), Act.kind == "close", Act.id.in_(bindparam("undone", expanding=True))
)
_LOADS = select(
    func.count(),
    func.count().filter(Load.status == "refused"),
    func.coalesce(func.sum(Load.values_new), 0),
).where(Load.id > bindparam("after"))
_REDEFINED = select(func.count(IndicatorVersion.indicator_id.distinct())).where(
    IndicatorVersion.first_used > bindparam("at"),
    IndicatorVersion.id.not_in(select(func.min(IndicatorVersion.id)).group_by(IndicatorVersion.indicator_id)),
)
"""Measures whose description changed; one that is new is none."""


@cache
def _statement(query: Select[Any], *, by_service: bool) -> Select[Any]:
    return query.where(Act.service.in_(bindparam("services", expanding=True))) if by_service else query
