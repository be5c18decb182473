"""Patterns such as `%d/%m/%Y`, read and written without the machine's language.

`datetime.strptime` takes the names of months from the locale of the machine, so the same file would load
on one server and be refused on the next. Here they are English, in any case, in full or short (`Sept`).
A name of a weekday must fit the day; `1st` is 1; blanks may be doubled.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_PARTS = {
    "%Y": r"(?P<Y>\d{4})",
    "%y": r"(?P<y>\d{2})",
    "%m": r"(?P<m>\d{1,2})",
    "%b": r"(?P<b>[A-Za-z]{3,9})\.?",
    "%B": r"(?P<b>[A-Za-z]{3,9})\.?",
    "%d": r"(?P<d>\d{1,2})(?:st|nd|rd|th)?",
    "%a": r"(?P<a>[A-Za-z]{3,9})",
    "%A": r"(?P<a>[A-Za-z]{3,9})",
    "%H": r"(?P<H>[01]?\d|2[0-4])",
    "%I": r"(?P<I>0?[1-9]|1[0-2])",
    "%p": r"(?P<p>[AaPp]\.?[Mm]\.?)",
    "%M": r"(?P<M>[0-5]?\d)",
    "%S": r"([0-5]?\d|60)",
    "%f": r"(\d{1,9})",
    "%z": r"(?P<z>Z|[+-]\d{2}:?\d{2})",
    "%j": r"(?P<j>\d{1,3})",
    "%%": "%",
}
_FIXED = {"%m": r"(?P<m>\d{2})", "%d": r"(?P<d>\d{2})", "%j": r"(?P<j>\d{3})"}
_TOKEN = re.compile(r"%.|\s+|[^%\s]")
_NUMBERS = {"%Y", "%y", "%m", "%d", "%j", "%H", "%I", "%M", "%S", "%f"}


def month(name: str) -> int:
    """Return 1 to 12, from the name or its first three letters or more."""
    wanted = name.lower()
    for number, full in enumerate(MONTHS, start=1):
        if len(wanted) >= 3 and full.startswith(wanted):
            return number
    raise ValueError(name)


def century(year: int) -> int:
    """Complete a year of two digits: 69 to 99 are of the last century, as in strptime."""
    return year + (1900 if year >= 69 else 2000)


@cache
def compiled(pattern: str, zone: str | None = None) -> Callable[[str], date]:
    """Return the function that reads dates written so; ValueError for any other text.

    zone: a time with an offset becomes the day it was then there; the day as written when None.
    """
    expression = re.compile(_expression(pattern), re.IGNORECASE)
    there = ZoneInfo(zone) if zone else None

    def read(text: str) -> date:
        found = expression.fullmatch(text)
        if found is None:
            raise ValueError(text)
        said = found.groupdict()
        # A Z of the pattern itself stands for Greenwich, as one that is read does.
        offset = said.get("z") or ("Z" if pattern.endswith("Z") else None)
        day = _day(text, said)
        return day if there is None or offset is None else _moved(day, said, offset, there)

    return read


def _moved(day: date, said: dict[str, str | None], offset: str, there: ZoneInfo) -> date:
    """Return the day it was elsewhere at that time."""
    hour = int(said.get("H") or 0)
    if said.get("I"):
        hour = int(said["I"] or 0) % 12 + 12 * (said.get("p") or "a").lower().startswith("p")
    written = datetime.fromisoformat(f"{day}T00:00:00{offset.upper()}")
    return (written + timedelta(hours=hour, minutes=int(said.get("M") or 0))).astimezone(there).date()


def _expression(pattern: str) -> str:
    tokens = _TOKEN.findall(pattern)
    parts = []
    for at, token in enumerate(tokens):
        neighbours = {tokens[i] for i in (at - 1, at + 1) if 0 <= i < len(tokens)}
        if token in _FIXED and neighbours & _NUMBERS:
            parts.append(_FIXED[token])  # 20201105: nothing but the width keeps the parts apart
        elif token in _PARTS:
            parts.append(_PARTS[token])
        else:
            parts.append(r"\s+" if token.isspace() else re.escape(token))
    return "".join(parts)


def _day(text: str, said: dict[str, str | None]) -> date:
    year = int(said["Y"]) if said.get("Y") else century(int(said["y"] or 0))
    if said.get("j"):
        day = date.fromordinal(date(year, 1, 1).toordinal() + int(said["j"] or 0) - 1)
        if day.year != year:
            raise ValueError(text)
        return day
    name = said.get("b")
    day = date(year, month(name) if name else int(said.get("m") or 1), int(said.get("d") or 1))
    weekday = said.get("a")
    if weekday and not DAYS[day.weekday()].startswith(weekday.lower()):
        raise ValueError(text)  # a Friday that was a Saturday: one of the two is wrong
    return day


def write(day: date, pattern: str) -> str:
    """Write a day as the pattern does, whatever the machine's language."""
    name, weekday = MONTHS[day.month - 1].capitalize(), DAYS[day.weekday()].capitalize()
    said = {"%b": name[:3], "%B": name, "%a": weekday[:3], "%A": weekday, "%p": "AM", "%z": "+00:00"}
    said["%Y"] = f"{day.year:04}"
    return re.sub("%.", lambda sign: said.get(sign[0]) or day.strftime(sign[0]), pattern)
