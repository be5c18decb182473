"""Decide about a chart: check what a person wants, write it down, and judge the series again, all in the
caller's transaction. Nothing is ever deleted: what no longer holds is withdrawn, with a reason.

    python -m quality.decide --help                 the command for people with access to the server
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from errors import DecisionError, OvertakenError, Problem
from quality.acts import ledger
from quality.acts.decision import Decision, DecisionKind, Withdrawal
from quality.acts.evidence import Evidence
from quality.acts.in_force import NO_DECISIONS, WITHDRAWAL, SeriesDecisions
from quality.acts.kinds import CHART_KINDS
from quality.decide.aims import AIMS, read_value
from quality.decide.checks import DecisionRequest, Person, missing_fields, problems_with, reason_problems
from quality.decide.hidden_signal import hidden_signal
from quality.lifecycle.undo import TEN_SECONDS
from quality.reference.ids import Ids, read_ids_afresh
from quality.series.key import SeriesKey
from quality.signals.refresh import refresh


def decide(
    session: Session,
    catalogue: Catalogue,
    request: DecisionRequest,
    person: Person,
    *,
    at: datetime,
    today: date,
    expected: int | None = None,
) -> Decision:
    """Record a decision and judge its series again. DecisionError names everything that stands in the way.

    expected: number of the newest act about this chart that the person had before them, 0 for none; where
    somebody else decided meanwhile, OvertakenError brings their act.
    """
    ledger.begin(session)
    _not_overtaken(session, request.key, expected)
    problems = problems_with(session, catalogue, read_ids_afresh(session), request, person, today)
    if problems:
        raise DecisionError(problems)
    hides = hidden_signal(session, catalogue, request.key, lambda acts: (*acts, request.as_tried()))
    act = _append(session, request.kind, _said(request), request.key, person, at, hides)
    return _judged_again(session, catalogue, request.key, act)


def _said(request: DecisionRequest) -> list[object]:
    """Return what a request that was checked says, in the order of its kind's fields."""
    values = [read_value(text) for text in request.values.values()]
    period = date.fromisoformat(request.period)
    first = date.fromisoformat(request.first_period) if request.first_period else None
    if request.kind is DecisionKind.ANNOTATION and first == period:
        first = None  # of one period
    spans = [] if request.kind is DecisionKind.TARGET else [first]
    return [period, request.text.strip(), *spans, *values]


def withdraw(
    session: Session,
    catalogue: Catalogue,
    act: int,
    reason: str,
    person: Person,
    *,
    at: datetime,
    only: SeriesKey | None = None,
    expected: int | None = None,
    sure: str = "",
) -> tuple[SeriesKey, Decision]:
    """Take an earlier act back: from now on it does not hold. It stays in the ledger, with both reasons.

    only: the series that it has to be about, where the person may decide about that one. `expected` is as in
    `decide`; sure: tokens of what the reason holds and is no patient's.
    """
    ledger.begin(session)
    problems = [*missing_fields(reason, person), *reason_problems(reason, catalogue, sure)]
    found = _find_act(read_ids_afresh(session), act)
    if found is not None and only is not None and found[0] != only:
        found = None
    if found is None:
        problems.append(Problem("act", f"there is no decision with the number {act}", "a number from `list`"))
    elif gone := found[1].withdrawn:
        problems.append(Problem("act", f"number {act} was taken back on {gone.on} by {gone.actor} already"))
    if problems or found is None:
        raise DecisionError(problems)
    _not_overtaken(session, found[0], expected)
    key, withdrawn = found[0], Withdrawal(reason.strip(), person.name, person.role, at.date())

    def without(acts: tuple[Decision, ...]) -> tuple[Decision, ...]:
        return tuple(replace(one, withdrawn=withdrawn) if one.act == act else one for one in acts)

    hides = hidden_signal(session, catalogue, key, without)
    _append(session, WITHDRAWAL, (act, reason.strip()), key, person, at, hides)
    return found[0], _judged_again(session, catalogue, found[0], act)


