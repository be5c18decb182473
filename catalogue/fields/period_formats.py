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
_WEEKLY, _HALF = Frequency.WEEKLY, Frequency.HALF_YEARLY

_TABLE: tuple[tuple[str, str, str, Frequency | None, str, *tuple[str, ...]], ...] = (
    # the word, an example, the first day of that period, how long a period is, what it means, other spellings
    ("date", "2016-04-01", "2016-04-01", None, "the first day itself; a time behind it does not matter",
     "2016-04-01 13:45", "2016-04-01T11:34:37.478362+00:00"),
    ("month-end", "2007-07-31", "2007-07-01", _MONTHLY, "the last day of a month", "Month to 31 Jul 2007",
     "Month ending July 2007"),
    ("quarter-end", "2025-06-30", "2025-04-01", _QUARTERLY, "the last day of a quarter",
     "Quarter to 30 Jun 2025", "Quarter ending June 2025", "3 months to 30 June 2025",
     "1 Apr 2025 to 30 Jun 2025"),
    ("year-end", "2025-03-31", "2024-04-01", _ANNUAL, "the last day of twelve months",
     "Year to 31 Mar 2025", "12 months to March 2025", "Year ended 31 March 2025",
     "April 2024 to March 2025"),
    ("week-ending", "2020-06-05", "2020-05-30", _WEEKLY, "the last day of a week", "w/e 5 Jun 2020",
     "Week ending Friday 5 June 2020", "30 May 2020 - 5 Jun 2020"),
    ("week-commencing", "2020-06-01", "2020-06-01", _WEEKLY, "the first day of a week", "w/c 1 Jun 2020"),
    ("month-until", "2015-11-01", "2015-10-01", _MONTHLY,
     "the day after the last one of a month: midnight at its end", "2015-11-01 00:00:00"),
    ("quarter-until", "2025-07-01", "2025-04-01", _QUARTERLY, "the day after the last one of a quarter"),
    ("calendar-quarter", "2016Q4", "2016-10-01", _QUARTERLY, "1 is January to March", "Q4 2016",
     "Quarter 4 2016"),
    ("financial-quarter", "2017-18 Q4", "2018-01-01", _QUARTERLY,
     "1 is April to June; both years are named", "Q4 2017/18", "Quarter 4 2017-2018", "FY2017/18 Q4",
     "2017-18 Q4 (Jan-Mar)"),
    ("financial-quarter-by-first-year", "Q4 2017", "2018-01-01", _QUARTERLY,
     "the same, with the year that it began in", "2017Q4"),
    ("financial-quarter-by-last-year", "Q4 2018", "2018-01-01", _QUARTERLY,
     "the same, with the year that it ends in", "FY18 Q4"),
    ("half-year", "2020H1", "2020-01-01", _HALF, "1 is January to June", "H1 2020", "2020-S1",
     "2020 Half 1", "1st half 2020", "Jan-Jun 2020", "2020 January - June"),
    ("financial-half-year", "2017-18 H2", "2017-10-01", _HALF,
     "1 is April to September; both years are named", "H2 2017/18", "Second half 2017-18", "Oct-Mar 2017/18"),
    ("financial-half-year-by-first-year", "2017H2", "2017-10-01", _HALF,
     "the same, with the year that it began in", "H2 2017"),
    ("financial-half-year-by-last-year", "2018H2", "2017-10-01", _HALF,
     "the same, with the year that it ends in", "H2 2018", "FY18 H2"),
    ("quarter-months", "Apr-Jun 2015", "2015-04-01", _QUARTERLY, "the months of a quarter",
     "April to June 2015", "April - June 2015/16"),
    ("financial-month", "Month 1 2022/23", "2022-04-01", _MONTHLY,
     "a month of a financial year, by name or by number (1 is April)", "2022-23 Apr", "April 2022/23",
     "M01 2022-23", "Period 1 2022/23", "Apr 2022 2022/23"),
    ("financial-year", "2017-18", "2017-04-01", _ANNUAL, "April to March; both years are named", "2017/18",
     "FY2017/18", "2017-2018", "17/18", "201718"),
    ("financial-year-by-first-year", "2017", "2017-04-01", _ANNUAL,
     "April to March, with the year that it began in", "FY17"),
    ("financial-year-by-last-year", "2018", "2017-04-01", _ANNUAL,
     "April to March, with the year that it ends in", "FY18"),
    ("years", "2017 - 19", "2019-01-01", _ANNUAL,
     "several years taken together, kept under the last one; needs `rolling: true`", "2017-2019",
     "2017 to 2019"),
    ("financial-years", "2016/17 - 18/19", "2018-04-01", _ANNUAL,
     "several financial years taken together, kept under the last one; needs `rolling: true`",
     "2016-17 to 2018-19", "2016/17-2018/19"),
    ("iso-week", "2020-W05", "2020-01-27", _WEEKLY, "a week from Monday, numbered as in ISO 8601",
     "2020W05", "Week 5 2020"),
    ("excel", "2010-08-01", "2010-08-01", None, "a date cell, or the number behind one", "40391"),
    ("excel-1904", "38929", "2010-08-01", None,
     "the same, in a workbook that counts days from 1904 (old Macintosh)"),
)  # fmt: skip
WORDS = {
    word: Word(example, date.fromisoformat(begins), means, lasts, tuple(also))
    for word, example, begins, lasts, means, *also in _TABLE
}

ENDINGS = tuple(word for word in WORDS if word.startswith("week-") or word.endswith(("-end", "-until")))
"""Words that may stand before a pattern."""

POOLED = ("years", "financial-years")
"""Words for windows of several years, which overlap from one to the next."""

SIGNS = (
    "%Y", "%y", "%m", "%b", "%B", "%d", "%a", "%A", "%H", "%I", "%p", "%M", "%S", "%f", "%z", "%j", "%%"
)  # fmt: skip
"""Signs of a pattern, as strptime has them; `05` and `5` are one. Names of months and days are English."""

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
