"""Text to numbers: what is missing and why, what is a number, what is said of it, and what is neither.

1,273        a number (thousands)
47.8%        one only where the source says what a percentage means (`unit_of`); cells of a workbook
             that are shown so are this text too
*  [c]  ..   missing, with the reason that the catalogue or the source gives the mark: never zero
12.3p        a number and a remark, where `marks` knows the letter; `[p]` always
<5  5 to 9   no number: missing where the source says `ranges`, else refused
anything else is refused by name
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from catalogue.fields.qualifiers import CODES, FIRST_MISSING
from catalogue.identifiers import count
from catalogue.sources import MeasurementSource
from loaders.parse.files import File, Kind
from loaders.parse.tables import Column
from loaders.values import durations, separators
from loaders.values.separators import ASK, COMMA_FRACTION, DOTTED, THOUSANDS, Doubt

_PLAIN = re.compile(r"[-+]?\d+(\.\d+)?")
_BLANKS = re.compile(r"[-+]?\d{1,3}([ \u00a0\u2009\u202f]\d{3})+(?!\d)")
"""1 273 as the styles of many countries write it: of blanks, nothing else can be meant by groups of three."""
_PERCENT = re.compile(r"[-+]?\d+(\.\d+)? ?%")
_AMOUNT = r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?( ?%)?"
_MARKED = re.compile(rf"(?P<number>{_AMOUNT}|[-+]?\.\d+)\s*(?P<mark>[^\d\s.,%].*)")
_A_MARK = re.compile(r"[^\d]{1,12}")  # more is a sentence, or an amount of its own
_COMPARED = r"(fewer|less|more|greater|under|over|up|at least|at most|above|below)"
_RANGE = re.compile(
    rf"(<|>|≤|≥|<=|>=|~)\s*{_AMOUNT}"
    rf"|{_COMPARED}( than| to)?( or equal to)? {_AMOUNT}"
    rf"|{_AMOUNT}\s*(\+|(or|and) (more|fewer|less|over|under|above|below))"
    rf"|{_AMOUNT}\s*(-|–|—|to)\s*{_AMOUNT}",
    re.IGNORECASE,
)

EXPECTED = "a number"
EXPECTED_NO_TIME = "a number; a time is one where the source says `unit_of: {column: time in minutes}`"
EXPECTED_DECIMAL = (
    'a number; say `decimal: ","` in the source if the comma stands before a fraction, `decimal: "."` if it '
    "parts thousands"
)
EXPECTED_DOTS = (
    'a number; say `decimal: ","` in the source if the dots part thousands (1.234 is more than a thousand), '
    '`decimal: "."` if they stand before fractions'
)
EXPECTED_PERCENT = (
    "a number; where it is a percentage (a cell of a workbook that is shown as one is one, too), say "
    "`unit_of: {column: percent}` in the source"
)
EXPECTED_RANGE = "a number; a range is kept as a missing value by `ranges: suppressed` (or `only a range`)"


@dataclass(frozen=True, slots=True)
class Wording:
    """Says how one column's cells are to be understood."""

    missing: Mapping[str, str | None]  # mark → why there is no number, or `zero`
    marks: Mapping[str, str] = field(default_factory=dict)  # mark behind a number → what it says
    ranges: str | None = None  # what a range is kept as; refused if None
    zero_is: str | None = None  # what a zero means, where it does not mean zero
    scale: float | None = None
    percent: int | None = None
    """The size of 1% before it is scaled, as a power of ten: 0 in a column of percentages, -2 in one of
    fractions; refused if None."""
    decimal: str | None = None
    """The mark before a fraction: `.`, `,`, or ASK where a comma may mean either."""
    is_time: bool = False  # how long something took (0:07:12), read as seconds
    short_times: str | None = None  # what the parts of 07:24 are
    dots: Doubt | None = None
    """The moment to ask about numbers that may have dots between thousands; None: never."""


