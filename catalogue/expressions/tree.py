"""The tree that an expression is read into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Literal


class ExpressionError(ValueError):
    """An expression that cannot be read or makes no sense, with the place where it stops doing so."""

    def __init__(self, what: str, text: str, at: int | None = None, hint: str = "") -> None:
        where = f"at character {at + 1} of" if at is not None and at < len(text) else "in"
        super().__init__(f"{what} {where} {text!r}{hint}")


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression. `at` is where in the text it stands, counted from 0."""

    at: int = field(default=0, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Number(Node):
    value: float


@dataclass(frozen=True, slots=True)
class Text(Node):
    value: str


@dataclass(frozen=True, slots=True)
class Column(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    operator: Literal["+", "-", "*", "/"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    operator: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Both(Node):
    """Join two questions by `and` or by `or`."""

    operator: Literal["and", "or"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Not(Node):
    inner: Node


@dataclass(frozen=True, slots=True)
class Missing(Node):
    inner: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    inner: Node
    constants: tuple[Number | Text, ...]


@dataclass(frozen=True, slots=True)
class Like(Node):
    """Ask whether a text starts with, or holds, any of these."""

    how: Literal["starts", "contains"]
    inner: Node
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Elapsed(Node):
    """Measure time from one moment to another; years are completed ones, as of an age."""

    unit: Literal["days", "hours", "minutes", "years"]
    start: Node
    end: Node


@dataclass(frozen=True, slots=True)
class Part(Node):
    """Take a part of a moment. `weekday`: Monday is 1. `date`: the day without its time."""

    part: Literal["date", "year", "month", "weekday", "hour"]
    inner: Node


@dataclass(frozen=True, slots=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class First(Node):
    """Take the first that is not missing."""

    choices: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression as it was written, and the tree that it was read into."""

    text: str
    root: Node

    @property
    def columns(self) -> tuple[str, ...]:
        """The names it reads, each once, in order."""
        return tuple(dict.fromkeys(node.name for node in walk(self.root) if isinstance(node, Column)))


def children(node: Node) -> Iterator[Node]:
    """Yield the parts of a node, in the order they are written."""
    for each in fields(node):
        value = getattr(node, each.name)
        yield from (
            part for part in (value if isinstance(value, tuple) else (value,)) if isinstance(part, Node)
        )


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)
