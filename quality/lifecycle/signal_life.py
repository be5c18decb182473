"""The life of one signal, action or escalation.

    new → seen → explained | owned → action → escalated → answered → minuted → closed

A signal is as far along as the furthest of what was done about it. It begins afresh with a later pattern, and
is reopened by a rule that nobody had seen when they acted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from quality.acts.evidence import Evidence
from quality.acts.kinds import Closing
from quality.acts.ledger import LoggedAct

HIDDEN = "*"
"""In place of the measure of a signal that whoever reads may not see: no code of a measure."""


class State(StrEnum):
    """The stages of a signal."""

    NEW = "new"
    SEEN = "seen"
    OWNED = "owned"
    EXPLAINED = "explained"
    ACTION = "action"
    ESCALATED = "escalated"
    ANSWERED = "answered"
    DECIDED = "decided"
    """By a board or a meeting; no minute holds it yet."""
    MINUTED = "minuted"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, order=True)
class SignalName:
    """A signal of one team, whichever pattern it shows."""

    indicator: str
    category: str = ""
    """Of a group of people, as in SeriesKey."""

    @property
    def is_hidden(self) -> bool:
        """Tell if it stands for a signal about a group of people that whoever reads may not see."""
        return self.indicator == HIDDEN


@dataclass(slots=True)
class Action:
    """Something that somebody does by a day; a small problem has neither yet."""

    act: LoggedAct
    text: str
    owner: str = ""
    due: date | None = None
    first_due: date | None = None
    moves: list[LoggedAct] = field(default_factory=list)
    done: LoggedAct | None = None

    def is_overdue(self, today: date) -> bool:
        return self.done is None and self.due is not None and self.due < today


@dataclass(slots=True)
class Escalation:
    """A question to a tier above, and its answer."""

    act: LoggedAct
    tier: str
    to: str
    """The service whose huddle shows it."""
    text: str
    reply_by: date
    reply: LoggedAct | None = None

    def is_overdue(self, today: date) -> bool:
        return self.reply is None and self.reply_by < today


@dataclass(slots=True)
class MeasureRecord:
    """All that a board asked, read and decided about a measure, whether or not it shows a signal."""

    questions: list[Escalation] = field(default_factory=list)
    """Each is asked of the service that the measure is of."""
    decisions: list[LoggedAct] = field(default_factory=list)
    narratives: list[LoggedAct] = field(default_factory=list)
    """Accounts that its people wrote, the newest last."""
    description: LoggedAct | None = None
    """The newest words of its people for whoever cannot see its chart."""


@dataclass(slots=True)
class Thread:
    """All that people did about one signal since its pattern began."""

    name: SignalName
    evidence: Evidence
    """The newest that anybody acted on."""
    begun: int = 0
    """Number of the act, or of the huddle, that began it."""
    rules: frozenset[str] = frozenset()
    """Every rule that somebody had before them when they acted."""
    acts: list[LoggedAct] = field(default_factory=list)
    seen: LoggedAct | None = None
    """The first act about it, or the huddle that had it before it."""
    owner: str = ""
    due: date | None = None
    moves: list[LoggedAct] = field(default_factory=list)
    """Acts that put off the day by which the owner looks into it."""
    explanation: LoggedAct | None = None
    recognitions: list[LoggedAct] = field(default_factory=list)
    offers: list[LoggedAct] = field(default_factory=list)
    """To peers, of a bright spot."""
    actions: list[Action] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    hidden_by: LoggedAct | None = None
    """The newest decision about its chart that made it go away: nothing shows that it is over."""
    snooze: LoggedAct | None = None
    snoozed_on: Evidence | None = None
    closing: LoggedAct | None = None
    minuted: LoggedAct | None = None
    """The decision of a board, or the huddle that was closed with its answer before it."""
    decision: LoggedAct | None = None
    """The newest that a board took about it."""
    heard: Evidence | None = None
    """As the last closed huddle had it, and the rules it knew."""
    heard_rules: frozenset[str] = frozenset()
    first: Evidence | None = None
    """The oldest that anybody had before them."""
    reopened: int = 0
    """The number of times it opened again after somebody had closed it."""

    @property
    def state(self) -> State:
        facts = (
            (self.closing is not None, State.CLOSED),
            (self.is_waiting, State.ESCALATED),
            (self.is_minuted, State.MINUTED),
            (self.minuted is not None, State.DECIDED),
            (bool(self.escalations), State.ANSWERED),
            (bool(self.actions), State.ACTION),
            (bool(self.owner), State.OWNED),
            (self.explanation is not None, State.EXPLAINED),
            (self.seen is not None, State.SEEN),
        )
        return next((state for holds, state in facts if holds), State.NEW)

    @property
    def is_minuted(self) -> bool:
        """Tell if a minute holds it: a huddle was closed with it, or a decision has the reference of one."""
        act = self.minuted
        return act is not None and (act.kind != "decision" or bool(act.content.get("minute")))

    @property
    def is_waiting(self) -> bool:
        """Tell if an escalation has no reply yet."""
        return any(one.reply is None for one in self.escalations)

    @property
    def reason(self) -> Closing | None:
        return Closing(self.closing.content["reason"]) if self.closing else None

    @property
    def snoozed_until(self) -> date | None:
        return date.fromisoformat(self.snooze.content["until"]) if self.snooze else None

    def moves_due(self, act: LoggedAct) -> bool:
        """Tell if owning it puts off the day that stands there."""
        return self.due is not None and date.fromisoformat(act.content["due"]) > self.due

    def is_overdue(self, today: date) -> bool:
        """Tell if its owner should have looked into it by now, and nobody did more than own it."""
        return self.due is not None and self.due < today and self.state in (State.OWNED, State.EXPLAINED)

    def take(self, evidence: Evidence) -> None:
        """Note what stood before whoever acted."""
        self.evidence, self.rules = evidence, self.rules | {evidence.rule}
        self.first = self.first or evidence

    def open_again(self) -> None:
        self.reopened += self.closing is not None
        self.closing = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing of a signal on a day: what people did, held against what the data show now."""

    name: SignalName
    state: State
    now: Evidence | None
    """None: the pattern is over; what was begun is still open."""
    thread: Thread | None
    """The acts about this pattern; None when nobody did anything."""
    is_new: bool
    """No closed huddle of this team had it before it."""
    reopened_by: str = ""
    """The rule that nobody had seen when it was closed."""
    snoozed_until: date | None = None
    """It sleeps until then, unless a new rule or a worse value wakes it."""
    is_overdue: bool = False
    """Its owner should have looked into it by now."""

    @property
    def is_open(self) -> bool:
        return self.state is not State.CLOSED

    @property
    def is_awake(self) -> bool:
        """Tell if it is open, and does not sleep."""
        return self.is_open and self.snoozed_until is None

    @property
    def hidden_by(self) -> LoggedAct | None:
        """Return the decision about its chart that made it go away; None where the data show it, or that it
        is over."""
        return self.thread.hidden_by if self.thread and self.now is None and self.is_open else None


