"""Texts of audits and of standards held against evidence."""

from __future__ import annotations

import math

from catalogue.models import Catalogue
from catalogue.registers.declared import RecordKind
from components.words import say
from components.words.acts import minutes
from components.words.meetings import meetings
from components.words.registers import registers
from quality.acts.kinds import LIFE_KINDS, MEETING_KINDS, PACK_KINDS
from quality.acts.ledger import SEAL, LoggedAct
from quality.reference.service_tree import ServiceTree
from quality.registers.audit_rounds import ENOUGH, CriterionRounds, Round
from quality.registers.evidence_links import CheckedLink, LinkState
from quality.registers.gap_analysis import CriterionState, Gap, ShownByRecord

DAY, MET, INTERVAL, BY = "Last day of the round", "Met it", "95% interval", "Collected by"
ROUNDS_OF = "Rounds: {criterion}"
NO_STANDARD = "The standard of this gap analysis is no longer in the catalogue."
SEE_EVIDENCE, DOCUMENT = "See the page that shows it", "Evidence for {code}"
VERDICTS = {
    "met": "Met",
    "partly": "Partly met",
    "not_met": "Not met",
    "not_applicable": "Not applicable",
    "": "Not assessed yet",
}
TITLE = "Evidence for {code}"
ASSESSMENTS, SHOWN, BY_WHOM = (
    "Assessments",
    "What the record shows",
    "What was seen, by whom, and what was done",
)
NO_ASSESSMENT = "Nobody assessed it yet."
NO_ACTS = "Nothing that bears on it was recorded since {day}."
NO_KINDS = "No part of the record bears on it by itself."
NEWEST_FIRST = "The newest {shown} of {total} are named here, each with its place in the chain of hashes."
HTML, PDF = "One file (HTML)", "PDF"
_PACKS = {
    "freeze": "a pack was frozen",
    "sign_off": "a pack was signed off",
    "retraction": "a pack was retracted",
}


def share(one: Round) -> str:
    """Say `85% (17 of 20)`."""
    if math.isnan(one.share):
        return "no case was looked at"
    return f"{100 * one.share:.0f}% ({one.met:,} of {one.cases:,})"


def interval(one: Round) -> str:
    return "none" if math.isnan(one.low) else f"{100 * one.low:.0f} to {100 * one.high:.0f}%"


def alt(one: CriterionRounds) -> str:
    """Say what the picture of a criterion shows."""
    first, last = one.rounds[0], one.rounds[-1]
    rounds = say.plural(len(one.rounds), "round")
    return f"{one.criterion}: {share(first)} in the first of {rounds}, {share(last)} in the last."


def limits(one: CriterionRounds) -> str:
    """Say whether the rounds can be judged as a chart."""
    rounds = say.plural(len(one.rounds), "round")
    if one.has_limits:
        return f"{rounds.capitalize()}: a p chart with control limits, drawn from 0 to 100%."
    later = f"Control limits need {ENOUGH}; until then each round has its interval."
    return f"{rounds.capitalize()}, drawn from 0 to 100%. {later}"


def verdict(one: CriterionState) -> str:
    return VERDICTS[one.verdict]


def counted(gap: Gap) -> str:
    """Count the verdicts: `2 met, 2 partly met, 1 not met, 4 not assessed yet`."""
    found = gap.counts
    return ", ".join(f"{found[code]} {word.lower()}" for code, word in VERDICTS.items() if found[code])


def assessed(one: CriterionState) -> str:
    """Say who assessed it and when, and if that is too long ago."""
    if one.newest is None:
        return ""
    act = one.newest.begun
    said = f"{act.actor}, {say.day(act.at.date())}. Owner: {one.newest.owner}."
    return f"{said} This is no longer recent." if one.is_old else said


def link_state(link: CheckedLink) -> str:
    """Say if the evidence is still there, and how old it is."""
    newest = say.day(link.newest)
    return {
        LinkState.RECENT: f"It is there; the newest on it is of {newest}.",
        LinkState.OLD: f"It is there, but the newest on it is of {newest}: too old to be evidence.",
        LinkState.GONE: f"It is gone: nothing stands at {link.address}.",
        LinkState.EMPTY: "It is there, and nothing was recorded on it yet.",
        LinkState.UNKNOWN: "It changes with what is recorded. Read it before you rely on it.",
    }[link.state]


def summary(found: ShownByRecord) -> str:
    """Count what was done, by how many people, in how many services."""
    total = sum(found.counts.values())
    people, services = say.plural(found.people, "person", "people"), say.plural(found.services, "service")
    return f"{say.plural(total, 'act')} since {say.day(found.since)}, by {people} in {services}."


def told(act: LoggedAct, catalogue: Catalogue) -> str:
    """Say what an act did, whatever room it is of."""
    kinds = catalogue.record_kinds
    if act.kind in LIFE_KINDS:
        return minutes.entry(act, catalogue)
    if act.kind in MEETING_KINDS:
        return say.capital(meetings.KINDS[act.kind])
    if act.kind in PACK_KINDS:
        return say.capital(_PACKS[act.kind])
    if act.kind.partition(".")[0] in kinds:
        return say.capital(f"{_kind(act, kinds).name}: {registers.did(act, kinds)}")
    return say.capital(act.kind)


def _kind(act: LoggedAct, kinds: dict[str, RecordKind]) -> RecordKind:
    return kinds[act.kind.partition(".")[0]]


def signed(act: LoggedAct, tree: ServiceTree) -> str:
    """Say who did it, in which service, when, and its place in the chain."""
    who = ", ".join(part for part in (act.actor, act.role) if part)
    where = tree[act.key.service].name if act.key.service in tree else act.key.service
    return f"{who}; {where}; {say.day(act.at.date())}; act {act.id}:{act.hash[:SEAL]}"
