"""Small sums over columns: `beds * days - closed`, `"Total attendances" - "Over 4 hours"`.

    expression = term   (("+" | "-") term)*
    term       = factor (("*" | "/") factor)*
    factor     = number | column | "(" expression ")" | "-" factor
    column     = a bare word, or any name in `backquotes`, "double" or 'single' quotes

Nothing else is understood, so a catalogue can be read from anywhere: no function, no attribute, no
Python is ever run. Anything divided by zero is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Operator = Literal["+", "-", "*", "/"]

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d+(?:\.\d+)?|\.\d+)(?![\w.])
      | (?P<word>[^\W\d]\w*)
      | `(?P<back>[^`]+)` | "(?P<double>[^"]+)" | '(?P<single>[^']+)'
      | (?P<sign>[-+*/()])
    )""",
    re.VERBOSE,
)
_DEEPEST = 50  # brackets within brackets: far beyond any real formula, far below Python's own limit


class ExpressionError(ValueError):
    """An expression that cannot be read, with the place where reading stopped."""


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Column:
    name: str


@dataclass(frozen=True, slots=True)
class Sum:
    operator: Operator
    left: Node
    right: Node


Node = Number | Column | Sum


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression. `columns` are the names it reads, each once, in order."""

    text: str
    root: Node
    columns: tuple[str, ...]

    @property
    def constant(self) -> float | None:
        """The number it always gives, if it reads no column."""
        return None if self.columns else float(self.evaluate({}))

    def evaluate(self, columns: Mapping[str, Values]) -> Values:
        """Its value for every row; NaN where any column it reads is missing."""
        with np.errstate(over="ignore", invalid="ignore"):
            value = np.asarray(_evaluate(self.root, columns), dtype=np.float64)
        return np.where(np.isfinite(value), value, np.nan)

    def sql(self, column: Callable[[str], str]) -> str:
        """The same in SQL; `column` gives the SQL for a column's name."""
        return _sql(self.root, column)


def parse(text: str) -> Expression:
    """Read an expression once; an ExpressionError says where it stops making sense."""
    tokens = _tokens(text)
    root = _Reader(text, tokens).read()
    names = [value for kind, value, _ in tokens if kind == "column"]
    return Expression(text, root, tuple(dict.fromkeys(names)))


def quoted(name: str) -> str:
    """A column's name as an expression must write it."""
    return name if re.fullmatch(r"[^\W\d]\w*", name) else f"`{name}`"


Token = tuple[str, str, int]  # kind, text, position


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            at = position + len(text[position:]) - len(text[position:].lstrip())
            raise ExpressionError(
                f"{text[at]!r} at character {at + 1} is not understood in {text!r} "
                "(put a name with blanks or signs in `backquotes`)"
            )
        kind = match.lastgroup or ""
        if kind not in {"number", "sign"}:
            found.append(("column", match[kind], match.start(kind)))
        else:
            found.append((kind, match[kind], match.start(kind)))
        position = match.end()
    return found


class _Reader:
    """Reads tokens from left to right; each method reads one line of the grammar above."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text, self.tokens, self.next, self.depth = text, tokens, 0, 0

    def read(self) -> Node:
        node = self.expression()
        if self.next < len(self.tokens):
            raise self.error("an operator (+ - * /)")
        return node

    def expression(self) -> Node:
        return self.chain(self.term, ("+", "-"))

    def term(self) -> Node:
        return self.chain(self.factor, ("*", "/"))

    def chain(self, part: Callable[[], Node], operators: tuple[Operator, ...]) -> Node:
        node = part()
        while True:
            operator = next((o for o in operators if self.takes(o)), None)
            if operator is None:
                return node
            node = Sum(operator, node, part())

    def factor(self) -> Node:
        if self.takes("-"):
            return Sum("-", Number(0.0), self.nested(self.factor))
        if self.takes("("):
            node = self.nested(self.expression)
            if not self.takes(")"):
                raise self.error("a closing bracket")
            return node
        kind, value, _ = self.tokens[self.next] if self.next < len(self.tokens) else ("end", "", 0)
        if kind not in {"number", "column"}:
            raise self.error("a column or a number")
        self.next += 1
        return Number(float(value)) if kind == "number" else Column(value)

    def nested(self, part: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ExpressionError(f"more than {_DEEPEST} brackets within brackets")
        node = part()
        self.depth -= 1
        return node

    def takes(self, sign: str) -> bool:
        if self.next < len(self.tokens) and self.tokens[self.next][:2] == ("sign", sign):
            self.next += 1
            return True
        return False

    def error(self, expected: str) -> ExpressionError:
        if self.next >= len(self.tokens):
            return ExpressionError(f"{self.text!r} ends where {expected} should stand")
        _, value, position = self.tokens[self.next]
        hint = " (put a name with blanks in `backquotes`)" if " " in self.text else ""
        return ExpressionError(
            f"{expected} should stand at character {position + 1} of {self.text!r}, not {value!r}{hint}"
        )


def _evaluate(node: Node, columns: Mapping[str, Values]) -> Values | float:
    match node:
        case Number(value):
            return value
        case Column(name):
            return columns[name]
        case Sum(operator, left, right):
            a, b = np.asarray(_evaluate(left, columns)), np.asarray(_evaluate(right, columns))
            if operator == "/":
                b = np.where(b == 0, np.nan, b)
            result: Values = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}[operator](a, b)
            return result


def _sql(node: Node, column: Callable[[str], str]) -> str:
    match node:
        case Number(value):
            return f"CAST({value!r} AS DOUBLE)"
        case Column(name):
            return column(name)
        case Sum("/", left, right):
            return f"({_sql(left, column)} / NULLIF({_sql(right, column)}, 0))"
        case Sum(operator, left, right):
            return f"({_sql(left, column)} {operator} {_sql(right, column)})"
