"""Reasons for a missing value, and remarks on one that is there: the words that are stored, and their order.

In memory each is a small number, its place in QUALIFIERS: 0 says nothing, and of several the largest holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import numpy as np


class Qualifier(StrEnum):
    """From the mildest to the strictest: of several that meet in one value the last one is told."""

    REVISED = "revised"
    PROVISIONAL = "provisional"
    ESTIMATED = "estimated"
    UNRELIABLE = "unreliable"
    INCOMPLETE = "incomplete"
    NOT_APPLICABLE = "not applicable"
    NOT_AVAILABLE = "not available"
    NOT_REPORTED = "not reported"
    ONLY_A_RANGE = "only a range"
    SUPPRESSED = "suppressed"


QUALIFIERS: tuple[str | None, ...] = (None, *(q.value for q in Qualifier))
CODES: dict[str | None, int] = {word: code for code, word in enumerate(QUALIFIERS)}

FIRST_MISSING = CODES["not applicable"]
"""From this number on they say that there is no value."""


def codes_of(words: Iterable[str | None]) -> np.ndarray:
    """Return stored words as small numbers. What another version of the program stored, and this one does not
    know, says nothing."""
    return np.fromiter((CODES.get(word, 0) for word in words), dtype=np.int8)
