"""The place in a heading of each thing that an entry asks for.

`Sought` is what an entry asks for, before any file is looked at; `Layout` is where one heading has it, and
what it lacks. Names that the entry makes itself (parts of names, title cells) are not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from openpyxl.utils.cell import column_index_from_string

from catalogue.fields.period_formats import AUTO
from catalogue.fields.templates import May, template
from catalogue.sources import SourceBase
from catalogue.sources.reshaping import MEASURE
from loaders.dates import detect
from loaders.parse.tables import clean

Wanted = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Heading:
    names: list[str]
    cells: list[list[str]]  # per row of the heading, merged ones filled
    start: int  # rows above it
    skip: int  # rows down to the first row of data
    width: int  # cells, unnamed ones counted

    def all_names(self, at: int) -> list[str]:
        """Return what stands above a column: its name, and the cells that it is made of."""
        return [row[at] for row in (self.names, *self.cells) if at < len(row)]

    def position(self, name: str) -> int | None:
        """Return where a column stands. Any is known by its letter, as `column B`, and one without a name
        by its number, as `column 2`; the second of two with the same name is `Name (2)`."""
        if name in self.names:
            return self.names.index(name)
        letters = re.fullmatch(r"column ([A-Z]{1,2})", name)
        if letters and (place_of := column_index_from_string(letters[1])) <= self.width:
            return place_of - 1
        place = re.fullmatch(r"column (\d+)", name)
        at = int(place[1]) - 1 if place else -1
        if 0 <= at < self.width and (at >= len(self.names) or not self.names[at]):
            return at
        numbered = re.fullmatch(r"(.+) \((\d+)\)", name)
        if numbered and self.names.count(numbered[1]) > 1:
            found = [at for at, other in enumerate(self.names) if other == numbered[1]]
            return found[int(numbered[2]) - 1] if 0 < int(numbered[2]) <= len(found) else None
        return None


@dataclass(frozen=True, eq=False)
class Sought:
    """The things an entry looks for in a heading."""

    source: SourceBase
    needed: list[str]  # every name that the shape asks for
    names: list[str]  # those of them that a heading must have
    loose: frozenset[str]  # those that may turn out to be measures further down
    also: Wanted | None
    may: May

    @classmethod
    def of(cls, source: SourceBase, needed: Sequence[str], also: Wanted | None) -> Sought:
        made = {clean(name) for name in (*source.made_columns, "(sheet)", "(file)")} - set(source.columns)
        asked = list(dict.fromkeys(clean(name) for name in needed))
        loose: frozenset[str] = frozenset()
        own = [clean(name) for name in source.fill_down]
        if source.turned.measures is not None:
            own += [clean(source.turned.measures.column), clean(source.turned.measures.value)]
            loose = frozenset(asked) - set(own) - {clean(name) for name in source.columns}
        names = [name for name in dict.fromkeys([*asked, *own]) if name not in made]
        return cls(source, asked, names, loose, also, _may(source))

    def options(self, name: str) -> list[str]:
        for column, headings in self.source.columns.items():
            if clean(column) == name:
                return [clean(heading) for heading in headings]
        return [name]

    def wants(self, said: Mapping[str, str]) -> bool:
        """Tell whether a heading that says so is about something that is needed."""
        return MEASURE not in said or bool(self.loose) or said[MEASURE] in self.needed

    @property
    def optional(self) -> frozenset[str]:
        return frozenset(clean(name) for name in self.source.turned.optional)


def _may(source: SourceBase) -> May:
    """Return what parts may be: their words, or a period where the entry reads the period from that part."""
    may: dict[str, Callable[[str], bool]] = {}
    column = getattr(source, "period", None)
    if column is not None and len(column.column) == 1:
        may[column.column[0]] = detect.is_heading(*(column.format or (AUTO,)))
    year = getattr(source, "year", None)  # of people
    if isinstance(year, str):
        may[year] = lambda text: re.fullmatch(r"(19|20)\d\d", text) is not None
    if source.turned.headings is not None:
        for part, words in source.turned.headings.words.items():
            may[part] = frozenset(clean(word) for word in words).__contains__
    return may


@dataclass(slots=True)
class Layout:
    """The places where one heading has what is sought."""

    heading: Heading
    singles: dict[str, list[int]] = field(default_factory=dict)  # several: the first filled one counts
    across: list[tuple[int, dict[str, str]]] = field(default_factory=list)  # position, what it says
    absent: list[str] = field(default_factory=list)  # optional ones
    later: list[str] = field(default_factory=list)  # measures that cells must name
    missing: list[str] = field(default_factory=list)
    unclear: list[tuple[str, list[dict[str, str]]]] = field(default_factory=list)  # heading, its readings
    lacks_across: bool = False

    @property
    def fits(self) -> bool:
        return not self.missing and not self.lacks_across

    @property
    def positions(self) -> list[int]:
        return sorted({at for found in self.singles.values() for at in found} | {at for at, _ in self.across})


def layout(heading: Heading, sought: Sought) -> Layout:
    found = Layout(heading)
    for name in sought.names:
        positions = [at for option in sought.options(name) if (at := heading.position(option)) is not None]
        if positions:
            found.singles[name] = list(dict.fromkeys(positions))
    lacking = [name for name in sought.names if name not in found.singles]
    if sought.also is not None:
        others = [n for n in heading.names if n and n not in found.singles and sought.also(n)]
        found.singles |= {name: [heading.names.index(name)] for name in others}
        found.lacks_across = not others
    if sought.source.turned.headings is not None:
        _across(found, sought)
    measures = {said[MEASURE] for _, said in found.across if MEASURE in said}
    for name in lacking:
        if name in sought.optional - measures:
            found.absent.append(name)
        elif name not in measures:
            (found.later if name in sought.loose else found.missing).append(name)
    return found


def _across(found: Layout, sought: Sought) -> None:
    taken = set(found.positions)
    for at in range(found.heading.width):
        if at in taken:
            continue
        readings = [said for said in _readings(found.heading, at, sought) if sought.wants(said)]
        if len(readings) > 1:
            found.unclear.append((found.heading.names[at], readings))
        elif readings:
            found.across.append((at, readings[0]))
    found.lacks_across = not found.across and not found.unclear


def _readings(heading: Heading, at: int, sought: Sought) -> Iterator[dict[str, str]]:
    """Return what the heading of one column can be read as."""
    asked = sought.source.turned.headings
    assert asked is not None
    name = heading.names[at] if at < len(heading.names) else ""
    if isinstance(asked.read, dict):
        for measure, written in asked.by_measure.items():
            if found := template(clean(written)).readings(name, sought.may):
                yield from (said | {MEASURE: clean(measure)} for said in found)
                return
        return
    if len(asked.read) == 1:
        yield from template(clean(asked.read[0])).readings(name, sought.may)
        return
    if len(asked.read) != len(heading.cells):
        return
    each: list[list[dict[str, str]]] = []
    for written, row in zip(asked.read, heading.cells, strict=True):
        cell = row[at] if at < len(row) else ""
        each.append(template(clean(written)).readings(cell, sought.may) if written else [{}] * (not cell))
    yield from filter(None, ({k: v for part in parts for k, v in part.items()} for parts in product(*each)))
