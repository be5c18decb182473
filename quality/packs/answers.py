"""Answers of the record to the sections of a document: each question is one function.

What these return is what the pages show, read by the same functions; the words come later. Nothing here tells
of a group of people: acts about one are told without it, whoever makes the document, as others will read it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from catalogue.registers.document import DocumentSection, Query
from quality.acts import ledger
from quality.acts.kinds import KINDS
from quality.acts.ledger import LoggedAct
from quality.lifecycle.team_acts import without_groups
from quality.reference.service_tree import Service, ServiceTree
from quality.registers.balance import Aspect, balance
from quality.registers.effect import Effect, effect_since
from quality.registers.gap_analysis import CriterionState, Gap
from quality.registers.read import Registers
from quality.registers.record import Record
from quality.registers.withheld import without_withheld
from quality.series.key import SeriesKey
from quality.signals.read import read_statuses
from quality.signals.results import Status

BEGUN = "begun"
MOST_ACTS = 200
"""Acts that a section names one by one, the newest first."""


@dataclass(frozen=True)
class Reading:
    """All that a document is made from: the record as whoever makes it may read it."""

    catalogue: Catalogue
    tree: ServiceTree
    registers: Registers
    service: Service
    first: date
    last: date
    about: Record | None = None
    gap: Gap | None = None
    effects: dict[int, Effect] = field(default_factory=dict)
    """Of records whose chart is asked for, by number."""

    def holds(self, act: LoggedAct) -> bool:
        """Tell if an act was done in the time of the document."""
        return self.first <= act.at.date() <= self.last


@dataclass(frozen=True, slots=True)
class Counted:
    """Acts of a kind."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of a record's forms with its newest answer."""

    name: str
    record: Record


