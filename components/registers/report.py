"""A report as a page and a file show it alike: parts, each with what it says and a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Cell(NamedTuple):
    """One cell of a table: its words, and the address that they lead to."""

    text: str
    href: str = ""


class Head(NamedTuple):
    """The head of a column. `css`: `number` where its cells stand right."""

    word: str
    css: str = ""


MOST_ROWS = 50
"""Rows of a table on a page; its file holds all of them."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its name; the first cell of a row says what the row is about."""

    name: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def on_page(self) -> tuple[tuple[Cell, ...], ...]:
        """Return the rows that a page shows: it must not grow with the organisation."""
        return self.rows[:MOST_ROWS]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a report. Every sentence and number of it comes from one value."""

    code: str
    """Its place on the page."""
    title: str
    said: tuple[str, ...] = ()
    table: Table | None = None
    ways: tuple[Cell, ...] = ()
    """Links to what can be done about it."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report about a service, or about all of them."""

    title: str
    lede: str
    parts: tuple[Part, ...]
    choices: tuple[tuple[str, str, tuple[tuple[str, str, bool], ...]], ...] = ()
    """Filters that can be asked for: name, label, and value, word and if it is chosen."""


def numbers(*words: str) -> tuple[Head, ...]:
    """Return heads of columns of numbers."""
    return tuple(Head(word, "number") for word in words)
