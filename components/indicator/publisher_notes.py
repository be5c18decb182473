"""Show what publishers say in words, folded: it is theirs, it can be long, and it is not about every
point."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dash import html

from components.page.blocks import fold
from components.words.indicator import publisher
from quality.provenance.publisher_notes import Note


def folded(notes: Sequence[Note]) -> html.Details | None:
    """Fold the notes beside a chart; nothing where nothing is said."""
    if not notes:
        return None
    parts = []
    for source, found in groupby(notes, key=lambda note: note.source):
        parts.append(html.H3(source))
        for note in found:
            parts.append(html.H4(note.heading, className="counted"))
            parts += [html.P(text) for text in note.paragraphs]
    return fold(publisher(len(notes)), *parts)


def words(notes: Sequence[Note]) -> html.Div:
    """List words and marks with what they mean, by source."""
    parts = []
    for source, found in groupby(notes, key=lambda note: note.source):
        terms = []
        for subject, texts in groupby(found, key=lambda note: note.subject):
            terms.append(html.Dt(subject))
            terms += [html.Dd(line) for note in texts for line in note.paragraphs]
        body = html.Dl(terms, className="disclosure__body")
        parts.append(html.Details([html.Summary(source), body], className="disclosure"))
    return html.Div(parts)
