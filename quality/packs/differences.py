"""Differences between two packs of a service: what a later load revised, what began or ended, what is defined
anew. One of the two may be what would be frozen now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quality.packs.value import Entry, Pack

Amount = tuple[float | None, float | None, float | None]
"""Numerator, denominator and value of one period."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A number of a period that both packs hold, and that is not the same in both."""

    code: str
    title: str
    period: str
    label: str
    was: Amount
    now: Amount | None
    """None: it is there no more."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that is said of an indicator, as it was and as it is."""

    code: str
    title: str
    was: str
    now: str
    part: str = ""
    """The part of its definition."""


@dataclass(frozen=True, slots=True)
class SignalTurn:
    """The signals of an indicator that began or ended in between, in the words of the packs."""

    code: str
    title: str
    ended: tuple[str, ...]
    began: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything in which a later pack is not like an earlier one, by kind; each in the order of the pack."""

    values: tuple[Revision, ...]
    definitions: tuple[Turn, ...]
    """One for each part that reads otherwise; where none does, fingerprints."""
    rule_sets: tuple[Turn, ...]
    targets: tuple[Turn, ...]
    verdicts: tuple[Turn, ...]
    """Variation and assurance."""
    signals: tuple[SignalTurn, ...]
    first: tuple[str, ...]
    """Titles of indicators that had no number in the earlier one."""
    began: tuple[str, ...]
    """Titles of indicators that only the later one has."""
    ended: tuple[str, ...]
    newer: int
    """Points that came since: of later periods, or of none that had a value."""

    @property
    def is_revised(self) -> bool:
        """Tell if what the earlier one says of its own time is no longer said so."""
        return bool(self.values or self.definitions or self.rule_sets or self.ended)

    @property
    def is_any(self) -> bool:
        turned = self.targets or self.verdicts or self.signals
        return self.is_revised or bool(turned or self.first or self.began or self.newer)


def differences(was: Pack, now: Pack) -> Differences:
    """Return how a later pack differs from an earlier one of the same service."""
    pairs = [(old, new) for old in was.entries if (new := now.entry(old.code)) is not None]
    first = [new for old, new in pairs if old.points is None and new.points is not None]
    both = [(old, new) for old, new in pairs if new not in first]
    known = {one.code for one in was.entries}
    return Differences(
        values=tuple(one for old, new in both for one in _revisions(old, new)),
        definitions=tuple(one for old, new in both for one in _redefined(old, new)),
        rule_sets=_turns(both, "rule_set"),
        targets=_turns(both, "target_words"),
        verdicts=tuple(_verdicts(both)),
        signals=tuple(_signals(both)),
        first=tuple(one.title for one in first),
        began=tuple(one.title for one in now.entries if one.code not in known),
        ended=tuple(one.title for one in was.entries if now.entry(one.code) is None),
        newer=sum(_newer(old, new) for old, new in both),
    )


def _amounts(entry: Entry) -> dict[str, Amount]:
    points = entry.points
    if points is None:
        return {}
    columns = zip(points.periods, points.numerator, points.denominator, points.value, strict=True)
    return {period: (numerator, denominator, value) for period, numerator, denominator, value in columns}


def _revisions(old: Entry, new: Entry) -> Iterator[Revision]:
    held, labels = _amounts(new), dict(zip(*_names(old), strict=True))
    for period, was in _amounts(old).items():
        now = held.get(period)
        if was != now and was != (None, None, None):
            yield Revision(old.code, old.title, period, labels[period], was, now)


def _names(entry: Entry) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (entry.points.periods, entry.points.labels) if entry.points else ((), ())


def _newer(old: Entry, new: Entry) -> int:
    nothing = (None, None, None)
    held = _amounts(old)
    return sum(
        amount != nothing and held.get(period, nothing) == nothing for period, amount in _amounts(new).items()
    )


def _turns(both: list[tuple[Entry, Entry]], name: str) -> tuple[Turn, ...]:
    said = ((old, str(getattr(old, name)), str(getattr(new, name))) for old, new in both)
    return tuple(Turn(old.code, old.title, was, now) for old, was, now in said if was != now)


def _verdicts(both: list[tuple[Entry, Entry]]) -> Iterator[Turn]:
    for old, new in both:
        was, now = ([word for word in (one.variation_word, one.assurance_word) if word] for one in (old, new))
        if was != now:
            yield Turn(old.code, old.title, ", ".join(was), ", ".join(now))


def _redefined(old: Entry, new: Entry) -> Iterator[Turn]:
    if old.definition == new.definition:
        return
    was, now = dict(old.definitions), dict(new.definitions)
    terms = [term for term in {**was, **now} if was.get(term) != now.get(term)]
    for term in terms:
        yield Turn(old.code, old.title, was.get(term, ""), now.get(term, ""), term)
    if not terms:
        yield Turn(old.code, old.title, old.definition, new.definition)


def _signals(both: list[tuple[Entry, Entry]]) -> Iterator[SignalTurn]:
    for old, new in both:
        ended = tuple(one for one in old.signals if one not in new.signals)
        began = tuple(one for one in new.signals if one not in old.signals)
        if ended or began:
            yield SignalTurn(old.code, old.title, ended, began)
