"""A record, and a form for its steps, as a page shows them to whoever looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g

from catalogue.identifiers import scan
from catalogue.models import Catalogue
from catalogue.registers.declared import Criterion, FieldKind, RecordField, RecordKind, Step
from components import address
from components.words.registers import registers as words
from quality.acts.ledger import LoggedAct
from quality.deployment import current
from quality.people.person import may
from quality.people.roles import What
from quality.reference.service_tree import Service, ServiceTree
from quality.registers.form import choices, criteria, found_by, longest
from quality.registers.read import Registers
from quality.registers.record import Record
from quality.registers.routes import place

ACTS = "/record/acts"


@dataclass(frozen=True)
class Shown:
    """The registers, and who looks at them."""

    registers: Registers
    catalogue: Catalogue
    tree: ServiceTree
    whole: ServiceTree
    """With the services above those that may be seen: who decides stands there."""
    today: date
    csrf: str
    did: int | None = None
    """Number of the act that was just done."""
    then: str = ""
    """Address to go on at after a step; without one, the page of the record."""
    acts: str = ACTS
    """Address that forms are sent to."""

    @property
    def kinds(self) -> dict[str, RecordKind]:
        return self.catalogue.record_kinds

    def title(self, record: Record) -> str:
        return words.title(record, self.catalogue, self.tree) or f"{record.declared.name} {record.number}"

    def parent(self, record: Record) -> Record | None:
        return self.registers.records.get(record.parent)

    def service(self, record: Record) -> Service:
        return self.tree[record.service]

    def answers(self, record: Record) -> list[tuple[str, str, str]]:
        """Return label, newest answer and address of each field of a record that was answered."""
        found = []
        for name, one in record.declared.fields.items():
            value = record.said.get(name)
            is_drawn = record.declared.diagram and one.kind is FieldKind.OUTLINE
            if value not in (None, "") and name != record.declared.title and not is_drawn:
                text = words.answer(one, value, self.catalogue, self.tree)
                found.append((one.label, text, self._href(one, value, record)))
        return found

    def said_of(self, record: Record, names: Sequence[str]) -> list[tuple[str, str]]:
        """Return label and newest answer of some fields of a record, of those that were answered."""
        fields = record.declared.fields
        return [
            (fields[name].label, words.answer(fields[name], record.said[name], self.catalogue, self.tree))
            for name in names
            if name in fields and record.said.get(name)
        ]

    def _href(self, one: RecordField, value: Any, record: Record) -> str:
        if one.kind is FieldKind.INDICATOR and value in self.catalogue.indicators:
            return address.indicator(value, record.service)
        if one.kind is FieldKind.SERVICE:
            return address.huddle(value)
        return address.inside(str(value)) if one.kind is FieldKind.LINK else ""

    def chart(self, record: Record) -> str:
        """Return the address of the chart of a record's measure; nothing where it names none."""
        return (
            address.indicator(record.measure, record.service)
            if record.measure in self.catalogue.indicators
            else ""
        )

    def steps(self, record: Record) -> list[tuple[str, Step]]:
        """Return the steps with a record that whoever looks may take now."""
        found = record.steps().items()
        return [(name, step) for name, step in found if self.may_take(record.declared, step, record.service)]

    def may_take(self, kind: RecordKind, step: Step, service: str) -> bool:
        at = place(kind, step, self.whole, service)
        return may(g.person, What(step.may), at.code, self.whole)

    def children(self, record: Record) -> list[tuple[str, RecordKind, list[Record]]]:
        """Return the kinds of record that belong to one, where there are any or one may be begun."""
        found = []
        own_first = sorted(self.kinds.items(), key=lambda one: one[1].listed_in != record.declared.listed_in)
        for code, kind in own_first:
            if record.kind in kind.inside:
                there = self.registers.inside(record.number, code)
                if there or self.may_begin(code, record):
                    found.append((code, kind, there))
        return found

    def may_begin(self, code: str, parent: Record) -> bool:
        """Tell if whoever looks may begin a record that belongs to another now."""
        kind = self.kinds[code]
        step = kind.steps[kind.begin]
        if kind.only_while and parent.state not in kind.only_while:
            return False
        if any(one.kind is FieldKind.SERVICE for one in step.fields.values()):
            return may(g.person, What(step.may))
        return self.may_take(kind, step, parent.service) and self.tree[parent.service].is_open(self.today)

    def longest(self, one: RecordField) -> int:
        return longest(one)

    def marked(self, text: str) -> list[tuple[str, str]]:
        """Return a text in parts: each with what it may tell of somebody, or nothing."""
        parts, end = [], 0
        known = [one.name for one in self.tree.by_code.values()]
        numbers = self.catalogue.organisation.hospital_numbers
        for mark in scan(text, numbers=numbers, names=True, known=known):
            parts += [(text[end : mark.start], ""), (mark.text, str(mark.sort))]
            end = mark.end
        return [part for part in (*parts, (text[end:], "")) if part[0]]

    def speaks_for(self, one: RecordField, said: Mapping[str, Any]) -> list[str]:
        """Return the choices of a field whose words stand in what was said, those with most first."""
        return [one.choices[code] for code in found_by(one, " ".join(map(str, said.values())))]

    def choices(self, one: RecordField, parent: Record | None = None) -> dict[str, str]:
        found = choices(one, self.catalogue, self.tree, parent)
        if one.kind is FieldKind.SERVICE:
            may_act = (code for code in found if may(g.person, What.ACT, code, self.tree))
            return {code: found[code] for code in may_act}
        return found

    def criteria(self, parent: Record | None) -> dict[str, dict[str, Criterion]]:
        """Return the criteria of the standard that a record names, by their heading and code."""
        found: dict[str, dict[str, Criterion]] = {}
        for code, one in criteria(self.catalogue, parent).items():
            found.setdefault(one.part, {})[code] = one
        return found

    def timeline(self, record: Record) -> list[tuple[LoggedAct, Record]]:
        """Return every act with a record and what belongs to it, the newest first."""
        family = [record, *self.registers.inside(record.number)]
        family += [one for child in family[1:] for one in self.registers.inside(child.number)]
        found = [(act, one) for one in family for act in one.acts]
        return sorted(found, key=lambda pair: pair[0].id, reverse=True)


def shown_to(
    registers: Registers, tree: ServiceTree, whole: ServiceTree, *, did: str = "", then: str = ""
) -> Shown:
    """Return the registers for whoever asks."""
    here = current()
    return Shown(registers, here.catalogue, tree, whole, here.today, g.viewer.csrf, address.number(did), then)
