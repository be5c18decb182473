"""Cells as they may be quoted to somebody: what could tell who somebody is, is not repeated.

A message names the row and the column, so whoever may open the file finds the cell there. Quoting is
stricter than reading: a health number with a wrong digit is as telling as a right one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from catalogue.identifiers.contents import INSURANCE, LICENCE, MAIL, POSTCODE, SECURITY, TEN, plain

NOT_REPEATED = "something that is not repeated here, as it may tell who somebody is"
_MASK = "(not repeated)"
LABELLED = re.compile(
    r"\b((nhs|chi|h ?& ?c|mrn|crn|pas|nino|ni|passport|ssn|patient|pt|client)\b[\s:.#-]*"
    r"((no|nr|num|number|id)\b)?|hosp(ital)?\b[\s.]*(no|nr|num|number)\b)[\s:.#-]*[A-Z]{0,3}(\d[ -]?){5,}\w*",
    re.IGNORECASE,
)
_BORN = re.compile(r"\b(dob|d\.o\.b\.?|date of birth|born)\b[^\d]{0,6}\d[\d/. -]{3,}\d", re.IGNORECASE)
_SPACED_POSTCODE = re.compile(POSTCODE.pattern.replace(" ?", " "), re.IGNORECASE)
_TELLING = (TEN, SECURITY, INSURANCE, LICENCE, MAIL, LABELLED, _BORN, _SPACED_POSTCODE)

_TITLED = re.compile(r"\b(Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Rev)\.? +[A-Z]")
_NAME = re.compile(r"[^\W\d_][\w'’-]*[^\W\d_]")
_ORDINARY = frozenset(
    """A&E All And Any April At August Available Applicable Awaiting Below Bed Calculated Cannot Collected
    Closed Confidential Data Date December Days Due England February Few Fewer Figure For From Full
    Health In Incomplete Information January July June Known Late Less Low March May Missing Month More
    National NHS No None Not Note November Number Numbers Of October On Only Or Other Over Pending Per
    Percent Published Provided Provisional Quarter Rate Received Recorded Reported Return Returned
    Revised See September Small Submission Submitted Suppressed Than The To Total Under Unavailable
    About Applies Approx Approximately As At Be Been Blank By Case Cases Code Confirmed Contact Count
    Due Enough Footnote Follow Has Have Hidden Is It Key Later Nil Notes Nothing Please Prior Redacted
    Reason Row Sent Still Table Tbc Text Too Was Were When Will
    Unknown Validated Value Values With Withheld Yet Year Zero Estimated Error Div Ref Name Null
    """.casefold().split()
)
"""Words that stand where a number should and name nobody."""


@lru_cache(maxsize=4096)
def cell(text: str) -> str:
    """Return a cell as it may be quoted: all of it, or nothing."""
    if text.isalpha():
        return text
    written = plain(text)
    return NOT_REPEATED if any(pattern.search(written) for pattern in _TELLING) else text


def count(text: str) -> str:
    """Return a cell as it may be quoted where a number should stand: who writes a name there, or a long
    number beside words, speaks of a person."""
    written = plain(text)
    has_words = re.search(r"[^\W\d_]{2}", written) is not None
    if has_words and (re.search(r"\d{5}", written) or _names_somebody(written)):
        return NOT_REPEATED
    return NOT_REPEATED if re.fullmatch(r"\d{9}", written) else cell(text)


@lru_cache(maxsize=4096)
def masked(sentence: str) -> str:
    """Return a sentence without the numbers in it that could tell who somebody is."""
    for pattern in _TELLING:
        sentence = pattern.sub(_MASK, sentence)
    return sentence


def _names_somebody(text: str) -> bool:
    """Tell two words, one after the other, that are no ordinary ones; many write names without capitals."""
    words = re.findall(r"[\w'’&-]+", text)
    names = [
        _NAME.fullmatch(word) is not None and word.casefold() not in _ORDINARY and not word.isdigit()
        for word in words
    ]
    return _TITLED.search(text) is not None or any(a and b for a, b in pairwise(names))
