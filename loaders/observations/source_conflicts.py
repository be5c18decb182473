"""Two sources that speak of the same service, period and group: which of them is believed.

                                    same numbers        other numbers
    this one overrides it           taken over          taken over, a revision
    it no longer speaks of this     taken over          taken over, a revision, and noted
    it overrides this one           left                left, and noted
    nothing is declared             left                refused: both would revise each other at every load

`overrides` goes on: who overrides b, which overrides c, overrides c. So what stands in the end does not
depend on which was loaded first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import Enum

import numpy as np
from sqlalchemy.orm import Session

from catalogue.checks.overrides import overridden_sources
from catalogue.models import Catalogue, Indicator
from data.write import conflicts as rivals
from data.write.conflicts import Held, HeldBy
from data.write.loads import remember_repeats
from data.write.observations import Values
from loaders.job import LoadJob
from loaders.log import LoadLog
from quality.disclosure.redaction import redact


class Precedence(Enum):
    """How this source stands to another that spoke first."""

    REPLACE, YIELD, SUCCEED, REFUSE = range(4)


def resolve_conflicts(
    session: Session, job: LoadJob, log: LoadLog, code: str, values: Values, load_id: int
) -> tuple[Values, int]:
    """Those of an indicator's values that may be stored, and how many others only repeat what stands."""
    indicator_id = job.ids.indicator_ids[code]
    sources = rivals.sources_ever(session, indicator_id) - {job.code}
    loads = rivals.loads_of(session, sources) if sources else {}
    if not loads or not len(values):
        return values, 0
    held = rivals.held(session, indicator_id, values, loads)
    if not len(held.position):
        return values, 0
    indicator = job.catalogue.measured[code]
    speaking = set(indicator.sources)
    precedences = {name: precedence(job.catalogue, job.code, name, name in speaking) for name in sources}
    how = np.array([precedences[loads[number].source].value for number in held.load_id.tolist()])
    is_taken = np.isin(how, [Precedence.REPLACE.value, Precedence.SUCCEED.value])
    is_left = ~is_taken & (
        ~held.differs | (how == Precedence.YIELD.value)
    )  # with the other load it would go too
    remember_repeats(session.connection(), load_id, np.unique(held.load_id[is_left]).tolist())
    same = values.take(held.position[is_taken & ~held.differs])
    rivals.take_over(session, indicator_id, same, load_id)
    told = zip(how[held.differs].tolist(), held.load_id[held.differs].tolist(), strict=True)
    note(log, Counter((Precedence(one), loads[number].source) for one, number in told))
    _refuse(job, log, code, values, held, np.flatnonzero((how == Precedence.REFUSE.value) & held.differs))
    repeated = np.unique(held.load_id[~is_taken & ~held.differs]).tolist()
    remember_repeats(session.connection(), load_id, repeated)
    stays = np.ones(len(values), dtype=bool)
    stays[held.position[~is_taken]] = False
    return values.take(np.flatnonzero(stays)), int((~is_taken & ~held.differs).sum())


def precedence(catalogue: Catalogue, source: str, other: str, still_speaks: bool) -> Precedence:
    if other in overridden_sources(catalogue.sources, source):
        return Precedence.REPLACE
    if other not in catalogue.sources or not still_speaks:
        return Precedence.SUCCEED
    return Precedence.YIELD if source in overridden_sources(catalogue.sources, other) else Precedence.REFUSE


def expected(load: HeldBy) -> str:
    at, other = load.finished_at, load.source
    since = f"what `{other}` says since load {load.load_id} of {at.day} {at:%B %Y}"
    return f"{since} (or `overrides: {other}` in this source, if it should win)"


def note(log: LoadLog, counts: Mapping[tuple[Precedence, str], int]) -> None:
    """Say how many values were left to, or taken from, another source."""
    for (how, source), count in counts.items():
        what = "1 value" if count == 1 else f"{count:,} values"
        if count and how is Precedence.YIELD:
            log.notes.append(f"{what} left as `{source}` gives them, which overrides this source")
        elif count and how is Precedence.SUCCEED:
            log.notes.append(f"{what} replaced that `{source}` had given, which no longer does")


def _refuse(job: LoadJob, log: LoadLog, code: str, values: Values, held: Held, offending: np.ndarray) -> None:
    if not len(offending):
        return
    rows = _rows_in_file(log, code, values.take(held.position[offending]))
    groups = {number: label or "everyone" for (_, label), number in job.ids.category_ids.items()}
    by_load: dict[int, list[int]] = {}
    for at, number in zip(offending.tolist(), held.load_id[offending].tolist(), strict=True):
        by_load.setdefault(number, []).append(at)
    place = {at: i for i, at in enumerate(offending.tolist())}
    for number, positions in by_load.items():
        load = held.loads[number]
        found = [_found(job, log, job.catalogue.measured[code], values, held, at, groups) for at in positions]
        at_rows = rows[[place[at] for at in positions]]
        log.problems.add(at_rows, None, expected(load), found)


def _found(
    job: LoadJob,
    log: LoadLog,
    indicator: Indicator,
    values: Values,
    held: Held,
    at: int,
    groups: Mapping[int, str],
) -> str:
    i = int(held.position[at])
    who = [job.services.by_id[int(values.service[i])].code, str(values.period[i])]
    if log.problems.is_about_groups:
        who.insert(1, groups[int(values.category[i])])
    other = held.loads[int(held.load_id[at])].source
    subject = f"{indicator.label}, {', '.join(who)}"
    new = _format_pair(values.numerator[i], values.denominator[i])
    old = _format_pair(held.numerator[at], held.denominator[at])
    said = f"{new}; `{other}` says {old}"
    if log.problems.is_about_groups:
        said = redact(said, f"another number than `{other}` says")
    return f"{subject}: {said}"


def _format_pair(numerator: float, denominator: float) -> str:
    top = "no value" if np.isnan(numerator) else f"{numerator:.12g}"
    return top if np.isnan(denominator) else f"{top} of {denominator:.12g}"


def _rows_in_file(log: LoadLog, code: str, values: Values) -> np.ndarray:
    """The rows of the file that say these values; 0 for one that no single row says (a sum of groups)."""
    wanted = {
        key: at
        for at, key in enumerate(
            zip(values.service.tolist(), values.category.tolist(), values.period.tolist(), strict=True)
        )
    }
    found = np.zeros(len(values), dtype=np.int64)
    for service, category, period, row in log.spoken.get(code, ()):
        near = np.isin(service, values.service) & np.isin(period, values.period)
        keys = zip(*(part[near].tolist() for part in (service, category, period, row)), strict=True)
        for one_service, one_category, day, number in keys:
            at = wanted.get((one_service, one_category, day))
            if at is not None:
                found[at] = number
    return found
