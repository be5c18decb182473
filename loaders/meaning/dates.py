"""Text to the first day of a period, in the ways health services write periods.

    date               2016-04-01, with or without a time behind it
    month-end          2007-07-31     → 2007-07-01    (also quarter-end, year-end)
    week-ending        2020-01-05     → 2019-12-30
    calendar-quarter   2016Q4         → 2016-10-01
    financial-quarter  2017-18 Q4     → 2018-01-01
    financial-year     2017-18        → 2017-04-01
    excel              a date cell, or the serial number that is left of one
    %b-%y, %Y, …       any strptime format; `month-end %Y%m%d` joins an ending with a format

A footnote mark behind a period (`Dec-2011 (1)`, `Mar-24 (p)`, `2019-20*`) is no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from quality.periods import Frequency, end

Reader = Callable[[str], date]

_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})([ T].*)?")
_QUARTER = re.compile(r"(\d{4})[ -]?Q([1-4])")
_FINANCIAL_QUARTER = re.compile(r"(\d{4})[-/](\d{2}|\d{4})[ -]?Q([1-4])")
_FINANCIAL_YEAR = re.compile(r"(\d{4})[-/](\d{2}|\d{4})")
_FOOTNOTE = re.compile(r"\s*(\(\w{1,2}\)|[*†‡¹²³])$")
_ENDINGS = {
    "month-end": Frequency.MONTHLY,
    "quarter-end": Frequency.QUARTERLY,
    "year-end": Frequency.ANNUAL,
}
_EXCEL_DAY_0 = date(1899, 12, 30)

EXAMPLES = {
    "date": "a date such as 2016-04-01",
    "month-end": "the last day of a month, such as 2016-04-30",
    "quarter-end": "the last day of a quarter, such as 2016-06-30",
    "year-end": "the last day of a year of twelve months, such as 2017-03-31",
    "week-ending": "the last day of a week, such as 2016-04-10",
    "calendar-quarter": "a quarter such as 2016Q4",
    "financial-quarter": "a financial quarter such as 2017-18 Q4",
    "financial-year": "a financial year such as 2017-18",
    "excel": "a date cell",
}


def expected(written: str) -> str:
    """What a period written so looks like, for people."""
    name, _, pattern = written.partition(" ")
    if name in EXAMPLES and pattern:
        return f"{EXAMPLES[name].split(',')[0]}, such as {date(2016, 4, 30).strftime(pattern)}"
    return EXAMPLES.get(written) or f"a period such as {date(2016, 4, 1).strftime(written)} ({written})"


def reader(written: str) -> Callable[[str], date | None]:
    """The function that reads periods written so; it gives None for what it cannot read."""
    read = _reader(written)

    def patiently(text: str) -> date | None:
        for candidate in (text, _FOOTNOTE.sub("", text)):
            try:
                return read(candidate)
            except (ValueError, OverflowError):
                continue
        return None

    return patiently


def _reader(written: str) -> Reader:
    name, _, pattern = written.partition(" ")
    if name in _ENDINGS:
        return _ending(_ENDINGS[name], _reader(pattern or "date"))
    if name == "week-ending":
        inner = _reader(pattern or "date")
        return lambda text: inner(text) - timedelta(days=6)
    named = {
        "date": _iso,
        "calendar-quarter": _calendar_quarter,
        "financial-quarter": _financial_quarter,
        "financial-year": _financial_year,
        "excel": _excel,
    }
    return named.get(written) or (lambda text: datetime.strptime(text, written).date())  # noqa: DTZ007


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return found


def _iso(text: str) -> date:
    return date.fromisoformat(_match(_ISO, text)[1])


def _excel(text: str) -> date:
    if re.fullmatch(r"\d{4,6}(\.\d+)?", text):
        return _EXCEL_DAY_0 + timedelta(days=int(float(text)))
    return _iso(text)


def _ending(frequency: Frequency, inner: Reader) -> Reader:
    """Last day → first day. A day that ends no month is refused: it was probably never an ending."""
    months = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.ANNUAL: 12}[frequency]

    def read(text: str) -> date:
        last = inner(text)
        first_month = last.year * 12 + last.month - months
        first = date(first_month // 12, first_month % 12 + 1, 1)
        if end(first, frequency) != last:
            raise ValueError(text)
        return first

    return read


def _calendar_quarter(text: str) -> date:
    year, quarter = _match(_QUARTER, text).groups()
    return date(int(year), int(quarter) * 3 - 2, 1)


def _financial_quarter(text: str) -> date:
    year, _second, quarter = _match(_FINANCIAL_QUARTER, text).groups()
    _check_second_year(text)
    month = int(quarter) * 3 + 1
    return date(int(year) + (month > 12), (month - 1) % 12 + 1, 1)


def _financial_year(text: str) -> date:
    _match(_FINANCIAL_YEAR, text)
    _check_second_year(text)
    return date(int(text[:4]), 4, 1)


def _check_second_year(text: str) -> None:
    year, second = re.findall(r"\d{2,4}", text)[:2]
    if (int(year) + 1 - int(second)) % 100:
        raise ValueError(text)


def is_boundary(start: date, frequency: Frequency, anchor: date) -> bool:
    """Whether `start` may be the first day of a period.

    Weeks may start on any weekday and years in any month (financial years), but all of one file alike:
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
    return start.day == 1
