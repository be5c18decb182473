"""Turn a tree into DuckDB's SQL.

Names are replaced by those the caller gives them, texts become parameters: no letter that was written in a
catalogue reaches the SQL itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogue.expressions import tree
from catalogue.expressions.tree import Node, children
from catalogue.expressions.types import OF_PARTS, Kind, moment, own_kind

_MICROSECONDS = {"days": 86_400_000_000, "hours": 3_600_000_000, "minutes": 60_000_000}
_PARTS = {"year": "year", "month": "month", "weekday": "isodow", "hour": "hour"}


@dataclass
class Sql:
    """Shared by the expressions of one statement: SQL and kind of each name, and the parameters so far."""

    names: Mapping[str, str]
    kinds: Mapping[str, Kind]
    parameters: dict[str, Any] = field(default_factory=dict)
    has_zone: bool = False
    """Moments are instants of the connection's time zone, and no times as a clock on the wall shows them."""

    def parameter(self, value: Any) -> str:
        for name, known in self.parameters.items():
            if type(known) is type(value) and known == value:
                return f"${name}"
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f"${name}"


def compiled(node: Node, sql: Sql) -> str:
    """Return the SQL of a tree whose kinds were found to agree. Missing is NULL; anything divided by zero, or
    too large to be a number, is missing."""
    return f"({_sql(node, sql, _kind(node, sql))})"


def _kind(node: Node, sql: Sql) -> Kind | None:
    """Return the kind of a part, now that every column has one."""
    match node:
        case tree.Column(name):
            return sql.kinds[name]
        case tree.If(_, then, otherwise):
            return _common((then, otherwise), sql)
        case tree.First(choices):
            return _common(choices, sql)
    return own_kind(node)


def _common(parts: Iterable[Node], sql: Sql) -> Kind | None:
    others = [_kind(part, sql) for part in parts if not isinstance(part, tree.Text)]
    return others[0] if others else Kind.TEXT


def _sql(node: Node, sql: Sql, kind: Kind | None) -> str:
    """Write a node as SQL. `kind` is what is wanted: a quoted date is a moment beside moments and a text
    beside texts."""
    match node:
        case tree.Number(value):
            return f"CAST({value!r} AS DOUBLE)"
        case tree.Text(value) if kind is Kind.MOMENT:
            return f"CAST({sql.parameter(moment(value))} AS TIMESTAMP)"
        case tree.Text(value):
            return sql.parameter(value)
        case tree.Column(name):
            return sql.names[name]
        case tree.If() | tree.First():
            wanted = kind
        case _:
            wanted = OF_PARTS.get(type(node)) or _common(children(node), sql)
    match node, [_sql(part, sql, wanted) for part in children(node)]:
        case tree.Arithmetic("/"), [a, b]:
            return f"({a} / nullif({b}, 0))"
        case tree.Arithmetic(operator) | tree.Compare(operator) | tree.Both(operator), [a, b]:
            return f"({a} {operator} {b})"
        case tree.Not(), [asked]:
            return f"(NOT {asked})"
        case tree.Missing(), [inner]:
            return f"({inner} IS NULL)"
        case tree.In(), [inner, *constants]:
            return f"({inner} IN ({', '.join(constants)}))"
        case tree.Like(how, _, texts), [inner]:
            function = "starts_with" if how == "starts" else "contains"
            return "(" + " OR ".join(f"{function}({inner}, {sql.parameter(text)})" for text in texts) + ")"
        case tree.Elapsed("years"), [start, end]:
            return _years(start, end)
        case tree.Elapsed(unit), [start, end]:
            if sql.has_zone:  # a day is one of the calendar, though it may have 23 hours
                kind_of_time = "TIMESTAMP" if unit == "days" else "TIMESTAMPTZ"
                start, end = (f"CAST({part} AS {kind_of_time})" for part in (start, end))
            return f"((epoch_us({end}) - epoch_us({start})) / CAST({_MICROSECONDS[unit]} AS DOUBLE))"
        case tree.Part("date"), [inner]:
            return f"CAST(CAST({inner} AS DATE) AS TIMESTAMP)"
        case tree.Part(part), [inner]:
            return f"CAST({_PARTS[part]}({inner}) AS DOUBLE)"
        case tree.If(), [asked, then, otherwise]:
            return f"(CASE WHEN {asked} THEN {then} WHEN NOT {asked} THEN {otherwise} END)"
        case tree.First(), choices:
            return f"coalesce({', '.join(choices)})"
    raise AssertionError(f"no SQL for {node}")


def _years(start: str, end: str) -> str:
    """Count birthdays: whoever was born on 29 February has theirs on 1 March in other years."""
    before = f"(month({end}) * 100 + day({end}) < month({start}) * 100 + day({start}))"
    return f"CAST(year({end}) - year({start}) - CAST({before} AS INTEGER) AS DOUBLE)"
