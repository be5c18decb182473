"""Texts of what people said, and of what was done about it."""

from __future__ import annotations

from components.words import say
from quality.registers.experience import Said
from quality.registers.record import Record

TITLE, OF_SERVICE = "You said, we did", "You said, we did: {service}"
LEDE = (
    "What people said about their care in {service}, and what was done about it. Their words are shown "
    "without anything that could tell who they are."
)
YOU_SAID, WE_DID, DIFFERENCE = "You said", "We did", "Has it made a difference?"
OTHERS_SAID = "What people said"
NO_ANSWERS = "Nothing has been published here yet."
HOW_TO_SAY = "To say something about your care, ask any member of staff. They can record it for you."
MADE_DIFFERENCE, MADE_NOTE = (
    "Made a difference",
    "Of the answers that were closed in a month, those that made a difference. “Partly” is no yes.",
)
ALL_COMMENTS, PUBLIC_PAGE, ADD = "Every comment", "The public page", "Add a comment"
ANSWERS = {"yes": "Yes", "partly": "Partly", "no": "No"}


def yesterday(found: Said) -> str:
    """Say how many comments came the day before; nothing where that may not be told."""
    if found.yesterday is None:
        return ""
    return (
        f"{say.capital(say.plural(found.yesterday, 'comment'))} came yesterday."
        if found.yesterday
        else ("No comment came yesterday.")
    )


def quoted(record: Record, *, is_public: bool = False) -> str:
    """Say `Came on 18 November 2026; kindness and respect`; for everybody the theme alone, as a day could
    tell who was there."""
    theme = record.declared.fields["theme"].choices.get(record.said.get("theme", ""), "")
    day = None if is_public else record.day("day")
    return "; ".join(part for part in (f"Came on {say.day(day)}" if day else "", theme) if part)


def difference(record: Record) -> str:
    """Say `Yes, said service users`; nothing where nobody was asked yet."""
    answer = record.said.get("difference")
    if not answer:
        return ""
    asked = record.declared.fields["asked"].choices.get(record.said["asked"], "")
    return f"{ANSWERS.get(answer, answer)}, said {asked}."
