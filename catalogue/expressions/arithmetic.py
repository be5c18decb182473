"""Read and work out sums: the part of the language that tables of totals know.

    beds * days - closed
    "Total attendances" - "Over 4 hours"

A sum holds no texts, so a column may stand in 'single quotes' too.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from catalogue.expressions.parser import read
from catalogue.expressions.tree import Arithmetic, Column, Expression, ExpressionError, Node, Number, Text
from stats.arrays import Floats

_WORK_OUT = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}


@lru_cache(maxsize=1024)
def parse_sum(text: str) -> Expression:
    """Read a sum once; an ExpressionError says where it stops making sense, or is more than a sum."""
    return Expression(text, _as_sum(read(text, is_sum=True), text))


def evaluate(expression: Expression, columns: Mapping[str, Floats]) -> Floats:
    """Return a sum's value for every row; NaN where any column it reads is missing."""
    with np.errstate(over="ignore", invalid="ignore"):
        value = np.asarray(_evaluate(expression.root, columns), dtype=np.float64)
    return np.where(np.isfinite(value), value, np.nan)


def _as_sum(node: Node, text: str) -> Node:
    """Refuse what only rows of records can be asked."""
    match node:
        case Number():
            return node
        case Text(name) if name.strip():
            return Column(" ".join(name.split()), at=node.at)
        case Column(name) if "." in name and text[node.at] not in '`"':  # the column of a join
            raise ExpressionError("'.' is not understood", text, node.at + name.index("."))
        case Column():
            return node
        case Arithmetic(operator, left, right):
            return Arithmetic(operator, _as_sum(left, text), _as_sum(right, text), at=node.at)
    raise ExpressionError(
        "only records can be asked so: expected columns, numbers, + - * / and brackets,", text, node.at
    )


def _evaluate(node: Node, columns: Mapping[str, Floats]) -> Floats | float:
    match node:
        case Number(value):
            return value
        case Column(name):
            return columns[name]
        case Arithmetic(operator, left, right):
            a, b = np.asarray(_evaluate(left, columns)), np.asarray(_evaluate(right, columns))
            if operator == "/":
                b = np.where(b == 0, np.nan, b)
            result: Floats = _WORK_OUT[operator](a, b)
            return result
    raise AssertionError(f"no sum: {node}")
