"""From one text to the patterns it may be written in: `05/06/20` → `%d/%m/%y`, `%m/%d/%y`, `%y/%m/%d`.

Nothing is decided here: `detect` keeps those patterns that read every text of a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from loaders.dates.patterns import DAYS, MONTHS

_TIME = re.compile(
    r"(?P<t>[ T])\d{1,2}(?P<m>:\d{2})(?P<s>:\d{2})?(?P<f>\.\d+)?"
    r"(?P<p> ?[AP]M)?(?P<z> ?(?:Z|[+-]\d{2}:?\d{2}))?$",
    re.IGNORECASE,
)
_TOKENS = re.compile(r"\d+(?:st|nd|rd|th)(?![A-Za-z])|\d+|[A-Za-z]+|[^A-Za-z\d]+")
_YEAR_WORDS = {"y", "fy", "cy"}
_NUMBERED = {"q", "qtr", "quarter", "w", "wk", "week", "m", "month", "p", "period", "year", "fy", "v", "part"}
"""Words whose number is not that of a day or a month."""
_TOGETHER = {8: ("%Y%m%d", "%d%m%Y", "%m%d%Y"), 6: ("%Y%m", "%d%m%y", "%m%d%y", "%y%m%d"), 4: ("%Y",)}
_LIKELY = ("%d", "%m", "%y")  # British order first; what is not British must prove it


def patterns_of(text: str) -> list[str]:
    """Return every pattern that the text may follow, the likeliest first."""
    plain = " ".join(text.split())
    time, plain = _time_of(plain)
    tokens = _TOKENS.findall(plain)
    options = [_options(token, tokens[at - 1] if at else "") for at, token in enumerate(tokens)]
    if any(len(token) > 40 for token in tokens) or sum(len(o) > 1 for o in options) > 3 or len(tokens) > 12:
        return []
    found = ["".join(parts) for parts in product(*options) if _is_possible(parts)]
    return [pattern + time for pattern in sorted(dict.fromkeys(found), key=_rank)]


def _rank(pattern: str) -> tuple[int, ...]:
    signs = re.findall("%[Ymdby]", pattern)
    return (signs[:1] == ["%y"], *(_LIKELY.index(s) if s in _LIKELY else 0 for s in signs))


def _time_of(text: str) -> tuple[str, str]:
    """Return the pattern of the time behind a date, and what stands before it."""
    found = _TIME.search(text)
    if found is None or found.start() < 6:
        return "", text
    hour = "%I" if found["p"] else "%H"
    parts = [found["t"], hour, ":%M", ":%S" if found["s"] else "", ".%f" if found["f"] else ""]
    parts += [(" " if (found["p"] or "").startswith(" ") else "") + "%p" if found["p"] else ""]
    parts += [(" " if (found["z"] or "").startswith(" ") else "") + "%z" if found["z"] else ""]
    return "".join(parts), text[: found.start()]


def _options(token: str, before: str) -> tuple[str, ...]:
    lower = token.lower()
    if token[0].isdigit():
        digits = re.sub(r"\D", "", token)
        if before.strip(" -_.").lower() in _NUMBERED or _is_of_a_code(before, digits):
            return ()
        if len(digits) <= 2:
            return ("%d",) if digits != token else ("%d", "%m", "%y") if len(digits) == 2 else ("%d", "%m")
        return _TOGETHER.get(len(digits), ())
    if token.isalpha() and len(lower) >= 3:
        if any(name.startswith(lower) for name in MONTHS):
            return ("%b",)
        if any(name.startswith(lower) for name in DAYS):
            return ("%A",)
    return (token.replace("%", "%%"),)


def _is_of_a_code(before: str, digits: str) -> bool:
    """Tell whether letters stand before a number that are no month or day: E01 is an area."""
    names = (*MONTHS, *DAYS)
    is_name = len(before) >= 3 and any(name.startswith(before.lower()) for name in names)
    is_year = len(digits) == 4 and before.lower() in _YEAR_WORDS
    return before.isalpha() and not is_name and not is_year


def _is_possible(parts: tuple[str, ...]) -> bool:
    """Test for one year, at most one month and day, no day without a month; a year of four digits that comes
    first is followed by the month."""
    signs = [sign for part in parts for sign in re.findall("%[YymbdA]", part)]
    dated = ["%m" if sign == "%b" else "%Y" if sign == "%y" else sign for sign in signs]
    if dated.count("%Y") != 1 or dated.count("%m") > 1 or dated.count("%d") > 1 or dated.count("%A") > 1:
        return False
    if "%d" in dated and "%m" not in dated:
        return False
    if signs[:1] == ["%y"] and "%d" not in dated and "%b" not in signs:
        return True
    by_year = [sign for sign in dated if sign != "%A"]
    return by_year[:1] != ["%Y"] or by_year == ["%Y", "%m", "%d"][: len(by_year)]


def in_full(pattern: str, texts: Iterator[str]) -> str:
    """Write `%B` where the texts write months in full."""
    full = {name for name in MONTHS if len(name) > 3}
    is_full = "%b" in pattern and any(full & set(re.findall("[a-z]+", text.lower())) for text in texts)
    return pattern.replace("%b", "%B") if is_full else pattern
