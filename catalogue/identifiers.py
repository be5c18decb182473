"""Signs that a column could tell who somebody is: its name, or its content.

Such a column has no place in `reads` of records, unless it is declared under `personal`. A name is looked
at when the catalogue is read, the content of a file when it is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

_NAMES: tuple[tuple[str, str], ...] = (
    (r"(nhs|chi|h\s?&\s?c|health (service|and care))( ?(no|num|number|id|identifier))?", "a health number"),
    (r"(hospital|unit) ?(no|num|number)", "the number of a person"),
    (r"(patient|person|client|resident|case ?note|pas|crn|mrn|medical record)"
     r" ?(no|num|number|id|identifier|key|ref|reference)", "the number of a person"),
    (r"crn|mrn|upi|ssn|social security( number)?|national insurance( number)?|nino",
     "the number of a person"),
    (r"(encounter|episode|spell|admission|attendance|stay|visit|event|case|referral|incident|activity)"
     r" ?(no|num|number|id|identifier|key)", "the number of one stay or event"),
    (r"((patient|person|first|last|middle|sur|fore|given|family|full|maiden|next of kin) ?)?names?",
     "a person's name"),
    (r"initials", "a person's name"),
    (r"dob|(date of birth|birth ?date|birth ?day|born)( on)?", "a date of birth"),
    (r"(home |patient |full )?(post ?code|zip( ?code)?)", "a full postcode"),
    (r"(home |street |full )?address( line)? ?\d*|street", "an address"),
    (r"(home |work |mobile )?(e ?mail|phone|telephone|mobile)( ?(address|number|no))?",
     "a way to reach a person"),
)  # fmt: skip
_PATTERNS = tuple((re.compile(pattern), words) for pattern, words in _NAMES)

SHARE = 0.8
"""A column is taken for an identifier if this share of what stands in it looks like one."""
LOOKED_AT = 2000
"""How many different texts of a column are looked at."""

_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_INSURANCE = re.compile(r"[A-CEGHJ-PR-TW-Z]{2} ?(\d{2} ?){3}[A-D]", re.IGNORECASE)


def by_name(column: str) -> str | None:
    """Say what a column of this name would hold, if it could tell who somebody is."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    plain = " ".join(re.sub(r"[_\W]+", " ", spaced).split()).casefold()
    return next((words for pattern, words in _PATTERNS if pattern.fullmatch(plain)), None)


def by_content(texts: Collection[str]) -> str | None:
    """Say what the different texts of a column are, if most of them could tell who somebody is."""
    filled = [text.strip() for text in texts if text.strip()]
    if not filled:
        return None
    for looks_like, words in _CONTENTS:
        if sum(map(looks_like, filled)) >= SHARE * len(filled):
            return words
    return None


def _is_health_number(text: str) -> bool:
    """Test for ten digits whose last one checks the others: NHS, CHI and H&C numbers are made so."""
    digits = re.sub(r"[ -]", "", text)
    if not re.fullmatch(r"\d{10}", digits) or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(d) * weight for d, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == int(digits[-1]) and check != 10


_CONTENTS: tuple[tuple[Callable[[str], bool], str], ...] = (
    (_is_health_number, "NHS, CHI or H&C numbers"),
    (lambda text: re.fullmatch(r"\d{3}[- ]\d{3}[- ]\d{4}", text) is not None, "NHS numbers"),
    (lambda text: _POSTCODE.fullmatch(text) is not None, "full postcodes"),
    (lambda text: _MAIL.fullmatch(text) is not None, "addresses of mail"),
    (lambda text: _INSURANCE.fullmatch(text) is not None, "National Insurance numbers"),
)
