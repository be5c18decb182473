"""What kind of thing each part of an expression is, worked out before any file is opened.

A column's kind is declared, or follows from how it is used: compared with a number it is a number, in
`days between` a moment, joined by `and` a yes or no. Used in two ways, or in a way that makes no sense, it
is a mistake with a place. A column that nothing says anything about is a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from catalogue.expressions.tree import (
    Arithmetic,
    Both,
    Column,
    Compare,
    Elapsed,
    First,
    If,
    In,
    Like,
    Missing,
    Node,
    Not,
    Number,
    Part,
    RowError,
    Text,
    Written,
)


class Kind(StrEnum):
    NUMBER = "a number"
    TEXT = "a text"
    MOMENT = "a date"
    YES_NO = "yes or no"


def moment(text: str) -> datetime | None:
    """The moment that a constant such as '2026-04-01' or '2026-04-01 09:00' means."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


@dataclass
class Kinds:
    """The kinds of names: of a file's columns, and of what was worked out from them. Expressions are
    shown to it in their order; `known` grows."""

    known: dict[str, Kind] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    """Every name there is; one that is not here is refused."""

    def of(self, written: Written, wanted: Kind | None = None) -> Kind | None:
        """The kind of a whole expression; None while nothing says. Raises RowError."""
        return _Reading(self, written.text).kind(written.root, wanted)

    def settled(self) -> Mapping[str, Kind]:
        return {name: self.known.get(name, Kind.TEXT) for name in self.names}


@dataclass(frozen=True)
class _Reading:
    kinds: Kinds
    text: str

    def kind(self, node: Node, wanted: Kind | None = None) -> Kind | None:
        found = self.found(node, wanted)
        if wanted is not None and found is not None and found is not wanted:
            raise self.error(node, wanted, found)
        return found

    def error(self, node: Node, wanted: Kind, found: Kind) -> RowError:
        name = f"`{node.name}` is" if isinstance(node, Column) else "it is"
        hint = ""
        if isinstance(node, Text) and wanted is not Kind.TEXT:
            hint = '; a column stands in `backquotes` or "double quotes"'
            hint = "; write a date as '2026-04-01'" if wanted is Kind.MOMENT else hint
        elif isinstance(node, Column):
            hint = "; `reads` can say what it is"
        return RowError(f"{wanted} should stand, {name} {found}{hint},", self.text, node.at)

    def found(self, node: Node, wanted: Kind | None) -> Kind | None:
        match node:
            case Number():
                return Kind.NUMBER
            case Text(value):
                is_moment = wanted is Kind.MOMENT and moment(value) is not None
                return Kind.MOMENT if is_moment else Kind.TEXT
            case Column():
                return self.column(node, wanted)
            case Arithmetic(_, left, right):
                self.kind(left, Kind.NUMBER)
                self.kind(right, Kind.NUMBER)
                return Kind.NUMBER
            case Compare():
                return self.compare(node)
            case Both(_, left, right):
                self.kind(left, Kind.YES_NO)
                self.kind(right, Kind.YES_NO)
                return Kind.YES_NO
            case Not(inner):
                self.kind(inner, Kind.YES_NO)
                return Kind.YES_NO
            case Missing(inner):
                self.kind(inner)
                return Kind.YES_NO
            case In(inner, constants):
                self.same((inner, *constants), None)
                return Kind.YES_NO
            case Like(_, inner, _):
                self.kind(inner, Kind.TEXT)
                return Kind.YES_NO
            case Elapsed(_, start, end):
                self.kind(start, Kind.MOMENT)
                self.kind(end, Kind.MOMENT)
                return Kind.NUMBER
            case Part(part, inner):
                self.kind(inner, Kind.MOMENT)
                return Kind.MOMENT if part == "date" else Kind.NUMBER
            case If(condition, then, otherwise):
                self.kind(condition, Kind.YES_NO)
                return self.same((then, otherwise), wanted)
            case First(choices):
                return self.same(choices, wanted)

    def column(self, node: Column, wanted: Kind | None) -> Kind | None:
        if node.name not in self.kinds.names:
            hint = "; a text stands in 'single quotes'" if " " not in node.name else ""
            raise RowError(f"`{node.name}` is not among `reads`{hint},", self.text, node.at)
        if wanted is not None:
            self.kinds.known.setdefault(node.name, wanted)
        return self.kinds.known.get(node.name)

    def compare(self, node: Compare) -> Kind:
        parts = (node.left, node.right)
        is_ordered = node.operator not in {"=", "!="}
        found = self.same(parts, None, quoted=Kind.MOMENT if is_ordered else Kind.TEXT)
        if is_ordered and found in {Kind.TEXT, Kind.YES_NO}:
            what = "texts have" if found is Kind.TEXT else "yes and no have"
            hint = "=, !=, in, starts with and contains" if found is Kind.TEXT else "= and !="
            raise RowError(f"{what} no order: only {hint} can be asked,", self.text, node.at)
        return Kind.YES_NO

    def same(self, parts: tuple[Node, ...], wanted: Kind | None, quoted: Kind = Kind.TEXT) -> Kind | None:
        """All of one kind. What is quoted is a text where nothing else says that it is a date: another
        part, or that it is asked which is earlier."""
        for part in parts:
            if wanted is None and not isinstance(part, Text):
                wanted = self.kind(part)
        constants = [moment(part.value) for part in parts if isinstance(part, Text)]
        if wanted is None and constants:
            wanted = quoted if None not in constants else Kind.TEXT
        for part in parts:
            self.kind(part, wanted)
        return wanted
