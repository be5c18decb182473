"""From words in a file to the numbers of services, categories and periods; what fits none is reported."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np

from data.store_keys import closing_days
from loaders.meaning import dates
from loaders.problems import refuse
from loaders.reading.tables import Column, Table, clean
from loaders.work import Work
from quality.sources import Breakdown

NOBODY = -1
_SUGGESTIONS_AT_MOST = 20  # looking for near codes takes time, and a wrong column has thousands


def services(
    work: Work,
    table: Table,
    column: str | None,
    fixed: str | None,
    known: Mapping[str, int],
    codes: Mapping[str, str] | None = None,
) -> np.ndarray:
    """Per row the service's number, or NOBODY (and a problem)."""
    if column is None:
        if fixed not in known:
            expected = "a code of the service tree" + near(fixed or "", known)
            raise refuse(work.file.name, "belongs to an unknown service", expected, fixed or "")
        return np.full(len(table), known[fixed])
    cells = table.columns[clean(column)]
    renamed = codes or {}
    ids = cells.map(lambda text: known.get(renamed.get(text, text), NOBODY), np.int64)
    unknown = ids == NOBODY
    if unknown.any():
        words = _unknown_words(cells, unknown, known)
        at = np.flatnonzero(unknown)
        found = cells.cells(at)
        work.problems.add(table.rows_for(column)[at], column, [words[text] for text in found], found)
        missing = sorted(set(found))
        work.notes.append(f"{len(missing):,} unknown service{'s'[: len(missing) != 1]}: {_some(missing)}")
    return ids


def note_closed(work: Work, service: np.ndarray, period: np.ndarray) -> None:
    """Say, without refusing, which services have values after the day they closed."""
    closed = closing_days(work.session)
    late = [
        code
        for number, (code, day) in closed.items()
        if ((service == number) & (period > np.datetime64(day))).any()
    ]
    if late:
        work.notes.append(f"values after the closing day of {_some(sorted(late))}")


def _unknown_words(cells: Column, unknown: np.ndarray, known: Mapping[str, int]) -> dict[str, str]:
    texts = [cells.texts[code] for code in np.unique(cells.codes[unknown])]
    words = dict.fromkeys(texts, "the code of a known service")
    for text in texts[:_SUGGESTIONS_AT_MOST]:
        words[text] += near(text, known)
    return words


def near(text: str, known: Iterable[str]) -> str:
    """A hint behind what was expected: the known one that is nearest, if any is."""
    found = difflib.get_close_matches(text, known, 1, 0.6)
    return f" (nearest: {found[0]})" if found else ""


def _some(names: Sequence[str]) -> str:
    return ", ".join(name or "nothing" for name in names[:10]) + (" …" if len(names) > 10 else "")


def categories(work: Work, table: Table, breakdown: Breakdown | None) -> np.ndarray:
    """Per row the category's number, or NOBODY (and a problem). Without a breakdown, everyone."""
    if breakdown is None:
        return np.zeros(len(table), dtype=np.int64)
    cells = table.columns[clean(breakdown.column)]
    ids = _categories(work, table, breakdown)
    unknown = np.flatnonzero(ids == NOBODY)
    expected = f"a group of {breakdown.dimension or 'the dimension named beside it'}, or one of its aliases"
    work.problems.add(
        table.rows_for(breakdown.column)[unknown], breakdown.column, expected, cells.cells(unknown)
    )
    return ids


def listed(work: Work, table: Table, breakdown: Breakdown) -> np.ndarray:
    """Which rows are about a group that the dimension lists, or about everyone."""
    return _categories(work, table, breakdown) != NOBODY


def _categories(work: Work, table: Table, breakdown: Breakdown) -> np.ndarray:
    cells = table.columns[clean(breakdown.column)]
    if breakdown.dimension_column is None:
        dimensions = Column.constant(breakdown.dimension or "", len(table))
    else:
        dimensions = table.columns[clean(breakdown.dimension_column)]
    width = len(cells.texts)
    pairs, which = np.unique(dimensions.codes * width + cells.codes, return_inverse=True)
    found = [
        _category(work, breakdown, dimensions.texts[pair // width], cells.texts[pair % width])
        for pair in pairs.tolist()
    ]
    return np.array(found, dtype=np.int64)[which]


def _category(work: Work, breakdown: Breakdown, dimension: str, text: str) -> int:
    if breakdown.everyone is not None and text == breakdown.everyone:
        return 0
    titles = {d.title.lower(): code for code, d in work.catalogue.dimensions.items()}
    code = dimension if dimension in work.catalogue.dimensions else titles.get(dimension.lower(), "")
    if not code:
        return NOBODY
    entry = work.catalogue.dimensions[code].by_code.get(breakdown.codes.get(text, text))
    return NOBODY if entry is None else work.category_ids[code, entry.code]


def period_of_file(work: Work, written: str) -> date:
    """The period that stands in the file's name."""
    stem = work.file.path.name.split(".")[0]
    found = dates.reader(written)(stem)
    if found is None:
        raise refuse(work.file.name, "has no period in its name", dates.expected(written), stem)
    return found
