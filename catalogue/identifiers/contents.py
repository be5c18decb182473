"""Texts that could tell who somebody is: numbers whose last digit checks the others, and ways of writing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator

LOOKED_AT = 2000
"""The number of different texts of a column of records that are looked at."""
_BY_CHANCE = 0.5
"""One number in eleven passes by chance, so a list of organisations may hold some. Of more than this share,
chance is ruled out."""
_BEYOND_CHANCE = 6
"""Standard deviations above one in eleven, beyond which some of many codes are no codes."""
HEALTH = "NHS, CHI or H&C numbers"

_GAP, _ANY_GAP = r"[ \-/_]{1,3}", r"[ \-/_.]{1,3}"
TEN = re.compile(
    r"(?<!\d)(?<!\d-)(?:\d{10}"
    rf"|\d{{3}}{_ANY_GAP}\d{{3}}{_ANY_GAP}\d{{4}}|\d{{4}}{_GAP}\d{{3}}{_GAP}\d{{3}}"
    rf"|\d{{6}}{_GAP}\d{{4}}|\d{{5}}{_GAP}\d{{5}}|\d\d{_GAP}\d\d{_GAP}\d\d{_GAP}\d{{4}}|(?:\d{_GAP}){{9}}\d)(?!\d)"
)
"""Ten digits in the groups people write them in. A number such as 1-1000210669 is one of an organisation."""
_NINE = re.compile(r"\d{9}(?:\.0)?")
"""Remains, in a spreadsheet, of a number with a zero in front, as one CHI number in three has."""
_SCIENTIFIC = re.compile(r"\d\.\d{7,9}E\+?0?[89]", re.IGNORECASE)
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
INSURANCE = re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2}[ -]?(?:\d{2}[ -]?){3}[A-D]\b", re.IGNORECASE)
SECURITY = re.compile(r"(?<![\d-])\d{3}[- ]\d{2}[- ]\d{4}(?![\d-])")
LICENCE = re.compile(r"\b[A-Z][A-Z9]{4}\d{6}[A-Z9]{2}[A-Z\d][A-Z]{2}\b", re.IGNORECASE)
_PPS = re.compile(r"(\d{7})([A-W])([A-IW]?)", re.IGNORECASE)


def plain(text: str) -> str:
    """Write a text without signs that nobody sees, with plain digits, blanks and hyphens."""
    if text.isascii():
        return text.strip()
    text = "".join(" " if c.isspace() else c for c in unicodedata.normalize("NFKC", text))
    return "".join(
        "-" if unicodedata.category(c) == "Pd" else c for c in text if unicodedata.category(c) != "Cf"
    ).strip()


def by_content(texts: Collection[str]) -> str | None:
    """Say what the different texts of a column are, if they could tell who somebody is."""
    filled = [text for each in texts if (text := plain(each))]
    if _health_numbers(filled):
        return HEALTH
    for looks_like, words in _CONTENTS:
        if sum(map(looks_like, filled)) > _BY_CHANCE * len(filled):
            return words
    return None


def _health_numbers(filled: Collection[str]) -> bool:
    long = [text for text in filled if len(text) >= 9]
    found = [digits for text in long for digits in tens(text)]
    passed, by_chance = sum(map(is_health_number, found)), len(found) / 11
    if found and passed > min(
        _BY_CHANCE * len(found), by_chance + _BEYOND_CHANCE * (by_chance * 10 / 11) ** 0.5
    ):
        return True
    cut = [text[:9].zfill(10) for text in long if _NINE.fullmatch(text)]
    passing = sum(map(is_health_number, cut)) + passed
    return len(cut) > 2 and len(cut) + len(found) > _BY_CHANCE * len(filled) < passing * 2


def tens(text: str) -> Iterator[str]:
    """Give the numbers of ten digits that stand in a text, as digits alone."""
    if _SCIENTIFIC.fullmatch(text):
        text = f"{float(text):.0f}".zfill(10)
    for found in TEN.findall(text):
        yield re.sub(r"\D", "", found)


def holds_health_number(text: str) -> bool:
    """Tell if a valid number of a patient stands anywhere in a text."""
    return any(is_health_number(digits) for digits in tens(text))


def is_health_number(digits: str) -> bool:
    """Test for ten digits whose last one checks the others: NHS, CHI and H&C numbers are made so."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(d) * weight for d, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == int(digits[-1]) and check != 10


def _is_pps(text: str) -> bool:
    """Test for an Irish number: its letter checks its digits and its second letter."""
    found = _PPS.fullmatch(text)
    if found is None:
        return False
    weighed = sum(int(d) * w for d, w in zip(found[1], range(8, 1, -1), strict=True))
    second = "WABCDEFGHI".index(found[3].upper()) if found[3] else 0
    return "WABCDEFGHIJKLMNOPQRSTUV"[(weighed + 9 * second) % 23] == found[2].upper()


def _whole(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


_CONTENTS: tuple[tuple[Callable[[str], bool], str], ...] = (
    (_whole(re.compile(r"\d{3}[- ]\d{3}[- ]\d{4}")), "NHS numbers"),
    (lambda text: POSTCODE.fullmatch(text) is not None and (" " in text or len(text) > 5), "full postcodes"),
    (_whole(MAIL), "addresses of mail"),
    (_whole(INSURANCE), "National Insurance numbers"),
    (_whole(SECURITY), "Social Security numbers"),
    (_whole(LICENCE), "numbers of driving licences"),
    (_is_pps, "Personal Public Service numbers"),
)
