"""Define how a source may write its periods: the words and patterns that `format` takes.

A format is one of WORDS, a pattern of strptime's signs (`%b-%y`), or an ending and a pattern
(`month-end %d/%m/%Y`). The words are here, with an example each that the manual shows and the tests read;
`loaders.dates.reader` reads them.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date

from catalogue.fields.periods import Frequency

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Word:
    example: str
    begins: date  # the first day of the period that the example names
    means: str
    length: Frequency | None = None  # of the period; None: a day that may begin any
    also: tuple[str, ...] = ()  # other spellings of the same period


_MONTHLY, _QUARTERLY, _ANNUAL = Frequency.MONTHLY, Frequency.QUARTERLY, Frequency.ANNUAL
_WEEKLY = Frequency.WEEKLY

WORDS = {
    "date": Word(
        "2016-04-01",
        date(2016, 4, 1),
        "the first day itself; a time behind it does not matter",
        also=("2016-04-01 13:45", "2016-04-01T11:34:37.478362+00:00"),
    ),
    "month-end": Word(
        "2007-07-31",
        date(2007, 7, 1),
        "the last day of a month",
        _MONTHLY,
        ("Month to 31 Jul 2007", "Month ending July 2007"),
    ),
    "quarter-end": Word(
        "2025-06-30",
        date(2025, 4, 1),
        "the last day of a quarter",
        _QUARTERLY,
        (
            "Quarter to 30 Jun 2025",
            "Quarter ending June 2025",
            "3 months to 30 June 2025",
            "1 Apr 2025 to 30 Jun 2025",
        ),
    ),
    "year-end": Word(
        "2025-03-31",
        date(2024, 4, 1),
        "the last day of twelve months",
        _ANNUAL,
        (
            "Year to 31 Mar 2025",
            "12 months to March 2025",
            "Year ended 31 March 2025",
            "April 2024 to March 2025",
        ),
    ),
    "week-ending": Word(
        "2020-06-05",
        date(2020, 5, 30),
        "the last day of a week",
        _WEEKLY,
        ("w/e 5 Jun 2020", "Week ending Friday 5 June 2020", "30 May 2020 - 5 Jun 2020"),
    ),
    "week-commencing": Word(
        "2020-06-01", date(2020, 6, 1), "the first day of a week", _WEEKLY, ("w/c 1 Jun 2020",)
    ),
    "month-until": Word(
        "2015-11-01",
        date(2015, 10, 1),
        "the day after the last one of a month: midnight at its end",
        _MONTHLY,
        ("2015-11-01 00:00:00",),
    ),
    "quarter-until": Word(
        "2025-07-01", date(2025, 4, 1), "the day after the last one of a quarter", _QUARTERLY
    ),
    "calendar-quarter": Word(
        "2016Q4", date(2016, 10, 1), "1 is January to March", _QUARTERLY, ("Q4 2016", "Quarter 4 2016")
    ),
    "financial-quarter": Word(
        "2017-18 Q4",
        date(2018, 1, 1),
        "1 is April to June; both years are named",
        _QUARTERLY,
        ("Q4 2017/18", "Quarter 4 2017-2018", "FY2017/18 Q4", "2017-18 Q4 (Jan-Mar)"),
    ),
    "financial-quarter-by-first-year": Word(
        "Q4 2017", date(2018, 1, 1), "the same, with the year that it began in", _QUARTERLY, ("2017Q4",)
    ),
    "financial-quarter-by-last-year": Word(
        "Q4 2018", date(2018, 1, 1), "the same, with the year that it ends in", _QUARTERLY, ("FY18 Q4",)
    ),
    "quarter-months": Word(
        "Apr-Jun 2015",
        date(2015, 4, 1),
        "the months of a quarter",
        _QUARTERLY,
        ("April to June 2015", "April - June 2015/16"),
    ),
    "financial-month": Word(
        "Month 1 2022/23",
        date(2022, 4, 1),
        "a month of a financial year, by name or by number (1 is April)",
        _MONTHLY,
        ("2022-23 Apr", "April 2022/23", "M01 2022-23", "Period 1 2022/23", "Apr 2022 2022/23"),
    ),
    "financial-year": Word(
        "2017-18",
        date(2017, 4, 1),
        "April to March; both years are named",
        _ANNUAL,
        ("2017/18", "FY2017/18", "2017-2018", "17/18", "201718"),
    ),
    "financial-year-by-first-year": Word(
        "2017", date(2017, 4, 1), "April to March, with the year that it began in", _ANNUAL, ("FY17",)
    ),
    "financial-year-by-last-year": Word(
        "2018", date(2017, 4, 1), "April to March, with the year that it ends in", _ANNUAL, ("FY18",)
    ),
    "years": Word(
        "2017 - 19",
        date(2019, 1, 1),
        "several years taken together, kept under the last one; needs `rolling: true`",
        _ANNUAL,
        ("2017-2019", "2017 to 2019"),
    ),
    "financial-years": Word(
        "2016/17 - 18/19",
        date(2018, 4, 1),
        "several financial years taken together, kept under the last one; needs `rolling: true`",
        _ANNUAL,
        ("2016-17 to 2018-19", "2016/17-2018/19"),
    ),
    "iso-week": Word(
        "2020-W05",
        date(2020, 1, 27),
        "a week from Monday, numbered as in ISO 8601",
        _WEEKLY,
        ("2020W05", "Week 5 2020"),
    ),
    "excel": Word("2010-08-01", date(2010, 8, 1), "a date cell, or the number behind one", None, ("40391",)),
    "excel-1904": Word(
        "38929", date(2010, 8, 1), "the same, in a workbook that counts days from 1904 (old Macintosh)"
    ),
}

ENDINGS = (
    "month-end",
    "quarter-end",
    "year-end",
    "week-ending",
    "week-commencing",
    "month-until",
    "quarter-until",
)
"""Words that may stand before a pattern."""

POOLED = ("years", "financial-years")
"""Words for windows of several years, which overlap from one to the next."""

SIGNS = {
    "%Y": "2020",
    "%y": "20",
    "%m": "05 or 5",
    "%b": "May (or in full)",
    "%B": "May (or its first three letters or more)",
    "%d": "01, 1 or 1st",
    "%a": "Fri (or in full)",
    "%A": "Friday (or short)",
    "%H": "hour",
    "%I": "hour of 12",
    "%p": "AM or PM",
    "%M": "minute",
    "%S": "second",
    "%f": "part of a second",
    "%z": "offset such as +01:00",
    "%j": "day of the year",
    "%%": "%",
}
"""Signs of a pattern, and what they stand for. Names of months and days are always English."""

_SIGN = re.compile(r"%.?")


def split(written: str) -> tuple[str, str]:
    """Split `month-end %d/%m/%Y` into the ending and the pattern; either may be empty."""
    name, _, pattern = written.partition(" ")
    if name in ENDINGS and (not pattern or "%" in pattern):
        return name, pattern.strip()
    return ("", "") if written in WORDS else ("", written)


def length(written: str) -> Frequency | None:
    """Return how long the periods are that a format names; None for days."""
    ending, pattern = split(written)
    if ending or written in WORDS:
        return WORDS[ending or written].length
    if "%d" in pattern or "%j" in pattern:
        return None
    return _MONTHLY if re.search("%[bBm]", pattern) else _ANNUAL


def mistake(written: str) -> str | None:
    """Say what is wrong with a format, and what to write instead; None for a good one."""
    if written in WORDS or written == AUTO:
        return None
    ending, pattern = split(written)
    if ending and not pattern:
        return None
    signs = _SIGN.findall(pattern)
    if not signs:
        near = difflib.get_close_matches(written, [*WORDS, AUTO], 1, 0.6)
        known = f"did you mean `{near[0]}`?" if near else "one of " + ", ".join([*WORDS, AUTO])
        return f"`{written}` is no way to write a period; {known}, or a pattern such as %d/%m/%Y"
    for sign in signs:
        if sign not in SIGNS:
            return f"`{sign}` in `{written}` is unknown; use " + " ".join(SIGNS)
    if not {"%Y", "%y"} & set(signs):
        return f"`{written}` names no year: it needs %Y (2020) or %y (20)"
    if "%d" in signs and not {"%m", "%b", "%B"} & set(signs):
        return f"`{written}` names a day but no month: it needs %m (05), %b (May) or %B"
    twice = sorted({sign for sign in signs if signs.count(sign) > 1 and sign != "%%"})
    if twice:
        return f"`{written}` names {twice[0]} twice"
    return None
