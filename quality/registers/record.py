"""A record of a register, told from its acts in order: the one fold.

fold(acts, kinds)        every record that acts tell of, by the number of the act that began it
refusal(record, ...)     why a step cannot follow: asked before it is written

An act that was accepted keeps the state that it led to. A later declaration, however strict, judges what is
done from then on, and never again what was done before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from catalogue.registers.declared import RecordKind, State, Step
from quality.acts.ledger import LoggedAct

ANSWER_BY = "answer_by"
DUE = ("due", ANSWER_BY, "next_round", "by_when")
"""Fields that say by when the next thing is due, the one that counts first."""


class Refusal(StrEnum):
    """Codes of what stands in the way of a step."""

    NO_SUCH = "no such"
    NOT_NOW = "not now"
    OWN = "own"
    NEEDS = "needs"


@dataclass(slots=True)
class Record:
    """A record as it stands after its acts."""

    kind: str
    begun: LoggedAct
    declared: RecordKind
    state: str
    since: date
    """The day on which it came to its state."""
    moved: LoggedAct
    """The act that brought it to its state."""
    said: dict[str, Any]
    """The newest answer to each question, as `RecordKind.kept_as` names them."""
    acts: list[LoggedAct] = field(default_factory=list)
    words: str = ""
    """Everything that was said, in small letters: to be searched."""

    @property
    def number(self) -> int:
        return self.begun.id

    @property
    def service(self) -> str:
        return self.begun.key.service

    @property
    def parent(self) -> int:
        """Return the number of the record that it belongs to; 0 where it stands by itself."""
        return int(self.begun.content.get("of", 0))

    @property
    def title(self) -> str:
        return str(self.said.get(self.declared.title, ""))

    @property
    def standing(self) -> State:
        return self.declared.states.get(self.state) or State(label=self.state.replace("_", " "))

    @property
    def is_open(self) -> bool:
        return self.standing.is_open

    @property
    def newest(self) -> int:
        return self.acts[-1].id

    @property
    def measure(self) -> str:
        """Return the measure that it is about; nothing where it is about none."""
        return str(self.said.get("measure", ""))

    @property
    def owner(self) -> str:
        """Return who answers for it, as it says itself."""
        return str(self.said.get("owner") or self.said.get("lead") or "")

    def day(self, name: str) -> date | None:
        """Return the answer to a field that asks a day; None where it was not given."""
        return date.fromisoformat(self.said[name]) if self.said.get(name) else None

    @property
    def due(self) -> date | None:
        """Return the day by which the next thing of it is due, while it is open."""
        asked = {*said_by(self.moved)}  # what a decision asked for is over when another step follows it
        names = (name for name in DUE if name != ANSWER_BY or name in asked)
        days = (self.day(name) for name in names)
        return next((day for day in days if day), None) if self.is_open else None

    def is_overdue(self, today: date) -> bool:
        return self.due is not None and self.due < today

    def steps(self) -> dict[str, Step]:
        """Return the steps that can be taken from its state."""
        return {name: step for name, step in self.declared.steps.items() if self.state in step.since}

    def last(self, step: str) -> LoggedAct | None:
        """Return the newest act of a step; None where it was never taken."""
        return next((act for act in reversed(self.acts) if step_of(act) == step), None)


def step_of(act: LoggedAct) -> str:
    """Return the step that an act takes."""
    return act.kind.partition(".")[2]


def said_by(act: LoggedAct) -> Mapping[str, Any]:
    """Return the answers that an act gives, by the names of their fields."""
    found: Mapping[str, Any] = act.content["said"]
    return found


def refusal(record: Record, step: str, said: Mapping[str, Any], by: str) -> Refusal | None:
    """Return the code of what stands in the way of a step; None when it may be taken. `by`: who takes it."""
    declared = record.declared.steps.get(step)
    if declared is None or not declared.since:
        return Refusal.NO_SUCH
    if record.state not in declared.since:
        return Refusal.NOT_NOW
    authors = {act.by for act in record.acts if step_of(act) in declared.not_by}
    if by in authors:
        return Refusal.OWN
    answers = record.said | dict(said)
    if any(answers.get(name) != answer for name, answer in declared.only_if.items()):
        return Refusal.NEEDS
    return None


def fold(acts: Iterable[LoggedAct], kinds: Mapping[str, RecordKind]) -> dict[int, Record]:
    """Return the records that acts tell of, by their numbers, in the order they were begun."""
    records: dict[int, Record] = {}
    names: dict[str, Mapping[str, Mapping[str, str]]] = {}
    for act in acts:
        kind, _, step = act.kind.partition(".")
        declared = kinds.get(kind)
        if declared is None or step not in declared.steps:
            continue
        if step == declared.begin:
            state = str(act.content.get("to") or declared.steps[step].to)
            records[act.id] = Record(kind, act, declared, state, act.at.date(), act, dict(said_by(act)))
            _remember(records[act.id], act)
            continue
        record = records.get(act.content.get("of", 0))
        if record and record.kind == kind and _was_accepted(record, step, act):
            if kind not in names:
                names[kind] = declared.kept_as
            _apply(record, step, act, names[kind].get(step, {}))
    return records


def _was_accepted(record: Record, step: str, act: LoggedAct) -> bool:
    """Tell if an act counts. One that says where it led to was judged on its day; only acts from before that
    was written down are judged here."""
    return "to" in act.content or refusal(record, step, said_by(act), act.by) is None


def _apply(record: Record, step: str, act: LoggedAct, names: Mapping[str, str]) -> None:
    declared = record.declared.steps[step].to
    to = act.content.get("to") or declared or record.state
    if to != record.state or to == declared:
        record.state, record.since, record.moved = to, act.at.date(), act
    record.said |= {names.get(name, name): answer for name, answer in said_by(act).items()}
    _remember(record, act)


def _remember(record: Record, act: LoggedAct) -> None:
    record.acts.append(act)
    told = " ".join(str(value) for value in said_by(act).values())
    record.words = f"{record.words} {told}".casefold()
