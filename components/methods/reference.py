"""Methods as a reference: headings, terms, paragraphs and tables, with `code` set as code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dash import html

from components.page.blocks import fold, number, scrolling
from components.words import page
from quality.methods.parts import Entry, Section, Table

_CODE = re.compile(r"`([^`]+)`")


def contents(sections: Sequence[Section]) -> html.Nav:
    links = [html.Li(html.A(section.title, href=f"#{section.id}")) for section in sections]
    return html.Nav(html.Ol(links, className="contents"), **{"aria-label": page.ON_THIS_PAGE})


def entries(section: Section) -> html.Dl:
    return html.Dl([part for entry in section.entries for part in _entry(entry)], className="methods")


def _entry(entry: Entry) -> list[Any]:
    said: list[Any] = [html.P(with_code(paragraph)) for paragraph in entry.paragraphs]
    if entry.note:
        said.append(html.P(with_code(entry.note), className="note"))
    return [html.Dt(entry.term), html.Dd(said)]


def tables(section: Section) -> list[Any]:
    """Show each table in a frame of its own that scrolls where the screen is narrow; some folded."""
    framed = ((table, _framed(table)) for table in section.tables)
    return [fold(table.title, frame, wide=True) if table.is_folded else frame for table, frame in framed]


def _framed(table: Table) -> html.Div:
    body = [html.Tr([html.Th(row[0], scope="row"), *map(number, row[1:])]) for row in table.rows]
    parts = [html.Caption(table.caption), html.Thead(_heads(table)), html.Tbody(body)]
    return scrolling(html.Table(parts, className="table table--numbers"), table.title, "table-frame")


def _heads(table: Table) -> list[html.Tr]:
    """Make one row of heads, or two: a head that stands under no group reaches over both."""
    if not table.groups:
        return [html.Tr([html.Th(head, scope="col") for head in table.heads])]
    over, under = [html.Th(table.heads[0], scope="col", rowSpan=2)], []
    place = 1
    for words, count in table.groups:
        heads = table.heads[place : place + count]
        place += count
        if words:
            over.append(html.Th(words, scope="colgroup", colSpan=count, className="number"))
            under += [html.Th(head, scope="col", className="number") for head in heads]
        else:
            over += [html.Th(head, scope="col", rowSpan=2, className="number") for head in heads]
    return [html.Tr(over), html.Tr(under)]


def with_code(text: str) -> list[Any]:
    """Show plain text with what stands between backticks as code."""
    return [html.Code(part) if place % 2 else part for place, part in enumerate(_CODE.split(text)) if part]
