"""Read what was told before of one measure by the groups of a dimension, and what loads changed of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from sqlalchemy.orm import Session

from data.read.group_observations import first_loads, group_changes
from quality.disclosure.feasibility.history import Past, Revision, Told
from quality.disclosure.release_log import Entry, read_entries
from quality.series.calendar_blocks import Grain
from stats.arrays import Bools


def read_past(
    session: Session,
    indicator: int,
    dimension: str,
    rows: Mapping[int, int],
    groups: Sequence[int],
    rule: int,
) -> Past:
    """Return the past by the rows (service id → row) and columns (groups' ids) of a table."""
    entries = read_entries(session, indicator, dimension)
    if not entries:
        return Past()
    told = [Told(entry.load, entry.blocks_to, _is_open(entry, rows, groups)) for entry in entries]
    column = {group: i for i, group in enumerate(groups)}
    revisions = [
        Revision(
            change.load,
            rows[change.service],
            column[change.category],
            change.period,
            change.numerator or 0.0,
            change.denominator or 0.0,
        )
        for change in group_changes(session, [indicator], groups)
        if change.service in rows
    ]
    first = {
        (rows[service], day): load
        for service, day, load in first_loads(session, [indicator], groups)
        if service in rows
    }
    newest = entries[-1]
    is_known = np.array(
        [[(service, group) in newest.finest for group in groups] for service in rows], dtype=np.bool_
    ).reshape(len(rows), len(groups))
    is_closed = {
        grain: is_known & ~told[-1].is_open[grain] & (newest.rule == rule)
        for grain in (Grain.PERIOD, Grain.QUARTER)
    }
    return Past(told, revisions, first, is_closed)


def _is_open(entry: Entry, rows: Mapping[int, int], groups: Sequence[int]) -> dict[Grain, Bools]:
    return {
        grain: np.array(
            [[entry.is_open(service, group, grain) for group in groups] for service in rows], dtype=np.bool_
        ).reshape(len(rows), len(groups))
        for grain in Grain
    }
