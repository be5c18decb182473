"""Do something about a signal, an action or a huddle: the only way to write such an act.

Everything that stands in the way is said at once. What the person knew travels with the act, so that of two
people who act on the same thing at once the second is fold, and nothing is overwritten in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from catalogue.findings import one_of
from catalogue.models import Catalogue
from errors import DecisionError, ForbiddenError, OvertakenError, Problem
from quality.acts import ledger
from quality.acts.evidence import Evidence
from quality.acts.kinds import KINDS, About
from quality.acts.ledger import LoggedAct
from quality.lifecycle import act_form
from quality.lifecycle.act_form import group_problems
from quality.lifecycle.evidence import Signals, signals_now
from quality.lifecycle.group_signals import group_evidence, groups_now, told_now
from quality.lifecycle.offers import find_offer, peers_with_concern
from quality.lifecycle.signal_life import SignalName, standing
from quality.lifecycle.team_acts import acts_of
from quality.lifecycle.team_history import Refusal, TeamHistory, fold, refusal
from quality.lifecycle.undo import UNDO, may_undo, newest_about, subjects_of, undone_in
from quality.reference.ids import read_ids
from quality.series.key import SeriesKey
from quality.signals.read import read_statuses

FINISHING = frozenset({"action_done", "reply", "close", UNDO})
"""Kinds that finish what is open: all that is done at a service that has closed."""
NOT_YOURS = "You may not see groups of people of this service, nor act on what is about them."

A_MOMENT = timedelta(minutes=1)
"""The time within which the same words of the same person are the same act, sent again."""
_THERE = (About.SIGNAL, About.SIGNAL_OR_TEAM, About.TASK, About.ESCALATION)


@dataclass(frozen=True, slots=True)
class ProposedAct:
    """An act that somebody wants to do, as a form sent it."""

    kind: str
    service: str
    said: Mapping[str, str] = field(default_factory=dict)
    indicator: str = ""
    expected: int | None = None
    """Number of the newest act about this thing that the person had before them; 0: none."""
    at: str = ""
    """The service whose huddle it was sent from: what was asked of it, it answers."""
    group: str = ""
    """The group of people that it is about, as in SeriesKey."""
    sees_groups: bool = True
    """Whoever does it may see numbers about groups of people of this service."""

    @property
    def name(self) -> SignalName:
        return SignalName(self.indicator, self.group)


def perform(
    session: Session,
    catalogue: Catalogue,
    proposed: ProposedAct,
    *,
    by: str,
    role: str,
    at: datetime,
    today: date,
    person: str = "",
) -> LoggedAct:
    """Write an act down and return it; or the one that it only repeats, as when a button is pressed twice.

    by: the name that others read; person: the id of who it is. DecisionError says all that stands in the way;
    OvertakenError, what somebody else did meanwhile."""
    ledger.begin(session)
    tree = read_ids(session).services
    if not tree[proposed.service].is_open(today) and proposed.kind not in FINISHING:
        raise DecisionError([act_form.not_open(tree[proposed.service])])
    said, problems = act_form.read(proposed.kind, proposed.said, catalogue, tree, proposed.service, today)
    problems += [] if by.strip() else [Problem("by", "it is empty", "the name of who does it")]
    if KINDS[proposed.kind].about is About.MEASURE:
        problems += _not_measured(session, catalogue, proposed)
    acts = acts_of(session, proposed.service)
    history = fold(acts)
    problems += group_problems(proposed.kind, proposed.name, history, catalogue)
    if problems:
        raise DecisionError(problems)
    now = _now(session, catalogue, proposed, history, today)
    if proposed.kind == "huddle":
        said["signals"] = _before_the_team(history, now, today)
    key, evidence = _about(proposed, history, said, now)
    if proposed.kind == "accept":
        key = _offer_key(session, proposed.service, said["of"])
    elif proposed.kind == "offer" and proposed.indicator in catalogue.indicators:
        beside = peers_with_concern(session, catalogue, proposed.service, proposed.indicator, today)
        said["to"] = [code for code in beside if code not in _offered(history, proposed.name)]
    if key.category and not proposed.sees_groups:
        raise ForbiddenError(NOT_YOURS)
    whole = said | _written(evidence) | ({ledger.PERSON: person} if person else {})
    act = LoggedAct(0, proposed.kind, at, by.strip(), role.strip(), key, whole)
    if not needs_expected(proposed.kind, proposed.indicator) and (before := _repeated(act, acts)):
        return before
    _not_overtaken(proposed, act, acts)
    if proposed.kind == "reply" and proposed.at and proposed.at != _asked(history, said["of"]):
        raise DecisionError([act_form.problem(proposed.kind, Refusal.NO_SUCH)])
    code = _no_undo(act, acts) if proposed.kind == UNDO else _refusal(history, act)
    if code is None and proposed.kind == "offer" and not said["to"]:
        code = act_form.NO_PEER
    if code is not None:
        raise DecisionError([act_form.problem(proposed.kind, code)])
    values = [said.get(name) for name in KINDS[proposed.kind].fields]
    who = {"by": act.actor, "role": act.role, "person": person}
    shown = act.content.get("evidence")
    number = ledger.append(session, proposed.kind, *values, key=key, **who, at=at, evidence=shown)
    return LoggedAct(number, act.kind, at, act.actor, act.role, key, act.content)


def _not_measured(session: Session, catalogue: Catalogue, proposed: ProposedAct) -> list[Problem]:
    """Return what is wrong with a measure that nothing comes of at the service."""
    if proposed.indicator not in catalogue.indicators:
        known = one_of(catalogue.indicators, proposed.indicator)
        return [Problem("indicator", "there is no such measure", known)]
    if read_statuses(session, services=[proposed.service], indicators=[proposed.indicator]):
        return []
    return [Problem("indicator", "it is not measured here", "a measure that this service has")]


def _about(
    proposed: ProposedAct, history: TeamHistory, said: Mapping[str, Any], now: Mapping[SignalName, Evidence]
) -> tuple[SeriesKey, Evidence | None]:
    """Return the series that an act is about, and the signal it shows now."""
    if KINDS[proposed.kind].about in (About.TASK, About.ESCALATION):
        kept = history.actions.get(said["of"]) or history.asked(said["of"])
        return (kept.act.key if kept else SeriesKey("", proposed.service)), None
    if KINDS[proposed.kind].about in (About.OFFER, About.TEAM, About.ACT) or not proposed.indicator:
        return SeriesKey("", proposed.service), None
    if KINDS[proposed.kind].about is About.MEASURE:
        return SeriesKey(proposed.indicator, proposed.service), now.get(SignalName(proposed.indicator))
    return SeriesKey(proposed.indicator, proposed.service, proposed.group), now.get(proposed.name)


def _now(
    session: Session, catalogue: Catalogue, proposed: ProposedAct, history: TeamHistory, today: date
) -> Signals:
    """Return the signals that an act may be about, as they stand."""
    about, service = KINDS[proposed.kind].about, proposed.service
    if proposed.kind == "huddle":
        of_groups = groups_now(session, catalogue, service, history.signals, today)
        return signals_now(session, catalogue, service, today) | of_groups
    if not proposed.indicator or about in (About.TASK, About.ESCALATION, About.OFFER, About.TEAM, About.ACT):
        return {}
    if not proposed.group:
        return signals_now(session, catalogue, service, today)
    shown = group_evidence(session, catalogue, service, proposed.name, today)
    if shown is None and proposed.kind == "raise":
        shown = told_now(session, catalogue, service, proposed.name, today)
    return {proposed.name: shown} if shown else {}


def _offer_key(session: Session, service: str, number: int) -> SeriesKey:
    """Return what an offer to a service is about, as it is that service's own."""
    offer = find_offer(session, ledger.acts(session, "offer"), number, service)
    if offer is None:
        raise DecisionError([act_form.problem("accept", Refusal.NO_SUCH)])
    return SeriesKey(offer.key.indicator, service)


