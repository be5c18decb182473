"""Key of the catalogue → column in the file → what its cells became.

Any key that names a heading is found by walking the source's entry, so that a new kind of key shows here
without being known here; services, periods and groups are told with what they were taken for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from catalogue.expressions.arithmetic import parse
from catalogue.fields.periods import Frequency
from catalogue.two_sources import owner_of, ratio_part
from loaders.job import Work
from loaders.observations import build as measure
from loaders.parse.tables import Column, clean
from loaders.parse.trace import Keyed
from loaders.preview.names import PreviewNames, period
from quality.provenance.preview import Mapped

EXAMPLES = 3
_RULES = ("keep", "drop")
_NO_COLUMN = ("dimension", "file", "format", "title", "sheet", "shape")
"""Keys whose text may happen to be a heading, and means something else."""
_PERIODS = ("period", "date", "year", "complete_to", "periods")


def mapped(work: Work, names: PreviewNames) -> Iterator[Mapped]:
    used = {clean(name) for name in work.file.reading.used}
    entry = work.source.model_dump(mode="json", exclude_defaults=True)
    seen: set[tuple[str, str]] = set()
    for key, name in _named(entry, ()):
        column = clean(name)
        path = ".".join(part for part in key if part != "column")
        if column in used and key[-1] not in _NO_COLUMN and (path, column) not in seen:
            seen.add((path, column))
            yield Mapped(path, column, _became(work, names, key, column))
    across = [name for name in work.file.reading.used if clean(name) not in {column for _, column in seen}]
    if work.source.shape == "wide" and across:
        yield Mapped("periods", f"{across[0]} … {across[-1]}", _periods(work, None))
    yield from _numbers(work)


def _named(entry: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text of an entry that may name a column, with the keys that lead to it."""
    if isinstance(entry, str):
        yield path, entry
    elif isinstance(entry, list | tuple):
        for part in entry:
            yield from _named(part, path)
    elif isinstance(entry, dict):
        for key, value in entry.items():
            if path and path[-1] in (*_RULES, "scale"):
                yield path, str(key)
            else:
                yield from _named(value, (*path, str(key)))


def _became(work: Work, names: PreviewNames, key: tuple[str, ...], name: str) -> str:
    keyed = work.file.reading.keyed
    if key[0] in _RULES:
        return "chooses rows"
    if key[0] == "scale":
        factor = {clean(column): value for column, value in work.source.scale.items()}[name]
        return f"multiplied by {factor:g}"
    if keyed and name in keyed[-1].table.columns:
        if key[0] == "service":
            return _services(keyed[-1], name, names)
        if key == ("breakdown", "column"):
            return _groups(keyed[-1], name, names)
        if key[0] in _PERIODS:
            return _periods(work, name)
    table = work.file.reading.table
    column = table.columns.get(name) if table is not None else None
    return f"{_count(len(_texts(column)), 'different text')}" if column is not None else ""


def _texts(column: Column) -> list[str]:
    return [column.texts[code] for code in np.unique(column.codes).tolist() if column.texts[code]]


def _distinct(keyed: Keyed, name: str, taken: np.ndarray) -> list[tuple[str, Any]]:
    """Each different cell of a column with what it was taken for."""
    column = keyed.table.columns[name]
    codes, first = np.unique(column.codes, return_index=True)
    return [(column.texts[code], taken[at]) for code, at in zip(codes.tolist(), first.tolist(), strict=True)]


def _services(keyed: Keyed, name: str, names: PreviewNames) -> str:
    pairs = _distinct(keyed, name, keyed.service)
    known = [(text, number) for text, number in pairs if number >= 0]
    said = f"{_count(len(pairs), 'code')}, " + ("all known" if len(known) == len(pairs) else "")
    if len(known) < len(pairs):
        unknown = [text or "nothing" for text, number in pairs if number < 0]
        said += f"{len(known):,} known, {len(unknown):,} unknown: {_few(unknown)}"
    examples = [f"{text} is {names.service(int(number))}" for text, number in known[:1] if text]
    return f"{said} ({'; '.join(examples)})" if examples else said


def _groups(keyed: Keyed, name: str, names: PreviewNames) -> str:
    pairs = _distinct(keyed, name, keyed.category)
    said = [
        f"{text or 'nothing'} is "
        + ("unknown" if number < 0 else "everyone" if number == 0 else names.group(int(number)))
        for text, number in pairs
    ]
    return f"{_count(len(pairs), 'group')}: {_few(said, 8)}"


def _periods(work: Work, name: str | None) -> str:
    """How many periods, from when to when, and one of them as it is written."""
    keyed = work.file.reading.keyed
    if not keyed:
        return ""
    days = keyed[-1].period
    good = days[~np.isnat(days)]
    if not len(good):
        return "no period could be read"
    frequency = _frequency(work)
    distinct = np.unique(good)
    said = f"{_count(len(distinct), 'period')}, {period(distinct[0], frequency)}"
    if len(distinct) > 1:
        said += f" to {period(distinct[-1], frequency)}"
    if name is not None:
        pairs = [(text, day) for text, day in _distinct(keyed[-1], name, days) if not np.isnat(day)]
        said += "".join(f"; {text} is {period(day, frequency)}" for text, day in pairs[:1])
    return said


def _frequency(work: Work) -> Frequency:
    if work.source.shape == "population":
        return Frequency.ANNUAL
    if work.source.shape == "events":
        return Frequency.DAILY
    found = measure.formulas(work)
    return found[0][1].frequency if found else Frequency.MONTHLY


def _numbers(work: Work) -> Iterator[Mapped]:
    if work.source.shape == "services":
        return
    for code, indicator, formula in measure.formulas(work):
        if half := ratio_part(code):
            owner = owner_of(code)
            text = work.source.count if work.source.shape == "population" else formula.numerator
            yield _expression(f"{owner}.{half}", text, f"{half} of {work.catalogue.indicators[owner].label}")
            continue
        for part in ("numerator", "denominator"):
            if (text := getattr(formula, part)) is not None:
                yield _expression(f"{code}.{part}", text, f"{part} of {indicator.label}")


def _expression(key: str, text: str, what: str) -> Mapped:
    columns = ", ".join(parse(text).columns) or text
    formed = "" if columns == text.strip("`\"'") else f" = {text}"
    return Mapped(key, columns, f"{what}{formed}")


def _few(texts: Sequence[str], most: int = EXAMPLES) -> str:
    return ", ".join(texts[:most]) + (" …" if len(texts) > most else "")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s'[: number != 1]}"
