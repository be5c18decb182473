"""Texts about what measuring costs, and what comes of it."""

from __future__ import annotations

from collections import Counter

from catalogue.models import Catalogue
from components.words import say
from quality.planning.burden import Burden

TITLE = "Burden of measuring"
LEDE = (
    "Time that measures and audits take, and what was decided from them in twelve months. Numbers that "
    "come by "
    "themselves cost nothing."
)
MEASURES, AUDITS = "Measures", "Audits under way"
TABLE, AUDIT_TABLE = "Measures and their cost", "Audits and their cost"
MEASURE, AUDIT, KIND = "Measure", "Audit", "Kind"
NO_AUDITS = "No audit is under way here."
MINUTES, COLLECTED, HOURS = "Minutes a month in a service", "Services that collect it", "Hours a year"
MINUTES_OF_AUDIT = "Minutes a month"
DECIDED, NOTHING, NOT_KNOWN = "Decided from it", "Nothing", "Not known"
UNUSED = "Measures and audits that nobody used"
UNUSED_TABLE = "Unused measures and audits"
UNUSED_NOTE = (
    "Nobody decided anything from these in twelve months. That a measure is calm can be its worth. "
    "Whether one "
    "retires is decided in the yearly review of a plan."
)
ALL_USED = "Something was decided from each of them."
REVIEW = "See the yearly round"
KINDS = {
    "own": "signal owned", "explain": "signal explained", "action": "action agreed", "escalate": "escalation",
    "question": "question of a board", "decision": "decision of a board", "close": "signal closed",
    "recognise": "recognition", "offer": "offer to peers", "accept": "offer taken up", "target": "target set",
    "trajectory": "trajectory set", "outcome": "outcome of a meeting", "finding": "finding",
}  # fmt: skip


def summary(found: Burden) -> str:
    """Add up the hours that are known, and say of how many nobody said what they cost."""
    total = say.plural(round(found.hours_known), "hour")
    said = f"What is known adds up to {total} a year."
    if not found.not_known:
        return said
    return f"{said} Of {found.not_known:,} nobody said what they cost."


def decided(counts: Counter[str], catalogue: Catalogue) -> str:
    """Say what came of it: `3 actions agreed, 1 escalation`."""
    told = [f"{count:,} × {_name(kind, catalogue)}" for kind, count in counts.most_common()]
    return ", ".join(told) or NOTHING


def _name(kind: str, catalogue: Catalogue) -> str:
    return KINDS.get(kind) or catalogue.record_kinds[kind].name


def minutes(amount: float | None) -> str:
    return NOT_KNOWN if amount is None else say.number(amount, 0)


def unused(found: Burden) -> str:
    return UNUSED_NOTE if found.unused or found.unused_audits else ALL_USED
