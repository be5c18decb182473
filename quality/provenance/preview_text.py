"""The text of a preview: what the terminal prints and the data page shows, as headings, lines and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalogue.identifiers import masked
from quality.provenance.preview import Effects, FilePreview, Preview

UNUSED_SHOWN, PROBLEMS_SHOWN, TURNED_SHOWN = 30, 12, 20


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def chapters(preview: Preview) -> Iterator[tuple[str, list[Section]]]:
    """Tell each file under its name, then what concerns all of them."""
    told: set[str] = set()
    for file in preview.files:
        # Files of one source are alike: the first is told in full, of the others what is particular.
        found = _of_file(file, in_full=file.source not in told)
        yield f"{file.source}: {masked(file.file)}", [part for part in found if part.lines or part.rows]
        told.add(file.source)
    if preview.turned:
        lines = [f"{', '.join(one.place)}: {one.before} → {one.after}" for one in preview.turned]
        yield "Would be judged otherwise", [Section("", _few(lines, TURNED_SHOWN, "series"))]
    if preview.turned is None:
        yield "Too many series change to say here how each would be judged.", []
    if preview.not_read:
        yield preview.not_read, []


def summary(preview: Preview) -> str:
    count, refused = len(preview.files), sum(file.is_refused for file in preview.files)
    parts = [f"{count:,} file{'s'[: count != 1]}"]
    if refused:
        parts.append(f"{refused:,} would be refused whole")
    if rows := sum(file.rejected for file in preview.files if not file.is_refused):
        parts.append(f"{rows:,} rows would be refused; the others can be loaded")
    return "; ".join([*parts, "nothing was written"]) + "."


def _of_file(file: FilePreview, *, in_full: bool) -> Iterator[Section]:
    if in_full:
        unused = ", ".join(_few(file.unused, UNUSED_SHOWN, "columns"))
        mapping = tuple((one.key, one.column, one.became) for one in file.mapping)
        yield Section("", file.facts)
        yield Section(
            "What became of each column",
            (f"Not read: {unused}",) if unused else (),
            ("In the catalogue", "In the file", "Became"),
            mapping,
        )
        yield _first(file)
    counts = f"{file.read:,} rows read, {file.dropped:,} left out, {file.rejected:,} refused"
    yield Section("Counts", (counts, *file.left_out, *file.missing))
    title = "Why it would be refused" if file.is_refused else "Rows that would be refused"
    yield Section(title, _few([one.words() for one in file.problems], PROBLEMS_SHOWN, "kinds of problem"))
    yield Section("Notes", file.notes)
    if file.effects is not None:
        largest = tuple((", ".join(one.place), one.before, one.after) for one in file.effects.largest)
        yield Section("What would change", tuple(_effects(file.effects)))
        yield Section("Largest revisions", (), ("Value", "Before", "After"), largest)


def _first(file: FilePreview) -> Section:
    title, said = "First rows, as understood", [[", ".join(row.place), *row.values] for row in file.first]
    if not any(row.cells for row in file.first):  # a service is made of many rows, or a row is a person
        return Section(title, tuple(": ".join(words) for words in said))
    cells = ["; ".join(f"{name}: {text or 'nothing'}" for name, text in row.cells) for row in file.first]
    rows = tuple(
        (f"{row.row:,}", stands, "\n".join(words))
        for row, stands, words in zip(file.first, cells, said, strict=True)
    )
    return Section(title, (), ("Row", "In the file", "Understood as"), rows)


def _effects(change: Effects) -> Iterator[str]:
    series = f" in {change.new_series:,} new series" if change.new_series else ""
    missing = f"; {change.missing:,} of them missing" if change.missing else ""
    new = f"{change.new:,} {change.noun}{'s'[: change.new != 1]} new{series}"
    yield f"{new}, {change.revised:,} revised, {change.unchanged:,} unchanged{missing}"
    if change.sums:
        yield f"{change.sums:,} sums of {change.sum_services:,} services above made anew"


def _few(texts: list[str] | tuple[str, ...], most: int, noun: str) -> tuple[str, ...]:
    more = len(texts) - most
    return (*texts[:most], *([f"… and {more:,} more {noun}"] if more > 0 else []))
