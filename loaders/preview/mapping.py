"""Key of the catalogue → column in the file → what its cells became.

Any key that names a heading is found by walking the source's entry, so that a new kind of key shows here
without being known here; services, periods and groups are told with what they were taken for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from catalogue.expressions import parse_sum
from catalogue.fields.base import listed
from catalogue.fields.periods import Frequency
from catalogue.identifiers import cell
from catalogue.two_sources import ratio_part
from loaders.job import LoadJob
from loaders.keys.categories import column_categories
from loaders.observations import build as measure
from loaders.parse.tables import clean
from loaders.parse.trace import Keyed
from loaders.preview.names import PreviewNames, period
from loaders.problems import many
from quality.provenance.preview import Mapped

EXAMPLES = 3
_BY_COLUMN = {"only": "chooses rows", "drop": "chooses rows"}  # keys whose own keys are columns
_NO_COLUMN = ("dimension", "file", "format", "title", "sheet", "shape")
"""Keys whose text may happen to be a heading, and means something else."""
_PERIODS = ("period", "year", "complete_to")


def mapped(job: LoadJob, names: PreviewNames) -> Iterator[Mapped]:
    if job.file.reading.table is None:
        return
    used = {clean(name): name for name in job.file.reading.used}
    told: dict[tuple[str, str], tuple[str, ...]] = {}
    for key, name in _named(job.source.model_dump(mode="json", exclude_defaults=True), ()):
        if clean(name) in used and key[-1] not in _NO_COLUMN:
            told.setdefault((".".join(part for part in key if part != "column"), clean(name)), key)
    for (path, column), key in told.items():
        yield Mapped(path, column, _became(job, names, key, column))
    across = [name for column, name in used.items() if column not in {column for _, column in told}]
    if job.source.shape == "wide" and across:
        yield Mapped("periods", f"{across[0]} … {across[-1]}", _periods(job, None))
    yield from _numbers(job)


def _named(entry: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give every text of an entry that may name a column, with the keys that lead to it."""
    if isinstance(entry, str):
        yield path, entry
    elif isinstance(entry, list | tuple):
        for part in entry:
            yield from _named(part, path)
    elif isinstance(entry, dict):
        for key, value in entry.items():
            if path and path[-1] in _BY_COLUMN:
                yield path, str(key)
            else:
                yield from _named(value, (*path, str(key)))


def _became(job: LoadJob, names: PreviewNames, key: tuple[str, ...], name: str) -> str:
    if key[0] in _BY_COLUMN:
        return _BY_COLUMN[key[0]]
    if (keyed := job.file.reading.keyed) and name in keyed[-1].table.columns:
        last = keyed[-1]
        if key[0] == "service":
            return _codes("code", _distinct(last, name, last.service), names.service)
        if key == ("breakdown", "column"):
            part = next(one for one in listed(job.source.breakdown) if clean(one.column) == name)
            return _codes(
                "group", _distinct(last, name, column_categories(job, last.table, part)), names.group
            )
        if key[0] in _PERIODS:
            return _periods(job, name)
    table = job.file.reading.table
    column = table.columns.get(name) if table is not None else None
    if column is None:
        return ""
    return many(sum(bool(column.texts[code]) for code in np.unique(column.codes)), "different text")


def _distinct(keyed: Keyed, name: str, taken: np.ndarray) -> list[tuple[str, Any]]:
    """Give each different cell of a column with what it was taken for."""
    column = keyed.table.columns[name]
    codes, first = np.unique(column.codes, return_index=True)
    return [(column.texts[code], taken[at]) for code, at in zip(codes.tolist(), first.tolist(), strict=True)]


def _codes(noun: str, pairs: Sequence[tuple[str, Any]], say: Callable[[int], str]) -> str:
    unknown = [text or "nothing" for text, number in pairs if number < 0]
    known = [f"{text} is {say(int(number))}" for text, number in pairs if number >= 0 and text]
    said = f"{len(pairs) - len(unknown):,} known, {len(unknown):,} unknown: {_few(unknown)}"
    examples = f" ({_few(known, 1 if noun == 'code' else 8)})" if known else ""
    return f"{many(len(pairs), noun)}, {said if unknown else 'all known'}{examples}"


def _periods(job: LoadJob, name: str | None) -> str:
    """Say how many periods, from when to when, and one of them as it is written."""
    keyed = job.file.reading.keyed
    days = np.unique(keyed[-1].period[~np.isnat(keyed[-1].period)]) if keyed else ()
    if not len(days):
        return "no period could be read"
    frequency = _frequency(job)
    ends = [period(day, frequency) for day in dict.fromkeys((days[0], days[-1]))]
    said = f"{many(len(days), 'period')}, {' to '.join(ends)}"
    pairs = _distinct(keyed[-1], name, keyed[-1].period) if name is not None else []
    written = [f"; {cell(text)} is {period(day, frequency)}" for text, day in pairs if not np.isnat(day)]
    return said + "".join(written[:1])


def _frequency(job: LoadJob) -> Frequency:
    if job.source.shape in ("population", "events"):
        return Frequency.ANNUAL if job.source.shape == "population" else Frequency.DAILY
    found = measure.formulas(job)
    return found[0][1].frequency if found else Frequency.MONTHLY


def _numbers(job: LoadJob) -> Iterator[Mapped]:
    if job.source.shape == "services":
        return
    for code, indicator, formula in measure.formulas(job):
        for part in ("numerator", "denominator"):
            text = job.source.count if job.source.shape == "population" else getattr(formula, part)
            if text is None or (ratio_part(code) and part != "numerator"):
                continue
            what = indicator.label if ratio_part(code) else f"{part} of {indicator.label}"
            columns = ", ".join(parse_sum(text).columns) or text
            formed = "" if columns == text.strip("`\"'") else f" = {text}"
            yield Mapped(code if ratio_part(code) else f"{code}.{part}", columns, f"{what}{formed}")


def _few(texts: Sequence[str], most: int = EXAMPLES) -> str:
    return ", ".join(map(cell, texts[:most])) + (" …" if len(texts) > most and most > 1 else "")