def _not_overtaken(session: Session, key: SeriesKey, expected: int | None) -> None:
    if expected is None:
        return
    about = [act for act in ledger.acts(session, *CHART_KINDS, services=[key.service]) if act.key == key]
    if about and about[-1].id != expected:
        raise OvertakenError(about[-1])


def newest_decision(decided: SeriesDecisions) -> int:
    """Return the number of the newest act about a chart, withdrawals included; 0 for none."""
    return max((act.withdrawn.act if act.withdrawn else act.act for act in decided.acts), default=0)


def decided_lately(decided: SeriesDecisions, number: int | None, by: str, now: datetime) -> int:
    """Return the number of a decision that may still be undone without a reason: for ten seconds, by whoever
    took it, and only while nothing was decided after it; 0 for none."""
    newest = newest_decision(decided)
    is_theirs = any(
        act.act == number and act.by == by and act.at and now - act.at <= TEN_SECONDS for act in decided.acts
    )
    return newest if is_theirs and newest == number else 0


def withdrawn_last(decided: SeriesDecisions, number: int | None, by: str) -> Decision | None:
    """Return the decision that an act of somebody took back, where nothing was decided after it."""
    found = (one for one in decided.withdrawn if one.withdrawn and one.withdrawn.act == number)
    one = next(found, None)
    is_theirs = one is not None and one.withdrawn is not None and one.withdrawn.by == by
    return one if is_theirs and newest_decision(decided) == number else None


def _append(
    session: Session,
    kind: str,
    said: Sequence[object],
    key: SeriesKey,
    person: Person,
    at: datetime,
    hides: Evidence | None,
) -> int:
    by, role = person.name.strip(), person.role.strip()
    shown = hides.written() if hides else None
    of = {"evidence": shown} if shown else {}
    return ledger.append(session, kind, *said, key=key, by=by, role=role, at=at, person=person.id, **of)


def _judged_again(session: Session, catalogue: Catalogue, key: SeriesKey, act: int) -> Decision:
    """Judge a series with all that was decided about it; what is aimed at holds inside too. Groups are judged
    when they are asked for, behind the disclosure gate: nothing of theirs is stored."""
    known = read_ids_afresh(session)
    found = _find_act(known, act)
    assert found is not None, "it was written down a moment ago"
    inside = known.services.below(key.service) if found[1].kind in AIMS else [known.services[key.service]]
    series = (known.series_ids(replace(key, service=one.code)) for one in inside)
    refresh(session, catalogue, [ids for ids in series if ids])
    return found[1]


def _find_act(known: Ids, act: int) -> tuple[SeriesKey, Decision] | None:
    acts = ((key, decision) for key, decided in known.decisions.items() for decision in decided.acts)
    return next((found for found in acts if found[1].act == act), None)


def number_of(session: Session, key: SeriesKey, kind: DecisionKind, period: date) -> int:
    """Return the number of the act of a kind and period that holds now, to take it back by."""
    held = history(session, key)
    found = [act for act in held.surviving if act.kind is kind and act.period == period]
    if kind is DecisionKind.ANNOTATION and len(found) > 1:
        numbers = ", ".join(str(act.act) for act in found)
        raise DecisionError([Problem("act", f"there are {len(found)} of {period}", f"one of {numbers}")])
    if not found:
        word, there_is = WORDS[kind], [str(act.period) for act in held.surviving if act.kind is kind]
        expected = "one of " + ", ".join(there_is) if there_is else f"a series with {word}"
        raise DecisionError([Problem("period", f"there is no {word} of {period} here", expected)])
    return found[-1].act


WORDS = {
    DecisionKind.REPHASE: "recalculation of limits",
    DecisionKind.BASELINE: "fixed baseline",
    DecisionKind.EXCLUSION: "point left out",
    DecisionKind.ANNOTATION: "note",
    DecisionKind.TARGET: "target",
    DecisionKind.TRAJECTORY: "trajectory",
}


def history(session: Session, key: SeriesKey) -> SeriesDecisions:
    """Return everything decided about a series, withdrawn acts included."""
    return read_ids_afresh(session).decisions.get(key, NO_DECISIONS)
