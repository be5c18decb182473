"""What a description of the methods is made of.

Section   a heading and what it is about
└ Entry   one chart, rule, default or promise: a term and its paragraphs
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Entry:
    term: str
    paragraphs: tuple[str, ...]
    note: str = ""
    """Where it is used, or where it comes from."""

    @classmethod
    def of(cls, term: str, *paragraphs: str, note: str = "") -> Self:
        return cls(term, paragraphs, note)


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    intro: str
    entries: tuple[Entry, ...]
