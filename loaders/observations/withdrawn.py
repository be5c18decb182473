"""Values that a source gave before and no longer gives, though it still speaks of their period.

A list of records is counted anew at each load. A row that moved to another ward, month or group leaves a
place where no row stands any more: what was counted there would be counted twice. So is the number of a
provider that a revised file gives under another code. What was given before and is not given now is taken
back: kept as superseded, like any revision. Of records that holds always, of tables with an entry
that says `each_file_is_whole`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from sqlalchemy import String, or_, select, type_coerce

from data.models import EVERYONE, Load, Observation, Service
from data.write.observations import LOADED, Values
from loaders.job import Work
from loaders.observations.grouping import packed, unpacked

NAMED_AT_MOST = 5
_PART = 50_000  # rows in memory as Python objects at one time


def withdrawn(work: Work, code: str, spoken: Values, dimensions: Collection[str]) -> Values:
    """What this source gave of an indicator, for everyone and these dimensions, in the periods it speaks of
    (`spoken`: everything counted, also what was refused), and says nothing of: with nothing in its place."""
    days = np.unique(spoken.period)
    categories = [n for (dimension, _), n in work.category_ids.items() if dimension in dimensions]
    before = _given(work, code, [EVERYONE, *categories], days)
    gone = before[~np.isin(before, packed(spoken.service, spoken.category, spoken.period))]
    service, category, period = unpacked(gone)
    is_spoken_of = np.isin(period, days)
    nothing, no = np.full(len(gone), np.nan), np.zeros(len(gone), dtype=bool)
    found = Values(service, category, period, nothing, nothing, no).take(np.flatnonzero(is_spoken_of))
    if len(found):
        _note(work, code, found)
    return found


def with_withdrawn(work: Work, code: str, values: Values) -> Values:
    """A table's values of an indicator, and nothing in place of those it gives no longer, if it is whole."""
    if not getattr(work.source, "each_file_is_whole", False) or not len(values):
        return values
    if len(work.problems.rows) or work.problems.further:
        note = "nothing was taken back, though each file is whole: a refused row may be what is missing"
        if note not in work.notes:
            work.notes.append(note)
        return values
    named = set(np.unique(values.category).tolist())
    dimensions = {dimension for (dimension, _), number in work.category_ids.items() if number in named}
    return Values.join([values, withdrawn(work, code, values, dimensions)])


def _given(work: Work, code: str, categories: Collection[int], days: np.ndarray) -> np.ndarray:
    """The numbers (`packed`) of what stands by this source, from the first to the last of these days."""
    o = Observation
    query = (
        select(o.service_id, o.category_id, type_coerce(o.period_start, String))
        .join(Load, Load.id == o.load_id)
        .where(
            o.indicator_id == work.indicator_ids[code],
            o.origin == LOADED,
            Load.source == work.code,
            o.period_start.between(days[0].item(), days[-1].item()),
            o.category_id.in_(categories),
            or_(o.numerator.is_not(None), o.denominator.is_not(None)),
        )
        .execution_options(yield_per=_PART)
    )
    known = _Days()
    parts = [np.zeros(0, dtype=np.int64)]
    for rows in work.session.connection().execute(query).partitions():
        service, category, day = zip(*rows, strict=True)
        parts.append(packed(np.array(service), np.array(category), np.array([known[d] for d in day])))
    return np.concatenate(parts)


class _Days(dict[Any, np.datetime64]):
    """A day as the database's driver gives it (SQLite: text) → the day; each is understood once."""

    def __missing__(self, day: Any) -> np.datetime64:
        self[day] = np.datetime64(day, "D")
        return self[day]


def _note(work: Work, code: str, found: Values) -> None:
    everyone = found.service[found.category == EVERYONE]
    ids = np.unique(everyone)[:NAMED_AT_MOST].tolist()
    names = work.session.scalars(select(Service.code).where(Service.id.in_(ids)).order_by(Service.code))
    more = len(np.unique(everyone)) - len(ids)
    where = ", ".join(names) + (f" and {more:,} more" if more else "")
    what = f"{len(found):,} value{'s'[: len(found) != 1]} of `{code}` taken back, as no row stands for "
    work.notes.append(
        what + ("them any more" if len(found) > 1 else "it any more") + (f": {where}" * bool(where))
    )
