"""What an expression over rows is made of. `at` is where in the text a part stands, counted from 0."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Literal, TypeAlias


class RowError(ValueError):
    """An expression that cannot be read or makes no sense, with the place where it stops doing so."""

    def __init__(self, what: str, text: str, at: int | None = None) -> None:
        where = f" at character {at + 1}" if at is not None and at < len(text) else ""
        super().__init__(f"{what}{where} of {text!r}" if where else f"{what} in {text!r}")


@dataclass(frozen=True, slots=True)
class Number:
    value: float
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    value: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    operator: Literal["+", "-", "*", "/"]
    left: Node
    right: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    operator: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Node
    right: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Both:
    """`and` of two, or `or` of two."""

    operator: Literal["and", "or"]
    left: Node
    right: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    inner: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Missing:
    inner: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class In:
    inner: Node
    constants: tuple[Number | Text, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Like:
    """The text starts with, or holds, any of these."""

    how: Literal["starts", "contains"]
    inner: Node
    texts: tuple[str, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Time from one moment to another; years are completed ones, as of an age."""

    unit: Literal["days", "hours", "minutes", "years"]
    start: Node
    end: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Part:
    """`weekday`: Monday is 1. `date`: the day without its time."""

    part: Literal["date", "year", "month", "weekday", "hour"]
    inner: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class If:
    condition: Node
    then: Node
    otherwise: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class First:
    """The first that is not missing."""

    choices: tuple[Node, ...]
    at: int = field(default=0, compare=False)


Node: TypeAlias = (
    Number
    | Text
    | Column
    | Arithmetic
    | Compare
    | Both
    | Not
    | Missing
    | In
    | Like
    | Elapsed
    | Part
    | If
    | First
)


@dataclass(frozen=True, slots=True)
class Written:
    """An expression as it was written, and what it was read as."""

    text: str
    root: Node


def children(node: Node) -> Iterator[Node]:
    for each in fields(node):
        value = getattr(node, each.name)
        for part in value if isinstance(value, tuple) else (value,):
            if hasattr(part, "at"):
                yield part


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from walk(child)


def columns(node: Node) -> tuple[str, ...]:
    """The names it reads, each once, in order."""
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, Column)))
