"""Every signal that was raised in a span of days, whatever became of it: those that people acted on, told by
their acts, and those that nobody did, told by what is stored of every series.

A pattern that was over when its numbers came could not be acted on while it lasted, and is counted apart.
Everything that stands now is as the list of signals shows it: an improvement that is none there is none here,
and a change that many periods show together counts today while nobody acts on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.acts.evidence import Evidence
from quality.lifecycle.evidence import Signals, evidence_for, signals_of
from quality.lifecycle.group_signals import groups_now
from quality.lifecycle.signal_life import SignalName, Standing, Thread, standing
from quality.lifecycle.team_acts import acts_at
from quality.lifecycle.team_history import TeamHistory, fold
from quality.outcomes.patterns import Pattern, Series, day_seen, patterns
from quality.outcomes.standing_now import Now, standing_now
from quality.reference.service_tree import Service
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
    is_followed: bool = False
    """Nobody closed it, and a later pattern took its place."""
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
    by_code = {one.code: one for one in services}
    by_series, days = patterns(session, catalogue, by_code, since)
    acts = acts_at(session, by_code)
    histories = {code: fold(own) for code, own in acts.items()}
    now = standing_now(session, catalogue, services, acts, today)
    found: list[Raised] = []
    for code, history in histories.items():
        groups = groups_now(session, catalogue, code, history.signals, today)
        shown = signals_of(session, catalogue, (card.status for card in now.of(code).values()))
        for thread in history.threads:
            if thread.name.category:
                found.append(_of_group(code, history, thread, groups, today))
            else:
                found += _of_thread(code, history, thread, by_series, days, shown, today)
    found = [one for one in found if since <= one.on <= until and one.indicator in catalogue.indicators]
    before = []
    for (code, indicator), stretches in by_series.items():
        for pattern in stretches:
            at = day_seen(pattern.episodes, days)
            if at is None or not since <= at <= until:
                continue
            card = now.of(code).get(SignalName(indicator))
            if pattern.came_as_history or now.had_ended(catalogue, by_code[code], indicator, at):
                before.append(at)
            elif pattern.is_over or (code, indicator) in now.ended:
                found.append(_untouched(code, indicator, pattern, at, None, today))
            elif card is not None and not card.is_built_up:
                found.append(_untouched(code, indicator, pattern, at, card.status, today))
    if since <= today <= until:
        found += _built_up(now, histories, today)
        for service in by_code:
            found += _groups_untouched(session, catalogue, service, histories.get(service), today)
    found.sort(key=lambda one: (one.on, one.service, one.indicator))
    return AllRaised(tuple(found), histories, tuple(before))


def _untouched(
    service: str, indicator: str, pattern: Pattern, at: date, now: Status | None, today: date
) -> Raised:
    """Return a signal that nobody acted on. now: as it is shown; None: it is over."""
    first = min(pattern.episodes, key=lambda one: (one.seen_load is None, one.seen_load, one.first_period))
    return Raised(
        service=service,
        indicator=indicator,
        variation=now.variation if now else Variation(first.variation),
        rule=first.rule,
        rule_set=first.rule_set,
        on=at,
        standing=standing(SignalName(indicator), None, evidence_for(now) if now else None, today),
        is_over=now is None,
        known=at,
    )


def _built_up(now: Now, histories: Mapping[str, TeamHistory], today: date) -> Iterator[Raised]:
    """Yield what many periods show together where nobody acts on it: nobody can say since when."""
    for service, cards in now.shown.items():
        threads = histories[service].signals if service in histories else {}
        for name, card in cards.items():
            evidence = evidence_for(card.status) if card.is_built_up else None
            stands = standing(name, threads.get(name), evidence, today)
            if evidence is not None and stands.thread is None:
                yield Raised(
                    service=service,
                    indicator=name.indicator,
                    variation=Variation(evidence.variation),
                    rule=evidence.rule,
                    rule_set=evidence.rule_set,
                    on=today,
                    standing=stands,
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
        is_followed=thread.closing is None and history.signals.get(thread.name) is not thread,
        known=known,
    )


def _of_group(service: str, history: TeamHistory, thread: Thread, groups: Signals, today: date) -> Raised:
    """Return a signal about a group of people: it counts from the day on which somebody raised it."""
    first, is_newest = thread.first or thread.evidence, history.signals.get(thread.name) is thread
    shown = groups.get(thread.name) if is_newest else None
    stands = standing(thread.name, thread, _going_on(shown, thread), today)
    return Raised(
        service=service,
        indicator=thread.name.indicator,
        variation=Variation(thread.evidence.variation or Variation.NEUTRAL_HIGH),
        rule=first.rule,
        rule_set=first.rule_set,
        on=_first_day(history, thread) or today,
        standing=stands,
        is_over=stands.now is None,
        is_followed=thread.closing is None and not is_newest,
    )


def _groups_untouched(
    session: Session, catalogue: Catalogue, service: str, history: TeamHistory | None, today: date
) -> Iterator[Raised]:
    """Yield what the numbers raise about groups where nobody acts on it: it is stored nowhere since when."""
    threads = history.signals if history else {}
    for name, shown in groups_now(session, catalogue, service, threads, today).items():
        if name not in threads:
            yield Raised(
                service=service,
                indicator=name.indicator,
                variation=Variation(shown.variation or Variation.NEUTRAL_HIGH),
                rule=shown.rule,
                rule_set=shown.rule_set,
                on=today,
                standing=standing(name, None, shown, today),
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
