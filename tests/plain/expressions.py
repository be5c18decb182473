"""Expressions over rows, worked out one row at a time in plain Python: what the SQL must agree with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

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
    Text,
)
from catalogue.expressions.types import moment

_SECONDS = {"days": 86400, "hours": 3600, "minutes": 60}


def value(node: Node, row: dict[str, Any]) -> Any:
    """None is missing. Texts that stand beside moments are moments."""
    match node:
        case Number(number):
            return number
        case Text(text):
            return text
        case Column(name):
            return row[name]
        case Arithmetic(operator, left, right):
            return _arithmetic(operator, value(left, row), value(right, row))
        case Compare(operator, left, right):
            a, b = _alike(value(left, row), value(right, row))
            return None if a is None or b is None else _compared(operator, a, b)
        case Both(operator, left, right):
            return _both(operator, value(left, row), value(right, row))
        case Not(inner):
            asked = value(inner, row)
            return None if asked is None else not asked
        case Missing(inner):
            return value(inner, row) is None
        case In(inner, constants):
            found = value(inner, row)
            return None if found is None else found in [constant.value for constant in constants]
        case Like(how, inner, texts):
            found = value(inner, row)
            if found is None:
                return None
            return any(found.startswith(t) if how == "starts" else t in found for t in texts)
        case Elapsed(unit, start, end):
            return _elapsed(unit, value(start, row), value(end, row))
        case Part(part, inner):
            return _part(part, value(inner, row))
        case If(condition, then, otherwise):
            asked = value(condition, row)
            return None if asked is None else value(then if asked else otherwise, row)
        case First(choices):
            return next((v for c in choices if (v := value(c, row)) is not None), None)
    raise AssertionError(node)


def _arithmetic(operator: str, a: float | None, b: float | None) -> float | None:
    if a is None or b is None or (operator == "/" and b == 0):
        return None
    return {"+": a + b, "-": a - b, "*": a * b, "/": a / b if b else 0}[operator]


def _alike(a: Any, b: Any) -> tuple[Any, Any]:
    if isinstance(a, datetime) and isinstance(b, str):
        return a, moment(b)
    if isinstance(b, datetime) and isinstance(a, str):
        return moment(a), b
    return a, b


def _compared(operator: str, a: Any, b: Any) -> bool:
    return {
        "=": lambda: a == b,
        "!=": lambda: a != b,
        "<": lambda: a < b,
        "<=": lambda: a <= b,
        ">": lambda: a > b,
        ">=": lambda: a >= b,
    }[operator]()


def _both(operator: str, a: bool | None, b: bool | None) -> bool | None:
    decisive = operator == "or"
    if decisive in {a, b}:
        return decisive
    return None if a is None or b is None else not decisive


def _elapsed(unit: str, start: datetime | None, end: datetime | None) -> float | None:
    if start is None or end is None:
        return None
    if unit == "years":
        return end.year - start.year - ((end.month, end.day) < (start.month, start.day))
    return (end - start).total_seconds() / _SECONDS[unit]


def _part(part: str, found: datetime | None) -> Any:
    if found is None:
        return None
    if part == "date":
        return found.replace(hour=0, minute=0, second=0, microsecond=0)
    return found.isoweekday() if part == "weekday" else getattr(found, part)
