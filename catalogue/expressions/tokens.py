"""An expression over rows, cut into words, signs and names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalogue.expressions.tree import RowError

RESERVED = frozenset({"and", "or", "not", "in", "is", "between", "if", "then", "else", "starts", "contains"})
"""A column of such a name is written in `backquotes`."""

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d+(?:\.\d+)?|\.\d+)(?![\w.])
      | (?P<word>[^\W\d]\w*(?:\.[^\W\d]\w*)?)
      | `(?P<back>[^`]+)` | "(?P<double>[^"]+)"
      | '(?P<text>(?:[^']|'')*)'
      | (?P<sign><=|>=|!=|<>|==|[-+*/()=<>,×÷−≤≥≠])
    )""",
    re.VERBOSE,
)
_SAME = {"×": "*", "÷": "/", "−": "-", "≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=", "==": "="}
_LONGEST = 2000  # letters: far beyond any real expression


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    """number, word (a bare name or a word of the language), name (quoted), text, sign, or end"""
    value: str
    at: int

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.value.casefold() in words

    def is_sign(self, *signs: str) -> bool:
        return self.kind == "sign" and self.value in signs


def tokens(text: str) -> list[Token]:
    if len(text) > _LONGEST:
        raise RowError(f"more than {_LONGEST:,} letters", text[:40] + "…")
    found: list[Token] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            at = position + len(text[position:]) - len(text[position:].lstrip())
            raise _not_understood(text, at)
        found.append(_token(match, match.lastgroup or ""))
        position = match.end()
    return [*found, Token("end", "", len(text))]


def _token(match: re.Match[str], kind: str) -> Token:
    value = match[kind]
    at = match.start(kind) - (kind in {"back", "double", "text"})
    match kind:
        case "back" | "double":
            return Token("name", " ".join(value.split()), at)
        case "text":
            return Token("text", value.replace("''", "'"), at)
        case "sign":
            return Token("sign", _SAME.get(value, value), at)
    return Token(kind, value, at)


def _not_understood(text: str, at: int) -> RowError:
    sign = text[at]
    if sign in "'\"`":
        return RowError(f"a quotation mark {sign} is opened and never closed", text, at)
    return RowError(f"{sign!r} is not understood", text, at)
