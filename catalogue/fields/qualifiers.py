"""Say why a value is missing, or what to know of one that is there, as people read and write it.

What is stored, and which of several holds, is `data.read.qualifiers`.

    missing   suppressed, only a range, not reported, not available, not applicable: there is no number
    present   incomplete, unreliable, estimated, provisional, revised: there is one, with a remark
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from catalogue.fields.base import listed
from data.read.qualifiers import CODES, FIRST_MISSING, QUALIFIERS, Qualifier

__all__ = ["CODES", "FIRST_MISSING", "QUALIFIERS", "Qualifier", "meaning", "tally", "word"]

Reason = Literal["suppressed", "only a range", "not reported", "not available", "not applicable"]
"""Reasons for there being no number."""
Remark = Literal["incomplete", "unreliable", "estimated", "provisional", "revised"]
"""Remarks on a number that is there."""

Marks = dict[str, Reason | Remark | Literal["ignored"]]
"""Mark -> what it says; `ignored`: nothing that matters here (a footnote, a break in the series)."""

MEANING: Mapping[str, str] = {
    Qualifier.SUPPRESSED: "suppressed by the publisher",
    Qualifier.ONLY_A_RANGE: "published as a range only",
    Qualifier.NOT_REPORTED: "not reported",
    Qualifier.NOT_AVAILABLE: "not available",
    Qualifier.NOT_APPLICABLE: "not applicable",
    Qualifier.INCOMPLETE: "incomplete, says the publisher",
    Qualifier.UNRELIABLE: "of low reliability, says the publisher",
    Qualifier.ESTIMATED: "estimated by the publisher",
    Qualifier.PROVISIONAL: "provisional, says the publisher",
    Qualifier.REVISED: "revised by the publisher",
}
"""The words on the screen: a chart, a table, a file."""

_MISSING: dict[Reason | None, tuple[str, ...]] = {
    "suppressed": ("*", "c", "[c]"),
    "only a range": ("[low]",),
    "not applicable": ("z", "[z]"),
    "not available": (":", "..", "[x]", "[w]", "Not Available"),
    # Publishers mean different things by these: no value, and no more is said unless a source says it.
    None: ("", "-", "–", ".", "x", "N/A", "n/a", "NA", "NULL"),
}
DEFAULT_MISSING: dict[str, Reason | Literal["zero"] | None] = {
    mark: reason for reason, marks in _MISSING.items() for mark in marks
}
"""Marks that stand in the place of a number. `[c]`, `[x]` … are the Government Statistical Service's."""

AMBIGUOUS = ("-", "–")
"""Some publishers write zero so, others nothing at all."""

DEFAULT_MARKS: Marks = {
    "[p]": "provisional",
    "[r]": "revised",
    "[e]": "estimated",
    "[u]": "unreliable",
    "[b]": "ignored",
    "[f]": "estimated",
    "[c]": "suppressed",
    "[x]": "not available",
    "[z]": "not applicable",
    "[low]": "only a range",
}
"""Marks behind a number, in the brackets that make them unmistakable. A bare letter must be declared."""

DEFAULT_CODES: Marks = {
    **{mark.strip("[]"): said for mark, said in DEFAULT_MARKS.items() if mark not in {"[x]", "[low]"}},
    "d": "ignored",  # a derived row: whether it counts twice is for `drop` to say
    "y": "incomplete",
    ":": "not available",
    **DEFAULT_MARKS,
}
"""Codes in a column of qualifiers on which the Government Statistical Service and Public Health Scotland
agree. `x` and `*` mean different things to the two, so a source must say."""


def _marked(value: Any) -> Any:
    """Take a list of marks for a mapping that gives no reasons. `no reason given` may be written out."""
    if value is None:
        return None
    given = value if isinstance(value, dict) else dict.fromkeys(listed(value))
    unsaid = (None, "", "no reason given")
    return {str(mark): None if reason in unsaid else reason for mark, reason in given.items()}


MissingMarks = Annotated[
    dict[str, Reason | Literal["zero"] | None],
    BeforeValidator(_marked, json_schema_input_type=str | list[str] | dict[str, str | None]),
]
"""Mark -> why there is no number, or `zero` where the publisher writes zero so."""


def word(code: int) -> str:
    """Return a code as it is written in files and in the catalogue; empty for nothing to say."""
    return QUALIFIERS[code] or ""


def meaning(code: int) -> str:
    """Return a code in words for the screen; empty for nothing to say."""
    return MEANING[word(code)] if code else ""


def tally(codes: Iterable[tuple[str, int]]) -> str:
    """Write `380 suppressed, 32 not reported`, the most frequent first."""
    return ", ".join(f"{count:,} {said}" for said, count in sorted(codes, key=lambda c: (-c[1], c[0])))
