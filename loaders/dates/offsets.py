"""Offsets from Greenwich behind a time, as computers write them: which day it was depends on where one asks.

2026-03-29T23:30:00+00:00   in Britain 30 March: an hour after midnight is added in summer
2026-01-15T23:30:00+00:00   as a clock in Britain showed it: nothing to ask
2026-07-01T00:00:00Z        a day that a computer wrote as its midnight: taken as written
2026-06-30 23:00:00+00      a day that a database keeps as a midnight of London
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

BRITAIN = "Europe/London"
_BEHIND = r" ?(Z|z|UTC|GMT|[+-]\d\d(:?\d\d)?)$"
TIME = r":\d\d(:\d\d)?(\.\d+)?" + _BEHIND
"""A time with an offset. These expressions are DuckDB's (RE2) as well."""
MIDNIGHT = r"[ T]00:00(:00)?(\.0+)?" + _BEHIND
READ = r"(\d|[AaPp]\.?[Mm]\.?) ?(Z|z|[+-]\d\d:?\d\d)$"
"""An offset where a pattern reads one."""
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)" + _BEHIND)
_MIDNIGHTS_THERE = {"22:00", "23:00", "00:00"}


def are_read(written: str) -> bool:
    """Tell whether a way to write a moment reads the offset itself: a midnight is open then, too."""
    return "%z" in written or ("%" in written and written.endswith("Z"))


def first_open(texts: Iterable[str], formats: Iterable[str]) -> str | None:
    """Return the first text whose day is open: a clock in Britain showed another time then."""
    are_moved = any(map(are_read, formats))
    found = [text for text in texts if re.search(TIME, text) or (are_moved and re.search(READ, text))]
    if are_moved:
        return next(iter(found), None)
    times = {
        match[2][:5]: text for text in found if (match := _ISO.fullmatch(text)) and _is_greenwich(match[3])
    }
    if len(times) and times.keys() <= _MIDNIGHTS_THERE and times.keys() != {"00:00"}:
        return times.get("23:00") or times["22:00"]
    return next((text for text in found if not re.search(MIDNIGHT, text) and not _is_of_britain(text)), None)


def _is_greenwich(offset: str) -> bool:
    return not offset.strip("+-0:ZzUTCGM")


def _is_of_britain(text: str) -> bool:
    match = _ISO.fullmatch(text)
    if match is None:
        return False
    offset = "+00:00" if _is_greenwich(match[3]) else match[3]
    try:
        moment = datetime.fromisoformat(f"{match[1]}T{match[2]}{offset}")
        return moment.astimezone(ZoneInfo(BRITAIN)).replace(tzinfo=None) == moment.replace(tzinfo=None)
    except (ValueError, OverflowError):
        return True  # no time at all: it is refused as one


def question(column: str, shown: str, lines: Callable[[str], str]) -> tuple[str, str, str]:
    """Return what is wrong, what was expected and what was found: for a refusal of the whole file. `lines`
    gives the line of the catalogue that names a zone."""
    what = f"has times in `{column}` with an offset from Greenwich, which may be of another day elsewhere"
    britain, greenwich = lines(BRITAIN), lines("UTC")
    return what, f"`{britain}` for the day it was in Britain, `{greenwich}` for the day in Greenwich", shown
