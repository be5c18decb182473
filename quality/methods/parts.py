"""The parts of a description of the methods, read from Markdown.

Section   `# title` and what it is about
├ Entry   `## term`, its paragraphs, and a last one in *italics* as its note
└ Table   numbers that belong to the section
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Entry:
    """One chart, rule, default or promise."""

    term: str
    paragraphs: tuple[str, ...]
    note: str = ""
    """Its use, or its source."""


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers by name: the first column names the row, and every other holds one kind of number."""

    title: str
    caption: str
    """A sentence about the numbers."""
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    groups: tuple[tuple[str, int], ...] = ()
    """Above the heads, from the second column on: words, and how many columns they cover."""
    is_folded: bool = False
    """Kept shut until somebody asks for it."""

    @property
    def grouped_heads(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return the words above, and the heads below them."""
        rest = iter(self.heads[1:])
        return [(said, tuple(islice(rest, count))) for said, count in self.groups]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what it is about, and its entries and tables."""

    id: str
    title: str
    intro: str
    entries: tuple[Entry, ...]
    tables: tuple[Table, ...] = ()


def read_section(name: str, anchor: str, values: Mapping[str, float | str]) -> Section:
    """Read `<name>.md` and fill in its numbers. A name that `values` lacks is a KeyError."""
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8").format_map(values)
    (title, intro), *parts = (_split(part) for part in text.removeprefix("# ").split("\n## "))
    return Section(anchor, title, " ".join(intro), tuple(_entry(term, said) for term, said in parts))


def _split(part: str) -> tuple[str, list[str]]:
    head, *paragraphs = part.strip().split("\n\n")
    return head, [" ".join(paragraph.split()) for paragraph in paragraphs]


def _entry(term: str, paragraphs: list[str]) -> Entry:
    has_note = paragraphs[-1].startswith("*")
    note = paragraphs.pop().strip("*") if has_note else ""
    return Entry(term, tuple(paragraphs), note)