@dataclass(frozen=True, eq=False)
class CellRules:
    """The way the cells of one file are written, by its entry, the catalogue and the kind of file it is."""

    source: Any  # the catalogue's entry, of the model that fits the shape
    file: File
    missing: Mapping[str, str | None]
    marks: Mapping[str, str]

    @property
    def decimal(self) -> str | None:
        """Return what stands before a fraction. Semicolons part columns where commas are in the numbers."""
        if self.file.kind is not Kind.TEXT:
            return None
        return self.source.decimal or (ASK if self.file.reading.delimiter == ";" else None)

    def plain(self, doubt: Doubt | None = None) -> Wording:
        """Return the wording of a column of which nothing in particular is declared."""
        dots = self._dots(doubt) if doubt is not None else None
        return Wording(self.missing, self.marks, decimal=self.decimal, dots=dots)

    def wording(self, column: str, doubt: Doubt) -> Wording:
        """Return the wording of a column of a source of measurements."""
        source: MeasurementSource = self.source
        return replace(
            self.plain(doubt),
            marks={**self.marks, **source.marks},
            ranges=source.ranges,
            zero_is=source.means_zero(column),
            scale=source.factor(column),
            percent=self._percent(column),
            is_time=source.is_time(column),
            short_times=source.short_time(column),
        )

    def _dots(self, doubt: Doubt) -> Doubt | None:
        """Return when dots are asked about (`Wording.dots`), where nothing is declared. A file with
        semicolons is likely to have dots between thousands, whatever its columns hold."""
        if self.file.kind is not Kind.TEXT or self.decimal not in {None, ASK}:
            return None
        return separators.OF_AMOUNTS if self.decimal == ASK and doubt.enough > 1 else doubt

    def _percent(self, column: str) -> int | None:
        """Return what a percentage is in this column (`Wording.percent`). In a workbook the number behind
        it may be meant, so there `scale` says enough only where it makes parts of one."""
        unit, factor = self.source.unit(column), self.source.factor(column)
        if unit is not None:
            return -2 if unit == "fraction" else 0 if unit.startswith("percent") else None
        is_clear = factor is not None and (self.file.kind is not Kind.EXCEL or factor == PART_OF_ONE)
        return 0 if is_clear else None


PART_OF_ONE = 0.01  # the factor of a column of percentages


@dataclass(frozen=True, eq=False)
class Numbers:
    """A column understood, row by row."""

    values: np.ndarray  # NaN where there is none
    refused: np.ndarray  # neither a number nor a mark
    qualifier: np.ndarray  # code of what is said of it (`data.read.qualifiers`); 0: nothing
    unexplained: np.ndarray | None = None
    """Rows where a column beside it says something that nobody explained, if there is such a column."""


def read(column: Column, missing: Collection[str], scale: float | None) -> tuple[np.ndarray, np.ndarray]:
    """Return per row its number (NaN where missing or refused) and whether it was refused."""
    percent = None if scale is None else 0
    found = understand(column, Wording(dict.fromkeys(missing), scale=scale, percent=percent))
    return found.values, found.refused


