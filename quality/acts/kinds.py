"""Every kind of act, declared: its fields, what it is about, who may do it, how long it is kept.

What an act changes stands in one place, `quality.lifecycle.team_history`; how it reads in a minute, in
`components.words.acts.minutes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from catalogue.registers.shipped import shipped_kinds


class About(StrEnum):
    """The thing that an act is about."""

    CHART = "a chart"
    SIGNAL = "a signal"
    SIGNAL_OR_TEAM = "a signal, or the team"
    MEASURE = "a measure"
    """It need not show a signal."""
    TASK = "an action"
    ESCALATION = "an escalation, or a question"
    OFFER = "what a peer offers"
    TEAM = "the team"
    ACT = "an act"
    PACK = "a pack"
    MEETING = "a meeting"
    """Or an outcome of one. No signal, and nothing that a team did, changes by it."""
    REGISTER = "a record of a register"
    """Its fields, who may do it and how long it is kept are declared in catalogue/registers."""
    RECORD = "the record"
    """Its content says which part; no person does this from a page."""


PURGE = "purge"
EVER = 10_000
"""Years: it is never taken out."""
ACT, DECIDE, ADMIN, GOVERN, REPLY, READ = "act", "decide", "admin", "govern", "reply", "read"
"""Permissions, by their names in `quality.people.roles.What`. An act is undone by whoever did it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of act. Fields stand in the order in which `ledger.append` is told them."""

    fields: tuple[str, ...]
    about: About
    may: str
    years: int
    """Full calendar years that it is kept after the one in which it was done; then quality.retention may take
    it out."""
    optional: frozenset[str] = frozenset()


def _kind(fields: str, about: About, may: str, years: int = 8) -> Kind:
    """Make a kind from its fields; those that may be left out end in a question mark."""
    names = fields.split()
    optional = frozenset(name.rstrip("?") for name in names if name.endswith("?"))
    return Kind(tuple(name.rstrip("?") for name in names), about, may, years, optional)


def _of_registers() -> Iterator[tuple[str, Kind]]:
    """Yield a kind for each step of each kind of record. What it says stands in one field, `said`, by the
    names that its declaration gives: so a deployment may add a field. `to` is the state that it led to by the
    declaration of its day."""
    for name, record in shipped_kinds().items():
        for step, one in record.steps.items():
            yield f"{name}.{step}", _kind("said of? to?", About.REGISTER, one.may, record.years)


KINDS: Mapping[str, Kind] = {
    "rephase": _kind("first_period reason", About.CHART, DECIDE),
    "baseline": _kind("last_period reason first_period?", About.CHART, DECIDE),
    "exclusion": _kind("period reason", About.CHART, DECIDE),
    "annotation": _kind("period text first_period?", About.CHART, DECIDE),
    "target": _kind("first_period reason value", About.CHART, DECIDE),
    "trajectory": _kind("last_period reason first_period start_value value", About.CHART, DECIDE),
    "withdrawal": _kind("act reason", About.CHART, DECIDE),
    "seen": _kind("", About.SIGNAL, ACT, 2),
    "raise": _kind("text", About.SIGNAL, ACT),
    "own": _kind("owner due text?", About.SIGNAL, ACT),
    "explain": _kind("text", About.SIGNAL, ACT),
    "snooze": _kind("until text", About.SIGNAL, ACT),
    "recognise": _kind("text", About.SIGNAL_OR_TEAM, ACT),
    "offer": _kind("to text", About.SIGNAL, ACT),
    "accept": _kind("of text", About.OFFER, ACT),
    "close": _kind("reason text", About.SIGNAL, ACT),
    "reopen": _kind("text", About.SIGNAL, ACT),
    "action": _kind("text owner due", About.SIGNAL_OR_TEAM, ACT),
    "note": _kind("text", About.TEAM, ACT, 2),
    "quote": _kind("text", About.TEAM, ACT, 2),
    "action_done": _kind("of text?", About.TASK, ACT),
    "action_moved": _kind("of due text", About.TASK, ACT),
    "escalate": _kind("tier to text reply_by", About.SIGNAL_OR_TEAM, ACT),
    "reply": _kind("of text", About.ESCALATION, REPLY),
    "question": _kind("text reply_by", About.MEASURE, GOVERN),
    "decision": _kind("text minute?", About.MEASURE, GOVERN),
    "narrative": _kind("happened cause doing due check", About.MEASURE, ACT),
    "description": _kind("text shown", About.MEASURE, ACT),
    "huddle": _kind("attendance discussed? decisions? signals", About.TEAM, ACT),
    "undo": _kind("act", About.ACT, READ),
    "freeze": _kind(
        "title reason hash content forum? meeting? edition? document? record?", About.PACK, GOVERN, EVER
    ),
    "sign_off": _kind("of text?", About.PACK, GOVERN, EVER),
    "retraction": _kind("of reason", About.PACK, GOVERN, EVER),
    "outcome": _kind("forum meeting sort text owner? due? about? sent_to?", About.MEETING, GOVERN, EVER),
    "outcome_done": _kind("of text effect", About.MEETING, GOVERN, EVER),
    "outcome_moved": _kind("of due text", About.MEETING, GOVERN, EVER),
    "outcome_withdrawn": _kind("of text", About.MEETING, GOVERN, EVER),
    "received": _kind("of forum text", About.MEETING, GOVERN, EVER),
    "papers": _kind("forum meeting sent", About.MEETING, GOVERN, EVER),
    "attended": _kind("forum meeting attendance", About.MEETING, GOVERN, EVER),
    "briefing": _kind("forum meeting alert? advise? assure? applaud?", About.MEETING, GOVERN, EVER),
    "correction": _kind("of text", About.MEETING, GOVERN, EVER),
    "meeting_closed": _kind("forum meeting minute agenda", About.MEETING, GOVERN, EVER),
    PURGE: _kind("acts huddles reason last_huddle?", About.RECORD, ADMIN, EVER),
    **dict(_of_registers()),
}


class Closing(StrEnum):
    """The one reason for which a signal was closed: what signals lead to is counted by it."""

    CARE = "care"
    DATA = "data"
    CASE_MIX = "case_mix"
    CHANCE = "chance"
    OUTSIDE = "outside"
    OTHER = "other"


class Sort(StrEnum):
    """The three kinds of outcome of a meeting."""

    INFORMATION = "information"
    DECISION = "decision"
    ACTION = "action"


class Effect(StrEnum):
    """The effect of an action of a meeting, as somebody judged it when it was done."""

    YES = "yes"
    NO = "no"
    TOO_EARLY = "too_early"


CHART_KINDS = tuple(kind for kind, entry in KINDS.items() if entry.about is About.CHART)
PACK_KINDS = tuple(kind for kind, entry in KINDS.items() if entry.about is About.PACK)
"""Kinds that freeze a board's paper, or speak of one that is frozen."""
MEETING_KINDS = tuple(kind for kind, entry in KINDS.items() if entry.about is About.MEETING)
"""Kinds that speak of meetings; minutes of those that govern are archived, so nothing removes them here."""
REGISTER_KINDS = tuple(kind for kind, entry in KINDS.items() if entry.about is About.REGISTER)
"""Kinds that begin a record of a register, or take a step with one."""
_OTHERS = frozenset((*CHART_KINDS, *PACK_KINDS, *MEETING_KINDS, *REGISTER_KINDS))
LIFE_KINDS = tuple(kind for kind in KINDS if kind not in _OTHERS)
"""Kinds that speak of the life of a signal, or of a team's huddle."""
DONE_ON_PAGES = tuple(kind for kind in LIFE_KINDS if KINDS[kind].about is not About.RECORD)
