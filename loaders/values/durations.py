"""Durations: texts to seconds.

0:07:12  26:00:00  1 day, 2:00:00      hours, minutes and seconds
07:24                                  whatever `unit_of` of the source says; else refused
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

HOURS = "hours and minutes"
_LONG = re.compile(
    r"((?P<days>\d+) days?,? |1900-01-(?P<serial>\d\d) )?"
    r"(?P<h>\d+):(?P<m>[0-5]\d):(?P<s>[0-5]\d(\.\d+)?)(?P<rest>[^\d.:].*)?"
)
_SHORT = re.compile(r"(?P<first>\d+):(?P<second>[0-5]\d)(?P<part>\.\d+)?(?P<rest>[^\d.:].*)?")
_TYPED = re.compile(r"\d+:[0-5]\d:00")
ENOUGH = 8  # times from which on it is no accident that none of them has seconds
_EXPECTED = "a time in hours, minutes and seconds, such as 0:07:12, as `unit_of` says"
_EXPECTED_SHORT = (
    f"{_EXPECTED}; where there are two parts, say `time in …, minutes and seconds` (or `{HOURS}`) in "
    "`unit_of`"
)


def is_time(text: str) -> bool:
    return bool(_LONG.fullmatch(text) or _SHORT.fullmatch(text))


def expected(found: str) -> str:
    return _EXPECTED_SHORT if _SHORT.fullmatch(found) else _EXPECTED


def seconds(texts: np.ndarray, short: str | None) -> tuple[np.ndarray, np.ndarray]:
    """Read `0:07:12` as 432, and tell which texts are no time: of a number without colons nobody says
    whether it is of seconds or days."""
    written = [_of_long(text) or (_of_short(text, short) if short else None) for text in texts]
    unclear = [not found and text[-1:].isdigit() for found, text in zip(written, texts, strict=True)]
    read = [found or text for found, text in zip(written, texts, strict=True)]
    return np.array(read, dtype=object), np.array(unclear, dtype=bool)


def _of_long(text: str) -> str | None:
    match = _LONG.fullmatch(text)
    if match is None:
        return None
    # Excel counts days from 1900 where a time of more than a day is not shown as hours.
    days = int(match["days"] or 0) + (int(match["serial"]) if match["serial"] else 0)
    hours = days * 24 + int(match["h"])
    return str((hours * 60 + int(match["m"])) * 60 + float(match["s"])) + (match["rest"] or "")


def _of_short(text: str, short: str) -> str | None:
    """Read `07:24` as 444 (minutes and seconds), or as 26640 (hours and minutes, without fractions)."""
    match = _SHORT.fullmatch(text)
    if match is None or (match["part"] and short == HOURS):
        return None
    found = int(match["first"]) * 60 + float(match["second"] + (match["part"] or ""))
    return str(found * (60 if short == HOURS else 1)) + (match["rest"] or "")


def seem_typed(texts: Iterable[str]) -> bool:
    """Tell whether no time of a workbook's column has seconds: 07:24 that somebody typed became hours and
    minutes, whatever was meant."""
    found = [text for text in texts if is_time(text) and text.strip("0:")]
    return len(found) >= ENOUGH and all(_TYPED.fullmatch(text) for text in found)
