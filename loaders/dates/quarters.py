"""Quarters and financial years by their names: `2016Q4`, `Q4 2017/18`, `Month 1 2022/23`, `Apr-Jun 2015`.

A financial year begins in April. A name with both years (`2017/18`) says so itself; a name with one year
(`Q4 2017`) does not, so there is one word for each way to mean it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from loaders.dates.patterns import century, month

Reader = Callable[[str], date]

_NUMBER = {"one": 1, "two": 2, "three": 3, "four": 4}
_QUARTER = r"(?:q|qtr|quarter)[ .]?(?P<q>[1-4]|one|two|three|four)"
_GAP = r"[ ,:_/-]*"
_ONE_YEAR = r"(?P<y>\d{4}|fy ?\d{2}|fy ?\d{4})"
_TWO_YEARS = r"(?:fy ?)?(?P<y>\d{4} ?[-/] ?(?:\d{4}|\d{2})|\d{2} ?[-/] ?\d{2}|\d{4}\d{2}|\d{4}\d{4})"
_NAME = r"(?P<m>[a-z]{3,9})\.?"
_TO = r" ?(?:-|to|/) ?"


def _either_order(first: str, second: str) -> tuple[re.Pattern[str], ...]:
    return re.compile(f"{first}{_GAP}{second}"), re.compile(f"{second}{_GAP}{first}")


_IN_ONE_YEAR = _either_order(_QUARTER, _ONE_YEAR)
_IN_TWO_YEARS = _either_order(_QUARTER, _TWO_YEARS)
_SEVERAL = (re.compile(r"(?P<first>\d{4}) ?(?:-|/|to) ?(?P<last>\d{4}|\d{2})"),)
_YEAR_OF_TWO = r"\d{4}[-/](?:\d{4}|\d{2})|\d{2}[-/]\d{2}"
_SEVERAL_FINANCIAL = (re.compile(rf"(?P<first>{_YEAR_OF_TWO}) ?(?:-|to) ?(?P<last>{_YEAR_OF_TWO})"),)
_SPELLED = re.compile(r"\s*\(([a-z]{3,9})\b[^)]*\)")  # 2017-18 Q4 (Jan-Mar)
_TWO = (re.compile(_TWO_YEARS),)
_ONE = (re.compile(_ONE_YEAR),)
_MONTH_NAMED = _either_order(_NAME, _TWO_YEARS)
_MONTH_NUMBERED = _either_order(r"(?:m|month|p|period)[ .]?(?P<n>\d{1,2})", _TWO_YEARS)
_MONTH_TWICE = (re.compile(f"{_NAME}[ -]?(?P<own>\\d{{4}}){_GAP}{_TWO_YEARS}"),)
_FROM_TO = (
    re.compile(f"{_NAME}{_TO}(?P<last>[a-z]{{3,9}})\\.?{_GAP}{_TWO_YEARS}"),
    re.compile(f"{_NAME}{_TO}(?P<last>[a-z]{{3,9}})\\.?{_GAP}(?P<y>\\d{{4}})"),
)


def _match(expressions: tuple[re.Pattern[str], ...], text: str) -> re.Match[str]:
    plain = " ".join(text.replace("–", "-").split()).lower()
    for expression in expressions:
        found = expression.fullmatch(plain)
        if found is not None:
            return found
    raise ValueError(text)


def _first_year(written: str) -> int:
    """The year in which a financial year begins that names both; the second must follow the first."""
    plain = written.replace(" ", "")
    first, second = re.split("[-/]", plain) if re.search("[-/]", plain) else (plain[:4], plain[4:])
    year = int(first) if len(first) == 4 else century(int(first))
    if (year + 1 - int(second)) % (10000 if len(second) == 4 else 100):
        raise ValueError(written)
    return year


def _year(written: str) -> int:
    digits = written.removeprefix("fy").strip()
    return int(digits) if len(digits) == 4 else century(int(digits))


def _in_financial_year(first_year: int, number: int) -> date:
    """First day of the month with this calendar number in the financial year."""
    return date(first_year + (number < 4), number, 1)


def _split(expressions: tuple[re.Pattern[str], ...], text: str) -> tuple[int, str]:
    """Number of the quarter, and the year as written. Months in brackets must be those of the quarter."""
    spelled = _SPELLED.search(text.lower())
    found = _match(expressions, _SPELLED.sub("", text.lower()))
    number = _NUMBER.get(found["q"]) or int(found["q"])
    if spelled is not None and month(spelled[1]) != (number * 3 + 1 - 1) % 12 + 1:
        raise ValueError(text)
    return number, found["y"]


def _calendar_quarter(text: str) -> date:
    found = _match(_IN_ONE_YEAR, text)
    if found["y"].startswith("fy"):
        raise ValueError(text)
    return date(int(found["y"]), (_NUMBER.get(found["q"]) or int(found["q"])) * 3 - 2, 1)


def _financial_quarter(text: str) -> date:
    number, year = _split(_IN_TWO_YEARS, text)
    return _in_financial_year(_first_year(year), number * 3 % 12 + 1)


def _one_year_quarter(years_back: int) -> Reader:
    def read(text: str) -> date:
        number, year = _split(_IN_ONE_YEAR, text)
        return _in_financial_year(_year(year) - years_back, number * 3 % 12 + 1)

    return read


def _quarter_months(text: str) -> date:
    found = _match(_FROM_TO, text)
    first, last = month(found["m"]), month(found["last"])
    if first % 3 != 1 or last != first + 2:
        raise ValueError(text)
    if len(found["y"]) > 4:
        return _in_financial_year(_first_year(found["y"]), first)
    return date(int(found["y"]), first, 1)


def _financial_month(text: str) -> date:
    found = _match((*_MONTH_NUMBERED, *_MONTH_NAMED, *_MONTH_TWICE), text)
    said = found.groupdict()
    if said.get("n"):
        if not 1 <= int(said["n"]) <= 12:
            raise ValueError(text)
        number = (int(said["n"]) + 2) % 12 + 1
    else:
        number = month(said["m"])
    day = _in_financial_year(_first_year(said["y"]), number)
    if said.get("own") and int(said["own"]) != day.year:
        raise ValueError(text)  # Mar 2021 is not in 2021/22
    return day


def _financial_year(text: str) -> date:
    return date(_first_year(_match(_TWO, text)["y"]), 4, 1)


def _years(text: str) -> date:
    found = _match(_SEVERAL, text)
    first, last = int(found["first"]), found["last"]
    year = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    if not 1 <= year - first <= 20:
        raise ValueError(text)
    return date(year, 1, 1)


def _financial_years(text: str) -> date:
    found = _match(_SEVERAL_FINANCIAL, text)
    first, last = _first_year(found["first"]), _first_year(found["last"])
    if not 1 <= last - first <= 20:
        raise ValueError(text)
    return date(last, 4, 1)


def _one_year(years_back: int) -> Reader:
    return lambda text: date(_year(_match(_ONE, text)["y"]) - years_back, 4, 1)


QUARTERS: dict[str, Reader] = {
    "calendar-quarter": _calendar_quarter,
    "financial-quarter": _financial_quarter,
    "financial-quarter-by-first-year": _one_year_quarter(0),
    "financial-quarter-by-last-year": _one_year_quarter(1),
    "quarter-months": _quarter_months,
}
YEARS: dict[str, Reader] = {
    "financial-month": _financial_month,
    "financial-year": _financial_year,
    "financial-year-by-first-year": _one_year(0),
    "financial-year-by-last-year": _one_year(1),
    "years": _years,
    "financial-years": _financial_years,
}
