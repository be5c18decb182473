"""Work out what kind of thing each part of an expression is, before any file is opened.

A column's kind is declared, or follows from how it is used: compared with a number it is a number, in
`days between` a moment, joined by `and` a yes or no. Used in two ways, or in a way that makes no sense, it
is a mistake with a place. A column that nothing says anything about is a text.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from catalogue.expressions import tree
from catalogue.expressions.tree import Column, Expression, ExpressionError, Node, Text, children


class Kind(StrEnum):
    NUMBER = "a number"
    TEXT = "a text"
    MOMENT = "a date"
    YES_NO = "yes or no"


def moment(text: str) -> datetime | None:
    """Return the moment that a constant such as '2026-04-01' or '2026-04-01 09:00' means."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


OF_PARTS = {
    tree.Arithmetic: Kind.NUMBER,
    tree.Both: Kind.YES_NO,
    tree.Not: Kind.YES_NO,
    tree.Like: Kind.TEXT,
    tree.Elapsed: Kind.MOMENT,
    tree.Part: Kind.MOMENT,
}
"""By node: the kind that each of its parts must be of."""


def own_kind(node: Node) -> Kind | None:
    """Return the kind of a node that has it whatever its parts are; None where it is that of its parts."""
    match node:
        case tree.Column() | tree.If() | tree.First():
            return None
        case tree.Text():
            return Kind.TEXT
        case tree.Part("date"):
            return Kind.MOMENT
        case tree.Number() | tree.Arithmetic() | tree.Elapsed() | tree.Part():
            return Kind.NUMBER
    return Kind.YES_NO


@dataclass
class Kinds:
    """The kinds of names: of a file's columns, and of what was worked out from them.

    Expressions are shown to it in their order; `known` grows.
    """

    known: dict[str, Kind] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    """Every name there is; one that is not here is refused."""

    def of(self, expression: Expression, wanted: Kind | None = None) -> Kind | None:
        """Return the kind of a whole expression; None while nothing says. Raises ExpressionError."""
        return _Reading(self, expression.text).kind(expression.root, wanted)

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

    def error(self, node: Node, wanted: Kind, found: Kind) -> ExpressionError:
        name = f"`{node.name}` is" if isinstance(node, Column) else "it is"
        hint = ""
        if isinstance(node, Text) and wanted is not Kind.TEXT:
            hint = '; a column stands in `backquotes` or "double quotes"'
            hint = "; write a date as '2026-04-01'" if wanted is Kind.MOMENT else hint
        elif isinstance(node, Column):
            hint = "; `reads` can say what it is"
        return ExpressionError(f"{wanted} should stand, {name} {found}{hint},", self.text, node.at)

    def found(self, node: Node, wanted: Kind | None) -> Kind | None:
        match node:
            case Text(value):
                is_moment = wanted is Kind.MOMENT and moment(value) is not None
                return Kind.MOMENT if is_moment else Kind.TEXT
            case Column():
                return self.column(node, wanted)
            case tree.If(condition, then, otherwise):
                self.kind(condition, Kind.YES_NO)
                return self.same((then, otherwise), wanted)
            case tree.First(choices):
                return self.same(choices, wanted)
            case tree.Compare():
                self.compare(node)
            case tree.In():
                self.same(tuple(children(node)), None)
            case _:
                for part in children(node):
                    self.kind(part, OF_PARTS.get(type(node)))
        return own_kind(node)

    def column(self, node: Column, wanted: Kind | None) -> Kind | None:
        if node.name not in self.kinds.names:
            near = difflib.get_close_matches(node.name, self.kinds.names, 1, 0.6)
            hint = f" (did you mean `{near[0]}`?)" if near else ""
            hint += "; a text stands in 'single quotes'" if " " not in node.name else ""
            raise ExpressionError(f"`{node.name}` is not among `reads`{hint},", self.text, node.at)
        if wanted is not None:
            self.kinds.known.setdefault(node.name, wanted)
        return self.kinds.known.get(node.name)

    def compare(self, node: tree.Compare) -> None:
        is_ordered = node.operator not in {"=", "!="}
        found = self.same((node.left, node.right), None, quoted=Kind.MOMENT if is_ordered else Kind.TEXT)
        if is_ordered and found in {Kind.TEXT, Kind.YES_NO}:
            what = "texts have" if found is Kind.TEXT else "yes and no have"
            hint = "=, !=, in, starts with and contains" if found is Kind.TEXT else "= and !="
            raise ExpressionError(f"{what} no order: only {hint} can be asked,", self.text, node.at)

    def same(self, parts: tuple[Node, ...], wanted: Kind | None, quoted: Kind = Kind.TEXT) -> Kind | None:
        """Return the one kind of all parts. What is quoted is a text where nothing else says that it is a
        date: another part, or that it is asked which is earlier."""
        for part in parts:
            if wanted is None and not isinstance(part, Text):
                wanted = self.kind(part)
        constants = [moment(part.value) for part in parts if isinstance(part, Text)]
        if wanted is None and constants:
            wanted = quoted if None not in constants else Kind.TEXT
        for part in parts:
            self.kind(part, wanted)
        return wanted
