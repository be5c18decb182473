"""A tree to DuckDB's SQL. Names are replaced by those the caller gives them, texts become parameters: no
letter that was written in a catalogue reaches the SQL itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
from catalogue.expressions.types import Kind, moment

_MICROSECONDS = {"days": 86_400_000_000, "hours": 3_600_000_000, "minutes": 60_000_000}
_PARTS = {"year": "year", "month": "month", "weekday": "isodow", "hour": "hour"}


@dataclass
class Sql:
    """What is shared by the expressions of one statement: the SQL of each name, the kind of each name, and
    the parameters gathered so far."""

    names: Mapping[str, str]
    kinds: Mapping[str, Kind]
    parameters: dict[str, Any] = field(default_factory=dict)

    def parameter(self, value: Any) -> str:
        for name, known in self.parameters.items():
            if type(known) is type(value) and known == value:
                return f"${name}"
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f"${name}"


def compiled(node: Node, sql: Sql) -> str:
    """SQL of a tree whose kinds were found to agree. Missing is NULL; anything divided by zero, or too large
    to be a number, is missing."""
    found = _sql(node, sql, _kind(node, sql))
    return f"({found})"


def _kind(node: Node, sql: Sql) -> Kind | None:
    """The kind of a part, now that every column has one."""
    match node:
        case Number() | Arithmetic() | Elapsed():
            return Kind.NUMBER
        case Column(name):
            return sql.kinds[name]
        case Part(part, _):
            return Kind.MOMENT if part == "date" else Kind.NUMBER
        case If(_, then, otherwise):
            return _common((then, otherwise), sql)
        case First(choices):
            return _common(choices, sql)
        case Text():
            return Kind.TEXT
    return Kind.YES_NO


def _common(parts: tuple[Node, ...], sql: Sql) -> Kind | None:
    others = [_kind(part, sql) for part in parts if not isinstance(part, Text)]
    return others[0] if others else Kind.TEXT


def _sql(node: Node, sql: Sql, kind: Kind | None) -> str:
    """`kind` is what is wanted: a quoted date is a moment beside moments and a text beside texts."""
    match node:
        case Number(value):
            return f"CAST({value!r} AS DOUBLE)"
        case Text(value):
            return _constant(node, value, sql, kind)
        case Column(name):
            return sql.names[name]
        case Arithmetic("/", left, right):
            a, b = (_sql(side, sql, Kind.NUMBER) for side in (left, right))
            return f"({a} / nullif({b}, 0))"
        case Arithmetic(operator, left, right):
            a, b = (_sql(side, sql, Kind.NUMBER) for side in (left, right))
            return f"({a} {operator} {b})"
        case Compare(operator, left, right):
            common = _common((left, right), sql)
            return f"({_sql(left, sql, common)} {operator} {_sql(right, sql, common)})"
        case Both(operator, left, right):
            return f"({_sql(left, sql, Kind.YES_NO)} {operator} {_sql(right, sql, Kind.YES_NO)})"
        case Not(inner):
            return f"(NOT {_sql(inner, sql, Kind.YES_NO)})"
        case Missing(inner):
            return f"({_sql(inner, sql, _kind(inner, sql))} IS NULL)"
        case In(inner, constants):
            common = _common((inner, *constants), sql)
            listed = ", ".join(_sql(constant, sql, common) for constant in constants)
            return f"({_sql(inner, sql, common)} IN ({listed}))"
        case Like(how, inner, texts):
            function = "starts_with" if how == "starts" else "contains"
            text = _sql(inner, sql, Kind.TEXT)
            return "(" + " OR ".join(f"{function}({text}, {sql.parameter(t)})" for t in texts) + ")"
        case Elapsed("years", start, end):
            return _years(_sql(start, sql, Kind.MOMENT), _sql(end, sql, Kind.MOMENT))
        case Elapsed(unit, start, end):
            a, b = _sql(start, sql, Kind.MOMENT), _sql(end, sql, Kind.MOMENT)
            return f"((epoch_us({b}) - epoch_us({a})) / CAST({_MICROSECONDS[unit]} AS DOUBLE))"
        case Part("date", inner):
            return f"CAST(CAST({_sql(inner, sql, Kind.MOMENT)} AS DATE) AS TIMESTAMP)"
        case Part(part, inner):
            return f"CAST({_PARTS[part]}({_sql(inner, sql, Kind.MOMENT)}) AS DOUBLE)"
        case If(condition, then, otherwise):
            asked = _sql(condition, sql, Kind.YES_NO)
            return (
                f"(CASE WHEN {asked} THEN {_sql(then, sql, kind)} "
                f"WHEN NOT {asked} THEN {_sql(otherwise, sql, kind)} END)"
            )
        case First(choices):
            return f"coalesce({', '.join(_sql(choice, sql, kind) for choice in choices)})"


def _constant(node: Text, value: str, sql: Sql, kind: Kind | None) -> str:
    if kind is Kind.MOMENT:
        return f"CAST({sql.parameter(moment(value))} AS TIMESTAMP)"
    return sql.parameter(value)


def _years(start: str, end: str) -> str:
    """Birthdays that have passed: whoever was born on 29 February has theirs on 1 March in other years."""
    before = f"(month({end}) * 100 + day({end}) < month({start}) * 100 + day({start}))"
    return f"CAST(year({end}) - year({start}) - CAST({before} AS INTEGER) AS DOUBLE)"
