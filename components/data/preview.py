"""What the next load would do, on the data page: the same value that `python -m loaders check` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dash import html

from components.data.loads_table import table
from components.words import say
from quality.provenance.preview import FilePreview, FirstRow, Preview, ProblemGroup


def view(preview: Preview) -> list[Any]:
    """Sections' content, file by file; of files alike, the first in full."""
    parts: list[Any] = [html.P(preview.not_read, className="note")] if preview.not_read else []
    told: set[str] = set()
    for file in preview.files:
        parts.append(_file(file, in_full=file.source not in told))
        told.add(file.source)
    if preview.turned:
        lines = [html.Li(f"{t.indicator}, {t.service}: {t.before} → {t.after}") for t in preview.turned]
        parts += [html.H3("Would be judged otherwise"), html.Ul(lines, className="problems")]
    return parts


def note(preview: Preview) -> str:
    groups = "Numbers about groups of people are not shown here. " if preview.hides_groups else ""
    return f"As at {say.day(preview.as_at)}. {groups}Nothing was written."


def _file(file: FilePreview, *, in_full: bool) -> html.Article:
    state = html.Strong(" would be refused whole") if file.is_refused else ""
    parts: list[Any] = [html.H3([file.file, state])]
    if in_full:
        parts += [html.P(fact, className="note") for fact in file.facts]
    parts.append(html.Ul([html.Li(line) for line in _counts(file)], className="problems"))
    if file.problems:
        title = "Why it would be refused" if file.is_refused else "Rows that would be refused"
        parts += [
            html.H4(title),
            html.Ul([html.Li(_problem(p)) for p in file.problems], className="problems"),
        ]
    if file.notes:
        parts += [html.H4("Notes"), html.Ul([html.Li(line) for line in file.notes], className="problems")]
    if in_full and file.first:
        parts += [html.H4("First rows, as understood"), _first(file)]
    if in_full and file.mapping:
        parts += [html.H4("What became of each column"), _mapping(file)]
    if file.effects is not None and file.effects.largest:
        parts += [html.H4("Largest revisions"), _largest(file)]
    return html.Article(parts, className="preview")


def _counts(file: FilePreview) -> Iterator[str]:
    yield f"{file.read:,} rows read, {file.dropped:,} left out, {file.rejected:,} refused"
    yield from (f"left out by {rule.rule}: {rule.rows:,} rows" for rule in file.left_out)
    yield from (f"missing in {mark.column}: {mark.cells:,} × {mark.mark}" for mark in file.missing)
    change = file.effects
    if change is not None:
        series = f" in {change.new_series:,} new series" if change.new_series else ""
        new = say.plural(change.new, change.noun)
        yield f"{new} new{series}, {change.revised:,} revised, {change.unchanged:,} unchanged"
        if change.sums:
            yield f"{change.sums:,} sums of {change.sum_services:,} services above made anew"


def _problem(one: ProblemGroup) -> str:
    if not one.rows:
        return "; ".join([*one.examples, *([f"expected {one.expected}"] if one.expected else [])])
    rows = ", ".join(f"{row:,}" for row in one.rows) + (" …" if one.count > len(one.rows) else "")
    column = f", column {one.column}" if one.column else ""
    found = ", ".join(one.examples)
    return f"{say.plural(one.count, 'row')} ({rows}){column}: expected {one.expected}; found {found}"


def _first(file: FilePreview) -> html.Div:
    has_cells = any(row.cells for row in file.first)
    heads = [("Row", "number"), ("In the file", "")] if has_cells else []
    rows = [html.Tr([*(_stands(row) if has_cells else []), _understood(row)]) for row in file.first]
    return table(f"First rows of {file.file}", [*heads, ("Understood as", "")], rows, "stack")


def _stands(row: FirstRow) -> list[Any]:
    cells = "; ".join(f"{name}: {text or 'nothing'}" for name, text in row.cells)
    return [html.Th(f"{row.row:,}", scope="row", className="number"), _cell("In the file", cells)]


def _understood(row: FirstRow) -> html.Td:
    who = ", ".join(part for part in (row.service, row.period, row.group) if part)
    return _cell("Understood as", [html.Div(line) for line in (who, *row.values)])


def _mapping(file: FilePreview) -> html.Div:
    rows = [
        html.Tr(
            [html.Th(one.key, scope="row"), _cell("In the file", one.column), _cell("Became", one.became)]
        )
        for one in file.mapping
    ]
    unused = f"Not read: {', '.join(file.unused)}" if file.unused else ""
    heads = [("In the catalogue", ""), ("In the file", ""), ("Became", "")]
    made = table(f"Columns of {file.file}", heads, rows, "stack")
    return html.Div([made, html.P(unused, className="note")] if unused else [made])


def _largest(file: FilePreview) -> html.Div:
    assert file.effects is not None
    rows = []
    for one in file.effects.largest:
        what = ", ".join(part for part in (one.indicator, one.service, one.group, one.period) if part)
        rows.append(
            html.Tr([html.Th(what, scope="row"), _cell("Before", one.before), _cell("After", one.after)])
        )
    heads = [("Value", ""), ("Before", ""), ("After", "")]
    return table(f"Largest revisions by {file.file}", heads, rows, "stack")


def _cell(label: str, content: Any) -> html.Td:
    return html.Td(content, **{"data-label": label})
