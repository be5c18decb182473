"""What a description of the methods is made of.

Section   a heading and what it is about
├ Entry   one chart, rule, default or promise: a term and its paragraphs
└ Table   numbers that belong to the section
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
class Table:
    """Numbers by name: the first column names the row, and every other holds one kind of number."""

    title: str
    caption: str
    """What the numbers are, in a sentence."""
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    groups: tuple[tuple[str, int], ...] = ()
    """Above the heads, from the second column on: words, and how many columns they cover."""
    is_folded: bool = False
    """Kept shut until somebody asks for it."""


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    intro: str
    entries: tuple[Entry, ...]
    tables: tuple[Table, ...] = ()
