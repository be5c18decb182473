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
from collections.abc import Container, Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from catalogue.overrides import overridden_sources
from data.write import conflicts as rivals
from data.write.conflicts import Held, PastLoad
from data.write.loads import remember_repeats
from data.write.observations import Values
from loaders.job import LoadJob
from loaders.log import LoadLog
from loaders.observations.grouping import packed
from loaders.problems import many
from quality.disclosure.redaction import redact


class Precedence(IntEnum):
    """The precedence of this source to another that spoke first."""

    REPLACE, YIELD, SUCCEED, REFUSE = range(4)


@dataclass(frozen=True, eq=False)
class Ruling:
    """The ruling on values that another source gave, in the order of `held`."""

    held: Held
    is_taken: np.ndarray  # they are this source's from now on
    is_refused: np.ndarray

    def refused(self) -> Iterator[tuple[PastLoad, np.ndarray]]:
        """Yield each load whose word stands against this source's, and where."""
        for number in np.unique(self.held.load_id[self.is_refused]).tolist():
            yield self.held.loads[number], np.flatnonzero(self.is_refused & (self.held.load_id == number))


def resolve_conflicts(
    session: Session, job: LoadJob, log: LoadLog, code: str, values: Values, load_id: int
) -> tuple[Values, int]:
    """Return those of an indicator's values that may be stored, and how many only repeat what stands."""
    indicator_id = job.ids.indicator_ids[code]
    sources = rivals.sources_ever(session, indicator_id) - {job.code}
    loads = rivals.loads_of(session, sources) if sources else {}
    if not loads or not len(values):
        return values, 0
    held = rivals.held(session, indicator_id, values, loads)
    ruling = rule(session, job, log, held, load_id, job.catalogue.measured[code].sources)
    same = values.take(held.position[ruling.is_taken & ~held.differs])
    rivals.take_over(session, indicator_id, same, load_id)
    for load, at in ruling.refused():
        rows = _rows_in_file(log, code, values.take(held.position[at]))
        log.problems.add(rows, None, expected(load), [_found(job, log, code, values, held, i) for i in at])
    stay = np.setdiff1d(np.arange(len(values)), held.position[~ruling.is_taken])
    return values.take(stay), int((~ruling.is_taken & ~held.differs).sum())


def rule(
    session: Session, job: LoadJob, log: LoadLog, held: Held, load_id: int, speaking: Container[str]
) -> Ruling:
    """Rule on values that stand already, and note what was left to, or taken from, another source.

    speaking: the sources that still give such values.
    """
    sources = {number: held.loads[number].source for number in np.unique(held.load_id).tolist()}
    by_load = {n: _precedence(job.catalogue, job.code, name, name in speaking) for n, name in sources.items()}
    how = np.array([by_load[number] for number in held.load_id.tolist()], dtype=np.int64)
    is_taken = np.isin(how, [Precedence.REPLACE, Precedence.SUCCEED])
    is_refused = (how == Precedence.REFUSE) & held.differs
    # With the other load the word of this one would go too.
    left = np.unique(held.load_id[~is_taken & ~is_refused]).tolist()
    remember_repeats(session.connection(), load_id, left)
    counts = Counter((by_load[number], sources[number]) for number in held.load_id[held.differs].tolist())
    for (precedence, source), count in counts.items():
        what = many(count, "value")
        if precedence is Precedence.YIELD:
            log.notes.append(f"{what} left as `{source}` gives them, which overrides this source")
        elif precedence is Precedence.SUCCEED:
            log.notes.append(f"{what} replaced that `{source}` had given, which no longer does")
    return Ruling(held, is_taken, is_refused)


def _precedence(catalogue: Catalogue, source: str, other: str, still_speaks: bool) -> Precedence:
    if other in overridden_sources(catalogue.sources, source):
        return Precedence.REPLACE
    if other not in catalogue.sources or not still_speaks:
        return Precedence.SUCCEED
    return Precedence.YIELD if source in overridden_sources(catalogue.sources, other) else Precedence.REFUSE


def expected(load: PastLoad) -> str:
    at, other = load.finished_at, load.source
    since = f"what `{other}` says since load {load.load_id} of {at.day} {at:%B %Y}"
    return f"{since} (or `overrides: {other}` in this source, if it should win)"


def _found(job: LoadJob, log: LoadLog, code: str, values: Values, held: Held, at: int) -> str:
    i = int(held.position[at])
    other = held.loads[int(held.load_id[at])].source
    said = f"{_format_pair(values.numerator[i], values.denominator[i])}; `{other}` says "
    said += _format_pair(held.numerator[at], held.denominator[at])
    who = [job.services.by_id[int(values.service[i])].code, str(values.period[i])]
    if log.problems.is_about_groups:
        who.insert(1, job.group_of(int(values.category[i])))
        said = redact(said, f"another number than `{other}` says")
    return f"{job.catalogue.measured[code].label}, {', '.join(who)}: {said}"


def _format_pair(numerator: float, denominator: float) -> str:
    top = "no value" if np.isnan(numerator) else f"{numerator:.12g}"
    return top if np.isnan(denominator) else f"{top} of {denominator:.12g}"


def _rows_in_file(log: LoadLog, code: str, values: Values) -> np.ndarray:
    """Return the rows of the file that say these values; 0 for one that no single row says."""
    wanted = packed(values.service, values.category, values.period)
    order = np.argsort(wanted)
    found = np.zeros(len(values), dtype=np.int64)
    for *key, row in log.spoken.get(code, ()):
        spoken = packed(*key)
        meant = np.isin(spoken, wanted)
        found[order[np.searchsorted(wanted, spoken[meant], sorter=order)]] = row[meant]
    return found
