"""Texts of registers: their lists, their forms, the page of a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from catalogue.models import Catalogue
from catalogue.registers.declared import FieldKind, RecordField, RecordKind, Step
from catalogue.registers.shipped import registers
from components.words import say
from components.words.planning import kept
from errors import DecisionError, Problem
from quality.acts.ledger import LoggedAct
from quality.reference.service_tree import ServiceTree
from quality.registers.at_service import AtService
from quality.registers.listing import Listing
from quality.registers.record import Record, said_by, step_of
from quality.registers.routes import approval, reply_by

NAME = "Registers"
TABS = {
    code: registers()[code].name for code in ("improvement", "assurance", "planning", "experience", "actions")
}
TABS["balance"] = "Balance"
PAGES = "Registers and reports"
FILTER, SHOW = "Filter the records", "Show"
KIND, STATE, MEASURE, WORDS, LATE = "Kind", "State", "Measure", "Words in it", "Late or not"
ONLY_LATE = "only what is late"
EVERY, ANY = "All", "Any"
NONE = "Nothing is recorded here yet."
NONE_MORE = "Whoever has a role in a service can record the first one."
NONE_MATCHES = "No record matches."
TAKE_AWAY = "Take a filter away to see more."
EARLIER, LATER = "Earlier in the list", "Later in the list"
RECORDED = "Recorded: {who} {what}."
NO_PATIENTS = "Do not write anything that could identify a patient: no name, number, address or birthday."
NO_ROLE = "You have no role that may record anything in a register."
NOT_YOURS = "You have no role that may do this in {service}."
WAITS = "Waits for {at} since {since}, decision due {due}"
OVERDUE = "{days} overdue"
EARLY = "It began before it was approved"
FIELDS, TIMELINE, KEPT, DO, ABOUT = "What it says", "What happened", "How it is kept", "Next steps", "About"
OPTIONAL = "optional"
NO_ANSWER = "No answer"
REASON = "Reason"
FOUND = "The check found this. Take it out, or say it in other words:"
FOUND_NOTHING = (
    "The check found no name, number, address or birthday. Read it yourself before you approve it."
)
CHOOSE = "Choose one"
OF_SERVICE = "Service"
GONE = "a record that was removed because it was old"
BELONGS = "Belongs to: {title}"
LOOK_AT_CHART = "See the chart"
NO_CRITERION = "Record {number} holds no criterion {code!r} against evidence."
NO_PICTURE = "This record has no picture."
NO_RECORD = "A record is named by its number, such as /record/12. This is none: {asked!r}."
NO_FILTER = "There is no {name} called {asked!r}. There are {known}."
FILTERS = {"late": "choice of what is late", "agreed": "place where actions are agreed"}
NEEDS_SERVICE = "Choose the service that it is for"
NOTHING_TO_DO = "Nothing can be done with it now, or your role does not allow it here."
CSV_HEAD = (
    "Number", "Belongs to", "Service code", "Service", "State", "Since", "Due", "Decision due", "Late", "Act",
)  # fmt: skip
ACTS_HEAD = ("Act", "On", "Person", "Role", "Record", "Kind", "What", "Said")
TABLE, WAITING_HERE = "Records", "They wait for a decision here"
OVERDUE_HERE = "Overdue in the registers"
TESTS, NO_TESTS = "Tests of change", "No test of change is recorded that should move this measure here."
LEARNT = "It shows a concern here. This was learnt elsewhere about the same measure:"
PROPOSE = "Propose a test of change"


def title_of(name: str, service: str) -> str:
    return f"{name}: {service}" if service else name


def counted(found: Listing) -> str:
    """Say how many records there are, and which are shown."""
    if not found.total:
        return ""
    last = found.first + len(found.records)
    late = f"; {say.plural(found.late, 'record')} late" if found.late else ""
    return f"{found.first + 1} to {last} of {found.total:,}{late}"


def placed(first: int, shown: int, total: int) -> str:
    """Say which of a long list are shown."""
    return f"{first + 1:,} to {first + shown:,} of {total:,}"


def state(record: Record) -> str:
    return say.capital(record.standing.label)


def since(record: Record) -> str:
    return f"{state(record)} {'since' if record.is_open else 'on'} {say.day(record.since)}"


def waiting(record: Record, tree: ServiceTree, today: date) -> str:
    """Say who decides, and by when; nothing where nobody is waited for."""
    due = reply_by(record, tree)
    if due is None:
        return ""
    at = approval(record.declared, tree, record.service).at.name
    text = WAITS.format(at=at, since=say.day(record.since), due=say.day(due))
    return f"{text}, {late(due, today)}" if due < today else text


def early(record: Record) -> str:
    """Say that a change began before it was approved, where it did."""
    begun, approved = record.day("begun"), record.last("approve")
    return EARLY if begun and approved and begun < approved.at.date() else ""


def waiting_here(found: AtService) -> str:
    """Say how many decisions wait here, and how many for too long."""
    waits = "waits" if len(found.waiting) == 1 else "wait"
    count = say.plural(len(found.waiting), "record")
    late_ones = f", {found.too_long} for too long" if found.too_long else ""
    return f"{say.capital(count)} {waits} for a decision here{late_ones}"


def due(record: Record, today: date) -> str:
    """Say by when it is due; nothing where no day was set, or it is over."""
    if record.due is None:
        return ""
    return say.capital(late(record.due, today)) if record.due < today else f"Due {say.day(record.due)}"


def late(day: date, today: date) -> str:
    return OVERDUE.format(days=say.plural((today - day).days, "day"))


def answer(
    field: RecordField, value: Any, catalogue: Catalogue, tree: ServiceTree, standard: str = ""
) -> str:
    """Return the answer to a field in words."""
    if field.kind is FieldKind.CHOICE:
        return field.choices.get(str(value), str(value))
    if field.kind in (FieldKind.DAY, FieldKind.PAST):
        return say.day(date.fromisoformat(value))
    if field.kind is FieldKind.INDICATOR:
        return catalogue.indicators[value].title if value in catalogue.indicators else str(value)
    if field.kind is FieldKind.SERVICE:
        return tree[value].name if value in tree else str(value)
    if field.kind is FieldKind.STANDARD:
        known = catalogue.all_standards.get(value)
        return known.title if known else str(value)
    if field.kind is FieldKind.TRAINING:
        level = catalogue.training_levels.get(value)
        return level.title if level else str(value)
    return f"{value:,}" if field.kind is FieldKind.NUMBER else str(value)


def title(record: Record, catalogue: Catalogue, tree: ServiceTree) -> str:
    """Return the name of a record, as the field that names it says it."""
    field = record.declared.fields[record.declared.title]
    return answer(field, record.said.get(record.declared.title, ""), catalogue, tree)


def did(act: LoggedAct, kinds: Mapping[str, RecordKind]) -> str:
    """Say `approved it`."""
    kind = kinds[act.kind.partition(".")[0]]
    return kind.steps[step_of(act)].done


def signed(act: LoggedAct, kinds: Mapping[str, RecordKind]) -> str:
    """Say `Morven Grant, quality lead, approved it on 3 June 2026`."""
    who = ", ".join(part for part in (act.actor, act.role) if part)
    return f"{who}, {did(act, kinds)} on {say.day(act.at.date())}"


def answers(
    act: LoggedAct, catalogue: Catalogue, tree: ServiceTree, *, outlines: bool = True
) -> list[tuple[str, str]]:
    """Return what an act says: each field with its answer. outlines: those of diagrams too, which a page
    draws."""
    kind = catalogue.record_kinds[act.kind.partition(".")[0]]
    fields = kind.steps[step_of(act)].fields
    told = said_by(act)
    return [
        (one.label, answer(one, told[name], catalogue, tree))
        for name, one in fields.items()
        if name in told and (outlines or one.kind is not FieldKind.OUTLINE)
    ]


def labelled(label: str, text: str) -> str:
    """Write an answer behind its label, as a sentence."""
    return say.ended(f"{label}{' ' if label.endswith('?') else ': '}{text}")


def retention(code: str, kinds: Mapping[str, RecordKind]) -> str:
    years = kept.kept(code, kinds)
    owner = kinds[code].owner
    return f"Kept after the year in which it was finished: {years}. Owner of these records: {owner}."


def speaks_for(label: str, choices: Sequence[str]) -> str:
    """Say which choices the words speak for, and that a person chooses."""
    return f"{label}: the words fit “{'”, “'.join(choices)}”. You choose."


def button(kind: RecordKind) -> str:
    """Return the label of the step that begins a record."""
    return kind.steps[kind.begin].label


def refusal(error: DecisionError, kind: RecordKind, step: Step) -> str:
    """Say that nothing was recorded, and everything that stands in the way, by the labels of the form."""
    fields = {**kind.fields, **step.fields}
    return " ".join(["Nothing was recorded.", *(_said(problem, fields) for problem in error.problems)])


def _said(problem: Problem, fields: Mapping[str, RecordField]) -> str:
    text = str(problem).removeprefix(f"{problem.where}: ")
    field = fields.get(problem.where)
    return say.ended(f"{field.label}: {text}" if field else say.capital(text))


def overtaken(act: LoggedAct, kinds: Mapping[str, RecordKind]) -> str:
    return f"Not recorded. {act.actor} was faster, at {act.at:%H:%M}: {did(act, kinds)}. Look again."


def no_filter(name: str, asked: str, known: Mapping[str, object]) -> str:
    return NO_FILTER.format(name=FILTERS.get(name, name), asked=asked, known=", ".join(known))
