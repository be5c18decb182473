"""Read text into a tree, by the grammar beside this file."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import accumulate
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedToken, v_args

from catalogue.expressions import tree
from catalogue.expressions.tree import Expression, ExpressionError, Node

RESERVED = ("AND", "OR", "NOT", "IN", "IS", "BETWEEN", "IF", "_THEN", "_ELSE", "STARTS", "CONTAINS")
"""Words that are no name of a column, unless in `backquotes`."""
_SAME = {"×": "*", "÷": "/", "−": "-", "≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=", "==": "="}
_LONGEST = 2000  # letters: far beyond any real question
_DEEPEST = 50  # brackets within brackets: far beyond any real formula
_LONGEST_CHAIN = 200  # parts joined to each other: far below Python's own limit on what is nested

_EXPECTED = {
    "NAME": "a column, a number or a 'text'",
    "MISSING": "`missing`",
    "NUMBER": "a number or a 'text'",
    "TEXT": "a 'text', or several in brackets",
    "WITH": "`with`",
    "_THEN": "`then`",
    "_ELSE": "`else`",
    "RPAR": "a closing bracket",
    "$END": "the end, `and`, `or` or a sign",
    "LPAR": "an opening bracket",
    "AND": "`and`",
    "IN": "`in`, `between`, `starts with` or `contains`",
}
"""By what may stand at a place, most telling first: how it is asked for."""
_EXPECTED_IN_SUMS = _EXPECTED | {"NAME": "a column or a number", "$END": "an operator (+ - * /)"}


@lru_cache(maxsize=1024)
def parse(text: str) -> Expression:
    """Read an expression once; an ExpressionError says where it stops making sense."""
    if len(text) > _LONGEST:
        raise ExpressionError(f"more than {_LONGEST:,} letters", text[:40] + "…")
    return Expression(text, read(text))


def read(text: str, *, is_sum: bool = False) -> Node:
    """Read a text into a tree. In a sum, a word stands for a column wherever one is needed."""
    parser: Any = _lark().parse_interactive(text)
    tokens = _tokens(text, parser)
    brackets = accumulate((token.type == "LPAR") - (token.type == "RPAR") for token in tokens)
    if max(brackets, default=0) > _DEEPEST:
        raise ExpressionError(f"more than {_DEEPEST} brackets within brackets", text)
    end: Any = None
    before: Token | None = None
    for token in [*tokens, Token("$END", "", len(text))]:
        here = parser.copy(deepcopy_values=False)  # a token that is refused may have moved the parser on
        try:
            end = parser.feed_token(_as_column(token, parser) if is_sum else token)
        except UnexpectedToken:
            raise _error(text, before, token, here.accepts(), is_sum=is_sum) from None
        before = token
    root: Node = end
    _refuse_chains(text, root)
    return root


@cache
def _lark() -> Lark:
    return Lark.open(
        "grammar.lark", rel_to=__file__, parser="lalr", lexer="basic", start="expression", transformer=_Tree()
    )


def _tokens(text: str, parser: Any) -> list[Token]:
    try:
        return list(parser.lexer_thread.lex(parser.parser_state))
    except UnexpectedCharacters as error:
        at = error.pos_in_stream or 0
        sign = text[at]
        if sign in "'\"`":
            what = f"a quotation mark {sign} is opened and never closed"
            raise ExpressionError(what, text, at) from None
        hint = " (a name with blanks or signs is put in `backquotes`)"
        raise ExpressionError(f"{sign!r} is not understood", text, at, hint) from None


def _as_column(token: Token, parser: Any) -> Token:
    """Take a word of the language for a name, where it can be nothing else: a column may be called `In`."""
    if token.type not in RESERVED or token.type in (accepted := parser.accepts()) or "NAME" not in accepted:
        return token
    return Token.new_borrow_pos("NAME", str(token), token)


def _refuse_chains(text: str, root: Node) -> None:
    """Refuse what is joined in too many steps; those who walk the tree need not fear Python's limit."""
    depth, level = 0, [root]
    while level:
        depth, level = depth + 1, [child for node in level for child in tree.children(node)]
    if depth > _LONGEST_CHAIN:
        raise ExpressionError(f"more than {_LONGEST_CHAIN} parts are joined", text)


