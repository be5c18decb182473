"""The release log: what was open to readers of each indicator and dimension, after which load.

    {"rule": 7, "blocks_to": "2026-07-01",
     "open": {"period": {"8": [4, 5]}, "quarter": {}, "year": {"9": [4, 5]}, "nothing": {"10": [4, 5]}}}

By the finest grain that is open, group and service. "before" holds what was open after the same load by
another catalogue. An entry stands until the next one: no load changed a number of it in between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.models import Fact, Load, Release
from quality.series.calendar_blocks import Blocks, Grain
from stats.arrays import Bools

RELEASED = "released"
"""The fact that says for which load and catalogue everything was decided."""
NOTHING = "nothing"
FINER = {
    Grain.PERIOD: (Grain.PERIOD,),
    Grain.QUARTER: (Grain.PERIOD, Grain.QUARTER),
    Grain.YEAR: tuple(Grain),
}
"""A grain is open where it, or a finer one, is the finest that is open."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """Groups that were open after one load."""

    load: int
    rule: int
    blocks_to: date | None
    """The first day of the last quarter that was complete."""
    finest: Mapping[tuple[int, int], str]
    """(service, group) → the finest grain that is open, or NOTHING; of all that there were."""

    def is_open(self, service: int, group: int, grain: Grain) -> bool:
        return self.finest.get((service, group), NOTHING) in FINER[grain]


def read_entry(session: Session, indicator: int, dimension: str, up_to: int | None = None) -> Entry | None:
    """Return the newest entry, or the newest up to a load."""
    c = Release.__table__.c
    query = select(c.load_id, c.content).where(c.indicator_id == indicator, c.dimension == dimension)
    if up_to is not None:
        query = query.where(c.load_id <= up_to)
    row = session.execute(query.order_by(c.load_id.desc()).limit(1)).first()
    return _entry(row.load_id, orjson.loads(row.content)) if row else None


def read_entries(session: Session, indicator: int, dimension: str) -> list[Entry]:
    """Return all that was ever open, the oldest first."""
    c = Release.__table__.c
    query = select(c.load_id, c.content).where(c.indicator_id == indicator, c.dimension == dimension)
    return [
        _entry(row.load_id, content)
        for row in session.execute(query.order_by(c.load_id))
        for content in _contents(orjson.loads(row.content))
    ]


def _contents(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from content.get("before", ())
    yield content


def _entry(load: int, content: dict[str, Any]) -> Entry:
    finest = {
        (service, int(group)): _finest(grain)
        for grain, by_group in content["open"].items()
        for group, services in by_group.items()
        for service in services
    }
    to = content["blocks_to"]
    return Entry(load, content["rule"], date.fromisoformat(to) if to else None, finest)


def _finest(word: str) -> str:
    """Return the finest grain that is open; also of the three states that a version before this one wrote."""
    period, *coarser = word.split()
    if not coarser:
        return word
    quarter, years = coarser
    is_open = {Grain.PERIOD: period == "*", Grain.QUARTER: quarter == "*", Grain.YEAR: years.endswith("@*")}
    return next((grain for grain, found in is_open.items() if found), NOTHING)


def write_entry(
    session: Session,
    indicator: int,
    dimension: str,
    load: int,
    rule: int,
    services: Sequence[int],
    groups: Sequence[int],
    blocks: Blocks,
    hidden: Mapping[Grain, Bools],
) -> None:
    """Add what is open from a load on."""
    is_open: dict[str, dict[str, list[int]]] = {
        name: defaultdict(list) for name in (*(grain.value for grain in Grain), NOTHING)
    }
    for row, service in enumerate(services):
        for column, group in enumerate(groups):
            grains = (g for g in (Grain.PERIOD, Grain.QUARTER, Grain.YEAR) if not hidden[g][row, column])
            is_open[str(next(grains, NOTHING))][str(group)].append(service)
    to = blocks.starts[-1].isoformat() if blocks.starts else None
    content: dict[str, Any] = {"rule": rule, "blocks_to": to, "open": is_open}
    c = Release.__table__.c
    of_it = (c.indicator_id == indicator, c.dimension == dimension)
    newest = session.execute(select(c.load_id, c.content).where(*of_it).order_by(c.load_id.desc())).first()
    if newest is None or newest.load_id < load:
        # Also where nothing is opened or closed: what is open has other numbers now.
        values = {"indicator_id": indicator, "dimension": dimension, "load_id": load}
        session.execute(insert(Release).values(content=orjson.dumps(content).decode(), **values))
        return
    earlier = orjson.loads(newest.content)
    if orjson.dumps(content) != orjson.dumps({name: earlier[name] for name in content}):
        # Another catalogue, after the same load.
        content["before"] = list(_contents(earlier))
        for one in content["before"]:
            one.pop("before", None)
        text = orjson.dumps(content).decode()
        session.execute(update(Release).where(*of_it, c.load_id == newest.load_id).values(content=text))


def published_years(blocks: Blocks) -> list[int]:
    """Return which of the years are shown: the latest, and the one before it."""
    last = blocks.years - 1
    return [year for year in (last - blocks.per_year, last) if year >= 0]


def is_decided(session: Session, catalogue: Catalogue) -> bool:
    """Tell if all was decided by this catalogue after the newest load."""
    fact = session.get(Fact, RELEASED)
    return fact is not None and fact.value == _state(session, catalogue)


def remember_decided(session: Session, catalogue: Catalogue) -> None:
    session.merge(Fact(name=RELEASED, value=_state(session, catalogue)))


def _state(session: Session, catalogue: Catalogue) -> str:
    newest = session.scalar(select(func.max(Load.id)))
    return f"load {newest or 0}, catalogue {catalogue.fingerprint}, gate {GATE}"


GATE = 1
"""Raised whenever a change of the code would hide more of the same numbers: servers then decide anew."""
