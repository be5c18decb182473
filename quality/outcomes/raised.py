"""Every signal that was raised in a span of days, whatever became of it: those that people acted on, told by
their acts, and those that nobody did, told by what is stored of every series.

A pattern that was over when its numbers came could not be acted on while it lasted, and is counted apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.acts.evidence import Evidence
from quality.lifecycle.evidence import Signals, signals_of
from quality.lifecycle.signal_life import SignalName, Standing, Thread, standing
from quality.lifecycle.team_acts import acts_at
from quality.lifecycle.team_history import TeamHistory, fold
from quality.outcomes.patterns import Pattern, Series, day_seen, patterns
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service
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
    """The acts of people, by service."""
    before: tuple[date, ...]
    """Patterns that were over when their numbers came, by the day on which these stood."""


def raised(
    session: Session, catalogue: Catalogue, services: Sequence[Service], since: date, until: date, today: date
) -> AllRaised:
    """Return the signals of some services that could be seen first on a day of a span, the oldest first."""
    wanted = {one.code for one in services}
    by_series, days = patterns(session, catalogue, wanted, since)
    histories = {code: fold(own) for code, own in acts_at(session, wanted).items()}
    now = _now(session, catalogue, wanted)
    found: list[Raised] = []
    for code, history in histories.items():
        for thread in history.threads:
            if not thread.name.category:
                found += _of_thread(code, history, thread, by_series, days, now.get(code, {}), today)
    found = [one for one in found if since <= one.on <= until and one.indicator in catalogue.indicators]
    before = []
    for (code, indicator), stretches in by_series.items():
        for pattern in stretches:
            at = day_seen(pattern.episodes, days)
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
    service: str, indicator: str, pattern: Pattern, at: date, now: Evidence | None, today: date
) -> Raised:
    """Return a signal that nobody acted on."""
    first = min(pattern.episodes, key=lambda one: (one.seen_load is None, one.seen_load, one.first_period))
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
    by_series: Mapping[Series, list[Pattern]],
    days: Mapping[int, date],
    now: Signals,
    today: date,
) -> Iterator[Raised]:
    """Yield the signal that people acted on, and take its patterns from those that nobody did."""
    first, last = thread.first or thread.evidence, thread.evidence
    begun, of_series = min(first.since, last.since), by_series.get((service, thread.name.indicator), [])
    own = [one for one in of_series if one.direction == last.direction
           and one.first <= last.period and begun <= one.last]  # fmt: skip
    for pattern in own:
        of_series.remove(pattern)
    acted = _first_day(history, thread)
    episodes = [one for pattern in own for one in pattern.episodes]
    known = day_seen([one for one in episodes if one.rule in thread.rules], days) or day_seen(episodes, days)
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


def _now(session: Session, catalogue: Catalogue, wanted: Collection[str]) -> dict[str, Signals]:
    """Return what stands unusual now, by service."""
    by_service = defaultdict[str, list[Status]](list)
    is_whole = len(wanted) == len(read_ids(session).services.by_code)
    for status in read_statuses(session, services=None if is_whole else wanted, only_special=True):
        if status.key.indicator in catalogue.indicators and not status.key.category:
            by_service[status.key.service].append(status)
    return {code: signals_of(session, catalogue, own) for code, own in by_service.items()}
