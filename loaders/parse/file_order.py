"""The order of several files: the older first, and of two about the same time the one that was not revised.

Files of one source revise each other, so their order decides what stands. Names alone would put April before
March, and `March-2024-revised.csv` before `March-2024.csv`, because a dash sorts before a dot.

    ae-December-2023  <  ae-March-2024  <  ae-March-2024-revised  <  ae-April-2024
"""

from __future__ import annotations

import re
from pathlib import Path

from loaders.dates.patterns import MONTHS, century
from loaders.dates.patterns import month as month_of

_MONTH = rf"(?<![a-z])(?P<month>{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in MONTHS)}|sept)"
_GAP = r"[\s_.,-]*"
_TWO_YEARS = r"(?P<fy>(?:19|20)\d\d)[-_/]?(?:20)?(?P<next>\d\d)(?!\d)"
_WRITTEN = re.compile(
    rf"{_MONTH}{_GAP}(?:{_TWO_YEARS})"  # March 2023-24
    rf"|{_MONTH.replace('month', 'month_2')}{_GAP}(?P<year_2>(?:19|20)\d\d|\d\d)(?!\d)"  # Mar-24
    rf"|(?P<year_3>(?:19|20)\d\d){_GAP}{_MONTH.replace('month', 'month_3')}"  # 2024 March
    r"|(?<!\d)(?P<year_4>(?:19|20)\d\d)[-_. ]?(?P<number>0[1-9]|1[0-2])(?:[-_. ]?(?P<day>[0-3]\d))?(?!\d)"
    r"|(?<!\d)(?P<day_5>[0-3]\d)[-_. ](?P<number_5>0[1-9]|1[0-2])[-_. ](?P<year_5>(?:19|20)\d\d)(?!\d)"
    rf"|(?<![a-z])q(?P<quarter>[1-4]){_GAP}(?P<year_6>(?:19|20)\d\d)(?!\d)",  # Q1 2023-24
    re.IGNORECASE,
)
_EARLIER = re.compile(r"(provisional|prov|prelim(inary)?|prf)(?![a-z])", re.IGNORECASE)
_LATER = re.compile(
    r"(revised?|revision|corrected|correction|amended|updated?|final)(?![a-z])", re.IGNORECASE
)


def key(path: Path, folder: Path) -> tuple[object, ...]:
    """Return what a file is sorted by: its folder, the words before the first date, the dates, whether it was
    revised, the rest. Numbers count as numbers: part 2 comes before part 10."""
    below = path.relative_to(folder) if path.is_relative_to(folder) else Path(path.name)
    parts = (*below.parts[:-1], _stem(below.name))
    return tuple(_one(part) for part in parts), below.as_posix()


def _stem(name: str) -> str:
    """Take off endings: `a.csv.gz` is `a`."""
    return re.sub(r"(\.[A-Za-z]\w{1,7}){1,2}$", "", name)


def _one(text: str) -> tuple[object, ...]:
    found = list(_WRITTEN.finditer(text))
    before = text[: found[0].start()] if found else _LATER.sub(" ", _EARLIER.sub(" ", text))
    rest = _WRITTEN.sub(" ", text[found[0].start() :]) if found else ""
    rank = bool(_LATER.search(text)) - bool(_EARLIER.search(text))
    return _natural(before), tuple(_when(match) for match in found), rank, _natural(rest)


def _when(match: re.Match[str]) -> tuple[int, int, int]:
    said = {name.split("_")[0]: text for name, text in match.groupdict().items() if text is not None}
    if "quarter" in said:
        return int(said["year"]), int(said["quarter"]) * 3, 0
    month = int(said["number"]) if "number" in said else month_of(said["month"])
    if "fy" in said:  # January 2023-24 is of 2024
        return int(said["fy"]) + (month < 4), month, 0
    year = int(said["year"])
    return year if year > 99 else century(year), month, int(said.get("day", 0))


def _natural(text: str) -> tuple[tuple[bool, int, str], ...]:
    words = re.findall(r"\d+|[^\W\d]+", text.lower())
    return tuple((word.isdigit(), int(word) if word.isdigit() else 0, word) for word in words)
