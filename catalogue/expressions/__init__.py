"""One language for sums over columns and questions about rows, in words an analyst can read.

`grammar.lark` says how it is written. A column is a bare word, or any name in `backquotes` or "double
quotes"; a text stands in 'single quotes'. Tables of totals know its sums (`arithmetic`, worked out by numpy),
lists of records all of it (`sql`, worked out by DuckDB).

Four kinds of things: numbers, texts, moments (days with or without a time) and yes or no. Mixing them is a
mistake that is told, with its place, before any file is opened. What is missing stays missing: a question
about it has no answer, except where the other half of an `and` or `or` decides. Anything divided by zero is
missing. Nothing else is understood, so a catalogue can be read from anywhere: what is written is read into a
tree, and only the tree is turned into SQL, its texts as parameters.
"""

from catalogue.expressions.arithmetic import evaluate, parse_sum
from catalogue.expressions.parser import parse
from catalogue.expressions.sql import Sql, compiled
from catalogue.expressions.tree import Expression, ExpressionError, Node
from catalogue.expressions.types import Kind, Kinds

__all__ = [
    "Expression",
    "ExpressionError",
    "Kind",
    "Kinds",
    "Node",
    "Sql",
    "compiled",
    "evaluate",
    "parse",
    "parse_sum",
]
