"""Text to the first day of a period, in the ways health services write periods.

`catalogue.fields.period_formats` lists the ways, with an example each; this module reads them. A footnote
mark behind a period (`Dec-2011 (1)`, `Mar-24 [p]`, `2019-20*`) is no part of it. What cannot be read, and
what lies outside 1900 to 2100, is None and never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from catalogue.fields.period_formats import WORDS, length, split
from catalogue.fields.periods import Frequency, end
from loaders.dates import patterns
from loaders.dates.quarters import HALVES, QUARTERS, YEARS

Reader = Callable[[str], date]

_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}(?::?\d{2})?)?.*)?"
)
_ISO_LOOSELY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T].*)?")
_SERIAL = re.compile(r"\d{4,6}(\.\d+)?")
_NOTE = r"\w{1,2}|note \d+|provisional|revised|final"
_FOOTNOTE = re.compile(rf"(\s*(\(({_NOTE})\)|\[({_NOTE})\]|[*†‡¹²³⁴⁵]))+$", re.IGNORECASE)
_RAISED = re.compile(r"([A-Za-z][ '’/-]?(?:\d{2}|(?:19|20)\d{2}))\d$")
_SAID = {
    "month-end": r"month (to|end(ing|ed)?)",
    "quarter-end": r"(quarter|qtr|(3|three) months) (to|end(ing|ed)?)",
    "year-end": r"((financial )?year|(rolling )?(12|twelve) months) (to|end(ing|ed)?)",
    "week-ending": r"(w/e|w\.e\.|(week|wk) (to|end(ing|ed)?))",
    "week-commencing": r"(w/c|w\.c\.|(week|wk) (commencing|beginning|starting|from|of))",
}
"""Words that may stand before the day that ends (or begins) a period."""
_TO = re.compile(r"\s+(?:to|until)\s+|\s*[-–—]\s*", re.IGNORECASE)
_MONTHS = {"month-end": 1, "quarter-end": 3, "year-end": 12}
_NAMED = ("%d %b %Y", "%A %d %b %Y", "%b %Y")
_EXCEL_DAY_0 = {"excel": date(1899, 12, 30), "excel-1904": date(1904, 1, 1)}
_YEARS = range(1900, 2101)
_NUMBERED = {"financial-month": "M", "iso-week": "W"} | {word: "Q" for word in QUARTERS if "-quarter" in word}
"""The letter before the number of a period that stands in a column of its own: Year 2023, Week 51."""
_NUMBER_ALONE = re.compile(r"(?<!\S)(\d{1,2})(?!\S)")


def expected(written: str | Sequence[str]) -> str:
    """Describe for people what a period written so looks like."""
    if not isinstance(written, str):
        return ", or ".join(expected(each) for each in written)
    if written in WORDS:
        comma = "," if written in _SAID or written == "quarter-months" or "-until" in written else ""
        return f"{_article(written)}{comma} such as {WORDS[written].example}"
    ending, pattern = split(written)
    day = WORDS[ending].begins if ending == "week-commencing" else date(2016, 4, 30 if ending else 1)
    day = date(2016, 7, 1) if ending.endswith("-until") else day
    name = _article(ending) if ending else "a period"
    comma = "," if ending else ""
    return f"{name}{comma} such as {patterns.write(day, pattern)} ({written})"


def _article(word: str) -> str:
    said = {
        "date": "a date",
        "excel": "a date cell",
        "excel-1904": "the number of a day since 1904",
        "quarter-months": "the months of a quarter",
        "half-year": "half of a year",
        "financial-half-year": "half of a financial year",
        "iso-week": "a week's number",
        "years": "several years",
        "financial-years": "several financial years",
        "week-commencing": "the first day of a week",
        "month-until": "the day after the last one of a month",
        "quarter-until": "the day after the last one of a quarter",
    }
    if word in said:
        return said[word]
    if word in _SAID:
        return WORDS[word].means
    return "a " + word.replace("-by-", " by its ").replace("-", " ")


def for_format(
    written: str | Sequence[str], *, zone: str | None = None, any_year: bool = False, of_columns: bool = False
) -> Callable[[str], date | None]:
    """Return the function that reads periods written so; it gives None for what it cannot read, and for what
    two of several formats read differently.

    zone: timestamps with an offset become the day it was then in this time zone; as written when None.
    any_year: also before 1900 and after 2100 (lists of services close theirs in 9999).
    of_columns: the text is made of several columns, so a number alone may be that of a month, quarter
        or week.
    """
    formats = [written] if isinstance(written, str) else written
    readers = [_reader(each, zone) for each in formats]
    if of_columns:
        letters = [_NUMBERED.get(each) for each in formats]
        readers = [
            _with_letter(r, letter) if letter else r for r, letter in zip(readers, letters, strict=True)
        ]

    def patiently(text: str) -> date | None:
        found = {day for read in readers if (day := _patiently(read, text)) is not None}
        day = found.pop() if len(found) == 1 else None
        return day if day is not None and (any_year or day.year in _YEARS) else None

    return patiently


def _patiently(read: Reader, text: str) -> date | None:
    for candidate in dict.fromkeys((text, without_footnote(text))):
        try:
            return read(candidate)
        except (ValueError, OverflowError):
            continue
    return None


def without_footnote(text: str) -> str:
    """Return the text without the mark of a footnote; a digit behind a year is one too: `Jan-193`."""
    return _FOOTNOTE.sub("", _RAISED.sub(r"\1", text))


def said_ending(text: str) -> tuple[str | None, str]:
    """Split `Quarter to 30 Jun 2025` into the ending that stands there in words, and what is left."""
    for ending, expression in _SAID.items():
        found = re.match(rf"{expression}:? ", text, re.IGNORECASE)
        if found is not None:
            return ending, text[found.end() :]
    return None, text


def _reader(written: str, zone: str | None = None) -> Reader:
    ending, pattern = split(written)
    if ending.endswith("-until"):
        return _until(ending, patterns.compiled(pattern) if pattern else _iso)
    if ending:
        return _ending(ending, pattern)
    if written in _EXCEL_DAY_0:
        return _excel(_EXCEL_DAY_0[written])
    named = {"date": _date_in(zone) if zone else _iso} | QUARTERS | HALVES | YEARS
    return named.get(written) or patterns.compiled(written, zone)


def _with_letter(read: Reader, letter: str) -> Reader:
    """Read `2023 51` as `2023 W51`."""
    return lambda text: read(_NUMBER_ALONE.sub(rf"{letter}\1", text))


def _iso(text: str) -> date:
    found = _ISO_LOOSELY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return date.fromisoformat(found[1])


def _date_in(zone: str) -> Reader:
    there = ZoneInfo(zone)

    def read(text: str) -> date:
        found = _ISO.fullmatch(text)
        if found is None or found[3] is None:
            return _iso(text)
        return datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3]}").astimezone(there).date()

    return read


def _excel(day_0: date) -> Reader:
    def read(text: str) -> date:
        return day_0 + timedelta(days=int(float(text))) if _SERIAL.fullmatch(text) else _iso(text)

    return read


def _ending(ending: str, pattern: str) -> Reader:
    """Return the reader that turns the last day (or first, for `week-commencing`) into the first."""
    said = re.compile(rf"{_SAID[ending]}:? ", re.IGNORECASE)
    inner: list[tuple[Reader, bool]]  # and whether it names a day
    if pattern:
        inner = [(patterns.compiled(pattern), length(pattern) is None)]
    else:
        inner = [(_iso, True), *((patterns.compiled(p), "%d" in p) for p in _NAMED)]
        inner.append((YEARS["financial-month"], False))  # December 2019-20: two columns of KH03

    def last(text: str) -> Iterator[date]:
        for of_pattern, names_day in inner:
            with suppress(ValueError):
                yield _begun(ending, of_pattern(text), names_day)

    def read(text: str) -> date:
        text = " ".join(text.split())
        for candidate in dict.fromkeys((text, said.sub("", text, count=1))):
            for begun in last(candidate):
                return begun
        for gap in _TO.finditer(text):  # January 2022 to December 2022
            for begun in last(text[gap.end() :]):
                if _is_beginning(text[: gap.start()], begun, [of_pattern for of_pattern, _ in inner]):
                    return begun
        raise ValueError(text)

    return read


def _is_beginning(text: str, begun: date, readers: Sequence[Reader]) -> bool:
    """Tell whether the first half of `April to June 2023` names the day on which the second half began."""
    for read in readers:
        for written in (text, f"{text} {begun.year}"):
            with suppress(ValueError):
                return read(written) == begun
    return False


def _until(ending: str, inner: Reader) -> Reader:
    """Return the reader of the day after a period."""
    last = ending.replace("-until", "-end")
    return lambda text: _begun(last, inner(text) - timedelta(days=1), names_day=True)


def _begun(ending: str, day: date, names_day: bool) -> date:
    """Return the first day of the period that ends on `day`; refuse a day that ends no month."""
    if ending not in _MONTHS:
        if not names_day:
            raise ValueError(day)
        return day if ending == "week-commencing" else day - timedelta(days=6)
    last = day if names_day else end(day, Frequency.MONTHLY)
    if (last + timedelta(days=1)).day != 1:
        raise ValueError(last)
    months = last.year * 12 + last.month - _MONTHS[ending]
    return date(months // 12, months % 12 + 1, 1)


def is_boundary(start: date, frequency: Frequency, anchor: date) -> bool:
    """Tell whether `start` may be the first day of a period.

    Weeks may start on any weekday, years and half-years in any month (financial years), but all of one file
    alike:
    `anchor` is the start that most rows agree on.
    """
    if frequency is Frequency.DAILY:
        return True
    if frequency is Frequency.WEEKLY:
        return start.weekday() == anchor.weekday()
    if frequency is Frequency.ANNUAL:
        return start.day == 1 and start.month == anchor.month
    if frequency is Frequency.QUARTERLY:
        return start.day == 1 and start.month % 3 == 1
    if frequency is Frequency.HALF_YEARLY:  # April to September where the year is a financial one
        return start.day == 1 and start.month % 6 == anchor.month % 6
    return start.day == 1
