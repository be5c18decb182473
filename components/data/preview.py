"""The preview of the next load, on the data page: the text that `python -m loaders check` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dash import html

from components.data.loads_table import table
from components.words import data as words
from quality.provenance.preview import Preview
from quality.provenance.preview_text import Section, chapters


def view(preview: Preview) -> list[Any]:
    """Draw each file with its sections, then what concerns all of them."""
    return [
        html.Article(
            [html.H3(title), *(part for section in sections for part in _section(title, section))],
            className="preview",
        )
        if sections
        else html.P(title, className="note")
        for title, sections in chapters(preview)
    ]


def note(preview: Preview) -> str:
    return words.preview_note(preview.as_at, hides_groups=preview.hides_groups)


def _section(chapter: str, section: Section) -> Iterator[Any]:
    if section.title:
        yield html.H4(section.title)
    if section.lines:
        yield html.Ul([html.Li(line) for line in section.lines], className="problems")
    if section.rows:
        heads = [(head, "") for head in section.heads]
        rows = [html.Tr([*_cells(section.heads, row)]) for row in section.rows]
        yield table(f"{section.title}, {chapter}", heads, rows)


def _cells(heads: tuple[str, ...], row: tuple[str, ...]) -> Iterator[Any]:
    for at, (head, text) in enumerate(zip(heads, row, strict=True)):
        lines = [html.Div(line) for line in text.split("\n")]
        yield html.Td(lines, **{"data-label": head}) if at else html.Th(lines, scope="row")
