"""Text of a file about groups of people that is quoted to somebody, in a message or a preview."""

from __future__ import annotations

NOT_REPEATED = "a number that is not repeated here, as it may be about few people"


def redact(text: str, instead: str = NOT_REPEATED) -> str:
    """Return a text as it may be quoted where it is about a group: whatever holds a digit is not repeated."""
    return instead if any(map(str.isdigit, text)) else text
