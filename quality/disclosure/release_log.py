"""The release log: what was open to readers of each indicator and dimension, after which load.

    {"rule": 7, "blocks_to": "2026-07-01", "open": {"12 6@12 3@*": {"8": [4, 5]}}}

By state, group and service. A state is three words: the load after which the group was last shown by
period; the quarters that were ever shown of it, as bits (1: the block `blocks_to`, 2: the one before it …),
with the load after which they last were; and the years, by their last quarter. `*` stands for what is shown
now; 0 for what never was. What was revised later than it was shown is another number; a year that was revised
and not shown again is forgotten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.models import Fact, Load, Release
from data.read.group_observations import newest_changes
from quality.series.calendar_blocks import Blocks, Grain
from stats.arrays import Bools

NOW, NEVER = "*", "0"
RELEASED = "released"
"""The fact that says for which load and catalogue everything was decided."""

Integers = NDArray[np.int64]
NOT_THERE = np.iinfo(np.int64).max
"""In place of the load that changed a place last."""


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """All that was released before of one indicator: services × groups (× times)."""

    is_known: bool
    """False: nothing was written down of it yet."""
    last_open: Integers
    """(S, G) the load after which it was last shown by period; 0: never."""
    last_quarter: Integers
    """(S, G) … by quarter."""
    changed: Integers
    """(S, P) the load that changed any group of a service and period last."""
    quarters: Bools
    """(S, G, Q)"""
    years: Bools
    """(S, G, Y)"""
    is_closed: Mapping[Grain, Bools]
    """(S, G) hidden before by the same rule, by period and by quarter: they stay so."""

    @staticmethod
    def is_since(last: Integers, changed: Integers) -> Bools:
        """Tell (G, S, P) what was shown (G,) since the places (S, P) changed last."""
        shown = last[:, np.newaxis, np.newaxis]
        found: Bools = (shown >= changed) & (shown > 0)
        return found


def nothing_released(services: int, groups: int, blocks: Blocks, periods: int) -> Past:
    none = np.zeros((services, groups), dtype=np.bool_)
    return Past(
        is_known=False,
        last_open=np.zeros((services, groups), dtype=np.int64),
        last_quarter=np.zeros((services, groups), dtype=np.int64),
        changed=np.ones((services, periods), dtype=np.int64),
        quarters=np.zeros((services, groups, len(blocks.starts)), dtype=np.bool_),
        years=np.zeros((services, groups, blocks.years), dtype=np.bool_),
        is_closed={Grain.PERIOD: none, Grain.QUARTER: none},
    )


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One row of the log, read."""

    load: int
    rule: int
    blocks_to: date | None
    states: Mapping[tuple[int, int], tuple[str, str, str]]
    """(service, group) → its state."""

    def is_open(self, service: int, group: int, grain: Grain) -> bool:
        period, quarter, years = self.states.get((service, group), (NEVER, NEVER, NEVER))
        if grain is Grain.YEAR:
            return years.endswith(f"@{NOW}")
        return (period if grain is Grain.PERIOD else quarter) == NOW


def read_entry(session: Session, indicator: int, dimension: str, up_to: int | None = None) -> Entry | None:
    """Return the newest entry, or the newest up to a load."""
    c = Release.__table__.c
    query = select(c.load_id, c.content).where(c.indicator_id == indicator, c.dimension == dimension)
    if up_to is not None:
        query = query.where(c.load_id <= up_to)
    row = session.execute(query.order_by(c.load_id.desc()).limit(1)).first()
    if row is None:
        return None
    content = orjson.loads(row.content)
    states: dict[tuple[int, int], tuple[str, str, str]] = {}
    for text, by_group in content["open"].items():
        period, quarter, years = text.split()
        for group, services in by_group.items():
            states |= {(service, int(group)): (period, quarter, years) for service in services}
    to = content["blocks_to"]
    return Entry(row.load_id, content["rule"], date.fromisoformat(to) if to else None, states)