def standing(
    name: SignalName, thread: Thread | None, now: Evidence | None, today: date, is_new: bool | None = None
) -> Standing:
    """Hold what was done about a signal against what is so now. `is_new` is said where no huddle was ever
    closed, and so none can tell."""
    if thread is None or (now is not None and not now.continues(thread.evidence)):
        return Standing(name, State.NEW, now, None, True if is_new is None else is_new)
    has_news = now is not None and now.rule not in thread.rules
    reopened = now.rule if now is not None and has_news and thread.closing else ""
    asleep = thread.snoozed_until
    if asleep is not None and (asleep <= today or _wakes(thread, now, has_news)):
        asleep = None
    return Standing(
        name=name,
        state=State.NEW if reopened else thread.state,
        now=now,
        thread=thread,
        is_new=_is_new(thread, now) if is_new is None else is_new,
        reopened_by=reopened,
        snoozed_until=None if reopened else asleep,
        is_overdue=thread.is_overdue(today) and asleep is None,
    )


def _wakes(thread: Thread, now: Evidence | None, has_news: bool) -> bool:
    then = thread.snoozed_on
    return has_news or (now is not None and then is not None and now.is_worse_than(then))


def _is_new(thread: Thread, now: Evidence | None) -> bool:
    if now is None:
        return False
    heard = thread.heard
    return heard is None or not now.continues(heard) or now.rule not in thread.heard_rules
