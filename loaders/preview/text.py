"""A preview as text, for a terminal or a log file."""

from __future__ import annotations

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from quality.provenance.preview import Preview
from quality.provenance.preview_text import Section, chapters, summary

WIDTH = 100  # of lines that go to a file or another program


def show(console: Console, preview: Preview) -> None:
    for title, sections in chapters(preview):
        console.print(Text(f"\n{title}", style="bold" if sections else ""))
        for section in sections:
            if section.title:
                console.print(Text(f"  {section.title}", style="italic"))
            parts: list[RenderableType] = [*map(Text, section.lines)]
            for part in [*parts, _table(section)] if section.rows else parts:
                console.print(Padding(part, (0, 0, 0, 4), expand=False))
    console.print(Text(f"\n{summary(preview)}"))


def _table(section: Section) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for head in section.heads:
        table.add_column(head, overflow="fold")
    for row in section.rows:
        table.add_row(*map(Text, row))
    return table
