"""Texts about what others learnt."""

from __future__ import annotations

from components.words import say
from quality.registers.learning import Learning

TITLE, LINK = "What was learnt", "What others learnt about the same measures"
LEDE = (
    "Closed tests of change and findings of audits. What is about a measure that shows a concern in this "
    "service comes first. A project that failed is here, too: nobody has to fail in the same way."
)
OF_ALL = (
    "Closed tests of change and findings of audits of all services that you may see. Choose a service to see "
    "what helps it."
)
WANTED = "It shows a concern here."
WORDS, SEARCH, SEARCH_LABEL = "Words in it", "Search", "Search what was learnt"
NOTHING, NOTHING_FOUND = (
    "Nobody has recorded anything about these measures yet.",
    "Nothing was learnt in these words.",
)
HERE = "Others learnt about a measure that shows a concern here: {count}"
TAKE_AWAY = "Take a word away to see more."


def counted(found: Learning) -> str:
    """Say how many there are, and how many are shown."""
    if not found.total:
        return ""
    shown = f"; the first {len(found.learnt)} are shown" if found.total > len(found.learnt) else ""
    return f"{say.plural(found.total, 'record')}{shown}"


def here(count: int) -> str:
    """Say on a huddle how much others learnt about what shows a concern."""
    return HERE.format(count=say.plural(count, "record"))
