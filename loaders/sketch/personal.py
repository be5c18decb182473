"""Columns that may tell who somebody is, by their heading or by what they hold: never named in a sketch's
source, and warned about."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADINGS = {
    "a person's number": r"(nhs|chi|hospital|patient|health service|case ?note|mrn|pas|person|subject)"
    r"( service)? ?(no|num|number|id|identifier)|patient|mrn|ssn|(prior )?encounter id|.*patient.* id",
    "a date of birth": r"(date of )?birth( ?date)?|dob|birth date|deceased at",
    "a name": r"(fore|sur|first|last|middle|full|patient|given|family) ?names?|maiden",
    "an address": r"address ?\d?|post ?code|zip( code)?|street|city|"
    r"(e ?mail|phone|mobile|telephone)( number)?|fax",
}
_CONTENTS = {
    "a person's number": r"\d{3}[ -]?\d{3}[ -]?\d{4}",
    "a full postcode": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}",
    "an address": r"[^@\s]+@[^@\s]+\.[a-z]+",
}


def personal(words: str, texts: Sequence[str]) -> str | None:
    """What it seems to hold; None for nothing personal. `words`: the heading in plain small words."""
    for what, expression in _HEADINGS.items():
        if re.fullmatch(expression, words):
            return what
    for what, expression in _CONTENTS.items():
        fitting = sum(re.fullmatch(expression, text) is not None for text in texts)
        if texts and fitting > 0.8 * len(texts) and len(texts) > 5:
            return what
    return None
