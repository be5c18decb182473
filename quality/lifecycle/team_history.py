"""Everything people did at one team, told from their acts in order: the one fold.

fold(acts)             the history of a team, from its acts as they were written
refusal(history, act)  why an act cannot follow; the fold passes over what could not, so that no sequence of
                       acts, whoever wrote them, leads to a state that cannot be
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from quality.acts.evidence import Evidence
from quality.acts.kinds import CHART_KINDS, KINDS, PURGE, About
from quality.acts.ledger import LoggedAct
from quality.lifecycle.meeting_decisions import is_withdrawn
from quality.lifecycle.signal_life import Action, Escalation, MeasureRecord, SignalName, State, Thread
from quality.lifecycle.undo import undone_in

LONGEST_SNOOZE = timedelta(days=28)
IMPROVEMENT = "improvement"
"""As evidence names it: quality.signals.results.Variation."""


class Refusal:
    """Codes of what stands in the way of an act."""

    CLOSED = "closed"
    NOT_CLOSED = "not closed"
    WAITING = "waiting"
    NO_SIGNAL = "no signal"
    NO_SUCH = "no such"
    TOO_LONG = "too long"
    NOT_LATER = "not later"
    NO_WHY = "no why"
    SAME_DAY = "same day"
    NOT_BRIGHT = "not bright"


@dataclass(slots=True)
class Huddle:
    """A closed huddle: its record, and what stood before the team."""

    act: LoggedAct
    number: int
    signals: dict[SignalName, Evidence]
    acts: list[LoggedAct]
    """Acts since the huddle before it."""


@dataclass(slots=True)
class TeamHistory:
    """All that became of signals, actions and escalations at one team."""

    signals: dict[SignalName, Thread] = field(default_factory=dict)
    """The newest thread about each."""
    threads: list[Thread] = field(default_factory=list)
    """Every thread that was ever begun, in that order."""
    actions: dict[int, Action] = field(default_factory=dict)
    escalations: dict[int, Escalation] = field(default_factory=dict)
    questions: dict[int, Escalation] = field(default_factory=dict)
    offers: dict[int, LoggedAct] = field(default_factory=dict)
    """Its offers to peers."""
    accepted: dict[int, LoggedAct] = field(default_factory=dict)
    """The offers of peers that it took up, by the number of the offer."""
    measures: dict[str, MeasureRecord] = field(default_factory=dict)
    recognitions: list[LoggedAct] = field(default_factory=list)
    quote: LoggedAct | None = None
    """The newest words of a person who was cared for that the team chose to read."""
    huddles: list[Huddle] = field(default_factory=list)
    since_huddle: list[LoggedAct] = field(default_factory=list)
    removed: list[LoggedAct] = field(default_factory=list)
    """The acts that took parts of the record out because they were old (quality.retention)."""

    def begin(self, name: SignalName, evidence: Evidence, act: LoggedAct) -> Thread:
        """Return the new thread about a signal that an act begins, in place of the one before."""
        thread = self.signals[name] = Thread(name, evidence, act.id)
        self.threads.append(thread)
        return thread

    @property
    def removed_huddles(self) -> int:
        return sum(act.content["huddles"] for act in self.removed)

    def asked(self, number: int) -> Escalation | None:
        """Return an escalation, or a question, by its number."""
        return self.escalations.get(number) or self.questions.get(number)

    def thread_of(self, act: LoggedAct) -> Thread | None:
        """Return what an act about a signal continues; None where it begins something."""
        evidence, name = evidence_of(act), name_of(act)
        found = self.signals.get(name) if name else None
        return None if found is None or (evidence and not evidence.continues(found.evidence)) else found


def fold(acts: Iterable[LoggedAct]) -> TeamHistory:
    """Return the history that acts tell, in the order they were done."""
    history, acts = TeamHistory(), list(acts)
    gone = undone_in(acts)
    for act in acts:
        if act.id not in gone and act.kind in _CHANGES and refusal(history, act) is None:
            _apply(history, act)
    return history


def evidence_of(act: LoggedAct) -> Evidence | None:
    stored = act.content.get("evidence")
    return Evidence.read(stored) if stored else None


def name_of(act: LoggedAct) -> SignalName | None:
    """Return the signal that an act is about; None for what is about the team."""
    return SignalName(act.key.indicator, act.key.category) if act.key.indicator else None


# -- what may follow --------------------------------------------------------------------------------


def refusal(history: TeamHistory, act: LoggedAct) -> str | None:
    """Return the code of what stands in the way of an act; None when it may be done."""
    of: int = act.content.get("of", 0)
    if act.kind in ("action_done", "action_moved"):
        action = history.actions.get(of)
        if action is None or action.done:
            return Refusal.NO_SUCH
        same = act.kind == "action_moved" and act.content["due"] == (action.due and action.due.isoformat())
        return Refusal.SAME_DAY if same else None
    if act.kind == "reply":
        sent = history.asked(of)
        return Refusal.NO_SUCH if sent is None or sent.reply else None
    if KINDS[act.kind].about is About.OFFER:
        return Refusal.NO_SUCH if of in history.accepted else None
    if KINDS[act.kind].about is About.MEASURE:
        return None if act.key.indicator else Refusal.NO_SIGNAL
    if act.kind in ("note", "quote", "huddle", PURGE) or not act.key.indicator:
        return None if act.kind in _ALONE else Refusal.NO_SIGNAL
    return _signal_refusal(history, act)


def _signal_refusal(history: TeamHistory, act: LoggedAct) -> str | None:
    thread, evidence = history.thread_of(act), evidence_of(act)
    if thread is None and evidence is None:
        return Refusal.NO_SIGNAL
    has_news = thread is not None and evidence is not None and evidence.rule not in thread.rules
    is_closed = thread is not None and thread.closing is not None and not has_news
    if act.kind == "reopen":
        return None if is_closed else Refusal.NOT_CLOSED
    if is_closed:
        return Refusal.CLOSED
    if act.kind == "offer" and (act.key.category or not _is_bright(evidence)):
        return Refusal.NOT_BRIGHT
    if act.kind == "close" and thread is not None and thread.is_waiting:
        return Refusal.WAITING
    if act.kind == "snooze":
        until, day = date.fromisoformat(act.content["until"]), act.at.date()
        if until <= day:
            return Refusal.NOT_LATER
        return None if until <= day + LONGEST_SNOOZE else Refusal.TOO_LONG
    return None


def _is_bright(evidence: Evidence | None) -> bool:
    return evidence is not None and evidence.variation == IMPROVEMENT


_ALONE = frozenset({"note", "quote", "huddle", "action", "escalate", "recognise", PURGE})
"""Kinds that need no signal."""


# -- what an act changes ----------------------------------------------------------------------------


def _apply(history: TeamHistory, act: LoggedAct) -> None:
    thread = _begun(history, act)
    _CHANGES[act.kind](history, thread, act)
    if act.kind not in ("huddle", PURGE):
        history.since_huddle.append(act)


def _begun(history: TeamHistory, act: LoggedAct) -> Thread | None:
    """Return the thread that an act belongs to, begun where its pattern is a new one."""
    name, evidence = name_of(act), evidence_of(act)
    if name is None:
        return None
    thread = history.thread_of(act)
    if thread is None and evidence is not None:
        before = history.signals.get(name)
        thread = history.begin(name, evidence, act)
        if before is not None:  # what a huddle had before it is no news because a new pattern began
            thread.heard, thread.heard_rules = before.heard, before.heard_rules
    if thread is None:
        return None
    if evidence is not None:
        if evidence.rule not in thread.rules:
            thread.open_again()
            thread.snooze = None
        thread.take(evidence)
    thread.acts.append(act)
    thread.seen = thread.seen or act
    return thread


def _seen(_story: TeamHistory, _thread: Thread | None, _act: LoggedAct) -> None:
    """Change nothing else: whoever acts on a signal has seen it."""


def _hide(_story: TeamHistory, thread: Thread | None, act: LoggedAct) -> None:
    assert thread
    thread.hidden_by = act


def _own(_story: TeamHistory, thread: Thread | None, act: LoggedAct) -> None:
    assert thread
    if thread.moves_due(act):
        thread.moves.append(act)
    thread.owner, thread.due = act.content["owner"], date.fromisoformat(act.content["due"])
    thread.snooze = None


def _explain(_story: TeamHistory, thread: Thread | None, act: LoggedAct) -> None:
    assert thread
    thread.explanation = act


def _snooze(_story: TeamHistory, thread: Thread | None, act: LoggedAct) -> None:
    assert thread
    thread.snooze, thread.snoozed_on = act, thread.evidence


def _quote(history: TeamHistory, _thread: Thread | None, act: LoggedAct) -> None:
    history.quote = act


def _recognise(history: TeamHistory, thread: Thread | None, act: LoggedAct) -> None:
    history.recognitions.append(act)
    if thread:
        thread.recognitions.append(act)


def _offer(history: TeamHistory, thread: Thread | None, act: LoggedAct) -> None:
    assert thread
    history.offers[act.id] = act
    thread.offers.append(act)


def _accept(history: TeamHistory, _thread: Thread | None, act: LoggedAct) -> None:
    history.accepted[act.content["of"]] = act


def _close(_story: TeamHistory, thread: Thread | None, act: LoggedAct) -> None:
    assert thread
    thread.closing, thread.snooze = act, None


def _reopen(_story: TeamHistory, thread: Thread | None, _act: LoggedAct) -> None:
    assert thread
    thread.open_again()
    thread.minuted, thread.decision = None, None


def _action(history: TeamHistory, thread: Thread | None, act: LoggedAct) -> None:
    due = act.content.get("due")
    day = date.fromisoformat(due) if due else None
    made = Action(act, act.content["text"], act.content.get("owner", ""), day, day)
    history.actions[act.id] = made
    if thread:
        thread.actions.append(made)
        thread.snooze = None


def _done(history: TeamHistory, _thread: Thread | None, act: LoggedAct) -> None:
    history.actions[act.content["of"]].done = act


def _moved(history: TeamHistory, _thread: Thread | None, act: LoggedAct) -> None:
    action = history.actions[act.content["of"]]
    action.due = date.fromisoformat(act.content["due"])
    action.moves.append(act)


def _escalate(history: TeamHistory, thread: Thread | None, act: LoggedAct) -> None:
    said = act.content
    sent = Escalation(act, said["tier"], said["to"], said["text"], date.fromisoformat(said["reply_by"]))
    history.escalations[act.id] = sent
    if thread:
        thread.escalations.append(sent)
        thread.minuted, thread.decision, thread.snooze = None, None, None


def _reply(history: TeamHistory, _thread: Thread | None, act: LoggedAct) -> None:
    sent = history.asked(act.content["of"])
    assert sent
    sent.reply = act


def _question(history: TeamHistory, _thread: Thread | None, act: LoggedAct) -> None:
    said = act.content
    asked = Escalation(act, "", act.key.service, said["text"], date.fromisoformat(said["reply_by"]))
    history.questions[act.id] = asked
    _measure(history, act).questions.append(asked)


def _decision(history: TeamHistory, thread: Thread | None, act: LoggedAct) -> None:
    _measure(history, act).decisions.append(act)
    if thread and not is_withdrawn(act):
        thread.minuted, thread.decision = act, act


def _narrative(history: TeamHistory, _thread: Thread | None, act: LoggedAct) -> None:
    _measure(history, act).narratives.append(act)


def _description(history: TeamHistory, _thread: Thread | None, act: LoggedAct) -> None:
    _measure(history, act).description = act


def _measure(history: TeamHistory, act: LoggedAct) -> MeasureRecord:
    return history.measures.setdefault(act.key.indicator, MeasureRecord())


def _huddle(history: TeamHistory, _thread: Thread | None, act: LoggedAct) -> None:
    signals = {}
    for entry in act.content["signals"]:
        evidence = Evidence.read(entry)
        name = SignalName(entry["indicator"], entry.get("category", ""))
        thread = history.signals.get(name)
        if thread is None or not evidence.continues(thread.evidence):
            thread = history.begin(name, evidence, act)
        if evidence.rule not in thread.rules:
            thread.open_again()
        thread.take(evidence)
        signals[name] = evidence
        thread.seen = thread.seen or act
        thread.heard, thread.heard_rules = evidence, thread.rules
        if thread.state is State.ANSWERED:
            thread.minuted = act
    number = history.removed_huddles + len(history.huddles) + 1
    history.huddles.append(Huddle(act, number, signals, history.since_huddle))
    history.since_huddle = []


def _purge(history: TeamHistory, _thread: Thread | None, act: LoggedAct) -> None:
    history.removed.append(act)
    for huddle in history.huddles:  # those that are left keep their number
        huddle.number += act.content["huddles"]
    if history.huddles and (last := act.content.get("last_huddle")):  # and what was done since the one before
        first = history.huddles[0]
        first.acts = [one for one in first.acts if one.id > last]


_CHANGES: dict[str, Callable[[TeamHistory, Thread | None, LoggedAct], None]] = {
    **dict.fromkeys(CHART_KINDS, _hide),
    "seen": _seen,
    "raise": _seen,
    "own": _own,
    "explain": _explain,
    "snooze": _snooze,
    "quote": _quote,
    "recognise": _recognise,
    "offer": _offer,
    "accept": _accept,
    "close": _close,
    "reopen": _reopen,
    "action": _action,
    "note": _action,
    "action_done": _done,
    "action_moved": _moved,
    "escalate": _escalate,
    "reply": _reply,
    "question": _question,
    "decision": _decision,
    "narrative": _narrative,
    "description": _description,
    "huddle": _huddle,
    PURGE: _purge,
}
