"""Words to a tree. Each method reads one line of the grammar in the package's description."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from catalogue.expressions.tokens import RESERVED, Token, tokens
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
    RowError,
    Text,
    Written,
)

UNITS = ("days", "hours", "minutes", "years")
PARTS = ("date", "year", "month", "weekday", "hour")
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_DEEPEST = 50  # brackets within brackets: far beyond any real formula, far below Python's own limit
_LONGEST_CHAIN = 200  # `and`s, `or`s and signs of one expression


def parse(text: str) -> Written:
    """Read an expression once; a RowError says where it stops making sense."""
    return Written(text, _Reader(text).read())


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.tokens, self.next, self.depth, self.joins = text, tokens(text), 0, 0, 0

    # -- the grammar -----------------------------------------------------------------------------

    def read(self) -> Node:
        node = self.expression()
        if self.now.kind != "end":
            raise self.error("the end, `and`, `or` or a sign")
        return node

    def expression(self) -> Node:
        return self.chain(self.all, "or")

    def all(self) -> Node:
        return self.chain(self.negation, "and")

    def chain(self, part: Callable[[], Node], word: Any) -> Node:
        node = part()
        while self.now.is_word(word):
            at = self.joined().at
            node = Both(word, node, part(), at)
        return node

    def negation(self) -> Node:
        if self.now.is_word("not"):
            at = self.take().at
            return Not(self.nested(self.negation), at)
        return self.question()

    def question(self) -> Node:
        left, at = self.sum(), self.now.at
        if self.now.is_sign(*_COMPARISONS):
            operator: Any = self.take().value
            node: Node = Compare(operator, left, self.sum(), at)
            if self.now.is_sign(*_COMPARISONS):
                raise self.error("`and` or `or` between two comparisons")
            return node
        if self.takes_word("is"):
            negated = self.takes_word("not")
            self.expect_word("missing")
            node = Missing(left, at)
            return Not(node, at) if negated else node
        negated = self.now.is_word("not")
        if negated:
            self.take()
        if self.takes_word("in"):
            node = In(left, self.constants(), at)
        elif self.takes_word("between"):
            low, high = self.two_ends()
            node = Both("and", Compare(">=", left, low, at), Compare("<=", left, high, at), at)
        elif self.now.is_word("starts", "contains"):
            how: Any = self.take().value.casefold()
            if how == "starts":
                self.expect_word("with")
            node = Like(how, left, self.texts(), at)
        elif negated:
            raise self.error("`in`, `between`, `starts with` or `contains`")
        else:
            return left
        return Not(node, at) if negated else node

    def sum(self) -> Node:
        return self.arithmetic(self.term, "+", "-")

    def term(self) -> Node:
        return self.arithmetic(self.factor, "*", "/")

    def arithmetic(self, part: Callable[[], Node], *signs: str) -> Node:
        node = part()
        while self.now.is_sign(*signs):
            sign = self.joined()
            operator: Any = sign.value
            node = Arithmetic(operator, node, part(), sign.at)
        return node

    def factor(self) -> Node:
        token, after = self.now, self.tokens[min(self.next + 1, len(self.tokens) - 1)]
        if token.is_sign("-"):
            self.take()
            return Arithmetic("-", Number(0.0, token.at), self.nested(self.factor), token.at)
        if token.is_sign("("):
            self.take()
            node = self.nested(self.expression)
            self.expect_sign(")")
            return node
        if token.is_word(*UNITS) and after.is_word("between"):
            return self.elapsed()
        if token.is_word(*PARTS) and after.is_word("of"):
            part: Any = self.take().value.casefold()
            self.take()
            return Part(part, self.nested(self.factor), token.at)
        if token.is_word("first") and after.is_word("of"):
            return self.first()
        if token.is_word("if"):
            return self.nested(self.choice)
        return self.constant_or_column()

    def constant_or_column(self) -> Node:
        token = self.now
        if token.kind == "number":
            return Number(float(self.take().value), token.at)
        if token.kind == "text":
            return Text(self.take().value, token.at)
        if token.kind == "name" or (token.kind == "word" and token.value.casefold() not in RESERVED):
            return Column(self.take().value, token.at)
        raise self.error("a column, a number or a 'text'")

    def elapsed(self) -> Node:
        unit = self.take()
        self.take()
        start, end = self.two_ends()
        chosen: Any = unit.value.casefold()
        return Elapsed(chosen, start, end, unit.at)

    def two_ends(self) -> tuple[Node, Node]:
        first = self.nested(self.sum)
        self.expect_word("and")
        return first, self.nested(self.sum)

    def first(self) -> Node:
        at = self.take().at
        self.take()
        self.expect_sign("(")
        choices = [self.nested(self.expression)]
        while self.now.is_sign(","):
            self.joined()
            choices.append(self.nested(self.expression))
        self.expect_sign(")")
        return First(tuple(choices), at)

    def choice(self) -> Node:
        at = self.take().at
        condition = self.expression()
        self.expect_word("then")
        then = self.expression()
        self.expect_word("else")
        return If(condition, then, self.expression(), at)

    def constants(self) -> tuple[Number | Text, ...]:
        self.expect_sign("(")
        found = [self.constant()]
        while self.now.is_sign(","):
            self.take()
            found.append(self.constant())
        self.expect_sign(")")
        return tuple(found)

    def constant(self) -> Number | Text:
        negative = self.now.is_sign("-")
        if negative:
            self.take()
        token = self.now
        if token.kind == "number":
            value = float(self.take().value)
            return Number(-value if negative else value, token.at)
        if token.kind == "text" and not negative:
            return Text(self.take().value, token.at)
        raise self.error("a number or a 'text'")

    def texts(self) -> tuple[str, ...]:
        if self.now.kind == "text":
            return (self.take().value,)
        found = self.constants() if self.now.is_sign("(") else ()
        texts = tuple(c.value for c in found if isinstance(c, Text))
        if not texts or len(texts) < len(found):
            raise self.error("a 'text', or several in brackets")
        return texts

    # -- words, one after the other --------------------------------------------------------------

    @property
    def now(self) -> Token:
        return self.tokens[self.next]

    def take(self) -> Token:
        token = self.now
        self.next += token.kind != "end"
        return token

    def joined(self) -> Token:
        self.joins += 1
        if self.joins > _LONGEST_CHAIN:
            raise RowError(f"more than {_LONGEST_CHAIN} parts are joined", self.text)
        return self.take()

    def takes_word(self, word: str) -> bool:
        is_there = self.now.is_word(word)
        self.next += is_there
        return is_there

    def expect_word(self, word: str) -> None:
        if not self.takes_word(word):
            raise self.error(f"`{word}`")

    def expect_sign(self, sign: str) -> None:
        if not self.now.is_sign(sign):
            raise self.error(f"`{sign}`")
        self.take()

    def nested(self, part: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise RowError(f"more than {_DEEPEST} brackets within brackets", self.text)
        node = part()
        self.depth -= 1
        return node

    def error(self, expected: str) -> RowError:
        if self.now.kind == "end":
            return RowError(f"it ends where {expected} should stand,", self.text)
        before = self.tokens[self.next - 1] if self.next else self.now
        hint = ""
        if self.now.kind == before.kind == "word" and before.value.casefold() not in RESERVED:
            hint = " (a name with blanks is put in `backquotes`, a text in 'single quotes')"
        elif self.now.is_word(*RESERVED):
            hint = " (a column of that name is put in `backquotes`)"
        return RowError(f"{expected} should stand, not {self.now.value!r}{hint},", self.text, self.now.at)
