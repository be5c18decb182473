"""Take a step with a record, or begin one: the only way to write such an act.

Everything that stands in the way is said at once. Who may do it is declared with the step: `needed` says
which permission it takes, and in which service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from catalogue.findings import one_of
from catalogue.models import Catalogue
from catalogue.registers.declared import FieldKind, RecordKind, Step
from errors import BrightspotError, DecisionError, OvertakenError, Problem
from quality.acts import ledger
from quality.acts.ledger import LoggedAct
from quality.lifecycle.act_form import not_open
from quality.people.roles import What
from quality.reference.ids import read_all_ids, read_ids
from quality.reference.service_tree import Service
from quality.registers.form import read
from quality.registers.outline import outline_problems
from quality.registers.read import Registers, find_record, read_registers
from quality.registers.record import Record, Refusal, refusal
from quality.registers.routes import place
from quality.series.key import SeriesKey

A_MOMENT = timedelta(minutes=1)
"""The time within which the same words of the same person are the same act, sent again."""
NO_KIND = "There is no kind of record called {kind!r}. There are {known}."
NO_STEP = "There is no step called {step!r} with a {kind}. There are {known}."


@dataclass(frozen=True, slots=True)
class ProposedStep:
    """Something that somebody wants to record, as a form sent it."""

    kind: str
    step: str
    service: str = ""
    """Of a record that begins and belongs to no other."""
    of: int = 0
    """The record that the step is taken with; of one that begins, the record that it belongs to."""
    said: Mapping[str, str] = field(default_factory=dict)
    expected: int | None = None
    """Number of the newest act of the record that the person had before them."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """A step with all that it is about."""

    kind: RecordKind
    step: Step
    service: Service
    record: Record | None
    parent: Record | None
    registers: Registers


def declared_step(catalogue: Catalogue, kind: str, step: str) -> tuple[RecordKind, Step]:
    """Return what is declared of a step. BrightspotError: there is none."""
    kinds = catalogue.record_kinds
    if kind not in kinds:
        raise BrightspotError(NO_KIND.format(kind=kind, known=", ".join(kinds)))
    if step not in kinds[kind].steps:
        known = ", ".join(kinds[kind].steps)
        raise BrightspotError(NO_STEP.format(step=step, kind=kinds[kind].name, known=known))
    return kinds[kind], kinds[kind].steps[step]


def needed(session: Session, catalogue: Catalogue, proposed: ProposedStep) -> tuple[What, Service]:
    """Return the permission that a step takes, and the service where. NotFoundError, ForbiddenError: what it
    is about is not there, or not for whoever reads."""
    about = _subject(session, catalogue, proposed)
    whole = read_all_ids(session).services  # who decides stands above what one may see
    return What(about.step.may), place(about.kind, about.step, whole, about.service.code)


def take(
    session: Session,
    catalogue: Catalogue,
    proposed: ProposedStep,
    *,
    by: str,
    role: str,
    at: datetime,
    today: date,
    person: str = "",
) -> LoggedAct:
    """Write a step down and return it; or the act of a moment ago that it only repeats.

    by: the name that others read; person: the id of who it is. DecisionError says all that stands in the way;
    OvertakenError, what somebody else did with the record meanwhile."""
    ledger.begin(session)
    about, tree = _subject(session, catalogue, proposed), read_ids(session).services
    earlier = about.record or about.parent
    before = earlier.said if earlier else {}
    said, problems = read(about.step, proposed.said, catalogue, tree, today, before, about.parent)
    problems += outline_problems(about.kind.diagram, said)
    problems += [] if by.strip() else [Problem("by", "it is empty", "the name of who does it")]
    problems += _wrong(about, today)
    if problems:
        raise DecisionError(problems)
    to = about.step.to or (about.record.state if about.record else "")
    content: dict[str, Any] = {"said": said} | ({"of": proposed.of} if proposed.of else {}) | {"to": to}
    content |= {ledger.PERSON: person} if person else {}
    name = f"{proposed.kind}.{proposed.step}"
    act = LoggedAct(0, name, at, by.strip(), role.strip(), SeriesKey("", about.service.code), content)
    if repeated := _repeated(act, about):
        return repeated
    if about.record is not None and (code := refusal(about.record, proposed.step, said, act.by)):
        raise _refused(code, about.record, about.step, proposed, act)
    number = ledger.append(
        session,
        name,
        said,
        proposed.of or None,
        to,
        key=act.key,
        by=act.actor,
        role=act.role,
        person=person,
        at=at,
    )
    return LoggedAct(number, name, at, act.actor, act.role, act.key, content)


def _subject(session: Session, catalogue: Catalogue, proposed: ProposedStep) -> _Subject:
    kind, step = declared_step(catalogue, proposed.kind, proposed.step)
    tree = read_ids(session).services
    if step.since:
        registers, record = find_record(session, catalogue, proposed.of, withheld=True)
        if record.kind != proposed.kind:
            raise BrightspotError(f"The record {record.number} is no {kind.name}.")
        parent = registers.records.get(record.parent)
        return _Subject(kind, step, tree[record.service], record, parent, registers)
    if not proposed.of:
        if kind.inside and not kind.is_alone:
            raise BrightspotError(f"A {kind.name} belongs to another record, and none is named.")
        registers = read_registers(session, catalogue, withheld=True)
        return _Subject(kind, step, tree[proposed.service], None, None, registers)
    registers, parent = find_record(session, catalogue, proposed.of, withheld=True)
    if parent.kind not in kind.inside:
        raise BrightspotError(f"A {kind.name} does not belong to a {parent.declared.name}.")
    own = next((name for name, one in step.fields.items() if one.kind is FieldKind.SERVICE), "")
    service = proposed.said.get(own, "").strip() if own else parent.service
    return _Subject(kind, step, tree[service], None, parent, registers)


def _wrong(about: _Subject, today: date) -> list[Problem]:
    """Return what is wrong with beginning a record here, or with finishing one."""
    if about.record is not None:
        return _unfinished(about, about.record)
    found = [] if about.service.is_open(today) else [not_open(about.service)]
    if about.parent is not None and about.kind.only_while and about.parent.state not in about.kind.only_while:
        states = about.parent.declared.states
        expected = one_of((states[name].label for name in about.kind.only_while), "")
        said = f"the {about.parent.declared.name} is {about.parent.standing.label}"
        found.append(Problem("state", said, expected))
    return found


def _unfinished(about: _Subject, record: Record) -> list[Problem]:
    """Return what is still under way inside a record, and has to be finished before the step."""
    found = []
    for kind in about.step.after:
        under_way = [one for one in about.registers.inside(record.number, kind) if one.is_open]
        if under_way and about.record and about.record.state in about.step.since:
            declared = under_way[0].declared
            names = ", ".join(f"“{one.title}”" for one in under_way)
            ends = " or ".join(step.label for step in declared.steps.values() if _ends(declared, step))
            found.append(Problem("state", f"of its {declared.plural}, {names} is under way", f"{ends} first"))
    return found


def _ends(kind: RecordKind, step: Step) -> bool:
    return bool(step.to) and not kind.states[step.to or ""].is_open


def _repeated(act: LoggedAct, about: _Subject) -> LoggedAct | None:
    """Return the act of a moment ago that says the same, by the same person."""
    records = [about.record] if about.record else about.registers.of_kinds([act.kind.partition(".")[0]])
    for one in (acts for record in records for acts in record.acts[-3:]):
        is_same = (one.kind, one.by, one.key, one.content) == (act.kind, act.by, act.key, act.content)
        if is_same and timedelta(0) <= act.at - one.at <= A_MOMENT:
            return one
    return None


def _refused(code: Refusal, record: Record, step: Step, proposed: ProposedStep, act: LoggedAct) -> Exception:
    newest = record.acts[-1]
    is_newer = proposed.expected is not None and newest.id > proposed.expected and newest.by != act.by
    if code is Refusal.NOT_NOW and is_newer:
        return OvertakenError(newest)
    if code is Refusal.OWN:
        return DecisionError([Problem("by", "nobody decides about what is their own", "somebody else")])
    if code is Refusal.NEEDS:
        fields = record.declared.fields
        wanted = ((fields[n].label, fields[n].choices.get(a, a)) for n, a in step.only_if.items())
        told = "; ".join(f"{label}: {answer}" for label, answer in wanted)
        return DecisionError([Problem("state", "an answer of before does not allow it", told)])
    said = f"the {record.declared.name} is {record.standing.label}"
    known = one_of((one.label for one in record.steps().values()), "")
    return DecisionError([Problem("state", said, known)])
