"""Columns of numbers as a source understands them, with what is said of each: in the cell (`*`, `12p`), or
in a column of qualifiers beside it.

    NumberOfStays  NumberOfStaysQF          stays   said
    118                                →     118
    0              z                         NaN    not applicable
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from catalogue.expressions import Expression
from catalogue.fields.qualifiers import AMBIGUOUS, CODES, DEFAULT_CODES, FIRST_MISSING, QUALIFIERS, tally
from catalogue.sources import MeasurementSource
from loaders.log import LoadLog
from loaders.parse import reshape
from loaders.parse.files import Kind
from loaders.parse.tables import Table, clean
from loaders.problems import many
from loaders.values import durations, numbers, separators
from loaders.values.numbers import CellRules, Numbers
from loaders.values.separators import Doubt

Read = Mapping[str, Numbers]


def qualifier_columns(source: MeasurementSource, wanted: Iterable[str]) -> list[str]:
    """Return the columns of qualifiers that stand beside the wanted columns of numbers. Where measures
    stand down, that is the column of all their numbers, or the measures by name."""
    names = {clean(name) for name in wanted} | _column_of_all(source)
    return [column for column, of in source.qualifiers.items() if names & set(map(clean, of))]


def _column_of_all(source: MeasurementSource) -> set[str]:
    return {clean(source.measures.value)} if source.measures is not None else set()


def read(
    rules: CellRules, log: LoadLog, table: Table, columns: Sequence[str], counted: Mapping[str, Doubt]
) -> Read:
    """Read each column once. What was refused is reported by whoever needs the column."""
    found = {}
    for name in columns:
        cells = table.columns[clean(name)]
        wording = rules.wording(name, counted.get(name, separators.OF_RATES))
        found[name] = numbers.understand(cells, wording)
        is_typed = wording.is_time and wording.short_times is None and rules.file.kind is Kind.EXCEL
        if is_typed and durations.seem_typed(cells.texts):
            log.note(
                f"`{name}`: none of its times has seconds. If minutes and seconds were typed, the workbook "
                "took them for hours and minutes: `time in hours` makes them minutes. If not, say "
                f'`unit_of: {{{name}: "time in minutes, {durations.HOURS}"}}`'
            )
        _note_ambiguous(rules, log, name, cells.texts)
    for column in qualifier_columns(rules.source, columns):
        _qualify(rules, log, table, column, found)
    return found


def _note_ambiguous(rules: CellRules, log: LoadLog, name: str, texts: Iterable[str]) -> None:
    declared = rules.source.missing or {}
    for mark in sorted(set(AMBIGUOUS).intersection(texts) - set(declared)):
        if rules.missing.get(mark, "") is None:
            log.note(
                f"`{name}` has `{mark}`: taken for missing, without a reason. Some publishers mean zero by "
                f'it: say `missing: {{"{mark}": zero}}`, or why it is missing'
            )


def _qualify(rules: CellRules, log: LoadLog, table: Table, column: str, found: dict[str, Numbers]) -> None:
    """Lay what a column of qualifiers says over the numbers beside it. An unknown code refuses the row:
    nobody can say whether its number holds."""
    known: dict[str, str] = {**DEFAULT_CODES, **rules.source.marks, "": "ignored"}
    of = set(map(clean, rules.source.qualifiers[column]))
    meant = [name for name in found if clean(name) in of or of & _column_of_all(rules.source)]
    places: dict[str, list[str]] = {}
    for name in meant:
        own = reshape.beside(column, name)  # where measures stood down, each has its own
        places.setdefault(own if own in table.columns else clean(column), []).append(name)
    for place, names in places.items():
        cells = table.columns[place]
        code = cells.map(lambda text: CODES.get(known.get(text), 0), np.int8)
        unknown = cells.map(lambda text: text not in known, bool)
        for name in names:
            found[name] = _laid_over(log, name, found[name], code, unknown)
        at = np.flatnonzero(unknown)
        listed = ", ".join(filter(None, known))
        expected = f"a known qualifier ({listed}), or one that `marks` of the source explains"
        log.problems.add(table.rows_for(place)[at], column, expected, cells.cells(at))


def _laid_over(log: LoadLog, name: str, found: Numbers, code: np.ndarray, unknown: np.ndarray) -> Numbers:
    says_missing = code >= FIRST_MISSING
    denied = int((says_missing & ~np.isnan(found.values)).sum())
    if denied:
        stand = many(denied, "number stands", "numbers stand")
        log.note(f"`{name}`: {stand} beside a qualifier that says there is none, and is kept as missing")
    return Numbers(
        np.where(says_missing, np.nan, found.values),
        found.refused & ~says_missing,
        np.maximum(found.qualifier, code),
        unknown if found.unexplained is None else unknown | found.unexplained,
    )


def said_of(read: Read, expressions: Iterable[Expression | None], is_missing: np.ndarray) -> np.ndarray:
    """Return per row the code of what is to be told of a value made of several columns: of a missing one
    why it is, of a present one the remark; the strictest of them."""
    code = np.zeros(len(is_missing), dtype=np.int8)
    for name in dict.fromkeys(c for e in expressions if e is not None for c in e.columns):
        if read[name].qualifier.any():
            code = np.maximum(code, read[name].qualifier)
    return only_fitting(code, is_missing)


def only_fitting(code: np.ndarray, is_missing: np.ndarray) -> np.ndarray:
    """Leave out remarks on a number where there is none."""
    fits = np.where(is_missing, code >= FIRST_MISSING, code < FIRST_MISSING)
    return np.where(fits, code, 0).astype(np.int8)


UNSAID = "without a reason given"


def count(log: LoadLog, qualifier: np.ndarray, is_missing: np.ndarray) -> None:
    """Add to the counts of the load what its values lack, and what is said of them."""
    missing = int(is_missing.sum())
    log.counts["missing"] += missing
    for code, times in enumerate(np.bincount(qualifier, minlength=len(QUALIFIERS)).tolist()):
        if code and times:
            log.qualifiers[QUALIFIERS[code] or ""] += times
            missing -= times if code >= FIRST_MISSING else 0
    if missing:
        log.qualifiers[UNSAID] += missing


def notes(log: LoadLog) -> list[str]:
    """Say `412 values missing: 380 suppressed, 32 not reported` and `96 values provisional`, if any."""
    missing = [(w, n) for w, n in log.qualifiers.items() if w == UNSAID or CODES[w] >= FIRST_MISSING]
    remarks = [(w, n) for w, n in log.qualifiers.items() if (w, n) not in missing]
    found = []
    if missing:
        total = sum(times for _, times in missing)
        found.append(f"{many(total, 'value')} missing: {tally(missing)}")
    if remarks:
        found.append(f"values with a remark: {tally(remarks)}")
    return found
