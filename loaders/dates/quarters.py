"""Quarters and years by their names: `2016Q4`, `Q4 2017/18`, `Month 1 2022/23`, `Apr-Jun 2015`.

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
_HALF_YEAR = r"half(?:[ -]?year)?"
_HALF = (
    rf"(?:(?:h|hy|s|{_HALF_YEAR}|semester)[ .]?(?P<h>[12]|one|two)"
    rf"|(?P<nth>1st|2nd|first|second) {_HALF_YEAR}(?: of)?)"
)
_ONE_YEAR = r"(?P<y>\d{4}|fy ?\d{2}|fy ?\d{4})"
_TWO_YEARS = r"(?:fy ?)?(?P<y>\d{4} ?[-/] ?(?:\d{4}|\d{2})|\d{2} ?[-/] ?\d{2}|\d{4}\d{2}|\d{4}\d{4})"
_NAME = r"(?P<m>[a-z]{3,9})\.?"
_TO = r" ?(?:-|to|/) ?"
_WEEK, _OF_YEAR = r"(?:w|wk|week)[ .]?(?P<week>\d{1,2})", r"(?P<year>\d{4})"


def _either_order(first: str, second: str) -> tuple[str, str]:
    return f"{first}{_GAP}{second}", f"{second}{_GAP}{first}"


_YEAR_OF_TWO = r"\d{4}[-/](?:\d{4}|\d{2})|\d{2}[-/]\d{2}"
_SPELLED = re.compile(r"\s*\(([a-z]{3,9})\b[^)]*\)")  # 2017-18 Q4 (Jan-Mar)
_MONTHS_OF_A_QUARTER = rf"{_NAME}{_TO}(?P<last>[a-z]{{3,9}})\.?{_GAP}"


def _reader(begins: Callable[[re.Match[str]], date], *expressions: str) -> Reader:
    """Return the function that reads what one of the expressions fits."""
    compiled = [re.compile(expression) for expression in expressions]

    def read(text: str) -> date:
        plain = " ".join(text.replace("–", "-").split()).lower()
        found = next((found for each in compiled if (found := each.fullmatch(plain))), None)
        if found is None:
            raise ValueError(text)
        return begins(found)

    return read


def _require(*, holds: bool) -> None:
    if not holds:
        raise ValueError("parts of a period that contradict each other")


def _first_year(written: str) -> int:
    """Return the year in which a financial year begins that names both; the second must follow the first."""
    plain = written.replace(" ", "")
    first, second = re.split("[-/]", plain) if re.search("[-/]", plain) else (plain[:4], plain[4:])
    year = int(first) if len(first) == 4 else century(int(first))
    _require(holds=not (year + 1 - int(second)) % (10000 if len(second) == 4 else 100))
    return year


def _year(written: str) -> int:
    digits = written.removeprefix("fy").strip()
    return int(digits) if len(digits) == 4 else century(int(digits))


def _in_financial_year(first_year: int, number: int) -> date:
    """Return the first day of the month with this calendar number in the financial year."""
    return date(first_year + (number < 4), number, 1)


def _quarter(found: re.Match[str]) -> int:
    return _NUMBER.get(found["q"]) or int(found["q"])


def _financial_quarters(first_year: Callable[[str], int], year: str) -> Reader:
    """Return the reader of quarters; months in brackets must be those of the quarter."""
    read = _reader(
        lambda found: _in_financial_year(first_year(found["y"]), _quarter(found) * 3 % 12 + 1),
        *_either_order(_QUARTER, year),
    )

    def read_spelled(text: str) -> date:
        spelled = _SPELLED.search(text.lower())
        day = read(_SPELLED.sub("", text.lower()))
        _require(holds=spelled is None or month(spelled[1]) == day.month)
        return day

    return read_spelled


def _quarter_months(found: re.Match[str]) -> date:
    first, year = month(found["m"]), found["y"]
    _require(holds=first % 3 == 1 and month(found["last"]) == first + 2)
    return date(int(year), first, 1) if len(year) == 4 else _in_financial_year(_first_year(year), first)


def _financial_month(found: re.Match[str]) -> date:
    said = {"n": None, "own": None} | found.groupdict()
    _require(holds=said["n"] is None or 1 <= int(said["n"]) <= 12)
    number = month(said["m"]) if said["n"] is None else (int(said["n"]) + 2) % 12 + 1
    day = _in_financial_year(_first_year(said["y"]), number)
    _require(holds=said["own"] is None or int(said["own"]) == day.year)  # Mar 2021 is not in 2021/22
    return day


def _years(found: re.Match[str]) -> date:
    first, last = int(found["first"]), found["last"]
    year = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    _require(holds=1 <= year - first <= 20)
    return date(year, 1, 1)


def _financial_years(found: re.Match[str]) -> date:
    first, last = _first_year(found["first"]), _first_year(found["last"])
    _require(holds=1 <= last - first <= 20)
    return date(last, 4, 1)


def _half(found: re.Match[str]) -> int:
    said = {"h": None, "nth": None, "m": None} | found.groupdict()
    if said["m"] is not None:
        first = month(said["m"])
        _require(holds=(month(said["last"] or "") - first) % 12 == 5)
        return first
    return 1 if (said["h"] or said["nth"]) in {"1", "one", "1st", "first"} else 7


def _half_year(found: re.Match[str]) -> date:
    first = _half(found)
    _require(holds=first in {1, 7})
    return date(int(found["y"]), first, 1)


def _financial_halves(first_year: Callable[[str], int], *expressions: str) -> Reader:
    def begins(found: re.Match[str]) -> date:
        first = _half(found) if "m" in found.groupdict() else _half(found) + 3
        _require(holds=first in {4, 10})
        return _in_financial_year(first_year(found["y"]), first)

    return _reader(begins, *expressions)


_MONTHS_OF_A_HALF = rf"{_NAME}{_TO}(?P<last>[a-z]{{3,9}})\.?"
HALVES: dict[str, Reader] = {
    "half-year": _reader(
        _half_year,
        *_either_order(_HALF, r"(?P<y>\d{4})"),
        *_either_order(_MONTHS_OF_A_HALF, r"(?P<y>\d{4})"),
    ),
    "financial-half-year": _financial_halves(
        _first_year, *_either_order(_HALF, _TWO_YEARS), *_either_order(_MONTHS_OF_A_HALF, _TWO_YEARS)
    ),
    "financial-half-year-by-first-year": _financial_halves(_year, *_either_order(_HALF, _ONE_YEAR)),
    "financial-half-year-by-last-year": _financial_halves(
        lambda year: _year(year) - 1, *_either_order(_HALF, _ONE_YEAR)
    ),
}
QUARTERS: dict[str, Reader] = {
    "calendar-quarter": _reader(
        lambda found: date(int(found["y"]), _quarter(found) * 3 - 2, 1),
        *_either_order(_QUARTER, r"(?P<y>\d{4})"),
    ),
    "financial-quarter": _financial_quarters(_first_year, _TWO_YEARS),
    "financial-quarter-by-first-year": _financial_quarters(_year, _ONE_YEAR),
    "financial-quarter-by-last-year": _financial_quarters(lambda year: _year(year) - 1, _ONE_YEAR),
    "quarter-months": _reader(
        _quarter_months, rf"{_MONTHS_OF_A_QUARTER}{_TWO_YEARS}", rf"{_MONTHS_OF_A_QUARTER}(?P<y>\d{{4}})"
    ),
}
YEARS: dict[str, Reader] = {
    "financial-month": _reader(
        _financial_month,
        *_either_order(r"(?:m|month|p|period)[ .]?(?P<n>\d{1,2})", _TWO_YEARS),
        *_either_order(_NAME, _TWO_YEARS),
        rf"{_NAME}[ -]?(?P<own>\d{{4}}){_GAP}{_TWO_YEARS}",
    ),
    "financial-year": _reader(lambda found: date(_first_year(found["y"]), 4, 1), _TWO_YEARS),
    "financial-year-by-first-year": _reader(lambda found: date(_year(found["y"]), 4, 1), _ONE_YEAR),
    "financial-year-by-last-year": _reader(lambda found: date(_year(found["y"]) - 1, 4, 1), _ONE_YEAR),
    "iso-week": _reader(
        lambda found: date.fromisocalendar(int(found["year"]), int(found["week"]), 1),
        rf"{_OF_YEAR}[ -]?{_WEEK}",
        rf"{_WEEK},? {_OF_YEAR}",
    ),
    "years": _reader(_years, r"(?P<first>\d{4}) ?(?:-|/|to) ?(?P<last>\d{4}|\d{2})"),
    "financial-years": _reader(
        _financial_years, rf"(?P<first>{_YEAR_OF_TWO}) ?(?:-|to) ?(?P<last>{_YEAR_OF_TWO})"
    ),
}
