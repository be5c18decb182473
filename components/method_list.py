"""Methods as a reference: headings, terms and paragraphs, with `code` set as code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dash import html

from quality.method import Entry, Section

_CODE = re.compile(r"`([^`]+)`")


def contents(sections: Sequence[Section]) -> html.Nav:
    links = [html.Li(html.A(section.title, href=f"#{section.id}")) for section in sections]
    return html.Nav(html.Ol(links, className="contents"), **{"aria-label": "On this page"})


def entries(section: Section) -> html.Dl:
    return html.Dl([part for entry in section.entries for part in _entry(entry)], className="methods")


def _entry(entry: Entry) -> list[Any]:
    said: list[Any] = [html.P(with_code(paragraph)) for paragraph in entry.paragraphs]
    if entry.note:
        said.append(html.P(with_code(entry.note), className="note"))
    return [html.Dt(entry.term), html.Dd(said)]


def with_code(text: str) -> list[Any]:
    """Plain text with what stands between backticks as code."""
    return [html.Code(part) if place % 2 else part for place, part in enumerate(_CODE.split(text)) if part]