def understand(column: Column, wording: Wording) -> Numbers:
    """Understand each distinct text once; look in Python only at what is no plain number."""
    texts = np.array(column.texts, dtype=object)
    unclear = np.zeros(len(texts), dtype=bool)
    if wording.is_time:
        texts, unclear = durations.seconds(texts, wording.short_times)
    elif wording.decimal != ".":
        texts, unclear = separators.commas(texts, wording.decimal)
        if wording.dots is not None:
            unclear |= separators.dots(texts, wording.dots)
    values = np.asarray(pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce"), dtype=np.float64)
    values = np.array(values)  # pandas may give back a view that cannot be written to
    missing = {"": None} | {mark.strip(): reason for mark, reason in wording.missing.items()}
    refused = ~np.isfinite(values)
    qualifier = np.zeros(len(texts), dtype=np.int8)
    for i in np.flatnonzero(refused):
        understood = _patiently(texts[i], missing, wording)
        refused[i] = understood is None
        values[i], qualifier[i] = understood or (np.nan, 0)
    values[unclear], refused[unclear] = np.nan, True
    for mark, reason in missing.items():
        _take_out(values, qualifier, _as_number(mark), reason)
    if wording.zero_is is not None:
        _take_out(values, qualifier, 0.0, wording.zero_is)
    values[qualifier >= FIRST_MISSING] = np.nan
    if wording.scale is not None:
        values *= wording.scale
    return Numbers(values[column.codes], refused[column.codes], qualifier[column.codes])


def _take_out(values: np.ndarray, qualifier: np.ndarray, number: float | None, reason: str | None) -> None:
    """Take out a number that stands for a missing value, such as 9999."""
    if number is not None and reason != "zero":
        at = values == number
        values[at], qualifier[at] = np.nan, np.maximum(qualifier[at], CODES[reason])


def _as_number(mark: str) -> float | None:
    try:
        number = float(mark)
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def _patiently(text: str, missing: Mapping[str, str | None], wording: Wording) -> tuple[float, int] | None:
    """Return number and code of a text that is no plain number; None where it cannot be understood."""
    if text in missing:
        reason = missing[text]
        return (0.0, 0) if reason == "zero" else (np.nan, CODES[reason])
    text = _plainly(text)
    number = float(text) if _PLAIN.fullmatch(text) else _amount(text, wording.percent)
    if number is not None:
        return number, 0
    if _RANGE.fullmatch(text):
        return None if wording.ranges is None else (np.nan, CODES[wording.ranges])
    return _marked(text, wording)


def _plainly(text: str) -> str:
    """Write `1 273 [p]` as `1273 [p]`, and a minus that is no hyphen as one."""
    if text.startswith("\u2212"):
        text = "-" + text[1:]
    blanks = _BLANKS.match(text)
    return text if blanks is None else re.sub(r"\s", "", blanks[0]) + text[blanks.end() :]


def _amount(text: str, percent: int | None) -> float | None:
    if THOUSANDS.fullmatch(text):
        return float(text.replace(",", ""))
    if percent is not None and _PERCENT.fullmatch(text):
        return float(f"{text.rstrip('% ')}e{percent}")
    return None


def _marked(text: str, wording: Wording) -> tuple[float, int] | None:
    """Read `45 [r]`, `12.3p`, `1,234*`, `7 [p][r]`: every mark must be a known one."""
    match = _MARKED.fullmatch(text)
    said = _meanings(match["mark"], wording.marks) if match else None
    if match is None or said is None:
        return None
    written = match["number"].strip()
    number = _as_number(written)
    if number is None:
        number = _amount(written, wording.percent)
    if number is None:
        return None
    code = max((CODES[word] for word in said if word != "ignored"), default=0)
    return number, code


def _meanings(mark: str, known: Mapping[str, str]) -> list[str] | None:
    """Return what each of the marks says; None where one of them is not known."""
    if mark in known:
        return [known[mark]]
    parts = [part for part in re.split(r"[\s,]+|(?<=\])(?=\[)", mark) if part]
    return [known[part] for part in parts] if parts and all(part in known for part in parts) else None


def expected(found: str, decimal: str | None = None, *, is_time: bool = False) -> str:
    """Return what was expected where a cell could not be understood, with what would make it understood."""
    if count(found) != found:
        return EXPECTED  # advice would repeat it
    if is_time:
        return durations.expected(found)
    if durations.is_time(found):
        return EXPECTED_NO_TIME
    if decimal == ",":
        if re.fullmatch(r"[-+]?\d+\.\d+", found):
            return "a number with a comma before its fraction, as `decimal` says"
    elif COMMA_FRACTION.fullmatch(found) or THOUSANDS.fullmatch(found):
        return EXPECTED_DECIMAL
    elif decimal != "." and DOTTED.fullmatch(found):
        return EXPECTED_DOTS
    if _PERCENT.fullmatch(found):
        return EXPECTED_PERCENT
    if _RANGE.fullmatch(found):
        return EXPECTED_RANGE
    match = _MARKED.fullmatch(found)
    mark = match["mark"].strip() if match else ""
    if _A_MARK.fullmatch(mark):
        return f'{EXPECTED}; if "{mark}" behind a number means something, say it: `marks: {{"{mark}": …}}`'
    return EXPECTED
