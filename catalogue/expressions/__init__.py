"""What rows of records are asked: small questions and sums over columns, in words an analyst can read.

    minutes between arrival and departure <= 240
    type = 'emergency' and age >= 65
    if cost is missing then 0 else cost * 2

The sums that other shapes know (`catalogue.expressions.arithmetic`) are read here too, with the same words
and signs. A column is a bare word, or any name in `backquotes` or "double quotes"; a text stands in 'single
quotes'.

    expression = all      ("or" all)*
    all        = negation ("and" negation)*
    negation   = "not" negation | question
    question   = sum [ ("=" | "!=" | "<" | "<=" | ">" | ">=") sum
                     | "is" ["not"] "missing"
                     | ["not"] "in" "(" constant ("," constant)* ")"
                     | ["not"] "between" sum "and" sum
                     | ["not"] ("starts with" | "contains") texts ]
    sum        = term   (("+" | "-") term)*
    term       = factor (("*" | "/") factor)*
    factor     = number | 'text' | column | "(" expression ")" | "-" factor
               | ("days" | "hours" | "minutes" | "years") "between" sum "and" sum
               | ("date" | "year" | "month" | "weekday" | "hour") "of" factor
               | "if" expression "then" expression "else" expression
               | "first of" "(" expression ("," expression)* ")"

Four kinds of things: numbers, texts, moments (days with or without a time) and yes or no. Mixing them is a
mistake that is told, with its place, before any file is opened. What is missing stays missing: a question
about it has no answer, except where the other half of an `and` or `or` decides. Nothing else is understood,
so a catalogue can be read from anywhere: what is written is read into a tree here, and only the tree is
turned into SQL, its texts as parameters.
"""

from catalogue.expressions.parser import parse
from catalogue.expressions.sql import Sql, compiled
from catalogue.expressions.tree import Node, RowError, Written, columns
from catalogue.expressions.types import Kind, Kinds

__all__ = ["Kind", "Kinds", "Node", "RowError", "Sql", "Written", "columns", "compiled", "parse"]
