"""The way of a signal from the data to a minute: each stage with the act that took it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from quality.acts.ledger import LoggedAct
from quality.lifecycle.signal_life import Standing


class Stage(StrEnum):
    """The stages of the way, in order. A signal need not pass all of them."""

    RAISED = "raised"
    SEEN = "seen"
    OWNED = "owned"
    ACTION = "action"
    ESCALATED = "escalated"
    REPLIED = "replied"
    MINUTED = "minuted"


@dataclass(frozen=True, slots=True)
class Step:
    """One stage. Without an act or a day it was not reached."""

    stage: Stage
    act: LoggedAct | None = None
    since: date | None = None
    """Of what the data raised: first day of the first period of its pattern."""

    @property
    def is_reached(self) -> bool:
        return self.act is not None or self.since is not None


def way_of(standing: Standing) -> tuple[Step, ...]:
    """Return every stage of a signal, reached or not: of what was done again, the first time that somebody
    owned it and agreed an action, and the newest escalation with its reply."""
    thread, now = standing.thread, standing.now
    if thread is None:
        return (Step(Stage.RAISED, since=now.since if now else None), *map(Step, list(Stage)[1:]))
    first, asked = thread.first or thread.evidence, thread.escalations[-1:]
    acts = {
        Stage.RAISED: _first(thread.acts, "raise"),
        Stage.SEEN: thread.seen,
        Stage.OWNED: _first(thread.acts, "own", "explain"),
        Stage.ACTION: thread.actions[0].act if thread.actions else None,
        Stage.ESCALATED: asked[0].act if asked else None,
        Stage.REPLIED: asked[0].reply if asked else None,
        Stage.MINUTED: thread.minuted,
    }
    return tuple(Step(one, act, first.since if one is Stage.RAISED else None) for one, act in acts.items())


def _first(acts: Sequence[LoggedAct], *kinds: str) -> LoggedAct | None:
    """Return the first act of the first of some kinds that there is any of."""
    found = (act for kind in kinds for act in acts if act.kind == kind)
    return next(found, None)