def _error(
    text: str, before: Token | None, token: Token, accepted: set[str], *, is_sum: bool
) -> ExpressionError:
    """Return what should stand at a token, in the words of the reader."""
    words = _EXPECTED_IN_SUMS if is_sum else _EXPECTED
    expected = next(said for name, said in words.items() if name in accepted)
    if token.type == "$END":
        return ExpressionError(f"it ends where {expected} should stand,", text)
    if token.type == "COMPARISON" and "OR" in accepted and not is_sum:
        expected = "`and` or `or` between two comparisons"
    hint = ""
    if before is not None and before.type == "NAME" and token[0].isalnum():
        hint = " (a name with blanks is put in `backquotes`"
        hint += ")" if is_sum else ", a text in 'single quotes')"
    elif token.type in RESERVED:
        hint = " (a column of that name is put in `backquotes`)"
    found = token if token.type in {"QUOTED", "TEXT"} else repr(str(token))
    return ExpressionError(f"{expected} should stand, not {found}{hint},", text, token.start_pos)


@v_args(inline=True)
class _Tree(Transformer[Token, Node]):
    """Make the nodes of the tree: each method makes that of one line of the grammar."""

    def number(self, token: Token) -> Node:
        return tree.Number(float(token), at=_at(token))

    def text(self, token: Token) -> Node:
        return tree.Text(_said(token), at=_at(token))

    def column(self, token: Token) -> Node:
        name = token[1:-1] if token.type == "QUOTED" else token
        return tree.Column(" ".join(name.split()), at=_at(token))

    def both(self, left: Node, word: Any, right: Node) -> Node:
        return tree.Both(word.lower(), left, right, at=_at(word))

    def negated(self, word: Token, inner: Node) -> Node:
        return tree.Not(inner, at=_at(word))

    def compare(self, left: Node, sign: Token, right: Node) -> Node:
        return tree.Compare(_operator(sign), left, right, at=_at(sign))

    def missing(self, inner: Node, word: Token, negation: Token | None, _: Token) -> Node:
        return _unless(negation, tree.Missing(inner, at=_at(word)))

    def among(self, inner: Node, negation: Token | None, word: Token, *constants: Any) -> Node:
        return _unless(negation, tree.In(inner, constants, at=_at(negation or word)))

    def between(self, inner: Node, negation: Token | None, word: Token, *ends: Any) -> Node:
        at, (low, _, high) = _at(negation or word), ends
        lowest, highest = tree.Compare(">=", inner, low, at=at), tree.Compare("<=", inner, high, at=at)
        return _unless(negation, tree.Both("and", lowest, highest, at=at))

    def like(self, inner: Node, negation: Token | None, word: Any, *rest: Token) -> Node:
        texts = tuple(_said(token) for token in rest if token.type == "TEXT")
        return _unless(negation, tree.Like(word.lower(), inner, texts, at=_at(negation or word)))

    def negative_number(self, sign: Token, number: Token) -> Node:
        return tree.Number(-float(number), at=_at(number))

    def arithmetic(self, left: Node, sign: Token, right: Node) -> Node:
        return tree.Arithmetic(_operator(sign), left, right, at=_at(sign))

    def negative(self, sign: Token, inner: Node) -> Node:
        return tree.Arithmetic("-", tree.Number(0.0, at=_at(sign)), inner, at=_at(sign))

    def elapsed(self, words: Token, start: Node, _: Token, end: Node) -> Node:
        return tree.Elapsed(_first_word(words), start, end, at=_at(words))

    def part(self, words: Token, inner: Node) -> Node:
        return tree.Part(_first_word(words), inner, at=_at(words))

    def choice(self, word: Token, condition: Node, then: Node, otherwise: Node) -> Node:
        return tree.If(condition, then, otherwise, at=_at(word))

    def first(self, words: Token, *choices: Node) -> Node:
        return tree.First(choices, at=_at(words))


def _at(token: Token) -> int:
    return token.start_pos or 0


def _said(token: Token) -> str:
    return token[1:-1].replace("''", "'")


def _operator(sign: Token) -> Any:
    return _SAME.get(sign, str(sign))


def _first_word(words: Token) -> Any:
    return words.split()[0].lower()


def _unless(negation: Token | None, node: Node) -> Node:
    return node if negation is None else tree.Not(node, at=node.at)
