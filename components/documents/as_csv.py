"""The numbers of a frozen pack as one CSV file: a row for each indicator and period, with its limits."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from components.exports.series_csv import NUMBERS, harmless
from components.words import packs as words
from quality.packs.frozen import FrozenPack
from quality.packs.value import Entry, Numbers, Pack, Points

HEAD = ("indicator", "title", "domain", "owner", "definition", "rule_set", *NUMBERS, "point", "standing")


def csv_of(frozen: FrozenPack) -> str:
    """Write every number of a pack, each row with where the pack stands; the sentences stand in the other
    documents."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    standing = words.state(frozen)
    if frozen.pack.document:
        writer.writerow(words.SECTION_COLUMNS)
        writer.writerows([harmless(text) for text in row] for row in _told(frozen.pack, standing))
        return file.getvalue()
    writer.writerow(HEAD)
    for entry in frozen.pack.entries:
        if entry.points is not None:
            writer.writerows(_rows(entry, entry.points, standing))
    return file.getvalue()


def _told(pack: Pack, standing: str) -> Iterator[tuple[str, ...]]:
    """Yield each cell of a document's tables: its sections have columns of their own."""
    for one in pack.sections:
        if one.empty:
            yield one.title, "", "", one.empty, standing
        for number, row in enumerate(one.rows, 1):
            for column, text in zip(one.head, row, strict=True):
                yield one.title, str(number), column, text, standing


def _rows(entry: Entry, points: Points, standing: str) -> list[list[str | int]]:
    about = (entry.code, entry.title, entry.domain, entry.owner, entry.definition, entry.rule_set)
    levels = (points.centre, points.lower, points.upper, points.target, points.plan)
    return [
        [
            *map(harmless, about),
            label,
            points.periods[i],
            *(_plain(values, i) for values in (points.numerator, points.denominator, points.value)),
            harmless(points.unit),
            *(_plain(values, i) for values in levels),
            points.phase[i],
            points.marks[i],
            harmless(standing),
        ]
        for i, label in enumerate(points.labels)
    ]


def _plain(values: Numbers, i: int) -> str:
    value = values[i]
    return "" if value is None else f"{value:.10g}"
