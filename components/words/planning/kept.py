"""Texts about how records are kept: purpose, lawful basis, retention and owner of each kind."""

from __future__ import annotations

from collections.abc import Mapping

from catalogue.registers.declared import RecordKind
from components.words import say

TITLE = "How records are kept"
LEDE = (
    "Each kind of record says why it is kept, on which lawful basis, for how long and who answers for it."
    " No form "
    "asks for anything that identifies a patient, and every text is checked for numbers that do."
)
TABLE, KIND, REGISTER, PURPOSE, BASIS = (
    "Kinds of record",
    "Kind of record",
    "Register",
    "Purpose",
    "Lawful basis",
)
KEPT, OWNER, ADDED_UP = "Kept after it is finished", "Owner", "Shown"
EACH, ONLY = "Each by itself", "Only added up, of {fewest} people or more"
STAFF = "Records name staff in their work. No page ranks a person, or charts one."


TOGETHER = "Records that belong to each other are removed together, when the one that is kept longest may go."


def kept(code: str, kinds: Mapping[str, RecordKind]) -> str:
    """Say `2 full calendar years; 8 with its readiness assessment`: what belongs together goes together."""
    own = kinds[code]
    with_it = [one for other, one in kinds.items() if other in own.inside or code in one.inside]
    longest = max((own, *with_it), key=lambda one: one.years)
    years = say.plural(own.years, "full calendar year")
    return f"{years}; {longest.years} with {longest.name}" if longest.years > own.years else years


def shown(kind: RecordKind) -> str:
    return ONLY.format(fewest=kind.fewest_shown) if kind.fewest_shown else EACH
