"""Values that a source gave before and no longer gives, though it still speaks of their period.

A row of records that moved to another ward, month or group would be counted twice, and so would the number of
a provider that a revised file gives under another code. What is not given any more is taken back: kept as
superseded, like any revision. Of records always, of tables with an entry that says `each_file_is_whole`.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from sqlalchemy import String, or_, select, type_coerce
from sqlalchemy.orm import Session

from catalogue.sources import RecordsSource
from data.models import EVERYONE, Load, Observation
from data.write.observations import LOADED, Values
from loaders.job import LoadJob
from loaders.log import LoadLog
from loaders.observations.grouping import packed, unpacked

NAMED_AT_MOST = 5
_PART = 50_000  # rows in memory as Python objects at one time


def withdrawn_values(session: Session, job: LoadJob, log: LoadLog, code: str, values: Values) -> Values:
    """Return what this source gave of an indicator in the periods it speaks of, and says nothing of now: with
    nothing in its place. Of a table only where each file is whole, and none of its rows was refused."""
    none = values.take(np.array([], dtype=np.int64))
    if isinstance(job.source, RecordsSource):
        dimensions = set(job.source.breakdowns)
        spoken = tuple(map(np.concatenate, list(zip(*log.spoken[code], strict=True))[:3]))
    elif not getattr(job.source, "each_file_is_whole", False) or not len(values):
        return none
    elif len(log.problems.rows) or log.problems.further:
        log.note("nothing was taken back, though each file is whole: a refused row may be what is missing")
        return none
    else:
        named = set(np.unique(values.category).tolist())
        dimensions = {dimension for (dimension, _), number in job.ids.category_ids.items() if number in named}
        spoken = (values.service, values.category, values.period)
    days = np.unique(spoken[2])
    categories = [n for (dimension, _), n in job.ids.category_ids.items() if dimension in dimensions]
    before = _given(session, job, code, [EVERYONE, *categories], days)
    found = unpacked(before[~np.isin(before, packed(*spoken))])
    gone = Values.without_denominators(*(key[np.isin(found[2], days)] for key in found))
    if len(gone):
        _note(job, log, code, gone)
    return gone


def _given(
    session: Session, job: LoadJob, code: str, categories: Collection[int], days: np.ndarray
) -> np.ndarray:
    """Return the numbers (`packed`) of what stands by this source from the first to the last of days."""
    o = Observation
    query = (
        select(o.service_id, o.category_id, type_coerce(o.period_start, String))
        .join(Load, Load.id == o.load_id)
        .where(
            o.indicator_id == job.ids.indicator_ids[code],
            o.origin == LOADED,
            Load.source == job.code,
            o.period_start.between(days[0].item(), days[-1].item()),
            o.category_id.in_(categories),
            or_(o.numerator.is_not(None), o.denominator.is_not(None)),
        )
        .execution_options(yield_per=_PART)
    )
    parts = [np.zeros(0, dtype=np.int64)]
    for rows in session.connection().execute(query).partitions():
        service, category, day = zip(*rows, strict=True)
        parts.append(packed(np.array(service), np.array(category), np.array(day, dtype="datetime64[D]")))
    return np.concatenate(parts)


def _note(job: LoadJob, log: LoadLog, code: str, found: Values) -> None:
    everyone = found.service[found.category == EVERYONE]
    ids = np.unique(everyone)[:NAMED_AT_MOST].tolist()
    names = sorted(job.services.by_id[number].code for number in ids)
    more = len(np.unique(everyone)) - len(ids)
    where = ", ".join(names) + (f" and {more:,} more" if more else "")
    what = f"{len(found):,} value{'s'[: len(found) != 1]} of `{code}` taken back, as no row stands for "
    log.notes.append(
        what + ("them any more" if len(found) > 1 else "it any more") + (f": {where}" * bool(where))
    )
