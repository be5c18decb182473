"""Texts about how records are kept: purpose, lawful basis, retention and owner of each kind."""

from __future__ import annotations

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


def kept(kind: RecordKind) -> str:
    return say.plural(kind.years, "full calendar year")


def shown(kind: RecordKind) -> str:
    return ONLY.format(fewest=kind.fewest_shown) if kind.fewest_shown else EACH