@dataclass(frozen=True, slots=True)
class AspectRow:
    """Acts of a service by aspect."""

    service: Service
    counts: Counter[Aspect]


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion with the number of acts that bear on it."""

    state: CriterionState
    acts: int


Row = Record | LoggedAct | Counted | Answered | AspectRow | CriterionRow | Status


def rows_of(session: Session, reading: Reading, section: DocumentSection) -> Sequence[Row]:
    """Return what the record answers to a section, a row each."""
    return _ANSWERS[section.query](session, reading, section)


def _records(session: Session, reading: Reading, section: DocumentSection) -> list[Row]:
    found = [one for one in _candidates(reading, section) if _fits(one, reading, section)]
    found.sort(key=lambda one: (one.service, one.number))
    if "chart" in section.columns:
        for one in (one for one in found if _is_here(one, reading)):
            if one.number not in reading.effects and (effect := _effect(session, reading, one)):
                reading.effects[one.number] = effect
    return list(found)


def _effect(session: Session, reading: Reading, one: Record) -> Effect | None:
    """Return what the chart shows since a record's change began. What was taken up elsewhere should move the
    measure of the record that it was taken from."""
    parent, begun = reading.registers.records.get(one.parent), one.day(BEGUN)
    measure = one.measure or (parent.measure if parent else "")
    if begun is None or measure not in reading.catalogue.indicators:
        return None
    return effect_since(session, reading.catalogue, SeriesKey(measure, one.service), begun)


def _candidates(reading: Reading, section: DocumentSection) -> Iterable[Record]:
    if reading.about is None:
        there = {one.code for one in reading.tree.below(reading.service.code)}
        return (one for one in reading.registers.of_kinds(section.kinds) if one.service in there)
    own = (reading.about, *_below(reading.registers, reading.about))
    return (_as_told(one, reading) for one in own if one.kind in section.kinds)


def _is_here(one: Record, reading: Reading) -> bool:
    """Tell if a record is of the service that the document is about, or of one inside it."""
    return any(step.code == reading.service.code for step in reading.tree.path(one.service))


def _as_told(one: Record, reading: Reading) -> Record:
    """Return a record as the document may tell it. Of what another service wrote it holds only who, and when
    it began: whoever reads the document may have no role there."""
    if _is_here(one, reading):
        return one
    said = {name: answer for name, answer in one.said.items() if name == BEGUN}
    return replace(one, said=said, acts=[one.begun], words="")


def _below(registers: Registers, record: Record) -> list[Record]:
    found = []
    for one in registers.inside(record.number):
        found += [one, *_below(registers, one)]
    return found


def _fits(one: Record, reading: Reading, section: DocumentSection) -> bool:
    if section.states and one.state not in section.states:
        return False
    if any(str(one.said.get(name)) != answer for name, answer in section.where.items()):
        return False
    act = one.last(section.step) if section.step else None
    return section.step is None or (act is not None and reading.holds(act))


def _answers(_: Session, reading: Reading, __: DocumentSection) -> list[Row]:
    one = reading.about
    assert one is not None
    return [Answered(name, one) for name in one.declared.fields if one.said.get(name) not in (None, "")]


def _acts(session: Session, reading: Reading, section: DocumentSection) -> list[Row]:
    found: list[LoggedAct]
    if reading.gap is not None:
        kinds = {kind for one in reading.gap.criteria for kind in one.criterion.acts}
        found = _in_time(session, reading, kinds)
    elif reading.about is not None:
        records = (reading.about, *_below(reading.registers, reading.about))
        found = [act for one in records if _is_here(one, reading) for act in one.acts if reading.holds(act)]
    else:
        found = _in_time(session, reading, section.acts)
    found.sort(key=lambda act: (act.at, act.id), reverse=True)
    return list(found[:MOST_ACTS])


def _counted(session: Session, reading: Reading, section: DocumentSection) -> list[Row]:
    counts = Counter(act.kind for act in _in_time(session, reading, section.acts))
    return [Counted(kind, counts[kind]) for kind in section.acts] if counts else []


def _in_time(session: Session, reading: Reading, kinds: Iterable[str]) -> list[LoggedAct]:
    """Return the acts of some kinds in the time of the document, without what they say about groups. Answers
    that are shown only added up are told nowhere else."""
    records = reading.catalogue.record_kinds
    apart = {name for name, one in records.items() if one.fewest_shown}
    asked = sorted(kind for kind in kinds if kind in KINDS and kind.partition(".")[0] not in apart)
    services = [one.code for one in reading.tree.below(reading.service.code)]
    found = ledger.acts(session, *asked, services=services, without="content") if asked else []
    told = without_withheld((act for act in found if reading.holds(act)), reading.catalogue)
    return without_groups(told)


def _criteria(session: Session, reading: Reading, _: DocumentSection) -> list[Row]:
    if reading.gap is None:
        return []
    kinds = {kind for one in reading.gap.criteria for kind in one.criterion.acts}
    counts = Counter(act.kind for act in _in_time(session, reading, kinds))
    return [
        CriterionRow(one, sum(counts[kind] for kind in {*one.criterion.acts})) for one in reading.gap.criteria
    ]


def _measures(session: Session, reading: Reading, _: DocumentSection) -> list[Row]:
    found = read_statuses(session, services=[reading.service.code])
    order = {code: at for at, code in enumerate(reading.catalogue.indicators)}
    shown = [one for one in found if one.key.indicator in order and not one.key.category]
    shown.sort(key=lambda one: order[one.key.indicator])
    return list(shown)


def _balance(session: Session, reading: Reading, _: DocumentSection) -> list[Row]:
    rows = balance(session, reading.service.code, reading.last).rows
    return [AspectRow(service, counts) for service, counts in rows if counts]


_ANSWERS: Mapping[Query, Callable[[Session, Reading, DocumentSection], Sequence[Row]]] = {
    Query.RECORDS: _records,
    Query.ANSWERS: _answers,
    Query.COUNTED: _counted,
    Query.ACTS: _acts,
    Query.CRITERIA: _criteria,
    Query.MEASURES: _measures,
    Query.BALANCE: _balance,
}


def newest_of(rows: Iterable[Row]) -> int:
    """Return the number of the newest act that rows tell of; 0 for none."""
    numbers = [
        one.newest if isinstance(one, Record) else one.id
        for one in rows
        if isinstance(one, Record | LoggedAct)
    ]
    return max(numbers, default=0)