def read_past(
    session: Session,
    entry: Entry | None,
    indicators: Collection[int],
    rows: Mapping[int, int],
    groups: Sequence[int],
    periods: Sequence[date],
    blocks: Blocks,
    rule: int,
) -> Past:
    """Return what an entry says, by the rows and columns of a table."""
    found = nothing_released(len(rows), len(groups), blocks, len(periods))
    if entry is None:
        return found
    column = {group: i for i, group in enumerate(groups)}
    back = sum(entry.blocks_to < start for start in blocks.starts) if entry.blocks_to else 0
    newest = len(blocks.starts) - 1 - back
    """The block that bit 1 stands for."""
    for (service, group), (period, quarter, years) in entry.states.items():
        if service not in rows or group not in column:
            continue
        at = rows[service], column[group]
        found.last_open[at] = entry.load if period == NOW else int(period)
        if quarter == NOW:
            found.quarters[at], found.last_quarter[at] = np.arange(len(blocks.starts)) <= newest, entry.load
        else:
            bits, found.last_quarter[at] = _shown(quarter, entry.load)
            found.quarters[at] = _times(len(blocks.starts), newest, bits)
        bits, _ = _shown(years, entry.load)
        found.years[at] = _times(blocks.years, newest - blocks.per_year + 1, bits)
        if entry.rule == rule:
            found.is_closed[Grain.PERIOD][at] = period != NOW
            found.is_closed[Grain.QUARTER][at] = quarter != NOW
    found.changed[:] = NOT_THERE
    place = {day: i for i, day in enumerate(periods)}
    for service, day, load in newest_changes(session, indicators, groups):
        if service in rows and day in place:
            found.changed[rows[service], place[day]] = load
    is_revised = (found.changed > entry.load) & (found.changed < NOT_THERE)
    for year in range(blocks.years):
        columns = slice(blocks.first[year], blocks.last[year + blocks.per_year - 1])
        found.years[is_revised[:, columns].any(axis=1), :, year] = False
    return replace(found, is_known=True)


def _shown(word: str, load: int) -> tuple[int, int]:
    """Return the bits of a word, and the load after which they were shown last."""
    bits, _, last = word.partition("@")
    return int(bits, 16), (load if last == NOW else int(last or 0))


def _times(times: int, newest: int, bits: int) -> list[bool]:
    """Return which times the bits stand for; the lowest for the newest."""
    return [time <= newest and bool(bits >> (newest - time) & 1) for time in range(times)]


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
    past: Past,
) -> None:
    """Add what is open from a load on."""
    by_state: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    shown = {grain: ~mask for grain, mask in hidden.items()}
    bits = past.years.copy()
    for year in published_years(blocks):
        bits[..., year] |= shown[Grain.YEAR]
    for row, service in enumerate(services):
        for column, group in enumerate(groups):
            at = row, column
            period = NOW if shown[Grain.PERIOD][at] else str(past.last_open[at])
            quarter = NOW
            if not shown[Grain.QUARTER][at]:
                quarter = f"{_bits(past.quarters[at])}@{past.last_quarter[at]}"
            last = NOW if shown[Grain.YEAR][at] else NEVER
            by_state[f"{period} {quarter} {_bits(bits[at])}@{last}"][str(group)].append(service)
    to = blocks.starts[-1].isoformat() if blocks.starts else None
    content = orjson.dumps({"rule": rule, "blocks_to": to, "open": by_state}).decode()
    c = Release.__table__.c
    of_it = (c.indicator_id == indicator, c.dimension == dimension)
    newest = session.execute(select(c.load_id, c.content).where(*of_it).order_by(c.load_id.desc())).first()
    if newest is None or newest.load_id < load:
        # Also where nothing is opened or closed: what is open has other numbers now.
        values = {"indicator_id": indicator, "dimension": dimension, "load_id": load, "content": content}
        session.execute(insert(Release).values(values))
    elif newest.content != content:
        # Another catalogue, after the same load.
        session.execute(update(Release).where(*of_it, c.load_id == newest.load_id).values(content=content))


def _bits(times: Bools) -> str:
    return f"{sum(1 << i for i, shown in enumerate(reversed(times.tolist())) if shown):x}"


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
    return f"load {newest or 0}, catalogue {catalogue.fingerprint}"
