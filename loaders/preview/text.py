"""A preview as text, for a terminal or a log file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from quality.provenance.preview import Effects, FilePreview, FirstRow, Preview, ProblemGroup

WIDTH = 100
"""Of lines that go to a file or another program."""
UNUSED_SHOWN, PROBLEMS_SHOWN = 30, 12


def show(console: Console, preview: Preview) -> None:
    told: set[str] = set()
    for file in preview.files:
        # Files of one source are alike: the first is told in full, of the others what is particular.
        console.print(_file(file, in_full=file.source not in told))
        told.add(file.source)
    for line in _closing(preview):
        console.print(line)


def _file(file: FilePreview, *, in_full: bool) -> RenderableType:
    parts: list[RenderableType] = [Text(f"\n{file.source}: {file.file}", style="bold")]
    if in_full:
        parts += [_line(fact) for fact in file.facts]
        if file.mapping:
            parts += [_heading("Understood as"), _inset(_mapping(file))]
        if file.unused:
            more = f" … and {len(file.unused) - UNUSED_SHOWN} more" if len(file.unused) > UNUSED_SHOWN else ""
            parts.append(_line(f"Not read: {', '.join(file.unused[:UNUSED_SHOWN])}{more}"))
        if file.first:
            parts += [_heading("First rows"), _inset(_first(file.first))]
    parts += [_heading("Counts"), *map(_line, _counts(file))]
    if file.problems:
        parts += [_heading("Refused" if not file.is_refused else "Why the file is refused")]
        parts += map(_line, _problems(file.problems))
    if file.notes:
        parts += [_heading("Notes"), *map(_line, file.notes)]
    if file.effects is not None:
        parts += [_heading("What would change"), *map(_line, effects(file.effects))]
        if file.effects.largest and in_full:
            parts.append(_inset(_largest(file.effects)))
    return Group(*parts)


def _heading(words: str) -> Text:
    return Text(f"  {words}", style="italic")


def _line(words: str) -> RenderableType:
    return Padding(Text(words), (0, 0, 0, 4), expand=False)


def _inset(table: Table) -> Padding:
    return Padding(table, (0, 0, 0, 4), expand=False)


def _table(*heads: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    return table


def _mapping(file: FilePreview) -> Table:
    table = _table("in the catalogue", "in the file", "became")
    for one in file.mapping:
        table.add_row(Text(one.key), Text(one.column), Text(one.became))
    return table


def _first(rows: Sequence[FirstRow]) -> Table:
    if not any(row.cells for row in rows):  # a service is made of many rows, or a row is a person
        table = _table("understood as")
        for row in rows:
            table.add_row(Text(": ".join([_who(row), *row.values])))
        return table
    table = _table("row", "in the file", "understood as")
    for row in rows:
        cells = "; ".join(f"{name}: {text or 'nothing'}" for name, text in row.cells)
        table.add_row(f"{row.row:,}", Text(cells), Text("\n".join([_who(row), *row.values])))
    return table


def _who(row: FirstRow) -> str:
    return ", ".join(part for part in (row.service, row.period, row.group) if part)


def _counts(file: FilePreview) -> Iterator[str]:
    yield f"{file.read:,} rows read, {file.dropped:,} left out, {file.rejected:,} refused"
    for rule in file.left_out:
        yield f"left out by {rule.rule}: {rule.rows:,} rows"
    for mark in file.missing:
        yield f"missing in `{mark.column}`: {mark.cells:,} × {mark.mark}"


def _problems(found: Sequence[ProblemGroup]) -> Iterator[str]:
    for one in found[:PROBLEMS_SHOWN]:
        yield problem(one)
    if len(found) > PROBLEMS_SHOWN:
        yield f"… and {len(found) - PROBLEMS_SHOWN:,} other kinds of problem"


def problem(one: ProblemGroup) -> str:
    """`2 rows (3, 4), column `falls`: expected a number; found many, lots`"""
    if not one.rows:
        return "; ".join([*one.examples, *([f"expected {one.expected}"] if one.expected else [])])
    rows = ", ".join(f"{row:,}" for row in one.rows) + (" …" if one.count > len(one.rows) else "")
    where = f"{one.count:,} row{'s'[: one.count != 1]} ({rows})"
    where += f", column `{one.column}`" if one.column else ""
    return f"{where}: expected {one.expected}; found {', '.join(one.examples)}"


def effects(change: Effects) -> Iterator[str]:
    """Sentences that any view may use."""
    series = f" in {change.new_series:,} new series" if change.new_series else ""
    noun = change.noun + "s"[: change.new != 1]
    missing = f"; {change.missing:,} of them missing" if change.missing else ""
    others = f"{change.revised:,} revised, {change.unchanged:,} unchanged"
    yield f"{change.new:,} {noun} new{series}, {others}{missing}"
    if change.sums:
        yield f"{change.sums:,} sums of {change.sum_services:,} services above made anew"


def _largest(change: Effects) -> Table:
    table = _table("largest revisions", "before", "after")
    for one in change.largest:
        what = ", ".join(part for part in (one.indicator, one.service, one.group, one.period) if part)
        table.add_row(Text(what), Text(one.before), Text(one.after))
    return table


def _closing(preview: Preview) -> Iterator[Text]:
    if preview.turned:
        yield Text("\nWould be judged otherwise", style="bold")
        for one in preview.turned:
            yield Text(f"    {one.indicator}, {one.service}: {one.before} → {one.after}")
        if preview.turned_in_all > len(preview.turned):
            yield Text(f"    … and {preview.turned_in_all - len(preview.turned):,} more")
    if not preview.has_status:
        yield Text("\nToo many series change to say here how each would be judged.")
    if preview.not_read:
        yield Text(f"\n{preview.not_read}")
    refused = sum(file.is_refused for file in preview.files)
    count = len(preview.files)
    parts = [f"{count:,} file{'s'[: count != 1]}"]
    if refused:
        parts.append(f"{refused:,} would be refused whole")
    rows = sum(file.rejected for file in preview.files if not file.is_refused)
    if rows:
        parts.append(f"{rows:,} rows would be refused; the others can be loaded")
    yield Text("\n" + "; ".join([*parts, "nothing was written"]) + ".")