def _offered(history: TeamHistory, name: SignalName) -> set[str]:
    """Return to whom a bright spot was offered already."""
    thread = history.signals.get(name)
    return {code for act in thread.offers for code in act.content["to"]} if thread else set()


def _asked(history: TeamHistory, number: int) -> str:
    """Return the service that an escalation or question went to."""
    asked = history.asked(number)
    return asked.to if asked else ""


def _written(evidence: Evidence | None) -> dict[str, Any]:
    return {} if evidence is None else {"evidence": evidence.written()}


def _before_the_team(
    history: TeamHistory, now: Mapping[SignalName, Evidence], today: date
) -> list[dict[str, Any]]:
    """Return what a huddle had before it: signals, and what was begun about those that are over."""
    found = {name: evidence for name, evidence in now.items()
             if standing(name, history.signals.get(name), evidence, today).is_open}  # fmt: skip
    begun = {name: one.evidence for name, one in history.signals.items() if one.acts and one.closing is None}
    entries = []
    for name, evidence in sorted((begun | found).items()):
        entry = {"indicator": name.indicator} | ({"category": name.category} if name.category else {})
        written = evidence.written()
        written.pop("points", None)  # the load leads back to them
        entries.append(entry | written)
    return entries


def _repeated(act: LoggedAct, acts: list[LoggedAct]) -> LoggedAct | None:
    """Return the act of a moment ago that says the same, by the same person, and was not taken back."""
    gone, said = undone_in(acts), (act.kind, act.by, act.key, act.content)
    for one in reversed(acts):
        is_lately = timedelta(0) <= act.at - one.at <= A_MOMENT
        if is_lately and one.id not in gone and (one.kind, one.by, one.key, one.content) == said:
            return one
    return None


def _not_overtaken(proposed: ProposedAct, act: LoggedAct, acts: list[LoggedAct]) -> None:
    if proposed.expected is None or proposed.kind == UNDO:
        return
    newest = newest_about(acts).get(subjects_of(act)[0], 0)
    if newest == proposed.expected:
        return
    if not newest:
        code = Refusal.NO_SUCH if "of" in act.content else act_form.STALE
        raise DecisionError([act_form.problem(proposed.kind, code)])
    raise OvertakenError(next(one for one in acts if one.id == newest))


def _refusal(history: TeamHistory, act: LoggedAct) -> str | None:
    """Return what stands in the way of an act that is done now. Earlier versions let a day move unexplained:
    what they wrote still counts."""
    thread = history.thread_of(act) if act.kind == "own" else None
    if thread is not None and thread.moves_due(act) and not act.content.get("text"):
        return Refusal.NO_WHY
    return refusal(history, act)


def needs_expected(kind: str, indicator: str) -> bool:
    """Tell if whoever does this has to say what they had before them: what they act on is there already. What
    people tell of a group adds to whatever others did."""
    about = KINDS[kind].about
    is_about_team = about is About.SIGNAL_OR_TEAM and not indicator
    return kind == "huddle" or (kind != "raise" and about in _THERE and not is_about_team)


def _no_undo(act: LoggedAct, acts: list[LoggedAct]) -> str | None:
    first = next((one for one in acts if one.id == act.content["act"]), None)
    return None if first and may_undo(first, act, newest_about(acts)) else act_form.TOO_LATE
