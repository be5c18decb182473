"""Every signal that was raised in a span of days, whatever became of it: those that people acted on, told by
their acts, and those that nobody did, told by what is stored of every series.

Episodes of one series that overlap in one direction are one pattern, as for whoever acts on it
(`Evidence.continues`). A pattern that was over when its numbers came could not be acted on while it lasted,
and is counted apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.read.arrival import Arrival, arrivals, days_of_loads
from quality.acts import ledger
from quality.acts.evidence import Evidence
from quality.acts.kinds import LIFE_KINDS
from quality.acts.ledger import LoggedAct
from quality.lifecycle.evidence import Signals, signals_of
from quality.lifecycle.signal_life import SignalName, Standing, Thread, standing
from quality.lifecycle.team_history import TeamHistory, fold
from quality.provenance.lateness import ENDED_AFTER
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service
from quality.reference.versioned_cache import VersionedCache
from quality.signals.read import read_statuses
from quality.signals.results import Status, Variation


@dataclass(frozen=True, slots=True)
class Raised:
    """One signal, as it stands."""

    service: str
    indicator: str
    variation: Variation
    rule: str
    """The rule that raised it."""
    rule_set: str
    on: date
    """The day from which it could be seen."""
    standing: Standing
    is_over: bool = False
    known: date | None = None
    """The day at which the numbers stood that raised it; None: they came after the first act, or were taken
    back since."""

    @property
    def thread(self) -> Thread | None:
        return self.standing.thread


@dataclass(frozen=True, slots=True)
class AllRaised:
    signals: tuple[Raised, ...]
    histories: Mapping[str, TeamHistory]
    """What people did, by service."""
    before: tuple[date, ...]
    """Patterns that were over when their numbers came, by the day on which these stood."""


@dataclass(slots=True)
class _Pattern:
    """Episodes of one series in one direction that overlap."""

    episodes: list[Arrival]
    last: date

    @property
    def is_over(self) -> bool:
        return not any(one.is_current for one in self.episodes)

    @property
    def came_as_history(self) -> bool:
        """Tell if one load brought its end with it."""
        begun = min((one.seen_load for one in self.episodes if one.seen_load), default=None)
        ended = max((one.ended_load or 0 for one in self.episodes), default=0)
        return self.is_over and (begun is None or 0 < ended <= begun)


_Series = tuple[str, str]
_kept: VersionedCache[date, tuple[list[Arrival], dict[int, date]]] = VersionedCache(most=2)


def raised(
    session: Session, catalogue: Catalogue, services: Sequence[Service], since: date, until: date, today: date
) -> AllRaised:
    """Return the signals of some services that could be seen first on a day of a span, the oldest first."""
    wanted = {one.code for one in services}
    patterns, days = _patterns(session, catalogue, wanted, since)
    histories = {code: fold(own) for code, own in _acts(session, wanted).items()}
    now = _now(session, catalogue, wanted)
    found: list[Raised] = []
    for code, history in histories.items():
        for thread in (*history.past, *history.signals.values()):
            if not thread.name.category:
                found += _of_thread(code, history, thread, patterns, days, now.get(code, {}), today)
    found = [one for one in found if since <= one.on <= until and one.indicator in catalogue.indicators]
    before = []
    for (code, indicator), stretches in patterns.items():
        for pattern in stretches:
            at = _day(pattern.episodes, days)
            if at is None or not since <= at <= until:
                continue
            if pattern.came_as_history:
                before.append(at)
            else:
                shown = now.get(code, {}).get(SignalName(indicator))
                found.append(_untouched(code, indicator, pattern, at, shown, today))
    found.sort(key=lambda one: (one.on, one.service, one.indicator))
    return AllRaised(tuple(found), histories, tuple(before))


def _untouched(
    service: str, indicator: str, pattern: _Pattern, at: date, now: Evidence | None, today: date
) -> Raised:
    """Return a signal that nobody acted on."""
    first = min(pattern.episodes, key=lambda one: (one.seen_load or 0, one.first_period))
    return Raised(
        service=service,
        indicator=indicator,
        variation=Variation(first.variation),
        rule=first.rule,
        rule_set=first.rule_set,
        on=at,
        standing=standing(SignalName(indicator), None, None if pattern.is_over else now, today),
        is_over=pattern.is_over,
        known=at,
    )


def _of_thread(
    service: str,
    history: TeamHistory,
    thread: Thread,
    patterns: Mapping[_Series, list[_Pattern]],
    days: Mapping[int, date],
    now: Signals,
    today: date,
) -> Iterator[Raised]:
    """Yield the signal that people acted on, and take its patterns from those that nobody did."""
    first, last = thread.first or thread.evidence, thread.evidence
    begun, of_series = min(first.since, last.since), patterns.get((service, thread.name.indicator), [])
    own = [one for one in of_series if one.episodes[0].direction == last.direction
           and one.episodes[0].first_period <= last.period and begun <= one.last]  # fmt: skip
    for pattern in own:
        of_series.remove(pattern)
    acted = _first_day(history, thread)
    episodes = [one for pattern in own for one in pattern.episodes]
    known = _day([one for one in episodes if one.rule in thread.rules], days) or _day(episodes, days)
    known = None if known is not None and acted is not None and known > acted else known
    on = known or acted
    if on is None:
        return
    shown = now.get(thread.name) if history.signals.get(thread.name) is thread else None
    stands = standing(thread.name, thread, _going_on(shown, thread), today)
    yield Raised(
        service=service,
        indicator=thread.name.indicator,
        variation=Variation(last.variation) if last.variation else Variation.NEUTRAL_HIGH,
        rule=first.rule,
        rule_set=last.rule_set,
        on=on,
        standing=stands,
        is_over=stands.now is None,
        known=known,
    )


def _going_on(now: Evidence | None, thread: Thread) -> Evidence | None:
    """Return what the data show now, if it is still this pattern."""
    return now if now is not None and now.continues(thread.evidence) else None


def _first_day(history: TeamHistory, thread: Thread) -> date | None:
    """Return the day on which somebody first had it before them: of an act, or of a closed huddle."""
    days = [act.at.date() for act in thread.acts[:1]]
    days += [one.act.at.date() for one in history.huddles if one.signals.get(thread.name) is not None
             and one.signals[thread.name].period >= (thread.first or thread.evidence).period][:1]  # fmt: skip
    return min(days, default=None)


def _patterns(
    session: Session, catalogue: Catalogue, wanted: Collection[str], since: date
) -> tuple[dict[_Series, list[_Pattern]], dict[int, date]]:
    known = read_ids(session)
    earliest = since - ENDED_AFTER  # what comes later than that is history (quality.provenance.lateness)
    version = (known.version, catalogue.fingerprint)
    rows, days = _kept.get(
        session, version, earliest, lambda: (list(arrivals(session, earliest)), days_of_loads(session))
    )
    codes = {number: code for code, number in known.indicator_ids.items()}
    found = defaultdict[_Series, list[_Pattern]](list)
    for row in rows:
        service, indicator = known.services.by_id.get(row.service_id), codes[row.indicator_id]
        if service is None or service.code not in wanted or indicator not in catalogue.indicators:
            continue
        if catalogue.indicators[indicator].harm_by_day:
            continue
        of_series = found[service.code, indicator]
        joined = [one for one in of_series if one.episodes[0].direction == row.direction
                  and row.first_period <= one.last]  # fmt: skip
        if joined:
            joined[-1].episodes.append(row)
            joined[-1].last = max(joined[-1].last, row.last_period)
        else:
            of_series.append(_Pattern([row], row.last_period))
    return found, days


def _day(episodes: Sequence[Arrival], days: Mapping[int, date]) -> date | None:
    """Return the day from which one of them could be seen."""
    known = [days[one.seen_load] for one in episodes if one.seen_load and one.seen_load in days]
    return min(known, default=None)


def _acts(session: Session, wanted: Collection[str]) -> dict[str, list[LoggedAct]]:
    found = defaultdict[str, list[LoggedAct]](list)
    for act in ledger.acts(session, *LIFE_KINDS, services=wanted):
        found[act.key.service].append(act)
    return found


def _now(session: Session, catalogue: Catalogue, wanted: Collection[str]) -> dict[str, Signals]:
    """Return what stands unusual now, by service."""
    by_service = defaultdict[str, list[Status]](list)
    is_whole = len(wanted) == len(read_ids(session).services.by_code)
    for status in read_statuses(session, services=None if is_whole else wanted, only_special=True):
        if status.key.indicator in catalogue.indicators and not status.key.category:
            by_service[status.key.service].append(status)
    return {code: signals_of(session, catalogue, own) for code, own in by_service.items()}
